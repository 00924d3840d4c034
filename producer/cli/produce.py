"""`cliffhanger produce`: from a season file to finished episodes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import redis
import typer
from rich.console import Console
from rich.markup import escape

from producer.accounts import paid_queues, paid_vendors
from producer.bible.earlier import as_planned
from producer.cli.options import Budget, Embedded, Json, Out, Rehearse, SeasonFile, Wait, budget_micros
from producer.cli.outcome import exit_code, finish
from producer.digest import digest_of
from producer.embedded.run import EmbeddedRun
from producer.embedded.up import LiveUp, open_host
from producer.last_events import let_events_out
from producer.messages import tell_workers
from producer.one_ledger import check_for_here, check_for_line
from producer.order import Order, prepare_folder, read_order, submit, with_takes
from producer.review.review import summary
from producer.watch import Watch, people_console
from shared.backup.copying import check_whole
from shared.delivery.collect import deliver_season
from shared.errors import CliffhangerError, InputError
from shared.line.episode import episode_needs
from shared.line.survey import is_made
from shared.production import Production
from shared.progress import Progress, read_progress
from shared.redis_client import open_redis
from shared.settings import Settings, load_settings
from shared.state.season import SeasonState
from shared.store.one import claim_store
from shared.store.open import open_store
from shared.store.store import Store


def produce(
    season: SeasonFile,
    out: Out = Path("out"),
    wait: Wait = False,
    embedded: Embedded = False,
    rehearse: Rehearse = False,
    budget: Budget = None,
    plan: Annotated[str | None, typer.Option("--plan", metavar="DIGEST", help="Refuse unless the plan still has this digest.")] = None,
    as_json: Json = False,
) -> None:
    """Produce a season. Run again, it goes on where it was, and makes only what is missing or has changed."""
    settings = load_settings()
    order = read_order(season, out, rehearse=rehearse)
    if budget is not None:
        order = order.with_budget(budget_micros(budget))
    if plan is not None and plan != (now := digest_of(as_planned(order))):
        raise InputError(f"--plan {plan}: the plan has changed; it is now {now}. Look at 'cliffhanger plan {season}' and give that digest")
    prepare_folder(order)
    store = open_store(settings)
    console = people_console()
    if not as_json:
        say_notes(console, order)
    progress = produce_order(settings, order, store, console, wait=wait, embedded=embedded)
    finish(progress, order.folder, as_json=as_json)
    raise typer.Exit(exit_code(progress) if progress.has_ended else 0)


def produce_order(settings: Settings, order: Order, store: Store, console: Console, *, wait: bool, embedded: bool) -> Progress:
    """Produce an order where its ledger is: on the line, or on this machine. Raises InputError where that would be a second one."""
    if settings.redis_url and not embedded:
        check_for_line(settings, order.season)
        return produce_there(settings, order, store, console, wait)
    check_for_here(settings, order.season, is_paid=bool(paid_vendors(order.production)))
    return produce_here(settings, order, store, console, wait=wait, embedded=embedded)


def produce_here(
    settings: Settings, order: Order, store: Store, console: Console, *, wait: bool = True, embedded: bool = False
) -> Progress:
    """Produce an order on this machine: by `cliffhanger up` where that is, else with Redis and workers of its own.

    `wait` is of no account without `up`; `embedded` makes a season that is new without it.
    """

    def waiting(pid: int) -> None:
        console.print(f"[dim]another command (process {pid}) is producing this season; waiting for it[/]")

    with open_host(settings, order.season, embedded=embedded, waiting=waiting) as host:
        if isinstance(host, LiveUp):
            return produce_at_up(host, order, store, console, wait)
        client = host.start_redis()
        store.clear_workspaces()
        return make_here(host, with_takes(order, SeasonState(client, order.season)), client, store, console)


def produce_at_up(up: LiveUp, order: Order, store: Store, console: Console, wait: bool) -> Progress:
    """Order at `cliffhanger up`. Raises InputError where that has no key for a vendor."""
    first = [order.production, *(each.production for each in (order.comes_first,) if each is not None)]
    asked = {name for production in first for name in paid_vendors(production)}
    if lacking := sorted(asked - set(up.card["vendors"].split(","))):
        raise InputError(
            f"'cliffhanger up' (process {up.card['pid']}) has no key for {', '.join(lacking)}: put it into the keys file, or start 'up' "
            f"where it is set"
        )
    try:
        return produce_there(up.settings, order, store, console, wait, has_host=up.is_there)
    except (redis.ConnectionError, redis.TimeoutError):
        if up.is_there():
            raise
        raise CliffhangerError(
            f"{order.season}: 'cliffhanger up' has ended; started again it goes on, and so does 'cliffhanger resume {order.season}'"
        ) from None


def make_here(run: EmbeddedRun, order: Order, client: redis.Redis, store: Store, console: Console) -> Progress:
    """Make an order with the workers of a run that has its Redis: first its script, in all its languages, as far as it is not there."""
    while (first := order.comes_first) is not None:
        progress = run_to_the_end(run, submit(first, client, store), store, console)
        if not _goes_on(order, progress):
            return progress
        order = _as_written(order, console)
    put_translations(order, console)
    state = submit(order, client, store)
    # Whoever wants to be told is told by workers.
    if is_made(order.production, order.episodes, store.has) and order.production.webhook_url is None:
        return _hand_over(state, order, store)
    return run_to_the_end(run, state, store, console)


def run_to_the_end(run: EmbeddedRun, state: SeasonState, store: Store, console: Console) -> Progress:
    """Start workers for a submitted season and follow it until it has ended."""
    tell_workers(run.settings_inside(), state.season)
    run.start_workers(paid_queues(state))
    progress = Watch(state, store, console, tend=run.look_after).until_ended()
    is_on_its_way = progress.kind == "writing" and (progress.state == "done" or _is_untranslated(state.production(), progress))
    if is_on_its_way or state.production().webhook_url is None:
        return progress
    let_events_out(state, console, lambda: tell_workers(run.settings_inside(), state.season), run.look_after)
    # Whom nobody could tell is among what went wrong.
    return read_progress(state)


def produce_there(
    settings: Settings, order: Order, store: Store, console: Console, wait: bool, *, has_host: Callable[[], bool] = lambda: True
) -> Progress:
    """Produce an order on the line's Redis, with whatever workers serve it; `has_host` tells whether somebody keeps that."""
    assert settings.state_url
    client = open_redis(settings.state_url)
    check_whole(client, "the line's Redis")
    claim_store(store, client)
    order = with_takes(order, SeasonState(client, order.season))
    while (first := order.comes_first) is not None:
        # What follows is known when the script is: somebody has to stay for it.
        writing = submit(first, client, store)
        tell_workers(settings, order.season)
        progress = Watch(writing, store, console, has_host=has_host).until_ended()
        if not _goes_on(order, progress):
            return progress
        order = _as_written(order, console)
    put_translations(order, console)
    state = submit(order, client, store)
    tell_workers(settings, order.season)
    if not wait:
        return read_progress(state)
    return Watch(state, store, console, has_host=has_host).until_ended()


def _goes_on(order: Order, progress: Progress) -> bool:
    """Whether the next is ordered after what came first; without its translation a season is made, without its script it is not."""
    first = order.comes_first
    return progress.state == "done" or (first is not None and _is_untranslated(first.production, progress))


def _is_untranslated(first: Production, progress: Progress) -> bool:
    return first.is_translating and progress.state == "failed" and not progress.stopped_by_budget


def put_translations(order: Order, console: Console) -> None:
    """Put what is translated beside the season, to be read; a folder that cannot be written has been told of before."""
    if order.translation is not None:
        try:
            order.translation.write_beside(order.folder, order.episodes)
        except OSError as error:
            console.print(f"[yellow]note[/] the translations are not put beside the season: {escape(str(error))}")


def _as_written(order: Order, console: Console) -> Order:
    """The order with the script that language models have written, or translated."""
    written = order.read_again(order.production.takes)
    if not order.is_to_be_written and written.is_to_be_translated:
        written = written.untranslated()
    if written.is_to_be_written:
        # What stands in for the script is not made: that would be paid for.
        raise InputError(
            f"{order.source}: what its script is written from has changed meanwhile (its novel, or the catalogue); nothing was made of "
            f"the script; give the command again, and what is missing now is written"
        )
    say_notes(console, replace(written, notes=tuple(note for note in written.notes if note not in order.notes)))
    return written


def _hand_over(state: SeasonState, order: Order, store: Store) -> Progress:
    """Everything exists: nothing is made, no worker is started, only the files are put in place."""
    for number, episode in order.episodes.items():
        for scene in episode.scenes:
            state.end_unit(number, str(scene.number), "done")
        joined = None if order.production.kind != "season" else episode_needs(order.production, episode, {}).join.key
        state.end_episode(number, "done", joined)
    state.finish(order.production.all_episodes)
    deliver_season(state, store)
    return read_progress(state)


def say_notes(console: Console, order: Order) -> None:
    """Tell people what was put in the place of what the file asks for."""
    for note in order.notes:
        console.print(f"[yellow]note[/] {escape(note)}")
    if (reviewed := summary(order.review)) is not None:
        console.print(f"[yellow]note[/] {escape(reviewed)}")
