"""How many provider jobs one worker process with two slots carries, and what a paid call costs it.

`python -m ops.bench.inflight [--jobs 1000] [--latency 75]`. No limits but the worker's own speed; every job is collected and settled.
"""

import argparse
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from ops.bench.paid_line import KEY, PaidLine
from ops.bench.paid_season import paid_order
from ops.bench.provider import Provider, Terms

PROCESSES, SLOTS = 1, 2


def measure(jobs: int, latency_s: float, folder: Path) -> dict[str, Any]:
    """One season of so many scenes, all of them at the provider at once."""
    with Provider(Terms(latency_s, None, None), folder / "provider") as provider:
        with PaidLine(provider, folder / "line", processes=PROCESSES, slots=SLOTS) as line:
            before = line.spent()
            state = line.order(paid_order(jobs, folder / "out"))
            meta = line.wait(state, within_s=latency_s + jobs)
            spent, settled = line.spent().minus(before), line.settled_at(state.season)
        sheet = provider.sheet(KEY)
    submits = sorted(job["received_at"] for job in sheet.jobs)
    return {
        "state": meta["state"],
        "jobs": jobs,
        "latency_s": latency_s,
        **sheet.facts(),
        "all_in_flight_after_s": round(submits[-1] - submits[0], 2),
        "settled": len(settled),
        "makespan_s": round(settled[-1] - submits[0], 2),
        "bound_s": latency_s,
        "cpu_ms_a_call": spent.per(len(settled)),
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--latency", type=float, default=75.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cliffhanger-bench-") as name:
        facts = measure(options.jobs, options.latency, Path(name))
    print(json.dumps({"cores": len(os.sched_getaffinity(0)), "processes": PROCESSES, "slots": SLOTS, **facts}, indent=2))


if __name__ == "__main__":
    main()
