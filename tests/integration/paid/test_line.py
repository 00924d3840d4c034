"""Seasons on one line: workers that run by themselves, and a provider whose slots are shared out fairly."""

from itertools import accumulate
from typing import Any

from shared.ledger.ledger import Ledger
from tests.factories.season_file import a_scene_of
from tests.integration.conftest import wait_for
from tests.support.paid import LinePaidStudio, Provider, a_paid_season


def a_season(title: str, seconds: int) -> dict[str, Any]:
    scenes = [a_scene_of(f"{title} {number}.", duration_seconds=seconds, setting=f"{title} {number}") for number in range(6)]
    season = a_paid_season(scenes, title=title)
    return {**season, "providers": {**season["providers"], "video": ["other/other-video"]}}


def test_two_seasons_that_wait_for_one_provider_take_turns(line: LinePaidStudio, provider: Provider) -> None:
    provider.post("latency", {"seconds": 3600})
    early = line.json("produce", line.write(a_season("Early", 1)))["season"]
    late = line.json("produce", line.write(a_season("Late", 2)))["season"]
    waiting = Ledger(line.client).waiting
    wait_for("all but one to wait", lambda: sum(sum(waiting(season).values()) for season in (early, late)) == 11)

    provider.post("latency", {"seconds": 0})
    provider.post("clock", {"advance": 3600})
    ended = [line.run("watch", season) for season in (early, late)]

    assert [done.returncode for done in ended] == [0, 0]
    lead = list(accumulate(1 if job["bill_micros"] == 100_000 else -1 for job in provider.jobs()))
    assert (len(lead), lead[-1]) == (12, 0)
    assert max(map(abs, lead)) <= 2, lead
    assert provider.books()["accounts"]["all"]["max_in_flight"] == 1
    assert not (line.state / "seasons").exists(), "no embedded run was started"
