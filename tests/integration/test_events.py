"""Events of whole seasons: who is told what by an embedded run, and that nobody who does not listen holds it up."""

import base64
import hashlib
import hmac
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.factories.season_file import a_scene_of, a_season_file
from tests.integration.conftest import Studio
from tests.support.receiver import Receiver, running_receiver

KEY = b"a key of at least twenty-four bytes"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
SEASON = a_season_file([a_scene_of("Don't lie to me.")], [a_scene_of("Wait.")], music=False)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as receiver:
        yield receiver


def told_of(studio: Studio, receiver: Receiver, *, allowed: bool = True, **changes: Any) -> Any:
    """The season, told to the receiver; answers the season file."""
    ours = studio.environment()
    more = {"CLIFFHANGER_WEBHOOK_SECRET": SECRET, **({"CLIFFHANGER_ALLOW_HOSTS": receiver.host} if allowed else {})}
    studio.environment = lambda: {**ours, **more}  # type: ignore[method-assign]
    return studio.write({**SEASON, "webhook_url": receiver.url, **changes})


def test_a_season_tells_its_beginning_its_episodes_and_its_end(studio: Studio, receiver: Receiver) -> None:
    season = told_of(studio, receiver)

    done = studio.run("produce", season)

    assert done.returncode == 0, done.stderr + studio.log()
    assert receiver.types[0] == "season.started"
    assert sorted(receiver.types) == ["episode.finished", "episode.finished", "season.finished", "season.started"]
    told = {event["data"].get("episode", 0): event["data"] for event in receiver.events if event["type"] == "episode.finished"}
    assert told[1]["state"] == "done"
    assert told[2]["path"] == str(studio.folder / "out" / "test-season" / "E02.mp4")
    (end,) = [event["data"] for event in receiver.events if event["type"] == "season.finished"]
    assert (end["state"], end["title"], end["cost"]["spent_usd"]) == ("done", "Test Season", 0)
    for headers, body in receiver.heard:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        assert headers["webhook-signature"] == "v1," + base64.b64encode(hmac.digest(KEY, signed, hashlib.sha256)).decode()
    assert "problem" not in done.stderr


def test_made_again_only_what_is_news_is_told(studio: Studio, receiver: Receiver) -> None:
    season = told_of(studio, receiver)
    studio.run("produce", season)
    receiver.heard.clear()

    assert studio.run("produce", season).returncode == 0

    assert sorted(receiver.types) == ["season.finished", "season.started"]


def test_a_receiver_that_is_down_for_a_moment_is_told_again(studio: Studio, receiver: Receiver) -> None:
    season = told_of(studio, receiver)
    receiver.answers = [503]

    done = studio.run("produce", season)

    assert done.returncode == 0, done.stderr
    ids = [headers["webhook-id"] for headers, _ in receiver.heard]
    assert len(ids) == len(set(ids)) + 1
    assert len(set(receiver.types)) == 3
    assert "were not taken yet" not in done.stderr


def test_nobody_who_does_not_listen_holds_a_season_up(studio: Studio, receiver: Receiver) -> None:
    season = told_of(studio, receiver)
    receiver.answers = [500] * 100
    began = time.monotonic()

    done = studio.run("produce", season)

    assert done.returncode == 0, done.stderr
    assert time.monotonic() - began < 60
    assert "4 events for webhook_url were not taken yet; 'cliffhanger resume test-season-" in done.stderr
    receiver.answers.clear()
    before = {headers["webhook-id"] for headers, _ in receiver.heard}

    resumed = studio.run("resume", "test-season")

    assert resumed.returncode == 0, resumed.stderr
    assert before <= {headers["webhook-id"] for headers, _ in receiver.heard[-6:]}


def test_a_private_receiver_is_refused_in_one_line_and_the_season_is_made(studio: Studio, receiver: Receiver) -> None:
    season = told_of(studio, receiver, allowed=False)

    done = studio.run("produce", season)

    assert done.returncode == 0, done.stderr
    assert receiver.heard == []
    (line,) = [line for line in done.stderr.splitlines() if "webhook_url" in line]
    assert "127.0.0.1 is not public; allow it by CLIFFHANGER_ALLOW_HOSTS" in line
    status = studio.run("status", "test-season").stderr
    assert status.count("webhook_url is refused") == 1
    studio.run("report", "test-season")
    assert [note for note in studio.manifest()["notes"] if "webhook_url is refused" in note]


def test_no_secret_is_in_what_is_told(studio: Studio, receiver: Receiver) -> None:
    studio.run("produce", told_of(studio, receiver))

    assert not any(SECRET in body.decode() or KEY in body for _, body in receiver.heard)
    assert SECRET not in studio.log()
