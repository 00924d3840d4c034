"""`cliffhanger settle`: tell the ledger what the provider's own list says of a call whose end nobody knows."""

from typing import Annotated

import typer
from rich.markup import escape

from producer.cli.options import Json
from producer.cli.outcome import print_json
from producer.reach import known_seasons, reach
from producer.watch import people_console
from shared.errors import InputError, NotFound
from shared.ledger.call import CallRecord
from shared.ledger.ledger import Ledger
from shared.money import dollars
from shared.settings import Settings, load_settings

# A job that a person has named is asked about at once, and has this long to answer.
JOB_LEASE_MS = 15 * 60_000
SHORTEST_NAME = 6


def settle(
    call: Annotated[str, typer.Argument(metavar="CALL", help="The call's id, or the beginning of it; 'costs' lists them.")],
    charged: Annotated[bool, typer.Option("--charged", help="The provider charged it, and it is given up.")] = False,
    not_charged: Annotated[bool, typer.Option("--not-charged", help="The provider has not taken it: 'resume' asks again.")] = False,
    job: Annotated[str | None, typer.Option("--job", metavar="ID", help="It was taken, as this job: 'resume' then collects it.")] = None,
    as_json: Json = False,
) -> None:
    """Settle a call of which it is not known whether the provider took it; its money is free or spent from then on."""
    if [charged, not_charged, job is not None].count(True) != 1:
        raise InputError("settle: say one of --charged, --not-charged or --job ID")
    if job is not None and not job.strip():
        raise InputError("--job: is empty; give the job's id as the provider's own list has it")
    settings = load_settings()
    season, found = _find(settings, call)
    with reach(settings, season) as reached:
        ledger = Ledger(reached.client)
        # Its season may have found out meanwhile.
        said = _settle(ledger, ledger.call(found.id) or found, charged, job)
        after = ledger.call(found.id)
    if as_json:
        print_json(
            {"call": found.id, "season": season, "state": after.state if after else "", "amount_usd": found.amount_micros / 1_000_000}
        )
        return
    people_console().print(f"{found.id} ({escape(found.model)}): {said}")


def _settle(ledger: Ledger, found: CallRecord, charged: bool | None, job: str | None) -> str:
    if found.state != "unknown":
        raise InputError(
            f"{found.id} is {found.state}, so nothing of it is open; only calls that 'cliffhanger costs' lists as unknown can be settled"
        )
    if job is not None:
        ledger.submitted(found.id, found.attempt, {"id": job}, next_poll_ms=0, lease_ms=JOB_LEASE_MS)
        return f"is job {escape(job)}; 'cliffhanger resume {found.season}' collects it"
    if charged:
        ledger.settle(found.id, found.amount_micros, wasted=True, reason="settled by hand: charged")
        return f"{dollars(found.amount_micros)} spent, for nothing; 'cliffhanger redo' pays for another take"
    ledger.release(found.id, "failed", "settled by hand: not charged")
    return f"{dollars(found.amount_micros)} given back; 'cliffhanger resume {found.season}' asks again"


def _find(settings: Settings, wanted: str) -> tuple[str, CallRecord]:
    """The call whose id begins so, and its season. Raises InputError, NotFound."""
    if len(wanted) < SHORTEST_NAME:
        raise InputError(f"settle {wanted!r}: too short to name a call; give at least {SHORTEST_NAME} characters of its id")
    found: list[tuple[str, CallRecord]] = []
    for season in known_seasons(settings):
        with reach(settings, season) as reached:
            calls = Ledger(reached.client).calls(reached.state.season)
            found += [(call.season, call) for call in calls if call.id.startswith(wanted)]
    ids = sorted({call.id for _, call in found})
    if not ids:
        raise NotFound(f"no call {wanted!r} in the seasons known here; 'cliffhanger costs SEASON' lists those that are open")
    if len(ids) > 1:
        raise InputError(f"{wanted!r} is the beginning of {len(ids)} calls: {', '.join(ids[:4])}; give more of it")
    # Embedded seasons have books of their own: one may have bought what another is in doubt about.
    return min(found, key=lambda each: each[1].state != "unknown")
