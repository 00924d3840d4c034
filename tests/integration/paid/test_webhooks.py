"""Paid seasons whose provider calls back: a poll a minute would be far too slow, so what ends them in seconds is the callbacks."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from producer.embedded.redis_server import RedisServer
from shared.ledger.ledger import Ledger
from shared.settings import Settings
from tests.factories.season_file import a_scene_of
from tests.integration.conftest import wait_for
from tests.integration.paid.conftest import end
from tests.support.hooks import post, running_hooks
from tests.support.paid import LinePaidStudio, Provider, a_paid_season

MINUTE: dict[str, Any] = {"poll": {"interval": 60, "max_interval": 60}, "models": {"sim-video": {"typical_seconds": 60}}}
# What a season takes at most when nobody waits for a poll.
SOON_S = 45.0
ATLAS = "atlascloud/bytedance/seedance-2.0/image-to-video"


@dataclass
class HookedStudio(LinePaidStudio):
    """A line whose workers give providers the address of a service that runs beside them."""

    hooks_url: str = field(kw_only=True)

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "CLIFFHANGER_HOOKS_URL": self.hooks_url}

    def lay(self, **vendors: Any) -> None:
        atlas = {
            "base_url": f"http://{self.provider.host}/api/v1",
            "auth": {"kind": "bearer", "env": "SIMULATOR_API_KEY"},
            "poll": MINUTE["poll"],
            "models": {ATLAS.partition("/")[2]: {"typical_seconds": 60}},
        }
        super().lay(**{"simulator": MINUTE, "simulator-blind": MINUTE, "atlascloud": atlas, **vendors})


@pytest.fixture(scope="module")
def hooked_line(tmp_path_factory: pytest.TempPathFactory, running_provider: Provider) -> Iterator[HookedStudio]:
    folder = tmp_path_factory.mktemp("hooked")
    server = RedisServer(folder / "redis", folder / "redis.log")
    server.start()
    line = HookedStudio(folder, provider=running_provider, redis_url=server.url, line_folder=folder, hooks_url="http://127.0.0.1:1")
    settings = Settings(redis_url=server.url, catalogue=str(line.catalogue))
    with running_hooks(settings) as url:
        line.hooks_url = url
        workers = [
            line.start_worker("media", "media", "prefork", 2),
            line.start_worker("control", "control", "threads", 2),
            line.start_worker("paid", "provider.simulator,provider.simulator-blind,provider.atlascloud", "threads", 8),
        ]
        yield line
        for worker in workers:
            worker.kill()
            worker.wait()
        end(line)
    server.stop()


@pytest.fixture
def hooked(tmp_path: Path, hooked_line: HookedStudio, provider: Provider) -> Iterator[HookedStudio]:
    hooked_line.client.flushdb()
    shutil.rmtree(hooked_line.state / "store", ignore_errors=True)
    given = {"redis_url": hooked_line.redis_url, "line_folder": hooked_line.line_folder, "hooks_url": hooked_line.hooks_url}
    studio = HookedStudio(tmp_path, provider=provider, key=hooked_line.key, **given)
    yield studio
    for process in studio.started:
        if process.poll() is None:
            process.kill()
            process.wait()


def a_hooked_season(title: str, count: int = 2, **changes: Any) -> dict[str, Any]:
    """A season of short paid clips, each of its own words."""
    scenes = [a_scene_of(f"{title} {number}.", duration_seconds=2, setting=f"{title} {number}") for number in range(count)]
    return a_paid_season(scenes, title=title, **changes)


def make(studio: HookedStudio, season: dict[str, Any]) -> float:
    """Make it; answers how long that took."""
    began = time.monotonic()
    done = studio.produce(season)
    assert done.returncode == 0, f"{done.stderr}\n{studio.log()}"
    return time.monotonic() - began


def told(provider: Provider, event: str = "") -> list[int | None]:
    """What the client answered to the callbacks of an event."""
    return [row["status"] for row in provider.books()["webhooks"] if event in ("", row["event"])]


def test_callbacks_end_a_season_whose_polls_are_a_minute_apart(hooked: HookedStudio, provider: Provider) -> None:
    provider.post("latency", {"seconds": 1.5})

    took_s = make(hooked, a_hooked_season("Called"))

    assert took_s < SOON_S
    assert told(provider) == [200, 200]
    assert provider.never_asked_twice()
    assert max(job["polls"] for job in provider.jobs()) <= 2


def test_a_callback_that_is_quicker_than_the_submits_answer_counts(hooked: HookedStudio, provider: Provider) -> None:
    provider.rules({"fault": "webhook_early"})

    took_s = make(hooked, a_hooked_season("Early"))

    assert took_s < SOON_S
    assert told(provider, "end") == [200, 200]
    assert provider.never_asked_twice()


@pytest.mark.parametrize(
    ("fault", "event", "statuses"),
    [
        ("webhook_doubled", "end again", {409}),
        ("webhook_out_of_order", "running, late", {409}),
        # Unsigned, a forgery that knows the address is a call like another: it has the job asked about, and is not believed.
        ("webhook_forged", "end", {409}),
    ],
)
def test_what_else_comes_changes_nothing(hooked: HookedStudio, provider: Provider, fault: str, event: str, statuses: set[int]) -> None:
    provider.post("latency", {"seconds": 1.0})
    provider.rules({"fault": fault})

    took_s = make(hooked, a_hooked_season(fault))

    assert took_s < SOON_S
    assert set(told(provider, event)) == statuses
    assert provider.never_asked_twice()


def test_a_signed_callback_of_atlas_ends_a_season(hooked: HookedStudio, provider: Provider) -> None:
    provider.post("latency", {"seconds": 1.0})

    took_s = make(hooked, a_hooked_season("Atlas") | {"providers": an_atlas_season()})

    assert took_s < SOON_S
    assert told(provider) == [200, 200]


def an_atlas_season() -> dict[str, Any]:
    return {**a_paid_season([])["providers"], "video": [ATLAS]}


def test_rotated_keys_of_atlas_are_fetched(hooked: HookedStudio, provider: Provider) -> None:
    provider.post("latency", {"seconds": 1.5})
    make(hooked, a_hooked_season("Before", 1) | {"providers": an_atlas_season()})
    provider.rules({"fault": "webhook_key_rotated"})

    took_s = make(hooked, a_hooked_season("Rotated", 1) | {"providers": an_atlas_season()})

    assert took_s < SOON_S
    assert told(provider) == [200, 200]


@pytest.mark.parametrize(("fault", "event", "status"), [("webhook_forged", "forged", 401), ("webhook_stale", "end", 400)])
def test_a_forged_or_stale_callback_of_atlas_wakes_nobody(
    hooked: HookedStudio, provider: Provider, fault: str, event: str, status: int
) -> None:
    provider.post("latency", {"seconds": 1.0})
    provider.rules({"fault": fault})
    order = hooked.write(a_hooked_season(fault, 1) | {"providers": an_atlas_season()})
    season = hooked.json("produce", order)["season"]

    wait_for("the callback", lambda: told(provider, event))

    assert told(provider, event) == [status]
    if fault == "webhook_stale":
        assert [call.state for call in Ledger(hooked.client).open_calls(season)] == ["submitted"]
    hooked.run("cancel", season)


def test_without_a_callback_the_job_is_polled_as_ever(hooked: HookedStudio, provider: Provider) -> None:
    hooked.lay(simulator={"poll": {"interval": 1, "max_interval": 1}, "models": {"sim-video": {"typical_seconds": 1}}})
    provider.rules({"fault": "webhook_never"})

    make(hooked, a_hooked_season("Never", 1))

    assert provider.never_asked_twice()


def test_a_callback_about_nothing_is_not_found(hooked: HookedStudio) -> None:
    assert post(f"{hooked.hooks_url}/simulator/{'0' * 32}-1-{'A' * 22}") == 404
