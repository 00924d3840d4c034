"""A language model's price may be left out of its row where a price list has it: nothing is fetched, and nothing is guessed."""

import socket
from datetime import date, time
from decimal import Decimal
from typing import Any

import genai_prices.data
import pytest
from genai_prices.types import (
    ClauseEquals,
    ConditionalPrice,
    ModelInfo,
    ModelPrice,
    Provider,
    StartDateConstraint,
    Tier,
    TieredPrices,
    TimeOfDateConstraint,
)

from shared.catalogue import load
from shared.catalogue.known_prices import known_price
from shared.catalogue.load import FOLDER
from shared.errors import InputError

TODAY = date(2026, 11, 21)
ROW = """\
{name}:
  engine: openai
  base_url: {address}
  auth: {{kind: bearer, env: ACME_API_KEY}}
  models:
    {model}: {{capability: {capability}{more}}}
"""


def read(folder, name="acme", address="https://api.openai.com/v1", model="gpt-4.1-mini", capability="text", more=""):
    row = ROW.format(name=name, address=address, model=model, capability=capability, more=more)
    (folder / "a.yaml").write_text(row, encoding="utf-8")
    return load(folder).vendors[name].models[model]


def listed(monkeypatch, prices: Any) -> None:
    """The price list holds one model, m, of one provider."""
    model = ModelInfo(id="m", match=ClauseEquals("m"), prices=prices, context_window=1000)
    monkeypatch.setattr(genai_prices.data, "providers", [Provider("one", "One", r"https://one\.example", models=[model])])


def price(inputs: Any, outputs: Any) -> ModelPrice:
    return ModelPrice(input_mtok=inputs, output_mtok=outputs)


def test_a_price_that_is_left_out_is_looked_up_with_the_context(tmp_path):
    model = read(tmp_path)

    assert (model.price.unit, model.input_price.unit) == ("per_mtok_out", "per_mtok_in")
    assert 0 < model.input_price.amount < model.price.amount
    assert model.price.as_of <= date.today()  # noqa: DTZ011  # only that it is no day to come
    assert model.context_tokens > 100_000


def test_what_the_row_says_stays(tmp_path):
    model = read(tmp_path, more=", context_tokens: 5")

    assert model.context_tokens == 5


def test_a_price_in_the_row_is_the_price(tmp_path):
    model = read(tmp_path, more=', price: {unit: per_mtok_out, amount: "7"}')

    assert (model.price.amount, model.input_price) == (7, None)


def test_nothing_is_fetched(tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    assert read(tmp_path).price.amount


@pytest.mark.parametrize("more", [{"address": "https://gateway.example/v1"}, {"model": "no-such-model"}])
def test_a_price_that_nobody_knows_is_refused_with_its_line(tmp_path, more):
    with pytest.raises(InputError) as refused:
        read(tmp_path, **more)

    told = str(refused.value).removeprefix(f"{tmp_path}/")
    model = more.get("model", "gpt-4.1-mini")
    assert told.startswith(
        f"a.yaml:6: acme.models.{model}.price: is missing, and the price list of genai-prices has no '{model}' at https://"
    )
    assert told.endswith("write price and input_price")


def test_only_language_models_are_looked_up(tmp_path):
    with pytest.raises(InputError, match=r"models\.tts-1\.price: is missing"):
        read(tmp_path, model="tts-1", capability="speech")


def test_a_makers_price_is_not_taken_for_a_resellers(tmp_path, monkeypatch):
    listed(monkeypatch, price(Decimal(1), Decimal(2)))

    assert known_price("one", "https://one.example/v1", "m", TODAY)
    assert known_price("one", "http://127.0.0.1:8900/v1", "M", TODAY)
    assert known_price("two", "https://two.example/v1", "m", TODAY) is None


def test_of_tiers_the_dearest_is_taken(monkeypatch):
    tiers = TieredPrices(base=Decimal(1), tiers=[Tier(start=200_000, price=Decimal(3))])
    listed(monkeypatch, price(tiers, Decimal(5)))

    assert known_price("one", "https://one.example", "m", TODAY).input_usd == 3


def test_of_hours_the_dearest_is_taken(monkeypatch):
    night = ConditionalPrice(TimeOfDateConstraint(time(16), time(23)), prices=price(Decimal(9), Decimal(1)))
    listed(monkeypatch, [ConditionalPrice(prices=price(Decimal(2), Decimal(4))), night])

    known = known_price("one", "https://one.example", "m", TODAY)

    assert (known.input_usd, known.output_usd) == (9, 4)


def test_a_price_counts_from_its_day_and_says_its_date(monkeypatch):
    later = ConditionalPrice(StartDateConstraint(date(2026, 11, 20)), prices=price(Decimal(3), Decimal(6)))
    older = ConditionalPrice(StartDateConstraint(date(2026, 1, 1)), prices=price(Decimal(2), Decimal(4)))
    listed(monkeypatch, [ConditionalPrice(prices=price(Decimal(1), Decimal(2))), older, later])

    before, after = (known_price("one", "https://one.example", "m", day) for day in (date(2026, 11, 19), TODAY))

    assert (before.output_usd, before.as_of) == (4, date(2026, 1, 1))
    assert (after.output_usd, after.as_of) == (6, date(2026, 11, 20))


@pytest.mark.parametrize("prices", [[], ModelPrice(input_mtok=Decimal(1)), ModelPrice(output_mtok=Decimal(1))])
def test_half_a_price_is_none(monkeypatch, prices):
    listed(monkeypatch, prices)

    assert known_price("one", "https://one.example", "m", TODAY) is None


def test_the_documented_rows_need_no_more_than_they_say(tmp_path, monkeypatch):
    text = (FOLDER.parents[1] / "docs" / "catalogue.md").read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(
        text.partition("```yaml\ncompatible:")[2].partition("```")[0].join(["compatible:", ""]), encoding="utf-8"
    )

    catalogue = load(FOLDER, (tmp_path / "mine.yaml",))

    assert catalogue.model("compatible/qwen3-32b").price.amount == 0
    assert catalogue.model("groq/openai/gpt-oss-120b").price.amount > 0
