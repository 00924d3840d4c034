"""Caps: a season, a vendor's day and a vendor's account spend no more than they may, and go on when they may spend more."""

from typing import Any

import pytest

from tests.factories.season_file import a_scene_of
from tests.support.paid import LinePaidStudio, Provider, a_paid_season

SCENES = [a_scene_of(f"Line {number}.", duration_seconds=1, setting=f"Room {number}") for number in range(3)]


def test_a_budget_that_fits_some_scenes_leaves_a_partial_season_that_goes_on_with_more(line: LinePaidStudio, provider: Provider) -> None:
    stopped = line.produce(a_paid_season(SCENES, budget_usd=0.12))

    assert stopped.returncode == 3, stopped.stderr
    assert provider.billed_micros == 100_000
    (problem,) = [text for text in stopped.stderr.splitlines() if "budget of" in text]
    assert "the season's budget of $0.12 is spent ($0.10 spent or held); simulator/sim-video costs $0.05" in problem
    assert "cliffhanger resume" in problem
    assert line.json("status", "test-season")["state"] == "partial"

    resumed = line.run("resume", "test-season", "--budget", "0.15")

    assert resumed.returncode == 0, resumed.stderr
    assert provider.billed_micros == 150_000
    assert line.manifest()["state"] == "done"


@pytest.mark.parametrize(("cap", "named"), [("per_day_usd", "today's budget of simulator"), ("total_usd", "the budget of simulator")])
def test_a_vendors_own_cap_holds_whatever_the_season_may_spend(line: LinePaidStudio, provider: Provider, cap: str, named: str) -> None:
    def row(usd: str) -> dict[str, Any]:
        return {"budget": {cap: usd}}

    line.lay(simulator=row("0.11"))

    stopped = line.produce(a_paid_season(SCENES, budget_usd=5))

    assert (stopped.returncode, provider.billed_micros) == (3, 100_000), stopped.stderr
    assert f"{named} of $0.11 is spent" in stopped.stderr
    line.lay(simulator=row("0.15"))
    assert line.run("resume", "test-season").returncode == 0
    assert provider.billed_micros == 150_000
