"""The worker processes of an embedded run: media work on every core, bookkeeping and paid calls beside it."""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape

from producer.embedded.process import Process
from producer.watch import people_console
from shared.errors import CliffhangerError
from shared.queues import CONTROL, MEDIA
from shared.services import ONE_THREAD, PACKAGES, celery_command
from shared.settings import Settings

# A request that is under way may be paid, and an answer that nobody waits for is lost: language models take a minute or two to say it.
ANSWER_S = 180.0
# A worker that ends sooner than this, so many times in a row, cannot run here: going on would only fill its log.
SHORT_LIFE_S = 5.0
MOST_SHORT_LIVES = 6


class Workers:
    """All worker processes of one command."""

    def __init__(self, settings: Settings, *, redis_url: str, broker_url: str, logs: Path) -> None:
        self._lifeline, self._held = os.pipe()
        self._logs = logs
        self._environment = {
            **os.environ,
            **ONE_THREAD,
            **settings.environment(),
            "CLIFFHANGER_REDIS_URL": redis_url,
            "CLIFFHANGER_LEDGER_URL": redis_url,
            "CLIFFHANGER_BROKER_URL": broker_url,
            # A private Redis has none: calls would wait for them for ever.
            "CLIFFHANGER_LEDGER_REPLICAS": "0",
            "CLIFFHANGER_LIFELINE": str(self._lifeline),
            # What this process can import, the worker must be able to import, from whichever folder it is started.
            "PYTHONPATH": os.pathsep.join([str(PACKAGES), *filter(None, [os.environ.get("PYTHONPATH")])]),
        }
        self._processes = {
            MEDIA: self._process(MEDIA, celery_command(MEDIA, concurrency=settings.media_processes)),
            CONTROL: self._process(CONTROL, celery_command(CONTROL)),
        }
        self._short_lives: Counter[str] = Counter()
        self._onlookers: set[str] = set()

    def start(self) -> None:
        """Start them all."""
        for process in self._processes.values():
            process.start()

    def serve(self, paid_queues: Sequence[str]) -> None:
        """Start one more, for the queues of paid providers that nobody serves yet."""
        name = f"paid{sum(kind.startswith('paid') for kind in self._processes) or ''}"
        self._add(name, celery_command("paid", queues=paid_queues, name=name))

    def add_onlooker(self, name: str, command: Sequence[str]) -> None:
        """Start a process beside the workers, in their environment, that nothing depends on."""
        self._onlookers.add(name)
        self._add(name, command)

    def _add(self, name: str, command: Sequence[str]) -> None:
        self._processes[name] = self._process(name, command, dies_with_us=name in self._onlookers)
        self._processes[name].start()

    def _process(self, name: str, command: Sequence[str], *, dies_with_us: bool = False) -> Process:
        """A worker ends with its lifeline; what reads none, by the kernel's hand."""
        log, reads = self._logs / f"{name}.log", [self._lifeline]
        return Process(command, log=log, environment=self._environment, folder=self._logs, pass_fds=reads, dies_with_us=dies_with_us)

    def restart_all(self) -> None:
        """End them all, whatever they do, and start them again."""
        for process in self._processes.values():
            process.end()
            process.start()

    def restart_dead(self) -> int:
        """Start again whichever has died, after ending what it left behind; answers how many.

        Raises CliffhangerError with the log's last line where a worker dies as soon as it is started; what only looks on is given up.
        """
        dead = [name for name, process in self._processes.items() if process.has_ended()]
        for name in dead:
            process = self._processes[name]
            process.end_group()
            self._short_lives[name] = self._short_lives[name] + 1 if process.lived_s < SHORT_LIFE_S else 0
            if self._short_lives[name] < MOST_SHORT_LIVES:
                process.start()
                continue
            said = f"{process.last_words()} (log: {process.log})"
            if name not in self._onlookers:
                raise CliffhangerError(f"the workers do not stay alive: {said}")
            people_console().print(escape(f"{name} does not stay alive, and is left out: {said}"), soft_wrap=True)
            del self._processes[name]
        return len(dead)

    def stop(self, grace_s: float) -> None:
        """End them all: ask, wait up to `grace_s` for the work in hand (ANSWER_S for answers that are paid), then kill what is left.

        Without `grace_s` nothing is in hand that anybody waits for: they are killed at once.
        """
        if grace_s:
            for process in self._processes.values():
                process.ask_to_end()
        for kind, process in self._processes.items():
            if kind.startswith("paid") and grace_s:
                self._await_answers(process, grace_s)
            process.end(grace_s)
        os.close(self._held)
        os.close(self._lifeline)

    def _await_answers(self, process: Process, grace_s: float) -> None:
        if process.is_gone_within(grace_s):
            return
        # Whoever pressed Ctrl-C wants to know why nothing happens.
        people_console().print("waiting for answers that are on their way, and paid")
        process.is_gone_within(ANSWER_S - grace_s)
