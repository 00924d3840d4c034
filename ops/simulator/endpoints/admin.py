"""Setting the simulator at run time, and reading its books, under /_sim/."""

from collections.abc import Mapping
from typing import Any

from ops.simulator.answer import Answer, Refusal, Refused, json_answer
from ops.simulator.books import books
from ops.simulator.call import Call
from ops.simulator.faults.registry import FAULTS
from ops.simulator.options import OFFERS, Limits
from ops.simulator.page import page
from ops.simulator.rules import read_rule
from ops.simulator.world import World

LIMITS = {"rpm", "concurrency", "counts_all", "account"}


async def show_books(world: World, _: Call) -> Answer:
    """GET /_sim/books."""
    return json_answer(books(world))


async def show_page(world: World, _: Call) -> Answer:
    """GET /: the books for people."""
    return Answer(body=page(books(world)).encode(), content_type="text/html; charset=utf-8")


async def show_faults(_: World, __: Call) -> Answer:
    """GET /_sim/faults: every fault, with what it takes."""
    rows = [
        {
            "name": one.name,
            "number": one.number,
            "moment": one.moment,
            "says": one.says,
            "survivable": one.survivable,
            "options": one.options,
        }
        for one in FAULTS.values()
    ]
    return json_answer(rows)


async def set_rules(world: World, call: Call) -> Answer:
    """POST /_sim/rules: `{rules: [...], add: false, chaos: 0.1}`; rules replace those in force unless `add`."""
    given = _only(call.json(), {"rules", "add", "chaos"})
    try:
        rules = [read_rule(rule) for rule in given.get("rules", [])]
    except (ValueError, TypeError) as problem:
        raise Refused(Refusal(400, "invalid", str(problem))) from problem
    if "rules" in given:
        world.rules.rules = [*world.rules.rules, *rules] if given.get("add") else rules
    world.rules.chaos = _number(given, "chaos", world.rules.chaos)
    return json_answer({"rules": len(world.rules.rules), "chaos": world.rules.chaos})


async def set_limits(world: World, call: Call) -> Answer:
    """POST /_sim/limits: `{rpm, concurrency, counts_all, account}`; account is a prefix (atlas, v1, sim), one account, or all."""
    given = _only(call.json(), LIMITS)
    account = given.pop("account", None)
    old = world.limits_of.get(account or "", world.options.limits)
    wrong = [name for name, value in given.items() if not (value is None or isinstance(value, int))]
    if wrong:
        raise Refused(Refusal(400, "invalid", f"{wrong[0]} is {given[wrong[0]]!r}; give a whole number, or null for no limit"))
    limits = Limits(**{**vars(old), **given})
    if account:
        world.limits_of[account] = limits
    else:
        world.options.limits = limits
    return json_answer(vars(limits))


async def set_latency(world: World, call: Call) -> Answer:
    """POST /_sim/latency: `{seconds, jitter, by_kind: {video: 3}}`."""
    given = _only(call.json(), {"seconds", "jitter", "by_kind"})
    latency = world.options.latency
    latency.seconds = _number(given, "seconds", latency.seconds)
    latency.jitter = _number(given, "jitter", latency.jitter)
    by_kind = given.get("by_kind", latency.by_kind)
    latency.by_kind = {kind: _number(by_kind, kind) for kind in by_kind}
    return json_answer(vars(latency))


async def set_offers(world: World, call: Call) -> Answer:
    """POST /_sim/offers: `{lookup: false}`."""
    world.options.offers.update({name: bool(value) for name, value in _only(call.json(), set(OFFERS)).items()})
    return json_answer(world.options.offers)


async def set_clock(world: World, call: Call) -> Answer:
    """POST /_sim/clock: `{advance: seconds}`; jobs that are due by then end now."""
    world.clock.advance(_number(_only(call.json(), {"advance"}), "advance"))
    world.jobs.settle_due()
    return json_answer({"now": world.clock.now(), "offset_s": world.clock.offset_s})


async def shut(world: World, call: Call) -> Answer:
    """POST /_sim/down: `{for_s: 3}`; connections are refused for so long."""
    seconds = _number(_only(call.json(), {"for_s"}), "for_s")
    world.door.shut_for(seconds)
    return json_answer({"for_s": seconds})


async def reset(world: World, _: Call) -> Answer:
    """POST /_sim/reset: forget every job, count, and rule that was posted."""
    world.start_afresh()
    return json_answer({"accepted": 0})


def _number(given: Mapping[str, Any], name: str, default: float = 0.0) -> float:
    value = given.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise Refused(Refusal(400, "invalid", f"{name} is {value!r}; give a number, 0 or more"))
    return float(value)


def _only(given: Mapping[str, Any], allowed: set[str]) -> dict[str, Any]:
    unknown = sorted(set(given) - allowed)
    if unknown:
        raise Refused(Refusal(400, "invalid", f"does not take {', '.join(unknown)}; it takes {', '.join(sorted(allowed))}"))
    return dict(given)
