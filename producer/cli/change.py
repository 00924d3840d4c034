"""`resume`, `cancel`, `redo`: change what was ordered."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from producer.cli.batch_outcome import finish_batch
from producer.cli.options import Budget, Json, SeasonId, budget_micros
from producer.cli.outcome import exit_code, finish, print_json
from producer.cli.places import PLACES, TRANSLATION, is_of_script, places_of, script_takes, translation_takes
from producer.cli.produce import make_here, produce_there, run_to_the_end
from producer.messages import tell_workers, tend_calls
from producer.order import REHEARSED, Order, read_order, resubmit
from producer.reach import HostLeft, Reached, find_season, reach
from producer.redone import Redone, redone
from producer.watch import Watch, people_console
from shared.backup.resting import rouse
from shared.catalogue import load_catalogue
from shared.delivery.collect import deliver_season
from shared.errors import InputError
from shared.keyspace import LIVE
from shared.ledger.ledger import Ledger
from shared.production import Production
from shared.progress import Progress, read_progress
from shared.settings import Settings, load_settings
from shared.state.season import SeasonState
from shared.store.one import claim_store
from shared.store.open import open_store
from shared.store.store import Store

# An open call that was to be looked after so long ago is looked after at the next sweep.
LONG_AGO_MS = 3_600_000

Ordering = Callable[[SeasonState], Order | None]
"""Orders a season again as its state has it; or answers the order by which it is made from its script on."""


def resume(season: SeasonId, budget: Budget = None, as_json: Json = False) -> None:
    """Go on with a season: what failed or is missing is made, what exists is kept."""
    micros = None if budget is None else budget_micros(budget)

    def order(state: SeasonState) -> Order | None:
        production = state.production()
        if production.kind == "writing":
            return _order_of_file(state, production.takes).with_budget(production.budget_micros if micros is None else micros)
        resubmit(state, budget_micros=micros)
        return None

    _again(season, order, as_json=as_json)


def redo(
    season: SeasonId,
    place: Annotated[
        str,
        typer.Argument(metavar="PLACE", help=PLACES),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be made again, and what it costs at most.")] = False,
    as_json: Json = False,
) -> None:
    """Make another take of a scene, a stage of it, an episode's music, a character, the script or a batch's job; the rest follows."""
    if dry_run:
        _show(season, place, as_json=as_json)
        return
    takes: dict[str, int] = {}

    def order(state: SeasonState) -> Order | None:
        production = state.production()
        if is_of_script(production, place):
            return _rewritten(state, production, place, takes)
        if not takes:
            # Numbered once: an order that has to be given again must not buy yet another take.
            takes.update({name: production.takes.get(name, 0) + 1 for name in places_of(state, production, place)})
            people_console().print(f"{escape(place)}: {escape(str(_redone(state, production, takes)))}")
        resubmit(state, takes)
        return None

    _again(season, order, as_json=as_json)


def _show(wanted: str, place: str, *, as_json: bool) -> None:
    """Say what a redo would make again; nothing is ordered. Raises InputError."""
    settings = load_settings()
    with reach(settings, find_season(settings, wanted)) as reached:
        production = reached.state.production()
        if is_of_script(production, place):
            raise InputError(f"{place}: what follows from another script is known when it is written; leave --dry-run out")
        takes = {name: production.takes.get(name, 0) + 1 for name in places_of(reached.state, production, place)}
        found = _redone(reached.state, production, takes)
    if as_json:
        print_json({"season": production.season, "place": place, **found.to_json()})
    else:
        people_console().print(f"{escape(place)}: {escape(str(found))}")


def _redone(state: SeasonState, production: Production, takes: Mapping[str, int]) -> Redone:
    episodes = {number: state.script(number) for number in production.all_episodes}
    after = production.model_copy(update={"takes": {**production.takes, **takes}})
    return redone(production, after, episodes, load_catalogue(load_settings()))


def _rewritten(state: SeasonState, production: Production, place: str, takes: dict[str, int]) -> Order:
    """The order by which a part of the script is written anew. Raises InputError."""
    order = _order_of_file(state, production.takes)
    if place.partition("/")[0] == TRANSLATION:
        return _translated_anew(order, production, place, takes)
    if order.writing is None:
        raise InputError(f"{place}: no language model wrote this script; change its text, or the season's 'seed', and produce it again")
    if not takes:
        takes.update({name: production.takes.get(name, 0) + 1 for name in script_takes(order.writing.episode, place)})
    return order.read_again({**production.takes, **takes}).with_budget(production.budget_micros)


def _translated_anew(order: Order, production: Production, place: str, takes: dict[str, int]) -> Order:
    """The order by which a part of the script is translated anew. Raises InputError."""
    if order.is_to_be_written or order.translation is None:
        raise InputError(f"{place}: no language model translated this script; change its translations, and produce it again")
    if not takes:
        takes.update({name: production.takes.get(name, 0) + 1 for name in translation_takes(order.translation.episode, place)})
    return order.read_again({**production.takes, **takes}).with_budget(production.budget_micros)


def _order_of_file(state: SeasonState, takes: Mapping[str, int]) -> Order:
    """The order of a season from its file, as that is now. Raises InputError."""
    meta, production = state.meta(), state.production()
    if "source" not in meta:
        raise InputError(f"{state.season}: its season file is not known; give the command again that ordered it")
    # What costs nothing must not come to cost something because a part of it is made anew.
    order = read_order(Path(meta["source"]), Path(meta["out"]), rehearse=bool(meta.get(REHEARSED)), takes=takes)
    if order.season != production.season:
        raise InputError(f"{meta['source']}: holds another season now; produce it, or put {production.title!r} back")
    return order.with_budget(production.budget_micros)


def cancel(season: SeasonId) -> None:
    """Stop a season: nothing new is begun, what is finished stays and is delivered."""
    settings = load_settings()
    with reach(settings, season) as reached:
        progress = read_progress(reached.state)
        if progress.has_ended:
            raise InputError(f"{progress.season} has ended already ({progress.state}); nothing is under way")
        reached.state.end("cancelled", "cancelled by the user")
        if rouse(reached.client, reached.state.season):
            # What it had open when its backup was taken is looked after again.
            reached.client.sadd(LIVE, reached.state.season)
        open_calls = stop_calls(reached)
        if Path(reached.state.meta()["out"]).exists():
            deliver_season(reached.state, open_store(settings))
        if reached.is_shared and reached.state.production().webhook_url is not None:
            # Its workers tell whoever wants to know.
            tell_workers(reached.settings, reached.state.season)
        people_console().print(f"{escape(progress.season)}: cancelled{_left(open_calls, reached)}")


def stop_calls(reached: Reached) -> int:
    """Have the paid calls of a season that was ended stopped, or collected where they cannot be; answers how many are under way."""
    ledger = Ledger(reached.client)
    ledger.leave_queues(reached.state.season)
    calls = ledger.open_calls(reached.state.season)
    if calls and reached.is_shared:
        tend_calls(reached.settings, calls)
    for call in calls:
        # Where no message can be sent from here, the sweep of the season's own workers finds them.
        ledger.look_again(call.id, -LONG_AGO_MS)
    return len(calls)


def _left(open_calls: int, reached: Reached) -> str:
    if not open_calls:
        return ""
    if reached.run is not None:
        return f"; {open_calls} paid calls are still open: 'cliffhanger resume {escape(reached.state.season)}' collects what was paid"
    return f"; its workers stop {open_calls} paid calls, or collect what they bring"


def _again(wanted: str, order: Ordering, *, as_json: bool) -> None:
    settings = load_settings()
    season = find_season(settings, wanted)
    try:
        folder, progress = _ordered(settings, season, order)
    except HostLeft:
        # The command that made the season has ended, perhaps without seeing this order: what is left to do is ours now.
        folder, progress = _ordered(settings, season, order)
    tell = finish_batch if progress.kind == "batch" else finish
    tell(progress, folder, as_json=as_json)
    raise typer.Exit(exit_code(progress))


def _ordered(settings: Settings, season: str, order: Ordering) -> tuple[Path, Progress]:
    """Give an order and follow the season until it has ended. Raises HostLeft."""
    store = open_store(settings)
    console = people_console()
    with reach(settings, season) as reached:
        if reached.is_shared:
            claim_store(store, reached.client)
        anew = order(reached.state)
        if anew is not None:
            return anew.folder, _from_the_script_on(reached, anew, store, console)
        folder = Path(reached.state.meta()["out"]) / reached.state.production().slug
        if reached.run is not None:
            return folder, run_to_the_end(reached.run, reached.state, store, console)
        if reached.is_shared:
            tell_workers(reached.settings, reached.state.season)
        return folder, Watch(reached.state, store, console, has_host=reached.has_host).until_ended()


def _from_the_script_on(reached: Reached, order: Order, store: Store, console: Console) -> Progress:
    """Have a season's script written, and the season made of it. Raises InputError where another command is at it."""
    if reached.run is not None:
        return make_here(reached.run, order, reached.client, store, console)
    if reached.is_shared:
        return produce_there(reached.settings, order, store, console, wait=True)
    raise InputError(f"{order.season}: another command is making it; wait until that has ended")
