"""Everything that one simulator knows, put together in one place."""

from collections import Counter, deque
from typing import Any

from ops.simulator.answer import Refusal
from ops.simulator.clock import Clock
from ops.simulator.door import Door
from ops.simulator.faults.registry import FAULTS, Moment
from ops.simulator.job import Job
from ops.simulator.jobs import Jobs
from ops.simulator.media.kitchen import Kitchen
from ops.simulator.options import Limits, Options
from ops.simulator.rules import Chosen, Facts, Rulebook, read_rule
from ops.simulator.shelf import Shelf
from ops.simulator.signing import Signer
from ops.simulator.webhooks import Webhooks
from ops.simulator.witness import Witness

REMEMBERED = 2000


class World:
    """One simulator's state. Built on the loop's thread, and used only there."""

    def __init__(self, options: Options, kitchen: Kitchen, door: Door) -> None:
        self.options = options
        self.door = door
        self.kitchen = kitchen
        self.clock = Clock()
        self.changes = 0
        self.start_afresh()

    def start_afresh(self) -> None:
        """Forget every job, rule and count; keep how the simulator is set up, and the media."""
        self.clock.offset_s = 0.0
        self.rules = Rulebook(self.options.seed, self.options.chaos)
        self.rules.rules = [read_rule(rule) for rule in self.options.rules]
        self.witness = Witness(self.options.window_s)
        self.shelf = Shelf(self.kitchen, self.clock.now, self.options.seed)
        self.webhooks = Webhooks(self.clock.now, Signer(self.options.seed, self.options.webhook_secret))
        self.jobs = Jobs(self.clock, self.witness, self._ended)
        self.limits_of: dict[str, Limits] = {}
        self.faults_played: Counter[str] = Counter()
        self.refused: deque[dict[str, Any]] = deque(maxlen=REMEMBERED)
        self.replays = 0
        self.changes += 1

    def choose(self, moment: Moment, facts: Facts) -> Chosen | None:
        """The fault for this moment, counted."""
        chosen = self.rules.choose(moment, facts)
        if chosen:
            self.note_fault(chosen)
        return chosen

    def note_fault(self, chosen: Chosen) -> None:
        """Count a fault that is being played."""
        self.faults_played[chosen.fault.name] += 1
        self.changes += 1

    def note_refusal(self, account: str, path: str, refusal: Refusal) -> None:
        """Write down a request that was not taken."""
        for sheet in self.witness.both(account):
            sheet.refusals[refusal.status] += 1
        if refusal.status == 429:
            self.witness.of(account).patience.ask(self.clock.real(), refusal.headers)
        self.changes += 1
        row = {"at": self.clock.now(), "account": account, "path": path, "status": refusal.status}
        self.refused.append({**row, "reason": refusal.reason, "message": refusal.message})

    def limits(self, account: str) -> Limits:
        """An account's limits: its own, its prefix's, or everybody's."""
        return self.limits_of.get(account) or self.limits_of.get(account.partition(":")[0]) or self.options.limits

    def offers(self, name: str) -> bool:
        """Whether something that a good provider offers is switched on."""
        return self.options.offers.get(name, True)

    def urls(self, job: Job) -> list[str]:
        """Where what a job has made can be fetched."""
        return self.shelf.urls(job, self.options.url_ttl_s, self.offers("renewal"))

    def _ended(self, job: Job) -> None:
        self.changes += 1
        is_forgotten = self.jobs.by_id.get(job.id) is not job
        if job.ask.webhook_url and not job.is_dropped and not is_forgotten:
            names = [name for name in job.faults if FAULTS[name].moment == "webhook"]
            self.webhooks.tell(job, self.urls(job) if job.end == "done" else [], names)
