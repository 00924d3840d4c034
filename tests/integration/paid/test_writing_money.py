"""What is written by models and what follows it cost no more than was agreed to, whatever changes or breaks meanwhile."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.conftest import wait_for
from tests.integration.paid.conftest import end
from tests.integration.paid.test_writing import DRAFT, REVIEW, Room, a_premise, by
from tests.support.paid import Provider
from tests.support.receiver import running_receiver

PAID_VIDEO = {"video": ["simulator/sim-video"]}


class HeardRoom(Room):
    """A room whose events reach a receiver at `also_allowed`."""

    also_allowed = ""

    def environment(self) -> dict[str, str]:
        ours = super().environment()
        return {**ours, "CLIFFHANGER_ALLOW_HOSTS": ",".join(filter(None, (ours["CLIFFHANGER_ALLOW_HOSTS"], self.also_allowed)))}


@pytest.fixture
def room(tmp_path: Path, provider: Provider) -> Iterator[HeardRoom]:
    studio = HeardRoom(tmp_path, provider=provider)
    yield studio
    end(studio)


def test_what_is_edited_while_it_is_written_is_for_the_next_command(room: Room, provider: Provider) -> None:
    season = a_premise(providers={**by(), **PAID_VIDEO})
    provider.post("latency", {"seconds": 0, "by_kind": {"chat": 2}})
    first = room.start("produce", room.write(season))
    wait_for("the outline to be asked for", lambda: provider.jobs("chat"))

    room.write({**season, "premise": "Two sailors find a lighthouse that nobody has lit for forty years."})
    _, said = first.communicate(timeout=120)

    assert first.returncode == 0, said
    assert len(provider.jobs("chat")) == 2
    # The films are those of the script that was written, not of what stood in for the new one.
    actions = [scene["action"] for scene in room.script()["scenes"]]
    assert [scene["action"] for scene in room.manifest("the-secret")["episodes"][0]["scenes"]] == actions


def test_no_films_are_made_of_what_stands_in_for_a_script(room: Room, provider: Provider) -> None:
    novel = room.folder / "novel.txt"
    novel.write_text("Chapter 1\n\n" + "The heir worked in a tea shop. " * 40, encoding="utf-8")
    season = {**a_premise(providers={**by(), **PAID_VIDEO}), "novel": "novel.txt"}
    provider.post("latency", {"seconds": 0, "by_kind": {"chat": 2}})
    first = room.start("produce", room.write(season))
    wait_for("the first part to be asked for", lambda: provider.jobs("chat"))

    novel.write_text("Chapter 1\n\n" + "Two sailors find a lighthouse. " * 40, encoding="utf-8")
    _, said = first.communicate(timeout=120)

    assert first.returncode == 2, said
    assert "changed meanwhile" in said
    assert provider.jobs("video") == []


def test_another_writer_at_the_end_of_the_list_has_nothing_written_again(room: Room, provider: Provider) -> None:
    season = a_premise()
    assert room.produce(season).returncode == 0
    asked = len(provider.jobs("chat"))

    again = room.produce({**season, "providers": {**by(), "script": [DRAFT, REVIEW]}})

    assert again.returncode == 0, again.stderr
    assert len(provider.jobs("chat")) == asked


def test_redo_of_a_rehearsed_script_asks_nobody_who_is_paid(room: Room, provider: Provider) -> None:
    season = a_premise(providers={**by(), **PAID_VIDEO})
    assert room.produce(season, "--rehearse").returncode == 0

    redone = room.run("redo", "the-secret", "script")

    assert provider.jobs() == [], redone.stderr
    assert redone.returncode == 2, redone.stderr


def test_a_plan_of_a_script_that_was_redone_can_be_agreed_to(room: Room, provider: Provider) -> None:
    season = a_premise()
    assert room.produce(season).returncode == 0
    first, *others = room.script()["scenes"]
    other = {**room.script(), "scenes": [{**first, "action": "She burns the deed over the stove."}, *others]}
    provider.rules({"fault": "says", "options": {"reply": json.dumps(other)}, "match": {"text": "episode 1"}})
    assert room.run("redo", "the-secret", "script/ep1").returncode == 0

    digest = room.json("plan", "season.yaml")["digest"]
    agreed = room.run("produce", "season.yaml", "--plan", digest)

    assert room.script()["scenes"][0]["action"] == "She burns the deed over the stove."
    assert agreed.returncode == 0, agreed.stderr


def test_who_watches_a_script_sees_the_films_too(room: Room, provider: Provider) -> None:
    provider.post("latency", {"seconds": 0, "by_kind": {"chat": 2}})
    first = room.start("produce", room.write(a_premise()))
    wait_for("the outline to be asked for", lambda: provider.jobs("chat"))

    watched = room.json("watch", "the-secret")

    first.communicate(timeout=120)
    assert watched["state"] == "done"
    assert [episode["state"] for episode in watched["episodes"]] == ["done"]


def test_a_script_whose_command_has_left_is_no_season_that_is_done(room: Room, provider: Provider) -> None:
    provider.post("latency", {"seconds": 0, "by_kind": {"chat": 1}})
    novel = room.folder / "novel.txt"
    novel.write_text("Chapter 1\n\n" + "The heir worked in a tea shop. " * 40, encoding="utf-8")
    first = room.start("produce", room.write({**a_premise(), "novel": "novel.txt"}))
    wait_for("the first part to be asked for", lambda: provider.jobs("chat"))
    before = novel.read_text(encoding="utf-8")
    novel.write_text("Chapter 1\n\n" + "Two sailors find a lighthouse. " * 40, encoding="utf-8")
    first.communicate(timeout=120)
    novel.write_text(before, encoding="utf-8")

    told = room.json("status", "the-secret")
    resumed = room.json("resume", "the-secret")

    assert told["state"] == "running"
    assert told["writing"] == {"parts_total": 3, "parts_done": 3}
    assert resumed["state"] == "done"
    assert len(provider.jobs("chat")) == 3


def test_what_a_script_is_expected_to_cost_is_counted_once(room: Room, provider: Provider) -> None:
    assert room.produce(a_premise()).returncode == 0
    before = room.json("costs", "the-secret")
    provider.rules({"fault": "says", "options": {"reply": "No."}})

    assert room.run("redo", "the-secret", "script").returncode == 1

    after = room.json("costs", "the-secret")
    assert after["estimated_usd"] == pytest.approx(before["estimated_usd"])
    assert provider.billed_micros == room.spent_micros()


def test_a_season_that_is_written_is_told_once_and_when_it_ends(room: HeardRoom, provider: Provider) -> None:
    with running_receiver() as receiver:
        room.also_allowed = receiver.host
        season = a_premise(webhook_url=receiver.url)
        done = room.produce(season)
        assert done.returncode == 0, done.stderr
        assert [event["type"] for event in receiver.events] == ["season.started", "episode.finished", "season.finished"]

        provider.rules({"fault": "says", "options": {"reply": "No."}})
        assert room.produce({**season, "seed": 7}).returncode == 1

        told = receiver.events[3:]
    assert [(event["type"], event["data"]["state"]) for event in told] == [("season.finished", "failed")]


def test_write_puts_no_stand_in_into_a_season_file(room: HeardRoom, provider: Provider) -> None:
    novel = room.folder / "novel.txt"
    novel.write_text("Chapter 1\n\n" + "The heir worked in a tea shop. " * 40, encoding="utf-8")
    provider.post("latency", {"seconds": 0, "by_kind": {"chat": 2}})
    sizes = ("--scenes", 2, "--seconds", 20, "--language", "en")
    first = room.start("write", "novel.txt", "-o", "made.yaml", "--writer", DRAFT, *sizes)
    wait_for("the first part to be asked for", lambda: provider.jobs("chat"))

    novel.write_text("Chapter 1\n\n" + "Two sailors find a lighthouse. " * 40, encoding="utf-8")
    _, said = first.communicate(timeout=120)

    assert first.returncode == 2, said
    assert "novel has changed" in said
    assert not (room.folder / "made.yaml").exists()


def test_an_answer_that_is_on_its_way_is_awaited_after_ctrl_c(room: HeardRoom, provider: Provider) -> None:
    provider.post("latency", {"seconds": 0, "by_kind": {"chat": 8}})
    first = room.start("produce", room.write(a_premise()), "--out", "out")
    wait_for("the outline to be asked for", lambda: provider.jobs("chat"))

    first.send_signal(signal.SIGINT)
    _, said = first.communicate(timeout=60)
    provider.post("latency", {"seconds": 0, "by_kind": {}})
    again = room.run("produce", "season.yaml")

    assert first.returncode == 130, said
    assert "waiting for answers" in said
    assert again.returncode == 0, again.stderr
    # The outline was paid once, and a draft: nothing is in doubt, and nothing was asked twice.
    assert len(provider.jobs("chat")) == 2
    assert provider.billed_micros == room.spent_micros()


def test_what_was_made_stays_where_writing_it_again_fails(room: HeardRoom, provider: Provider) -> None:
    assert room.produce(a_premise()).returncode == 0
    before = room.manifest("the-secret")
    provider.rules({"fault": "says", "options": {"reply": "No."}})

    failed = room.produce(a_premise(seed=9))

    assert failed.returncode == 1, failed.stderr
    assert room.manifest("the-secret") == before
    assert (room.folder / "out/the-secret" / before["episodes"][0]["path"]).exists()
