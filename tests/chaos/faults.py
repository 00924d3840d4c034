"""Which of the simulator's faults a seed plays, how often, and with waits short enough for a test."""

import random
from typing import Any

from ops.simulator.faults.registry import FAULTS

SHORT: dict[str, dict[str, Any]] = {
    "rate_limited_seconds": {"value": "1"},
    "rate_limited_date": {"seconds": 1},
    "slow_answer": {"seconds": 0.7},
    "timeout_after": {"hold_s": 6},
    "poll_slow": {"seconds": 0.7},
    "poll_hang": {"hold_s": 6},
    "no_answer": {"hold_s": 6},
    "download_slow": {"seconds": 0.7},
    "price_surprise": {"factor": 1.5},
}
"""Options in place of those that a fault takes for granted: waits on both sides of the client's timeout."""

ONCE = (
    "failed",
    "expired",
    "moderated_output",
    "moderated_input",
    "bad_request",
    "model_gone",
    "unauthorized",
    "no_funds_402",
    "poll_hang",
    "no_funds_429",
    "poll_404",
)
"""What a person answers with a resume, since it does not last: played now and then."""

OUTAGES = ("storm_503", "down", "no_answer")

AMBIGUOUS = ("accepted_then_500", "accepted_then_502_html", "reset_after", "closed_after", "timeout_after", "cut_answer", "reset_before")
"""After these nobody knows whether the request was taken."""

# The line gives up, and has paid for nothing, what arrives damaged three times (worker/gateway/aftermath.py): fewer are survived.
DAMAGED_FILES = ("truncated_silently", "wrong_length")

SURVIVABLE = tuple(name for name, fault in FAULTS.items() if fault.survivable != "never" and fault.moment != "webhook")


def draw_rules(dice: random.Random) -> list[dict[str, Any]]:
    """Some faults, each with a share of the requests that it can meet."""
    names = dice.sample(SURVIVABLE, dice.randint(3, 8))
    share = dice.choice((0.1, 0.25, 0.5))
    rules = [_rule(name, times=1 if name in DAMAGED_FILES else dice.randint(1, 6), probability=share) for name in names]
    if dice.random() < 0.3:
        rules.append(_rule(dice.choice(ONCE), times=dice.randint(1, 2), probability=0.3))
    if dice.random() < 0.2:
        start_s = round(dice.uniform(0.5, 3), 2)
        rules.append({**_rule(dice.choice(OUTAGES)), "from_s": start_s, "for_s": round(dice.uniform(0.3, 2.5), 2)})
    if dice.random() < 0.3:
        lost = _rule(dice.choice(AMBIGUOUS[:6]), times=1)
        rules.append({**lost, "options": {**lost["options"], "dropped": True}})
    dice.shuffle(rules)
    return rules


def _rule(name: str, **more: Any) -> dict[str, Any]:
    return {"fault": name, "options": dict(SHORT.get(name, {})), **more}
