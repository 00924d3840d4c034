"""Gives the events of a season that has ended a bounded time to reach whoever is told of them, before its workers are stopped."""

import time
from collections.abc import Callable
from contextlib import suppress

import redis
from rich.console import Console
from rich.markup import escape

from shared.outbox import FINISHED, Outbox, left, notice_of
from shared.state.season import SeasonState

# A receiver that does not answer keeps nobody longer than this.
PATIENCE_S = 10.0
TICK_S = 0.1


def let_events_out(state: SeasonState, console: Console, ask: Callable[[], None], tend: Callable[[], None]) -> None:
    """Wait until all events of the season are told, or PATIENCE_S have passed.

    `ask` has the workers look for news; `tend` is called at every tick.
    """
    with suppress(redis.RedisError):
        ask()
        outbox, run = Outbox(state.client), state.meta()["run"]
        last = notice_of(state.season, FINISHED[state.production().kind], {}, "", subject=run).id
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            tend()
            if last in outbox.known(state.season) and not left(outbox.all(state.season)):
                return
            time.sleep(TICK_S)
        if count := len(left(outbox.all(state.season))):
            again = f"'cliffhanger resume {escape(state.season)}' tries again"
            console.print(f"[yellow]note[/] {count} events for webhook_url were not taken yet; {again}")
