"""Money is whole micro-dollars."""

from decimal import Decimal

import pytest

from shared.money import micros_of, usd_of


@pytest.mark.parametrize(("usd", "micros"), [("0", 0), ("0.000001", 1), ("0.1", 100_000), ("999999.999999", 999_999_999_999)])
def test_dollars_and_micro_dollars_are_the_same_amount(usd, micros):
    assert micros_of(Decimal(usd)) == micros
    assert usd_of(micros) == Decimal(usd)


def test_a_fraction_of_a_micro_dollar_is_refused():
    with pytest.raises(ValueError, match=r"0\.0000001 USD is not a whole number of micro-dollars"):
        micros_of(Decimal("0.0000001"))
