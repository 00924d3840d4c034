"""What a scene costs in small seasons and in large ones: processor time, wall clock, Redis during and after, bytes of the journal.

`python -m ops.bench.growth [--scenes 100 1000 10000] [--latency 1] [--episode 8]`. One paid call a scene, no limits, the rest light:
what grows here is the line itself. Each size has processes, a Redis and a store of its own.
"""

import argparse
import json
import os
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from ops.bench.meters import redis_kinds, used_memory
from ops.bench.paid_line import KEY, PaidLine
from ops.bench.paid_season import paid_order
from ops.bench.provider import Provider, Terms
from shared import keyspace

PROCESSES, SLOTS = 1, 4
SAMPLE_EVERY_S = 1.0
WITHIN_S = 3600.0


class RedisWatch(threading.Thread):
    """Samples a Redis, and keeps the most that was in it."""

    def __init__(self, line: PaidLine) -> None:
        super().__init__(daemon=True)
        self.peak_bytes = 0
        self._line = line
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(SAMPLE_EVERY_S):
            self.peak_bytes = max(self.peak_bytes, used_memory(self._line.client))

    def stop(self) -> int:
        """End sampling and answer the peak."""
        self._ended.set()
        self.join()
        return self.peak_bytes


def measure(scenes: int, a_episode: int, latency_s: float, folder: Path) -> dict[str, Any]:
    """One season of so many scenes, from the order to the delivery."""
    with (
        Provider(Terms(latency_s, None, None), folder / "provider") as provider,
        PaidLine(provider, folder / "line", processes=PROCESSES, slots=SLOTS) as line,
    ):
        before, empty_bytes, began = line.spent(), used_memory(line.client), time.perf_counter()
        watch = RedisWatch(line)
        watch.start()
        state = line.order(paid_order(scenes, folder / "out", a_episode=a_episode))
        meta = line.wait(state, within_s=WITHIN_S)
        wall_s, spent, peak_bytes = time.perf_counter() - began, line.spent().minus(before), watch.stop()
        kinds = redis_kinds(line.client)
        journal = int(line.client.memory_usage(f"{keyspace.LINE}:journal", samples=0) or 0)
        settled, sheet = line.settled_at(state.season), provider.sheet(KEY)
    cpu_ms = spent.per(scenes)
    return {
        "state": meta["state"],
        "scenes": scenes,
        "scenes_an_episode": a_episode,
        "settled": len(settled),
        "paid_twice": sheet.duplicates,
        "polls_per_call": sheet.facts()["polls_per_call"],
        "wall_s": round(wall_s, 1),
        "a_scene": {
            "wall_ms": round(1000 * wall_s / scenes, 2),
            "cpu_ms": round(sum(cpu_ms.values()), 2),
            "cpu_ms_by_process": cpu_ms,
            "redis_bytes_at_most": round((peak_bytes - empty_bytes) / scenes),
            "redis_bytes_after": round(sum(kinds.values()) / scenes),
            "redis_bytes_by_kind": {kind: round(size / scenes, 1) for kind, size in kinds.items() if size >= scenes},
            "journal_bytes": round(journal / scenes),
        },
    }


def ratios(runs: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """The cost of a scene in each larger season, by that in the smallest one."""
    first, names = runs[0], ("wall_ms", "cpu_ms", "redis_bytes_at_most", "redis_bytes_after", "journal_bytes")
    return {
        f"{run['scenes']}/{first['scenes']}": {name: round(run["a_scene"][name] / first["a_scene"][name], 3) for name in names}
        for run in runs[1:]
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--episode", type=int, default=8, help="scenes an episode")
    parser.add_argument("--latency", type=float, default=1.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cliffhanger-bench-") as name:
        runs = [measure(scenes, options.episode, options.latency, Path(name) / str(scenes)) for scenes in options.scenes]
    print(json.dumps({"cores": len(os.sched_getaffinity(0)), "ratios": ratios(runs), "runs": runs}, indent=2))


if __name__ == "__main__":
    main()
