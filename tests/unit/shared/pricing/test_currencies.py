"""Currencies: dated rates from a public source."""

from datetime import date
from decimal import Decimal

import pytest

from shared.errors import InputError
from shared.pricing.currencies import Rate, load_rates, usd_per

RATES = {
    "EUR": (
        Rate(as_of=date(2026, 2, 1), usd=Decimal("1.2"), source="s"),
        Rate(as_of=date(2026, 1, 1), usd=Decimal("1.1"), source="s"),
    )
}


@pytest.mark.parametrize(
    ("day", "usd"),
    [(date(2025, 6, 1), "1.1"), (date(2026, 1, 1), "1.1"), (date(2026, 1, 31), "1.1"), (date(2026, 2, 1), "1.2"), (None, "1.2")],
)
def test_a_price_takes_the_newest_rate_that_is_not_after_it_else_the_oldest(day, usd) -> None:
    assert usd_per("EUR", day, RATES) == Decimal(usd)


def test_a_dollar_is_a_dollar() -> None:
    assert usd_per("USD", None, {}) == 1


def test_the_table_has_dated_rates_with_their_source() -> None:
    rates = load_rates()

    assert set(rates) == {"EUR", "CNY", "GBP", "JPY", "KRW"}
    assert all(rate.source and rate.as_of <= date(2026, 11, 21) for dated in rates.values() for rate in dated)
    assert Decimal("1.0") < rates["EUR"][0].usd < Decimal("1.4")
    assert all(Decimal("0.1") < rate.usd < Decimal("0.2") for rate in rates["CNY"])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("EUR: []", "EUR: Tuple should have at least 1 item"),
        ("EUR: [{as_of: 2026-01-01, usd: 0, source: s}]", "EUR.0.usd: Input should be greater than 0"),
        ("EUR: [{as_of: 2026-01-01, usd: 1}]", "EUR.0.source: Field required"),
    ],
)
def test_a_wrong_table_is_refused_with_its_place(tmp_path, text, line) -> None:
    path = tmp_path / "rates.yaml"
    path.write_text(text)

    with pytest.raises(InputError, match=line):
        load_rates(path)
