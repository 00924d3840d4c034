"""Gathers all that is told: a part that is away is told as such, and takes nothing of the rest with it."""

import logging
import time
from typing import get_args

from kombu import Connection

from producer.metrics.accounts import read_accounts
from producer.metrics.connection import open_hasty_broker, open_hasty_redis
from producer.metrics.depths import Depth, read_depths, redis_of
from producer.metrics.progress import Progress
from producer.metrics.queues import add_queues, read_timers, read_workers
from producer.metrics.reading import Reading
from producer.metrics.seasons import read_calls, read_seasons
from producer.metrics.servers import read_server
from shared.catalogue import load_catalogue
from shared.catalogue.vendors import HttpVendor
from shared.errors import SettingsError
from shared.line.requests import StageName
from shared.metrics import names
from shared.metrics.counters import read_counters
from shared.queues import CONTROL, MEDIA
from shared.settings import Settings

log = logging.getLogger(__name__)


class Gatherer:
    """Reads a line again and again, for one thread. Raises SettingsError where there is no line."""

    def __init__(self, settings: Settings) -> None:
        broker_url = settings.broker_url or settings.redis_url
        if settings.state_url is None or broker_url is None:
            raise SettingsError("CLIFFHANGER_REDIS_URL is not set; metrics are of a line, so give the Redis that its workers use")
        self._client = open_hasty_redis(settings.state_url)
        self._broker_url = broker_url
        self._broker: Connection | None = None
        self._progress = Progress()
        vendors = {name: vendor for name, vendor in load_catalogue(settings).vendors.items() if isinstance(vendor, HttpVendor)}
        self._accounts = sorted({vendor.account or name for name, vendor in vendors.items()})
        self._queues = [MEDIA, CONTROL, *(f"provider.{name}" for name in sorted(vendors))]

    def gather(self) -> Reading:
        """Everything, now. Never raises for what is away."""
        began, reading = time.perf_counter(), Reading()
        due = self._read_ledger(reading)
        depths = self._read_broker(reading)
        if depths is not None:
            add_queues(depths, due or {}, reading)
        for part, answer in (("ledger", due), ("broker", depths)):
            reading.add(names.PART_UP, int(answer is not None), part=part)
        reading.add(names.UP, int(due is not None and depths is not None))
        reading.add(names.READ_SECONDS, time.perf_counter() - began)
        return reading

    def _read_ledger(self, reading: Reading) -> dict[str, int] | None:
        """Answers the due messages by queue; None where the ledger is away."""
        client = self._client
        try:
            seconds, micros = client.time()
            now_ms = int(seconds) * 1000 + int(micros) // 1000
            due = read_timers(client, now_ms, reading)
            read_workers(client, reading)
            read_accounts(client, self._accounts, now_ms, reading)
            read_seasons(client, self._progress, reading)
            read_calls(client, now_ms, reading)
            add_zeros(reading)
            for metric, values, number in read_counters(client):
                reading.put(metric, values, number)
            read_server(client, "ledger", reading)
        except Exception as error:  # noqa: BLE001  # nothing that is read may end the service
            # Its text may have the address, and what is in that.
            log.warning("the ledger's Redis does not answer: %s", type(error).__name__)
            return None
        return dict(due)

    def _read_broker(self, reading: Reading) -> dict[str, Depth] | None:
        try:
            self._broker = self._broker or open_hasty_broker(self._broker_url)
            depths = read_depths(self._broker, self._queues)
            if (server := redis_of(self._broker)) is not None:
                read_server(server, "broker", reading)
        except Exception as error:  # noqa: BLE001  # likewise: each transport has errors of its own
            log.warning("the broker does not answer: %s", type(error).__name__)
            broker, self._broker = self._broker, None
            if broker is not None:
                broker.release()
            return None
        return depths


def add_zeros(reading: Reading) -> None:
    """What has not been counted yet: a series that begins at its first count shows no growth to whoever asks for that."""
    reading.add(names.SWEEPS, 0)
    for stage in get_args(StageName):
        reading.add(names.STAGES_FAILED, 0, stage=stage)
