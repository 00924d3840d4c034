"""`cliffhanger gc`: clear the store of what no season needs, by age or by season."""

from typing import Annotated

import typer
from rich.markup import escape

from producer.cli.options import Json
from producer.cli.outcome import print_json
from producer.operating.clearing import Cleared, Pile, clear_store
from producer.operating.keeping import DAY_S
from producer.reach import find_season
from producer.watch import people_console
from shared.money import dollars
from shared.settings import load_settings
from shared.store.open import open_store

DEFAULT_DAYS, DAYS_OF_A_SEASON = 30.0, 1.0


def gc(
    season: Annotated[str | None, typer.Argument(metavar="[SEASON]", help="Clear what this season, which has ended, needs alone.")] = None,
    older_than: Annotated[
        float | None,
        typer.Option(
            "--older-than", min=1.0, metavar="DAYS", help="Only what is older, at least 1; default 30, with SEASON 1.", show_default=False
        ),
    ] = None,
    paid: Annotated[bool, typer.Option("--paid", help="Also what was paid for: to have it again costs as much again.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would go.")] = False,
    as_json: Json = False,
) -> None:
    """Remove from the store what no season needs: none that is at work, rests, is not delivered, or ended within DAYS.

    Delivered files stay where they are. What was paid stays in the store unless --paid is given. All seasons known here are read first,
    the line's and the embedded ones; where the store is shared with others that are not known here, give this command where they are.
    """
    settings = load_settings()
    wanted = None if season is None else find_season(settings, season)
    days = older_than or (DEFAULT_DAYS if wanted is None else DAYS_OF_A_SEASON)
    store = open_store(settings)
    done = clear_store(settings, store, older_than_s=days * DAY_S, with_paid=paid, wanted=wanted, dry_run=dry_run)
    if as_json:
        print_json({"dry_run": dry_run, "store": store.name, "season": wanted, **_document(done)})
        return
    console = people_console()
    would = "would go" if dry_run else "removed"
    for name, pile in (
        ("products", done.products),
        ("paid products", done.paid),
        ("files of yours", done.uploads),
        ("leftovers", done.leftovers),
    ):
        if pile.count:
            console.print(f"{pile.count} {name}, {pile.size_bytes:,} bytes, {would}{_cost(pile)}")
    if not any(pile.count for pile in (done.products, done.paid, done.uploads, done.leftovers)):
        console.print(f"nothing to remove from {escape(store.name)}")
    kept = done.kept_although_unneeded
    if kept.count:
        console.print(
            f"{kept.count} products that nobody needs were paid ({dollars(kept.micros)}), {kept.size_bytes:,} bytes: kept without --paid"
        )
    console.print(f"{done.needed} products are needed, or younger; {done.seasons} seasons were read")


def _cost(pile: Pile) -> str:
    return f"; they had cost {dollars(pile.micros)}" if pile.micros else ""


def _document(done: Cleared) -> dict[str, object]:
    piles = {
        "products": done.products,
        "paid": done.paid,
        "uploads": done.uploads,
        "leftovers": done.leftovers,
        "kept_although_unneeded": done.kept_although_unneeded,
    }
    told = {name: {"count": pile.count, "bytes": pile.size_bytes, "usd": pile.micros / 1_000_000} for name, pile in piles.items()}
    return {**told, "needed": done.needed, "seasons": done.seasons}
