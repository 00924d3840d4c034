"""Follows a season until it has ended and its files are in place, showing how far it is and how long it may still take."""

import sys
import time
from collections.abc import Callable
from contextlib import suppress

import redis
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from shared.delivery.collect import deliver_season
from shared.errors import CliffhangerError
from shared.host import host_id
from shared.ledger.ledger import Ledger
from shared.money import dollars
from shared.progress import Progress, ProgressReader
from shared.state.season import SeasonState
from shared.store.store import Store

TICK_S = 0.25
# How long the workers of this host are given to deliver before the command does it itself.
DELIVERY_PATIENCE_S = 15.0
# How long a season that has ended is stayed with for the sake of paid jobs that are still under way.
COLLECTION_PATIENCE_S = 20 * 60.0
# How long Redis may be away; an embedded run restarts its own within a second.
SILENCE_PATIENCE_S = 30.0

STAGE_NAMES = {
    "reference": "cast",
    "video": "pictures",
    "speech": "speech",
    "lipsync": "lip sync",
    "episode": "episodes",
    "dub": "dubs",
    "image": "pictures",
    "clip": "clips",
    "text": "texts",
    "script": "script",
    "polish": "polish",
    "review": "review",
    "rewrite": "rewrite",
    "translate": "translation",
}
MARKS = {
    "done": "[green]✓[/]",
    "partial": "[yellow]◐[/]",
    "failed": "[red]✗[/]",
    "cancelled": "[red]–[/]",
    "running": "[cyan]▶[/]",
    "pending": "[dim]·[/]",
}
MOST_EPISODES_SHOWN = 14
LOG_WIDTH = 1000


class Watch:
    """Follows one season. Where another command makes it, `has_host` tells whether that still lives: it takes its Redis along."""

    def __init__(
        self,
        state: SeasonState,
        store: Store,
        console: Console,
        tend: Callable[[], None] | None = None,
        *,
        has_host: Callable[[], bool] = lambda: True,
    ) -> None:
        self._state = state
        self._store = store
        self._console = console
        self._reader = ProgressReader(state)
        self._tend = tend or (lambda: None)
        self._has_host = has_host
        self._seen_at = time.monotonic()
        self._began: tuple[float, float] | None = None

    def until_ended(self) -> Progress:
        """Follow until the season has ended and is delivered. `tend` is called at every tick.

        Raises redis.ConnectionError as soon as the host has left, and CliffhangerError where Redis stays away otherwise.
        """
        with Live(console=self._console, refresh_per_second=4, transient=True, redirect_stdout=False, redirect_stderr=False) as live:
            progress = self._reader.read()
            self._show(live, progress)
            while not progress.has_ended:
                progress = self._tick(live, progress)
            return self._until_delivered(live, self._until_collected(live, progress))

    def _until_delivered(self, live: Live, progress: Progress) -> Progress:
        deadline = time.monotonic() + (DELIVERY_PATIENCE_S if self._is_here() else 0.0)
        while not progress.delivered and not progress.delivery_failed and time.monotonic() < deadline:
            progress = self._tick(live, progress)
        if not progress.delivered:
            deliver_season(self._state, self._store)
            progress = self._reader.read()
        return progress

    def _until_collected(self, live: Live, progress: Progress) -> Progress:
        """A season that was ended before its time may have paid jobs under way: they are stopped or collected first."""
        ledger = Ledger(self._state.client)
        deadline = time.monotonic() + COLLECTION_PATIENCE_S
        while progress.money.get("reserved") and time.monotonic() < deadline and (left := ledger.open_calls(self._state.season)):
            live.update(Text(f"the season has ended; {len(left)} paid calls are stopped or collected"))
            progress = self._tick(live, progress)
        return progress

    def _tick(self, live: Live, last: Progress) -> Progress:
        time.sleep(TICK_S)
        self._tend()
        try:
            last = self._reader.read()
            self._seen_at = time.monotonic()
        except redis.RedisError as error:
            if not self._has_host():
                raise
            # redis-server may just be starting again: what was seen last is shown meanwhile.
            if time.monotonic() - self._seen_at > SILENCE_PATIENCE_S:
                raise CliffhangerError(
                    f"the season's Redis has not answered for {SILENCE_PATIENCE_S:.0f} s ({' '.join(str(error).split())}); "
                    f"'cliffhanger status {self._state.season}' shows how far it came, 'cliffhanger resume {self._state.season}' goes on"
                ) from None
        self._show(live, last)
        return last

    def _show(self, live: Live, progress: Progress) -> None:
        # A terminal that has gone away must not end the work.
        with suppress(OSError):
            live.update(self.render(progress))

    def _is_here(self) -> bool:
        return self._state.meta().get("host") == host_id()

    def render(self, progress: Progress) -> RenderableType:
        """The display: season, stages, episodes."""
        head = Table.grid(padding=(0, 1))
        head.add_row(
            Text(progress.title, style="bold"),
            ProgressBar(total=1.0, completed=progress.share, width=32),
            f"{progress.share:4.0%}",
            Text(self._time_left(progress), style="dim"),
        )
        stages = Text("  ")
        for stage, (made, needed) in progress.stages.items():
            if progress.kind != "season" and stage == "episode":
                continue
            stages.append(f"{STAGE_NAMES[stage]} ", style="dim")
            stages.append(f"{made}/{needed}   ", style="green" if made == needed else "")
        rows = _episodes(progress) if progress.kind == "season" else _jobs(progress)
        return Group(head, stages, rows, *_money(progress))

    def _time_left(self, progress: Progress) -> str:
        now = time.monotonic()
        if self._began is None:
            self._began = (now, progress.share)
        began_at, began_share = self._began
        elapsed = _clock(time.time() - progress.started_at)
        done = progress.share - began_share
        if done < 0.03 or progress.share >= 1.0:
            return elapsed
        left = (now - began_at) * (1.0 - progress.share) / done
        return f"{elapsed}, about {_clock(left)} left"


def _money(progress: Progress) -> list[Text]:
    """What was spent so far, and who is waited for; nothing where nothing costs anything."""
    if not any(progress.money.values()) and not progress.waiting:
        return []
    kinds = [f"{dollars(progress.money[kind])} {kind}" for kind in ("spent", "reserved", "held") if progress.money.get(kind)]
    budget = [] if progress.budget_micros is None else [f"of {dollars(progress.budget_micros)}"]
    waiting = [f"{count} wait for {provider}" for provider, count in progress.waiting.items()]
    return [Text("  " + "   ".join([", ".join(kinds), *budget, *waiting]), style="yellow" if progress.money.get("held") else "dim")]


def _jobs(progress: Progress) -> Text:
    """How many jobs of a batch, or parts of a script, have ended."""
    batch = progress.episodes[0]
    failed = f", {batch.scenes_failed} failed" if batch.scenes_failed else ""
    what = "jobs made" if progress.kind == "batch" else "parts of the script written"
    return Text(f"  {batch.scenes_done} of {batch.scenes_total} {what}{failed}", style="red" if failed else "")


def _episodes(progress: Progress) -> Table:
    table = Table.grid(padding=(0, 1))
    films = (*progress.episodes, *progress.dubs)
    order = sorted(films, key=lambda episode: (episode.state != "running", episode.state != "pending", episode.number))
    shown = order[:MOST_EPISODES_SHOWN] if len(order) > MOST_EPISODES_SHOWN else list(films)
    for episode in sorted(shown, key=lambda episode: (episode.number, films.index(episode))):
        scenes = f"{episode.scenes_done}/{episode.scenes_total} scenes"
        failed = f"[red]{episode.scenes_failed} failed[/]" if episode.scenes_failed else ""
        table.add_row(" ", MARKS[episode.state], episode.name, scenes, f"[dim]{STAGE_NAMES.get(episode.at, episode.at)}[/]", failed)
    if len(shown) < len(order):
        table.add_row(" ", "", "", f"[dim]and {len(order) - len(shown)} more[/]", "", "")
    return table


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(max(0.0, seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def people_console() -> Console:
    """The console for people: stderr, so that stdout stays for scripts."""
    console = Console(file=sys.stderr, highlight=False)
    if not console.is_terminal:
        # Nothing is folded where nobody looks: a log keeps a line a line.
        console.width = LOG_WIDTH
    return console
