"""What a large backlog costs: bytes in Redis by what they are, the time that `advance` and the sweep take, with all of it there.

`python -m ops.bench.backlog [--scenes 100000] [--in-flight 0.25] [--waiting 0.25]`. That share of the scenes is at its provider, that
share waits for a slot of it, the others' messages lie in the broker. The tasks' own code brings one season's scenes there, with a
provider that answers at once, in this process, and never has anything ready; the other seasons are copies of it (ops/bench/copying.py).
One redis-server, the broker is another database of it.
"""

import argparse
import base64
import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import quantiles
from typing import Any

import redis
import yaml

from ops.bench.backlog_seasons import EPISODES, SCENES, VENDOR, orders
from ops.bench.copying import calls_of, copy, elements, in_message, renamer
from ops.bench.meters import redis_kinds, used_memory
from ops.bench.provider import CATALOGUE
from producer.embedded.redis_server import RedisServer
from producer.order import Order, submit
from shared import keyspace
from shared.redis_client import open_redis
from shared.settings import load_settings
from shared.state.season import LONGEST_LEASE_MS, SeasonState
from shared.store.open import open_store

LOOKS = 2_000
ENOUGH_TO_CUT = 50
"""Fewer spans have no percentiles."""
BROKER = "cliffhanger:broker:"


@contextmanager
def environment(folder: Path, in_flight: int) -> Iterator[RedisServer]:
    """A redis-server, and the settings of a worker that has it."""
    rows = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    rows[VENDOR]["limits"] = {"rpm": None, "concurrency": in_flight}
    catalogue = folder / "catalogue.yaml"
    catalogue.write_text(yaml.safe_dump({VENDOR: rows[VENDOR]}), encoding="utf-8")
    server = RedisServer(folder / "redis", folder / "redis.log")
    server.start()
    os.environ.update(
        CLIFFHANGER_REDIS_URL=server.url,
        CLIFFHANGER_BROKER_URL=server.broker_url,
        CLIFFHANGER_STATE_DIR=str(folder / "state"),
        CLIFFHANGER_CATALOGUE=str(catalogue),
        CLIFFHANGER_LOG_LEVEL="warning",
        SIMULATOR_API_KEY="bench",
    )
    try:
        yield server
    finally:
        server.stop()


class Backlog:
    """The line's own code in one process, and a clock beside it."""

    def __init__(self, url: str, broker_url: str) -> None:
        from ops.bench import backlog_worker  # noqa: PLC0415  # reads the settings made above

        self.worker = backlog_worker
        self.client: redis.Redis = open_redis(url)
        self.broker: redis.Redis = redis.Redis.from_url(broker_url, decode_responses=True)
        self.spans: dict[str, list[tuple[float, float]]] = {}

    def order(self, order: Order, what: str) -> None:
        """Order a season, and send all its chains."""
        self.worker.draw_looks(order)
        submit(order, self.client, open_store(load_settings()))
        for number in order.episodes:
            self.timed(what, partial(self.worker.advance, order.season, number))

    def begin(self, count: int) -> None:
        """Have so many messages of the provider's queue done, as its workers do them."""
        (queue,) = [str(key) for key in self.broker.scan_iter(f"{BROKER}provider.*")]
        for _ in range(count):
            message = json.loads(str(self.broker.rpop(queue)))
            args, _, embedded = json.loads(base64.b64decode(message["body"]))
            request = {**message["headers"], "delivery_info": message["properties"]["delivery_info"], "chain": embedded["chain"]}
            self.timed("begin_a_paid_stage", partial(self.worker.do, request, args))

    def copy(self, season: str, others: list[str]) -> None:
        """Other seasons like this one. Their units are under way for as long as in a long queue: looking at them sends nothing."""
        for number in range(1, EPISODES + 1):
            for unit in map(str, range(1, SCENES + 1)):
                SeasonState(self.client, season).renew(number, unit, LONGEST_LEASE_MS)
        calls = calls_of(self.client)
        line, messages = elements(self.client), [entry for entry in elements(self.broker) if entry[1] == "list"]
        for other in others:
            rename = renamer(season, other, calls)
            copy(self.client, line, rename)
            copy(self.broker, messages, partial(in_message, rename))

    def look(self, seasons: list[str]) -> None:
        """`advance` of episodes here and there: every chain ends in one, and nearly always there is nothing to send."""
        dice = random.Random(1)
        for _ in range(LOOKS):
            season, number = dice.choice(seasons), dice.randint(1, EPISODES)
            self.timed("advance", partial(self.worker.advance, season, number))

    def sweep(self) -> None:
        """All live seasons, twice: first with nothing in this process's memory."""
        for _ in range(2):
            self.timed("sweep", self.worker.sweep)

    def timed(self, what: str, act: Callable[[], object]) -> None:
        """Do it, and note the seconds by the wall's clock and by this process's processor."""
        wall, own = time.perf_counter(), time.thread_time()
        act()
        self.spans.setdefault(what, []).append((time.perf_counter() - wall, time.thread_time() - own))

    def facts(self, seasons: list[str]) -> dict[str, Any]:
        """What was counted."""
        memory, scenes = self.client.info("memory"), len(seasons) * EPISODES * SCENES
        kinds = {**redis_kinds(self.client), **redis_kinds(self.broker)}
        queues = [f"{keyspace.LINE}:queue:{VENDOR}:{season}" for season in seasons]
        return {
            "scenes": scenes,
            "seasons": len(seasons),
            "in_flight": int(self.client.zcard(f"{keyspace.LINE}:flight:{VENDOR}")),
            "waiting": sum(int(self.client.zcard(queue)) for queue in queues),
            "in_the_broker": sum(int(self.broker.llen(key)) for key in self.broker.scan_iter(f"{BROKER}provider.*")),
            **{f"redis_mib{name}": round(memory[f"used_memory{name}"] / 2**20, 1) for name in ("", "_peak", "_rss")},
            "bytes_a_scene": round(used_memory(self.client) / scenes),
            "bytes_a_scene_by_kind": {kind: round(size / scenes, 1) for kind, size in kinds.items() if size >= scenes},
        }

    def milliseconds(self) -> dict[str, dict[str, float]]:
        """What was timed."""
        return {what: summary(spans) for what, spans in self.spans.items()}


def summary(spans: list[tuple[float, float]]) -> dict[str, float]:
    """Milliseconds: by the wall's clock, and by the processor's."""
    told: dict[str, float] = {"times": len(spans)}
    for name, column in zip(("wall", "cpu"), zip(*spans, strict=True), strict=True):
        if len(spans) < ENOUGH_TO_CUT:
            told |= {f"{name}_last": round(1000 * column[-1], 2), f"{name}_most": round(1000 * max(column), 2)}
            continue
        cut = quantiles(column, n=100)
        told |= {f"{name}_median": round(1000 * cut[49], 2), f"{name}_p99": round(1000 * cut[98], 2)}
    return told


def measure(scenes: int, share: tuple[float, float], folder: Path) -> dict[str, Any]:
    """Build the backlog, look at it, and answer what it costs."""
    at_provider, waiting = (round(part * EPISODES * SCENES) for part in share)
    with environment(folder, at_provider) as server:
        backlog = Backlog(server.url, f"unix://{server.socket}?db=1")
        # What was answered is on the disk while it is measured; not while it is built, which would take as long as the disk.
        backlog.client.config_set("appendfsync", "no")
        first, *others, last = orders(scenes + EPISODES * SCENES, folder / "out")
        backlog.order(first, "advance_that_sends_the_first")
        backlog.begin(at_provider + waiting)
        backlog.copy(first.season, [order.season for order in others])
        backlog.client.config_set("appendfsync", "always")
        seasons = [first.season, *(order.season for order in others)]
        backlog.look(seasons)
        backlog.sweep()
        facts = backlog.facts(seasons)
        # One more season beside all the others: every one of its episodes sends its scenes' chains.
        backlog.order(last, "advance_that_sends")
        return {**facts, "ms": backlog.milliseconds()}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=100_000)
    parser.add_argument("--in-flight", type=float, default=0.25)
    parser.add_argument("--waiting", type=float, default=0.25)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cliffhanger-bench-") as name:
        facts = measure(options.scenes, (options.in_flight, options.waiting), Path(name))
    print(json.dumps(facts, indent=2))


if __name__ == "__main__":
    main()
