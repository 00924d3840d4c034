"""How the makespan of provider-bound work falls with worker processes, down to the provider's own bound, and what a call costs by then.

`python -m ops.bench.scale [--processes 1 2 4 8] [--calls 72] [--latency 6] [--concurrency 12]`. Every number of processes has a
provider, a Redis and a store of its own, two slots a process; a few calls before the measured ones have each process import what it uses,
and then nothing is done for a while, so that what processes cost by being there is told from what calls cost.
"""

import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from ops.bench.paid_line import KEY, PaidLine
from ops.bench.paid_season import paid_order
from ops.bench.provider import Provider, Terms

SLOTS = 2
WARM_CALLS_A_PROCESS = 8
WITHIN_S = 1800.0
IDLE_S = 10.0


def measure(processes: int, calls: int, terms: Terms, folder: Path) -> dict[str, Any]:
    """One season of so many calls by so many processes."""
    with Provider(terms, folder / "provider") as provider, PaidLine(provider, folder / "line", processes=processes, slots=SLOTS) as line:
        warm = WARM_CALLS_A_PROCESS * processes
        line.wait(line.order(paid_order(warm, folder / "out", name="warm")), within_s=WITHIN_S)
        idle_ms_a_second = sum(idle(line).values())
        before, began_at = line.spent(), time.monotonic()
        state = line.order(paid_order(calls, folder / "out"))
        meta = line.wait(state, within_s=WITHIN_S)
        spent, took_s = line.spent().minus(before), time.monotonic() - began_at
        settled, sheet = line.settled_at(state.season), provider.sheet(KEY)
    began = sorted(job["received_at"] for job in sheet.jobs)[warm]
    makespan_s, bound_s = settled[-1] - began, terms.bound_s(calls)
    by_process = spent.per(calls)
    return {
        "processes": processes,
        "state": meta["state"],
        **sheet.facts(),
        "calls": calls,
        "settled": len(settled),
        "makespan_s": round(makespan_s, 2),
        "bound_s": round(bound_s, 2),
        "makespan_by_bound": round(makespan_s / bound_s, 3),
        "cpu_ms_a_call": round(sum(by_process.values()), 2),
        "cpu_ms_a_call_by_process": by_process,
        "idle_cpu_ms_a_second": round(idle_ms_a_second, 2),
        "cpu_ms_a_call_beyond_idle": round(sum(by_process.values()) - idle_ms_a_second * took_s / calls, 2),
    }


def idle(line: PaidLine) -> dict[str, float]:
    """Milliseconds of processor that the processes spend in a second in which there is nothing to do."""
    before = line.spent()
    time.sleep(IDLE_S)
    return line.spent().minus(before).per(IDLE_S)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--calls", type=int, default=72)
    parser.add_argument("--latency", type=float, default=6.0)
    parser.add_argument("--concurrency", type=int, default=12)
    options = parser.parse_args()
    terms = Terms(options.latency, None, options.concurrency)
    with tempfile.TemporaryDirectory(prefix="cliffhanger-bench-") as name:
        runs = [measure(processes, options.calls, terms, Path(name) / str(processes)) for processes in options.processes]
    flat = {f"{name}_most_by_least": spread([run[name] for run in runs]) for name in ("cpu_ms_a_call", "cpu_ms_a_call_beyond_idle")}
    print(json.dumps({"cores": len(os.sched_getaffinity(0)), "slots": SLOTS, **flat, "runs": runs}, indent=2))


def spread(values: list[float]) -> float:
    """The most by the least of them."""
    return round(max(values) / min(values), 3)


if __name__ == "__main__":
    main()
