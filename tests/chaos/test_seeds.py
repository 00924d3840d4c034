"""A handful of chaotic seasons for every run of the tests; `make chaos SEEDS=200` plays as many as you like."""

import pytest

from tests.chaos.play import play_seed
from tests.chaos.report import line_of
from tests.chaos.schedule import OFFERS, STEPS, draw

pytestmark = [pytest.mark.chaos, pytest.mark.usefixtures("nursery")]

# One for each way in which a provider can be asked for a call that may have been taken, and for none.
SHORT_RUN = (6, 9, 14, 20)


@pytest.mark.parametrize("seed", SHORT_RUN)
def test_nothing_is_paid_twice_lost_or_left_open(seed: int) -> None:
    outcome = play_seed(seed)

    assert not outcome.verdict.wrong, f"{line_of(outcome)}\n{outcome.log[-20_000:]}"


def test_a_seed_always_draws_the_same_schedule() -> None:
    assert draw(42) == draw(42)


def test_every_step_of_a_call_and_every_offer_of_a_provider_is_met_by_the_first_seeds() -> None:
    schedules = [draw(seed) for seed in range(100)]

    assert {step for schedule in schedules for step, _ in schedule.kills} == set(STEPS)
    assert {schedule.offer for schedule in schedules} == set(OFFERS)
