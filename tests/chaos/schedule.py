"""What happens to a season, drawn from a seed alone: faults of the provider, kills, blows, lost and doubled messages."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from tests.chaos.faults import AMBIGUOUS, draw_rules
from worker.gateway.steps import Step

Offer = Literal["lookup", "listing", "idempotency", "none"]
OFFERS: tuple[Offer, ...] = get_args(Offer)
STEPS: tuple[Step, ...] = get_args(Step)
AT_GATES: tuple[Step, ...] = ("judged", "refused", "wasted", "used")
Blow = Literal["kill_control", "kill_paid", "kill_pool", "kill_redis", "freeze_redis", "stall_redis"]
BLOWS: tuple[Blow, ...] = get_args(Blow)
"""Of a worker, of one process of a pool, of redis-server; a freeze is shorter than the socket's timeout, a stall longer."""

SHAPES = 4
"""How many different seasons there are: a season without faults is made once for each."""


@dataclass(frozen=True)
class Messages:
    """Shares of the messages that are published twice, never, or late, hence behind younger ones."""

    doubled: float = 0.0
    dropped: float = 0.0
    late: float = 0.0


@dataclass(frozen=True)
class Schedule:
    """One seed's plan. `kills`: the n-th time that any call is at a step, its process dies. `blows`: seconds after the start."""

    seed: int
    shape: int = 0
    offer: Offer = "lookup"
    has_second: bool = False
    budget: Literal["none", "ample", "exact"] = "ample"
    pool: Literal["threads", "prefork"] = "threads"
    paid_processes: int = 1
    latency_s: float = 0.3
    rules: tuple[Mapping[str, Any], ...] = ()
    kills: tuple[tuple[Step, int], ...] = ()
    blows: tuple[tuple[float, Blow], ...] = ()
    messages: Messages = field(default_factory=Messages)
    new_workers_for_new_redis: bool = False
    """Whether workers are started again with redis-server, as an embedded run does."""
    has_black: bool = False
    """Whether clips come that gates refuse, in a season that has money for other takes."""
    hasty: bool = False
    """Whether the person resumes while calls are still being collected."""


def calm(shape: int) -> Schedule:
    """A season of a shape to which nothing happens."""
    return Schedule(seed=0, shape=shape, budget="none")


def draw(seed: int) -> Schedule:
    """The schedule of a seed. Every step is killed at by one seed in as many as there are steps, at least."""
    dice = random.Random(seed)
    step = STEPS[seed % len(STEPS)]
    kills = [(step, dice.choice((1, 1, 2, 3)))]
    kills += [(dice.choice(STEPS), dice.randint(1, 6)) for _ in range(dice.choice((0, 0, 1, 2)))]
    rules = draw_rules(dice)
    if any(killed in ("held", "released") for killed, _ in kills):
        # A step that only an ambiguous end, or a refusal, leads to.
        rules.append({"fault": dice.choice(AMBIGUOUS), "times": 3, "probability": 0.5})
        rules.append({"fault": "bad_request", "times": 3, "probability": 0.4})
    has_black = any(killed in AT_GATES for killed, _ in kills)
    if has_black:
        rules.append({"fault": "black", "match": {"kind": "video"}, "times": dice.randint(1, 2)})
    has_surprise = has_black or any(rule["fault"] in ("price_surprise", "done_but_empty") for rule in rules)
    return Schedule(
        seed=seed,
        shape=dice.randrange(SHAPES),
        offer=OFFERS[seed // len(STEPS) % len(OFFERS)] if seed % 2 else dice.choice(OFFERS),
        has_second=dice.random() < 0.4,
        budget=dice.choice(("none", "ample") if has_surprise else ("none", "ample", "exact")),
        pool=dice.choice(("threads", "prefork")),
        paid_processes=dice.choice((1, 1, 2)),
        latency_s=dice.choice((0.05, 0.3, 0.8)),
        rules=tuple(rules),
        kills=tuple(kills),
        blows=tuple(sorted((round(dice.uniform(0.3, 5.0), 2), dice.choice(BLOWS)) for _ in range(dice.choice((0, 1, 1, 2, 3))))),
        messages=_messages(dice),
        new_workers_for_new_redis=dice.random() < 0.3,
        has_black=has_black,
        hasty=dice.random() < 0.5,
    )


def _messages(dice: random.Random) -> Messages:
    if dice.random() < 0.4:
        return Messages()
    doubled, dropped, late = (round(dice.uniform(0, most), 3) for most in (0.3, 0.06, 0.2))
    return Messages(doubled, dropped, late)
