"""Meters: processor seconds of processes with their children, and what lies in a Redis, by the kind of key."""

from collections import Counter
from collections.abc import Iterable

import psutil
import redis

from shared.keyspace import LINE, PREFIX


def processor_s(pids: Iterable[int]) -> float:
    """User and system seconds of these processes and of all that they started, as far as it lives or was waited for."""
    return sum(_spent(process) for pid in pids for process in _tree(pid))


def redis_kinds(client: redis.Redis) -> dict[str, int]:
    """Bytes by kind of key (`call`, `episode`, `timers:due`, …): numbers and names of seasons and calls are left out."""
    sizes: Counter[str] = Counter()
    keys = list(client.scan_iter(count=1000))
    for start in range(0, len(keys), 1000):
        pipe = client.pipeline(transaction=False)
        part = keys[start : start + 1000]
        for key in part:
            pipe.memory_usage(key, samples=0)
        for key, size in zip(part, pipe.execute(), strict=True):
            sizes[_kind(str(key))] += int(size or 0)
    return dict(sizes.most_common())


def used_memory(client: redis.Redis) -> int:
    """Bytes that the server's data takes, allocator's overhead not counted."""
    return int(client.info("memory")["used_memory_dataset"])


def _kind(key: str) -> str:
    parts = key.removeprefix(LINE + ":").removeprefix(PREFIX + ":").split(":")
    if parts[0].startswith("{"):
        return parts[1]
    if parts[0] in ("timers", "broker"):
        return ":".join(parts[:2])
    return parts[0]


def _spent(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)


def _tree(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
