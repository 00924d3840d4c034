"""How many acts of the ledger a second, by act, with one client and with eight; and how many bytes a call takes for good.

`python -m ops.bench.ledger`. A Redis of its own, set up as embedded runs have it: what was answered is on the disk.
"""

import json
import tempfile
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

from producer.embedded.redis_server import RedisServer
from shared import keyspace
from shared.ledger.call import Call
from shared.ledger.export import export
from shared.ledger.ledger import Ledger, Limits
from shared.ledger.verify import verify
from shared.redis_client import open_redis

CALLS, CLIENTS, ROUNDS = 2_000, 8, 3
SEASON, MODEL, ACCOUNT = "the-heirs-double-life-a1b2c3", "atlascloud/bytedance/seedance-v1-pro", "atlascloud"
ACTS: tuple[str, ...] = ("reserve", "submitting", "submitted", "polled", "fetched", "settle")
# Wide enough that no call waits: the acts are measured, not the limits.
LIMITS = Limits(concurrency=1_000_000)


def calls_of(client: int, count: int) -> list[Call]:
    """Calls as a season makes them."""
    ids = [sha256(f"{client}/{number}".encode()).hexdigest()[:32] for number in range(count)]
    return [
        Call(call, SEASON, "1", f"{number // 8 + 1}/{number % 8 + 1}", "video", MODEL, ACCOUNT, "2026-01-31", 220_000)
        for number, call in enumerate(ids)
    ]


def acts_of(ledger: Ledger, tokens: dict[str, str]) -> dict[str, Callable[[Call], object]]:
    """Every act, on one call."""

    def reserve(call: Call) -> None:
        tokens[call.id] = ledger.reserve(call, LIMITS).token

    job = {"id": "job-0123456789abcdef", "urls": {"poll": "https://api.provider.example/v1/tasks/0123456789abcdef"}}
    return {
        "reserve": reserve,
        "submitting": lambda call: ledger.submitting(call.id, tokens[call.id]),
        "submitted": lambda call: ledger.submitted(call.id, 1, job, next_poll_ms=1_000, lease_ms=600_000),
        "polled": lambda call: ledger.polled(call.id, next_poll_ms=1_000, troubles=0),
        "fetched": lambda call: ledger.fetched(call.id, 210_000),
        "settle": lambda call: ledger.settle(call.id, 210_000),
    }


def work(url: str, number: int, count: int, barrier: Any, results: Any) -> None:
    """One client: each act for all its calls, beginning together with the other clients."""
    ledger = Ledger(open_redis(url))
    calls, acts = calls_of(number, count), acts_of(ledger, {})
    spans: dict[str, tuple[float, float]] = {}
    for name in ACTS:
        barrier.wait()
        began = time.monotonic()
        for call in calls:
            acts[name](call)
        spans[name] = (began, time.monotonic())
    results.put(spans)


def rates(server: RedisServer, clients: int) -> dict[str, int]:
    """Acts a second with so many processes: the median of some rounds."""
    context, rounds = get_context("spawn"), []
    for _ in range(ROUNDS):
        open_redis(server.url).flushall()
        barrier, results = context.Barrier(clients, timeout=60), context.Queue()
        workers = [context.Process(target=work, args=(server.url, at, CALLS // clients, barrier, results)) for at in range(clients)]
        for worker in workers:
            worker.start()
        spans = [results.get(timeout=120) for _ in workers]
        for worker in workers:
            worker.join()
        rounds.append({name: CALLS / _span([each[name] for each in spans]) for name in ACTS})
    return {name: round(median(each[name] for each in rounds)) for name in ACTS}


def _span(spans: Sequence[tuple[float, float]]) -> float:
    return max(end for _, end in spans) - min(begin for begin, _ in spans)


def sizes(server: RedisServer, folder: Path) -> dict[str, Any]:
    """Bytes of a settled call, by what they are for, and how long it takes to verify and to export."""
    client = open_redis(server.url)
    client.flushall()
    empty = int(client.info("memory")["used_memory"])
    ledger, calls = Ledger(client), calls_of(0, CALLS)
    acts = acts_of(ledger, {})
    for call in calls:
        for name in ACTS:
            acts[name](call)
    in_all = int(client.info("memory")["used_memory"])
    record = sum(int(client.memory_usage(f"{keyspace.LINE}:call:{call.id}") or 0) for call in calls)
    members = int(client.memory_usage(f"{keyspace.LINE}:calls:{SEASON}", samples=0) or 0)
    journal = int(client.memory_usage(f"{keyspace.LINE}:journal", samples=0) or 0)
    entries = int(client.xlen(f"{keyspace.LINE}:journal"))
    verify_s = _seconds(lambda: verify(client))
    export_s = _seconds(lambda: export(client, folder / "journal.jsonl"))
    return {
        "bytes_per_call": {
            "record": round(record / CALLS),
            "set_member": round(members / CALLS),
            "journal": round(journal / CALLS),
            "before_export": round((record + members + journal) / CALLS),
            "after_export": round((record + members) / CALLS),
            "used_memory_before_export": round((in_all - empty) / CALLS),
            "exported_line": round((folder / "journal.jsonl").stat().st_size / entries),
        },
        "entries_per_call": entries / CALLS,
        "verify_entries_per_second": round(entries / verify_s),
        "export_entries_per_second": round(entries / export_s),
    }


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def main() -> None:
    """Run and print."""
    with tempfile.TemporaryDirectory(prefix="cliffhanger-bench-") as name:
        folder = Path(name)
        server = RedisServer(folder / "redis", folder / "redis.log")
        server.start()
        try:
            summary = {
                "redis": open_redis(server.url).info("server")["redis_version"],
                "calls": CALLS,
                "acts_per_second": {f"{clients}_clients": rates(server, clients) for clients in (1, CLIENTS)},
                **sizes(server, folder),
            }
        finally:
            server.stop()
    print(json.dumps(summary, indent=2))


if __name__ == "__main__":
    main()
