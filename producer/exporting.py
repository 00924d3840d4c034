"""Has an export made: asks workers for what the store lacks, asks again where a worker has died, and says how far it is."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import redis
from rich.console import Console
from rich.markup import escape

from shared.broker import broker_settings
from shared.errors import CliffhangerError
from shared.exports.ask import Ask
from shared.exports.order import Part
from shared.queues import MEDIA, TaskName
from shared.settings import Settings
from shared.store.store import Store

TICK_S = 0.2
# A message that nobody has begun may be lost; in a long queue it is only asked for twice, which costs nothing.
FIRST_PATIENCE_S = 60.0
# Who has begun, holds no lock and has left neither a product nor a reason was killed. A product is put before the lock is let go.
SILENCE_PATIENCE_S = 30.0


@dataclass
class _Asked:
    """A part that was asked for: how often its making had been begun by then, and when to ask again if nobody begins."""

    begun: int
    patience_s: float
    until: float


@dataclass
class Outcome:
    """What has come of an export: why parts could not be made, by content key."""

    failed: dict[str, str] = field(default_factory=dict)


class Exporting:
    """One export's making. `send` sends a part's message, `tend` is called at every tick."""

    def __init__(
        self,
        client: redis.Redis,
        store: Store,
        season: str,
        parts: Sequence[Part],
        send: Callable[[Part], None],
        console: Console,
        tend: Callable[[], None] = lambda: None,
    ) -> None:
        self._client, self._store, self._season = client, store, season
        self._open = {part.need.key: part for part in parts if not store.has(part.need.key)}
        self._total = len(self._open)
        self._send, self._console, self._tend = send, console, tend
        self._asked: dict[str, _Asked] = {}
        self._seen_at = time.monotonic()

    @property
    def is_made(self) -> bool:
        """Whether there is nothing left to make."""
        return not self._open

    def until_made(self) -> Outcome:
        """Stay until every part is made, or has failed. Raises CliffhangerError where Redis stays away."""
        outcome = Outcome()
        for key in self._open:
            self._ask(key).forget()
        with self._console.status("exporting") as status:
            while self._open:
                status.update(f"exporting: {self._total - len(self._open)} of {self._total}")
                self._look_at_all(outcome)
                if self._open:
                    time.sleep(TICK_S)
                    self._tend()
        return outcome

    def _look_at_all(self, outcome: Outcome) -> None:
        try:
            for part in list(self._open.values()):
                self._look(part, outcome)
            self._seen_at = time.monotonic()
        except redis.RedisError as error:
            # An embedded run brings its Redis back within a second.
            if time.monotonic() - self._seen_at > SILENCE_PATIENCE_S:
                why = " ".join(str(error).split())
                raise CliffhangerError(f"the season's Redis has not answered for {SILENCE_PATIENCE_S:.0f} s ({why})") from None

    def _look(self, part: Part, outcome: Outcome) -> None:
        key = part.need.key
        if without := next((outcome.failed[each] for each in part.need.inputs if each in outcome.failed), None):
            self._end(part, outcome, without)
            return
        if any(each in self._open for each in part.need.inputs):
            return
        standing = self._ask(key).standing()
        if self._store.has(key):
            del self._open[key]
        elif standing.failed:
            self._end(part, outcome, f"{part.form} of {part.name}: {standing.failed}")
        elif not standing.is_under_way:
            self._ask_for(part, standing.begun)

    def _ask_for(self, part: Part, begun: int) -> None:
        """Send the message, unless it is on its way."""
        asked = self._asked.get(part.need.key)
        now = time.monotonic()
        if asked is not None and asked.begun == begun and now < asked.until:
            return
        patience_s = FIRST_PATIENCE_S if asked is None or asked.begun != begun else 2 * asked.patience_s
        self._asked[part.need.key] = _Asked(begun, patience_s, now + patience_s)
        self._send(part)

    def _end(self, part: Part, outcome: Outcome, why: str) -> None:
        outcome.failed[part.need.key] = why
        del self._open[part.need.key]

    def _ask(self, key: str) -> Ask:
        return Ask(self._client, self._season, key)


class Messages:
    """Sends the messages of one export. A context manager: the connection is kept meanwhile."""

    def __init__(self, settings: Settings, season: str) -> None:
        from celery import Celery  # noqa: PLC0415  # half a second that only commands that send messages pay

        broker_url = settings.broker_url or settings.redis_url
        assert broker_url, "an embedded run has its own broker"
        self._app = Celery("cliffhanger-producer", set_as_current=False)
        self._app.conf.update(broker_settings(broker_url))
        self._season = season

    def __enter__(self) -> "Messages":
        return self

    def __exit__(self, *_: object) -> None:
        self._app.close()

    def send(self, part: Part) -> None:
        """Ask for one part."""
        args = (self._season, part.need.key, part.form, part.wanted.preset, part.wanted.language, part.wanted.only)
        self._app.send_task(TaskName.SEASON_EXPORT, args=args, queue=MEDIA)


def say_problems(console: Console, failed: Sequence[str], beyond: Sequence[str]) -> None:
    """What could not be exported, and what of the files a platform would not take, a line each."""
    for line in dict.fromkeys(failed):
        console.print(f"[red]problem[/] {escape(line)}")
    for line in beyond:
        console.print(f"[yellow]beyond the platform[/] {escape(line)}")
