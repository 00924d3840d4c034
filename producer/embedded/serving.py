"""What `cliffhanger up` does while it stays: it keeps its processes alive, and starts paid workers for the vendors that are needed."""

import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import redis

from producer.accounts import paid_queues
from producer.embedded.run import EmbeddedRun
from producer.intake.keys import keyed_by
from shared import keyspace
from shared.catalogue import load_catalogue
from shared.catalogue.vendors import HttpVendor
from shared.errors import CliffhangerError, NotFound
from shared.ledger.ledger import Ledger
from shared.queues import queue_of
from shared.settings import Settings
from shared.state.season import SeasonState

TICK_S = 0.5
# Keys may be put into their file meanwhile; the catalogue is read for it.
LOOK_AT_KEYS_S = 15.0
LONG_AGO_MS = -(10**12)

Tell = Callable[[str], None]


class Serving:
    """The stay of one `up`. `services` are commands that run beside the workers, by name."""

    def __init__(self, settings: Settings, run: EmbeddedRun, services: dict[str, Sequence[str]], tell: Tell) -> None:
        self._settings = settings
        self._run = run
        self._services = services
        self._tell = tell
        self._seen: dict[str, str] = {}
        self._looked_at_keys = 0.0
        self._wrong = ""

    def start(self) -> redis.Redis:
        """Start Redis, then what works with it. The card is written when orders are welcome."""
        self._run.facts = {"serves": "all", "store": self._settings.store_url, "vendors": self._vendors()}
        client = self._run.start_redis()
        self._run.start_workers()
        for name, words in self._services.items():
            self._run.serve_beside(name, [sys.executable, "-m", "producer", *words])
        return client

    def stay(self, client: redis.Redis) -> None:
        """Stay until interrupted. Raises CliffhangerError where redis-server or the workers do not stay alive."""
        while True:
            self._run.look_after()
            # It may be being started again.
            with suppress(redis.RedisError):
                self._look_at_seasons(client)
            if time.monotonic() - self._looked_at_keys > LOOK_AT_KEYS_S:
                self._look_at_keys()
            time.sleep(TICK_S)

    def _look_at_seasons(self, client: redis.Redis) -> None:
        """Have the vendors of every live season served, and those of calls that are open still; tell what has begun and ended."""
        live = {str(season) for season in client.smembers(keyspace.LIVE)}
        wanted = {queue_of(call.model) for call in Ledger(client).overdue(LONG_AGO_MS)}
        for season in sorted(live):
            state = SeasonState(client, season)
            try:
                order = state.meta()["run"]
                if self._seen.get(season) != order:
                    wanted.update(paid_queues(state))
                    self._seen[season] = order
                    self._tell(f"{season}: under way")
            except NotFound:
                continue
            except CliffhangerError as error:
                if season not in self._seen:
                    self._seen[season] = ""
                    self._tell(str(error))
        for season in set(self._seen) - live:
            del self._seen[season]
            # It may have been forgotten already.
            with suppress(NotFound):
                self._tell(f"{season}: {SeasonState(client, season).meta()['state']}")
        if wanted:
            self._run.start_workers(sorted(wanted))

    def _look_at_keys(self) -> None:
        """Tell which vendors have keys by now. A file that somebody is about to change must not end what is under way."""
        try:
            vendors = self._vendors()
        except CliffhangerError as error:
            if self._wrong != (wrong := str(error)):
                self._wrong = wrong
                self._tell(f"the vendors that had keys before are gone on with: {wrong}")
        else:
            self._wrong = ""
            self._run.tell({"vendors": vendors})

    def _vendors(self) -> str:
        """The vendors whose keys are there, comma-separated."""
        self._looked_at_keys = time.monotonic()
        catalogue = load_catalogue(self._settings)
        has_keys = keyed_by(catalogue)
        return ",".join(name for name, vendor in catalogue.vendors.items() if isinstance(vendor, HttpVendor) and has_keys(name))
