"""What people are told: each line ends with what they can do."""

import pytest

from worker.gateway.admission import over_budget


@pytest.mark.parametrize(
    ("scope", "named", "remedy"),
    [
        ("season:heir-0a", "the season's budget of $1.00", "'cliffhanger resume heir-0a --budget USD'"),
        ("day:acme:2026-11-21", "today's budget of acme", "budget.per_day_usd"),
        ("account:acme", "the budget of acme", "budget.total_usd"),
    ],
)
def test_a_spent_budget_is_named_with_what_raises_it(scope: str, named: str, remedy: str) -> None:
    line = over_budget(scope, 1_000_000, 900_000, 200_000, "acme/clips")

    assert named in line
    assert remedy in line
