"""What a season's state says has happened, told once whoever looks, and told again when it is lost."""

import os
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import redis

from shared import keyspace
from shared.host import host_id
from shared.ledger.call import Call
from shared.ledger.ledger import Ledger, Limits
from shared.outbox import Outbox
from shared.queues import CONTROL, TaskName
from shared.state.season import SeasonState
from tests.factories.season import a_production, a_scene, an_episode
from worker.notices import send_event
from worker.notices.send import send_lost
from worker.notices.tell import tell_season

SEASON = "test-season"
URL = "https://hooks.example.com/in"


class Desk:
    """A season of two scenes, and the messages that are sent about it."""

    def __init__(self, client: redis.Redis, folder: Path, url: str | None = URL) -> None:
        self.client = client
        self.folder = folder
        self.state = SeasonState(client, SEASON)
        self.ledger = Ledger(client)
        self.episode = an_episode(1, a_scene(1, "One."), a_scene(2, "Two."))
        self.production = a_production(self.episode, webhook_url=url)
        self.sent: list[tuple[str, ...]] = []
        line = SimpleNamespace(
            redis=client,
            ledger=self.ledger,
            season=lambda name: SeasonState(client, name),
            production=lambda *_: self.production,
            script=lambda *_: self.episode,
        )
        self.app: Any = SimpleNamespace(cliffhanger_line=(os.getpid(), line), send_task=self._send)
        self.order()

    def order(self) -> None:
        self.state.submit(self.production, [self.episode], {"out": str(self.folder), "host": host_id(), "notes": "[]"})

    def _send(self, name: str, args: tuple[str, ...], queue: str) -> None:
        assert (name, queue) == (TaskName.NOTICE_SEND, CONTROL)
        self.sent.append(args)

    def deliver(self) -> None:
        file = self.folder / self.production.slug / "E01.mp4"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"film")

    def tell(self) -> list[str]:
        """What is news now: the types of the events, in their order."""
        before = {notice.id for notice in Outbox(self.client).all(SEASON)}
        tell_season(self.app, SEASON)
        return [notice.type for notice in Outbox(self.client).all(SEASON) if notice.id not in before]

    def data(self, kind: str) -> Any:
        return next(notice.data for notice in Outbox(self.client).all(SEASON) if notice.type == kind)


@pytest.fixture
def desk(client: redis.Redis, tmp_path: Path) -> Desk:
    return Desk(client, tmp_path)


def test_a_beginning_is_told_once(desk: Desk) -> None:
    assert [desk.tell(), desk.tell()] == [["season.started"], []]
    assert len(desk.sent) == 1


def test_without_an_address_nobody_is_told(client: redis.Redis, tmp_path: Path) -> None:
    desk = Desk(client, tmp_path, url=None)

    assert desk.tell() == []


def test_a_failed_scene_is_told_with_its_reason(desk: Desk) -> None:
    desk.tell()
    desk.state.end_unit(1, "2", "failed", "no funds", "video")

    assert desk.tell() == ["scene.failed"]

    told = desk.data("scene.failed")
    assert (told["season"], told["episode"], told["scene"], told["stage"], told["reason"]) == (SEASON, 1, 2, "video", "no funds")


def test_an_episode_is_told_when_its_file_is_in_place(desk: Desk) -> None:
    desk.tell()
    desk.state.end_episode(1, "done", "key-1")
    assert desk.tell() == []

    desk.deliver()

    assert desk.tell() == ["episode.finished"]
    assert Path(desk.data("episode.finished")["path"]).exists()


def test_a_season_ends_after_its_episodes(desk: Desk) -> None:
    desk.tell()
    desk.state.end_episode(1, "done", "key-1")
    desk.state.finish([1])
    desk.deliver()
    assert desk.tell() == ["episode.finished"]

    desk.state.note_delivery("1")

    assert desk.tell() == ["season.finished"]
    assert desk.data("season.finished")["state"] == "done"


def test_under_another_order_only_what_is_news_is_told(desk: Desk) -> None:
    for _ in range(2):
        desk.order()
        desk.state.end_unit(1, "2", "failed", "no funds", "video")
        desk.state.end_episode(1, "partial", "key-1")
        desk.deliver()
        told = desk.tell()

    assert told == ["season.started", "scene.failed"]


def test_held_money_is_told_when_the_line_has_given_up_finding_out(desk: Desk) -> None:
    call = Call("c1", SEASON, "1", "1/2", "video", "acme/clips", "acme", "2026-11-21", 220_000)
    token = desk.ledger.reserve(call, Limits()).token
    desk.ledger.submitting("c1", token)
    desk.ledger.hold("c1", "reset")
    assert desk.tell() == ["season.started"]

    desk.state.end_unit(1, "2", "failed", "unknown", "video")

    assert sorted(desk.tell()) == ["call.held", "scene.failed"]
    assert (desk.data("call.held")["call"], desk.data("call.held")["amount_usd"]) == ("c1", 0.22)


def test_an_event_of_somebody_elses_is_told_to_the_seasons_address_or_its_own(desk: Desk) -> None:
    assert send_event(desk.app, SEASON, "job.finished", {"name": "a"}, subject="1/a")
    assert not send_event(desk.app, SEASON, "job.finished", {"name": "a"}, subject="1/a")
    assert send_event(desk.app, SEASON, "job.failed", {"name": "b"}, subject="1/b", url="https://other.example.com/")

    assert {notice.url for notice in Outbox(desk.client).all(SEASON)} == {URL, "https://other.example.com/"}


def test_an_event_whose_message_is_lost_is_sent_again(desk: Desk) -> None:
    desk.tell()
    desk.sent.clear()
    send_lost(desk.app)
    assert desk.sent == []
    (entry,) = desk.client.zrange(keyspace.NOTICES, 0, -1)
    desk.client.zadd(keyspace.NOTICES, {entry: time.time() * 1000 - 1})

    send_lost(desk.app)
    send_lost(desk.app)

    assert len(desk.sent) == 1
