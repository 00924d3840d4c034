"""The bounds that makespans are held against."""

import pytest

from ops.bench.provider import Terms


@pytest.mark.parametrize(
    ("terms", "bound_s"),
    [(Terms(3.0, 60, 50), 96.0), (Terms(3.0, 6000, 8), 36.0), (Terms(120.0, 6000, 50), 230.4), (Terms(3.0, None, None), 3.0)],
)
def test_no_client_is_faster_than_rate_concurrency_or_one_job_allow(terms: Terms, bound_s: float) -> None:
    assert terms.bound_s(96) == pytest.approx(bound_s)
