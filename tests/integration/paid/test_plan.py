"""A plan that was agreed to: `produce --plan` pays nothing for a season, a price or a model that is another by now."""

import pytest

from tests.factories.season_file import a_scene_of
from tests.support.paid import PaidStudio, Provider, a_paid_season, lines_of

LINE = a_scene_of("Wait.", duration_seconds=1)
SEASON = a_paid_season([LINE], stages="video lipsync", budget_usd=5)
OTHER_LINE = a_paid_season([a_scene_of("Go.", duration_seconds=1)], stages="video lipsync", budget_usd=5)
OTHER_MODEL = a_paid_season([LINE], stages="video lipsync", vendor="simulator-blind", budget_usd=5)
OTHER_PRICE = {"models": {"sim-video": {"price": {"unit": "per_second", "amount": "0.06"}}}}


@pytest.mark.parametrize(
    ("season", "row"), [(OTHER_LINE, {}), (OTHER_MODEL, {}), (SEASON, OTHER_PRICE)], ids=["line of the script", "model", "price"]
)
def test_a_plan_that_has_changed_is_refused_in_one_line(studio: PaidStudio, provider: Provider, season: dict, row: dict) -> None:
    digest = studio.json("plan", studio.write(SEASON))["digest"]
    studio.lay(simulator=row)

    refused = studio.produce(season, "--plan", digest)

    (line,) = lines_of(refused.stderr)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"--plan {digest}: the plan has changed" in line
    assert provider.jobs() == []


def test_a_plan_tells_each_stages_worst_case_and_holds_whatever_the_budget_is(studio: PaidStudio, provider: Provider) -> None:
    plan = studio.json("plan", studio.write(SEASON))

    done = studio.produce(SEASON, "--plan", plan["digest"], "--budget", "1")

    assert done.returncode == 0, done.stderr
    stages = {stage["stage"]: (stage["to_make"], stage["worst_case_usd"]) for stage in plan["stages"] if stage["worst_case_usd"]}
    assert stages == {"video": (1, 0.05), "lipsync": (1, 0.05)}
    assert plan["worst_case_usd"] == 0.1
    assert provider.billed_micros == 100_000
    again = studio.json("plan", studio.write(SEASON))
    assert (again["worst_case_usd"], again["digest"]) == (0, plan["digest"])
