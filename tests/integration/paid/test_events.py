"""Events of paid seasons: what failed, what it cost, and money that a person has to decide about."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.season_file import a_scene_of
from tests.support.paid import PaidStudio, Provider, a_paid_season
from tests.support.receiver import Receiver, running_receiver

SCENES = [a_scene_of(f"Line {number}.", duration_seconds=1, setting=f"Room {number}") for number in range(2)]
LOST = {"fault": "accepted_then_500", "match": {"text": "Room 1"}, "times": 1}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as receiver:
        yield receiver


def test_a_call_whose_end_nobody_knows_is_told_with_its_money(studio: PaidStudio, provider: Provider, receiver: Receiver) -> None:
    ours = studio.environment()
    allowed = f"{ours['CLIFFHANGER_ALLOW_HOSTS']},{receiver.host}"
    studio.environment = lambda: {**ours, "CLIFFHANGER_ALLOW_HOSTS": allowed}  # type: ignore[method-assign]
    provider.rules(LOST)

    done = studio.produce(a_paid_season(SCENES, vendor="simulator-blind", budget_usd=5, webhook_url=receiver.url))

    assert done.returncode == 1, done.stderr
    data = {event["type"]: event["data"] for event in receiver.events}
    assert set(data) == {"season.started", "scene.failed", "call.held", "episode.finished", "season.finished"}
    assert (data["scene.failed"]["episode"], data["scene.failed"]["scene"]) == (1, 2)
    assert data["scene.failed"]["stage"] == "video"
    assert (data["call.held"]["model"], data["call.held"]["amount_usd"]) == ("simulator-blind/sim-video", 0.05)
    assert data["call.held"]["call"] in data["scene.failed"]["reason"]
    assert data["episode.finished"]["state"] == "partial"
    assert data["season.finished"]["state"] == "partial"
    assert data["season.finished"]["cost"] == {"reserved_usd": 0, "held_usd": 0.05, "spent_usd": 0.05, "wasted_usd": 0}
    assert not any(studio.key.encode() in body for _, body in receiver.heard)


def test_the_jobs_of_a_batch_are_told_as_they_end(studio: PaidStudio, provider: Provider, receiver: Receiver) -> None:
    ours = studio.environment()
    allowed = f"{ours['CLIFFHANGER_ALLOW_HOSTS']},{receiver.host}"
    studio.environment = lambda: {**ours, "CLIFFHANGER_ALLOW_HOSTS": allowed}  # type: ignore[method-assign]
    provider.rules({"fault": "moderated_input", "match": {"text": "forbidden"}})
    image = {"type": "image", "model": "simulator/sim-reference", "width": 64, "height": 64}
    jobs = [{**image, "name": "Door", "prompt": "a red door"}, {**image, "name": "No", "prompt": "forbidden"}]
    batch = studio.write({"output_dir": "out", "webhook_url": receiver.url, "jobs": jobs}, "jobs.yaml")

    done = studio.run("batch", batch)

    assert done.returncode == 1, done.stderr + studio.log()
    data = {event["type"]: event["data"] for event in receiver.events}
    assert set(data) == {"job.finished", "job.failed", "batch.finished"}
    finished, failed = data["job.finished"], data["job.failed"]
    assert (finished["name"], finished["status"], finished["cost"]) == ("Door", "success", 0.02)
    assert finished["url"].startswith("http://")
    assert studio.folder in Path(finished["path"]).parents
    assert (failed["name"], failed["status"], failed["cost"]) == ("No", "failed", 0)
    assert failed["error"]
    assert data["batch.finished"]["cost"]["spent_usd"] == 0.02
