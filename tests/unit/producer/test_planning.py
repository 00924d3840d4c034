"""The plan: who makes what and why, what is expected to be paid, the most, and a digest that notices when that changes."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from producer.cli.plan import money_lines, reasons
from producer.digest import digest_of
from producer.order import Order
from producer.planning import make_plan
from shared.line.scene import scene_needs
from shared.pricing.currencies import Rate
from tests.factories.catalogue import a_catalogue, a_price, a_vendor
from tests.factories.season import MODELS, a_character, a_production, a_scene, an_episode

SHORT = {"capability": "video", "durations": [5], "price": a_price("per_second", "0.02")}
LONG = {"capability": "video", "durations": [5, 10], "price": a_price("per_second", "0.03", as_of="2025-12-31")}
CATALOGUE = a_catalogue(acme={"short": SHORT}, zeta={"long": LONG})


def an_order(*seconds: float, out: str = "out", video=("acme/short", "zeta/long"), **changes) -> Order:
    scenes = [a_scene(number, "Hello.", seconds=length) for number, length in enumerate(seconds or (4.0,), 1)]
    episode = an_episode(1, *scenes)
    production = a_production(episode, models={**MODELS, "video": video}, **changes)
    return Order(production, {1: episode}, (), {}, Path(out))


def rows(plan, stage="video"):
    return {
        row.model: (row.products, row.existing, row.estimated_micros, row.worst_case_micros) for row in plan.stages if row.stage == stage
    }


def plan_of(order, catalogue=CATALOGUE, has=lambda _key: False):
    return make_plan(order, has, catalogue)


def test_a_product_is_planned_for_the_first_that_can_make_it_and_priced_at_worst_by_the_dearest() -> None:
    plan = plan_of(an_order(4.0, 3.0, 8.0))

    assert rows(plan) == {"acme/short": (2, 0, 200_000, 300_000), "zeta/long": (1, 0, 300_000, 300_000)}
    assert (plan.estimated_micros, plan.worst_case_micros) == (500_000, 600_000)


def test_what_exists_costs_nothing_more() -> None:
    order = an_order(4.0, 3.0)
    first = scene_needs(order.production, order.episodes[1], order.episodes[1].scenes[0]).video.key

    assert rows(plan_of(order, has=lambda key: key == first)) == {"acme/short": (2, 1, 100_000, 150_000)}


def test_a_vendor_that_bills_failures_adds_its_price_to_those_after_it() -> None:
    catalogue = a_catalogue(acme=a_vendor("acme", {"short": SHORT}, bills_failures=True), zeta={"long": LONG})

    assert rows(plan_of(an_order(4.0), catalogue)) == {"acme/short": (1, 0, 100_000, 250_000)}
    assert rows(plan_of(an_order(4.0, video=("zeta/long", "acme/short")), catalogue)) == {"zeta/long": (1, 0, 150_000, 150_000)}


def test_the_worst_case_is_never_below_what_is_expected() -> None:
    lips = {"capability": "lipsync", "price": a_price("per_minute", "0.6")}
    voice = {"capability": "speech", "price": a_price("per_minute", "0.008")}
    catalogue = a_catalogue(acme={"short": SHORT, "lips": lips, "voice": voice})
    models = {**MODELS, "lipsync": ("acme/lips",), "speech": ("acme/voice",)}
    order = an_order(1.0)
    order = Order(order.production.model_copy(update={"models": models}), order.episodes, (), {}, order.out)

    plan = plan_of(order, catalogue)

    paid = [row for row in plan.stages if row.estimated_micros]
    assert [row.stage for row in paid] == ["speech", "lipsync"]
    assert all(row.worst_case_micros > row.estimated_micros for row in paid)


def test_the_plan_says_why() -> None:
    whys = {row.model: row.why for row in plan_of(an_order(4.0, 8.0)).stages}
    cheapest = plan_of(an_order(4.0, video=("acme/short",), prefer="cheapest", chosen=("video",)))

    assert whys["acme/short"] == "the first that is named"
    assert whys["zeta/long"] == "acme/short cannot make these"
    assert whys["studio/lips"] == "the offline studio: no key is needed"
    assert whys["line/join"] == "made on the worker"
    assert {row.model: row.why for row in cheapest.stages}["acme/short"] == "nobody is named: the cheapest whose key is set"


def test_people_are_told_each_reason_once() -> None:
    assert list(reasons(plan_of(an_order(4.0, 8.0)))) == [
        "reference, speech, lipsync, music: the offline studio: no key is needed",
        "video: the first that is named",
        "video: acme/short cannot make these",
        "episode: made on the worker",
    ]


def test_the_users_own_picture_is_in_the_plan_and_free() -> None:
    plan = plan_of(an_order(4.0, characters=(a_character("Emma", reference_image="0" * 32),)))

    assert rows(plan, "reference") == {"line/given": (1, 0, 0, 0)}


def test_a_plan_as_json_has_its_money() -> None:
    made = plan_of(an_order(4.0, budget_micros=120_000, prefer="best")).to_json()

    assert {name: made[name] for name in ("estimated_usd", "worst_case_usd", "budget_usd", "as_of", "prefer")} == {
        "estimated_usd": 0.1,
        "worst_case_usd": 0.15,
        "budget_usd": 0.12,
        "as_of": "2025-12-31",
        "prefer": "best",
    }
    video = next(row for row in made["stages"] if row["stage"] == "video")
    assert (video["estimated_usd"], video["worst_case_usd"], video["to_make"]) == (0.1, 0.15, 1)


def test_the_studios_prices_have_no_date() -> None:
    plan = plan_of(an_order(4.0, video=("studio/rig",)))

    assert (plan.as_of, plan.to_json()["as_of"], plan.worst_case_micros) == (None, None, 0)


def test_people_are_told_when_the_budget_would_stop_it() -> None:
    over = list(money_lines(plan_of(an_order(4.0, budget_micros=120_000))))
    within = list(money_lines(plan_of(an_order(4.0, budget_micros=150_000))))

    assert over[0].startswith("expected $0.10, worst case $0.15, at prices of 2025-12-31 or later; budget $0.12; plan digest ")
    assert over[1] == "[yellow]the budget would stop it[/]: the worst case is $0.03 more than budget_usd allows"
    assert len(within) == 1


def changed(**price):
    return a_catalogue(acme={"short": {**SHORT, "price": {**SHORT["price"], **price}}}, zeta={"long": LONG})


@pytest.mark.parametrize(
    "other",
    [
        (an_order(5.0), CATALOGUE),
        (an_order(4.0, title="Another"), CATALOGUE),
        (an_order(4.0, style="noir"), CATALOGUE),
        (an_order(4.0, video=("zeta/long", "acme/short")), CATALOGUE),
        (an_order(4.0, video=("acme/short",)), CATALOGUE),
        (an_order(4.0), changed(amount=Decimal("0.021"))),
        (an_order(4.0), changed(as_of="2026-03-01")),
        (an_order(4.0), changed(currency="EUR")),
        (an_order(4.0), a_catalogue(acme={"short": {**SHORT, "durations": [6]}}, zeta={"long": LONG})),
        (an_order(4.0), a_catalogue(acme={"short": SHORT}, zeta={"long": {**LONG, "max_characters": 5}})),
        (an_order(4.0), a_catalogue(acme=a_vendor("acme", {"short": SHORT}, bills_failures=True), zeta={"long": LONG})),
    ],
    ids=["script", "title", "style", "order", "models", "price", "date", "currency", "durations", "abilities", "failures"],
)
def test_the_digest_changes_with_what_is_made_by_whom_or_at_which_price(other) -> None:
    assert digest_of(*other) != digest_of(an_order(4.0), CATALOGUE)


def test_the_digest_changes_with_the_rate_of_a_currency_that_is_used() -> None:
    def rates(usd: str):
        return {"EUR": (Rate(as_of=date(2026, 1, 1), usd=Decimal(usd), source="s"),)}

    in_euros = changed(currency="EUR")

    assert digest_of(an_order(4.0), in_euros, rates("1.1")) != digest_of(an_order(4.0), in_euros, rates("1.2"))
    assert digest_of(an_order(4.0), CATALOGUE, rates("1.1")) == digest_of(an_order(4.0), CATALOGUE, rates("1.2"))


def test_the_digest_is_equal_whatever_exists_wherever_it_goes_and_whatever_may_be_spent() -> None:
    orders = [an_order(4.0), an_order(4.0, out="elsewhere", season="other-id", budget_micros=5, webhook_url="https://example.com")]
    described = a_catalogue(acme={"short": {**SHORT, "description": "new words"}}, zeta={"long": LONG})

    digests = {plan_of(order, has=has).digest for order in orders for has in (lambda _key: True, lambda _key: False)}

    assert digests == {digest_of(an_order(4.0), described)}
