"""Events on their way: signed, told again until they are taken, given up in the end, and only told to whom may be reached."""

import base64
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest
import redis

from shared import keyspace
from shared.outbox import Notice, Outbox, notice_of
from shared.state.season import SeasonState, notes_of
from tests.support.receiver import Receiver, running_receiver
from worker.notices import post
from worker.notices.courier import DELAYS_S, Courier, receiver_key
from worker.notices.post import NotTaken, Poster

KEY = b"a key of at least twenty-four bytes"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
SEASON = "heir-0a"
SHORT_S = (0.5, 1.0, 2.0)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as receiver:
        yield receiver


def courier(client: redis.Redis, receiver: Receiver, *, secret: str | None = SECRET, allowed: bool = True) -> Courier:
    return Courier(client, Poster(frozenset({receiver.host}) if allowed else frozenset(), secret), SHORT_S)


def written(client: redis.Redis, url: str, number: int = 1) -> str:
    """An event in the outbox; answers its id."""
    notice = notice_of(SEASON, "episode.finished", {"episode": number, "path": "/out/第一集.mp4"}, url, subject=str(number))
    assert Outbox(client).add(SEASON, notice)
    return notice.id


def rested(client: redis.Redis, receiver: Receiver) -> None:
    """As if the pause after a failure were over."""
    client.delete(receiver_key(receiver.url))


def note(client: redis.Redis) -> str:
    return str(client.hget(keyspace.meta(SEASON), "webhook_note") or "")


def fate(client: redis.Redis, name: str) -> str:
    notice = Outbox(client).read(SEASON, name)
    assert notice is not None
    return notice.fate


def test_an_event_is_told_once_and_signed(client: redis.Redis, receiver: Receiver) -> None:
    name = written(client, receiver.url)

    assert courier(client, receiver).carry(SEASON, name) is None
    assert courier(client, receiver).carry(SEASON, name) is None

    [(headers, body)] = receiver.heard
    signed = f"{name}.{headers['webhook-timestamp']}.".encode() + body
    assert headers["webhook-id"] == name
    assert headers["webhook-signature"] == "v1," + base64.b64encode(hmac.digest(KEY, signed, hashlib.sha256)).decode()
    assert json.loads(body)["data"] == {"episode": 1, "path": "/out/第一集.mp4"}
    assert set(json.loads(body)) == {"type", "timestamp", "data"}
    assert fate(client, name) == "sent"
    assert client.zcard(keyspace.NOTICES) == 0


def test_without_a_secret_it_is_told_unsigned(client: redis.Redis, receiver: Receiver) -> None:
    courier(client, receiver, secret=None).carry(SEASON, written(client, receiver.url))

    assert "webhook-signature" not in receiver.heard[0][0]


@pytest.mark.parametrize("answer", [500, 503, 404, 429, 301, 307, 0])
def test_what_is_not_taken_is_told_again_with_growing_pauses(client: redis.Redis, receiver: Receiver, answer: int) -> None:
    name = written(client, receiver.url)
    receiver.answers = [answer, answer]
    pauses = []

    for _ in range(3):
        pauses.append(courier(client, receiver).carry(SEASON, name))
        rested(client, receiver)

    assert pauses == [0.5, 1.0, None]
    assert len({body for _, body in receiver.heard}) == 1
    assert {headers["webhook-id"] for headers, _ in receiver.heard} == {name}
    assert fate(client, name) == "sent"
    assert note(client) == ""


def test_a_redirect_is_not_followed(client: redis.Redis, receiver: Receiver) -> None:
    receiver.answers = [302]

    courier(client, receiver).carry(SEASON, written(client, receiver.url))

    assert len(receiver.heard) == 1


def test_after_its_last_try_it_is_given_up_and_noted_once(client: redis.Redis, receiver: Receiver) -> None:
    names = [written(client, receiver.url, number) for number in (1, 2)]
    receiver.answers = [500] * 20
    tries = []

    for name in names:
        while (again_s := courier(client, receiver).carry(SEASON, name)) is not None:
            rested(client, receiver)
            tries.append(again_s)
        rested(client, receiver)

    assert tries == [*SHORT_S, *SHORT_S]
    assert [fate(client, name) for name in names] == ["given up"] * 2
    assert note(client) == "2 events were not told to webhook_url: 127.0.0.1 answered HTTP 500, 4 times; given up"
    assert client.zcard(keyspace.NOTICES) == 0


def test_a_private_receiver_is_refused_in_one_line(client: redis.Redis, receiver: Receiver) -> None:
    name = written(client, receiver.url)

    assert courier(client, receiver, allowed=False).carry(SEASON, name) is None

    assert receiver.heard == []
    assert note(client) == (
        "1 event was not told to webhook_url: webhook_url is refused: 127.0.0.1 is not public; "
        "allow it by CLIFFHANGER_ALLOW_HOSTS if it is meant"
    )


def test_a_name_that_turns_private_is_refused(client: redis.Redis) -> None:
    name = written(client, "https://hooks.example.com/in")
    poster = Poster(resolve=lambda _host, _port: ["203.0.113.9", "10.0.0.1"])

    Courier(client, poster, SHORT_S).carry(SEASON, name)

    assert "not public" in note(client)


def test_whoever_is_gone_is_told_nothing_more(client: redis.Redis, receiver: Receiver) -> None:
    first, second = written(client, receiver.url, 1), written(client, receiver.url, 2)
    receiver.answers = [410]

    assert [courier(client, receiver).carry(SEASON, name) for name in (first, second)] == [None, None]

    assert len(receiver.heard) == 1
    assert [fate(client, name) for name in (first, second)] == ["stopped", "stopped"]
    assert note(client) == "1 event was not told to webhook_url: 127.0.0.1 wants no more events (HTTP 410); none are sent any more"


def test_a_receiver_that_has_just_failed_is_left_alone_by_the_others(client: redis.Redis, receiver: Receiver) -> None:
    first, second = written(client, receiver.url, 1), written(client, receiver.url, 2)
    receiver.answers = [500]
    courier(client, receiver).carry(SEASON, first)

    again_s = courier(client, receiver).carry(SEASON, second)

    assert again_s is not None
    assert again_s >= 0.4
    assert len(receiver.heard) == 1
    notice = Outbox(client).read(SEASON, second)
    assert notice is not None
    assert notice.tries == 0


def test_an_entry_that_stands_for_nothing_goes(client: redis.Redis, receiver: Receiver) -> None:
    client.zadd(keyspace.NOTICES, {f"{SEASON} evt_x": 1})

    assert courier(client, receiver).carry(SEASON, "evt_x") is None

    assert Outbox(client).overdue() == []


def test_an_event_is_written_once_whoever_finds_it_out(client: redis.Redis) -> None:
    notice = notice_of(SEASON, "season.finished", {}, "https://x/", subject="1")

    assert [Outbox(client).add(SEASON, notice) for _ in range(2)] == [True, False]


def test_the_pauses_grow_to_a_day() -> None:
    assert DELAYS_S[:5] == (5, 30, 120, 600, 3600)
    assert list(DELAYS_S) == sorted(DELAYS_S)


def test_what_is_noted_is_among_the_seasons_notes(client: redis.Redis) -> None:
    state = SeasonState(client, SEASON)
    state.set_meta("notes", '["one"]')
    state.set_meta("webhook_note", "two")

    assert notes_of(state.meta()) == ["one", "two"]


@contextmanager
def dripping(*, head: bytes) -> Iterator[str]:
    """The address of a receiver that answers `head`, and then a drop at a time without an end."""
    listening, over = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def run() -> None:
        caller = listening.accept()[0]
        with caller, suppress(OSError):
            caller.recv(65_536)
            caller.sendall(head)
            while not over.wait(0.02):
                caller.sendall(b"x")

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/in"
    finally:
        over.set()
        thread.join()
        listening.close()


def told_to(url: str) -> Notice:
    return replace(notice_of(SEASON, "season.finished", {}, url, subject="1"), tries=1)


def test_an_answers_body_is_not_waited_for() -> None:
    with dripping(head=b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n") as url:
        Poster(frozenset({"127.0.0.1"})).post(told_to(url))


def test_a_receiver_whose_answer_drips_has_not_taken_it_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "WHOLE_S", 0.2)

    with dripping(head=b"HTTP/1.1 200 OK\r\nx: ") as url, pytest.raises(NotTaken, match="did not answer"):
        Poster(frozenset({"127.0.0.1"})).post(told_to(url))


def test_each_try_goes_to_another_address_of_the_receiver(receiver: Receiver) -> None:
    poster = Poster(frozenset({"hooks.example.com"}), resolve=lambda _host, _port: ["127.0.0.2", "127.0.0.1"])
    notice = told_to(receiver.url.replace("127.0.0.1", "hooks.example.com"))

    with pytest.raises(NotTaken):
        poster.post(notice)
    poster.post(replace(notice, tries=2))

    assert len(receiver.heard) == 1


def test_the_more_wait_for_a_receiver_the_farther_apart_they_come(client: redis.Redis, receiver: Receiver) -> None:
    names = [written(client, receiver.url, number) for number in range(400)]
    client.set(receiver_key(receiver.url), "sending", px=20_000)

    waits = [courier(client, receiver).carry(SEASON, name) or 0.0 for name in names]

    assert max(waits) > 10.0
    assert sum(wait < 1.0 for wait in waits) < 40


def test_a_receiver_rests_longer_each_time_that_it_fails(client: redis.Redis, receiver: Receiver) -> None:
    receiver.answers, rests = [500] * 3, []

    for number in range(4):
        courier(client, receiver).carry(SEASON, written(client, receiver.url, number))
        rests.append(round(client.pttl(receiver_key(receiver.url)) / 1000, 1))
        rested(client, receiver)

    assert rests[:3] == list(SHORT_S)
    assert client.keys(f"{keyspace.NOTICES}:to:*") == []


@pytest.mark.parametrize("answer", [429, 503])
def test_a_receiver_is_left_alone_for_as_long_as_it_asks(client: redis.Redis, receiver: Receiver, answer: int) -> None:
    first, second = written(client, receiver.url, 1), written(client, receiver.url, 2)
    receiver.answers, receiver.after_s = [answer], 90

    assert courier(client, receiver).carry(SEASON, first) == 90.0
    assert (courier(client, receiver).carry(SEASON, second) or 0.0) > 80.0

    assert len(receiver.heard) == 1


def test_nothing_shows_the_secret_of_a_poster() -> None:
    assert SECRET not in repr(Poster(secret=SECRET))
