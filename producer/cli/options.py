"""The arguments and options that several commands share."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from shared.errors import InputError
from shared.money import micros_of

SeasonFile = Annotated[
    Path, typer.Argument(metavar="SEASON", help="The season file (YAML or JSON), or a script: JSON, Fountain, 剧本 (docs/importing.md).")
]
SeasonId = Annotated[str, typer.Argument(metavar="ID", help="The season's id, or the beginning of it.")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the season's folder goes.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout and nothing else.")]
Rehearse = Annotated[bool, typer.Option("--rehearse", help="Use the offline studio for every stage, whatever the file names.")]
Embedded = Annotated[bool, typer.Option("--embedded", help="Bring Redis and workers along, also where CLIFFHANGER_REDIS_URL is set.")]
Wait = Annotated[bool, typer.Option("--wait", help="Stay until all has been made. Embedded runs always do.")]
Budget = Annotated[str | None, typer.Option("--budget", metavar="USD", help="A hard limit, instead of the file's own.")]


def budget_micros(budget: str) -> int:
    """A budget in micro-dollars. Raises InputError."""
    try:
        amount = Decimal(budget)
        micros = micros_of(amount) if amount.is_finite() else -1
    except (ArithmeticError, ValueError):
        micros = -1
    if micros < 0:
        raise InputError(f"--budget {budget}: not an amount; give US dollars with at most six decimals, such as 25 or 12.50")
    return micros
