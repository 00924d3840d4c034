"""What it means that a call was not reserved: whether it waits, and how long, whether another model is asked, or a budget is spent."""

import random
from typing import NoReturn

from shared.errors import StageFailed
from shared.ledger.call import Call
from shared.ledger.ledger import Ledger, Reservation
from shared.money import dollars
from worker.gateway.aftermath import PATIENCE_S, QUEUE_WAIT_S, ended
from worker.gateway.waits import Refused, Wait

# Money that others have reserved may come back: ask again after this.
TIGHT_WAIT_S = 10.0
# Another worker has the call in hand, or has just moved it on.
MOVED_WAIT_S = 0.5


class OverBudget(StageFailed):
    """A budget is spent: whatever else costs something fails too (exit code 3)."""


class QualitySpent(StageFailed):
    """What the season gives for other takes is spent: only this scene fails."""


def turn_down(got: Reservation, call: Call, ledger: Ledger) -> NoReturn:
    """Raise what an answer to a reserve means that is not `reserved`: Wait, Refused, PromptRefused, OverBudget or QualitySpent."""
    match got.outcome:
        case "over":
            raise (QualitySpent if got.scope.startswith("quality:") else OverBudget)(
                over_budget(got.scope, got.cap_micros, got.taken_micros, call.amount_micros, call.model)
            )
        case "tight":
            raise Wait(random.uniform(TIGHT_WAIT_S / 2, TIGHT_WAIT_S), why="others hold what is left of the budget")  # noqa: S311  # no secret
        case "later":
            raise Wait(got.wait_ms / 1000, why="its provider takes so many requests a minute, and no more")
        case "queue":
            raise Wait(QUEUE_WAIT_S, queued=call.id)
        case "broken":
            raise _down(call.model, got.wait_ms, got.down_ms)
        case "is":
            raise Wait(MOVED_WAIT_S)
        case _:
            raise ended(ledger.call(call.id), got.reason, f"{call.season}#{call.run}")


def _down(model: str, wait_ms: int, down_ms: int) -> Exception:
    """What a model that has failed for so long means: a while of waiting, or a refusal for everybody at once."""
    if down_ms > PATIENCE_S * 1000:
        return Refused(f"{model} has taken nothing for {down_ms / 60_000:.0f} min; 'cliffhanger resume' tries it again")
    return Wait(wait_ms / 1000, is_down=True)


def over_budget(scope: str, cap_micros: int, taken_micros: int, amount_micros: int, model: str) -> str:
    """The line for a budget that is spent."""
    kind, _, rest = scope.partition(":")
    account = rest.rpartition(":")[0] if kind == "day" else rest
    name, remedy = {
        "season": ("the season's budget", f"go on with 'cliffhanger resume {rest} --budget USD' and a higher one"),
        "quality": (
            "the season's quality_budget_usd",
            f"raise it in the season file and produce again, or buy one more take by hand with 'cliffhanger redo {rest} SCENE'",
        ),
        "day": (
            f"today's budget of {account}",
            "raise budget.per_day_usd in its row of the catalogue, or wait for tomorrow (UTC), then 'cliffhanger resume'",
        ),
        "account": (f"the budget of {account}", "raise budget.total_usd in its row of the catalogue, then 'cliffhanger resume'"),
    }[kind]
    taken = f"{name} of {dollars(cap_micros)} is spent ({dollars(taken_micros)} spent or held)"
    return f"{taken}; {model} costs {dollars(amount_micros)}: {remedy}"
