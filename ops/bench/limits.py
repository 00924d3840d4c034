"""How well the line uses a provider's limits, and whether it keeps to them; the two usual ways do the same work in the same run.

`python -m ops.bench.limits [--only rate concurrency limits] [--without-rivals]`. Four worker processes with two slots each against
the simulator: bound by its rate, bound by its concurrency, and by both as small accounts have it. A season's scenes cost one call
each; the makespan is from the first submit that the provider took to the last product that the ledger settled.
"""

import argparse
import json
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.bench.paid_line import KEY, PaidLine
from ops.bench.paid_season import paid_order
from ops.bench.provider import Provider, Terms
from ops.bench.rivals.run import MANNERS, RIVALS, Work

PROCESSES, SLOTS = 4, 2


@dataclass(frozen=True)
class Case:
    """A provider and how many scenes are made there."""

    terms: Terms
    scenes: int


CASES = {
    "rate": Case(Terms(3.0, 60, 50), 96),
    "concurrency": Case(Terms(3.0, 6000, 8), 96),
    # Enough for its windows of a minute to be full.
    "limits": Case(Terms(3.0, 60, 5), 136),
}


def measure(case: Case, folder: Path, *, with_rivals: bool) -> dict[str, Any]:
    """One case: the line alone first, then all rivals side by side, each with an account of its own."""
    with Provider(case.terms, folder / "provider") as provider:
        line = run_line(provider, folder / "line", case.scenes)
        rivals = run_rivals(provider, folder / "rivals", case) if with_rivals else {}
    bound_s = case.terms.bound_s(case.scenes)
    for run in [line, *(run for runs in rivals.values() for run in runs.values())]:
        # Who leaves scenes out is no faster.
        run["ratio"] = round(run["makespan_s"] / bound_s, 3) if run["made"] == case.scenes else None
    best = {name: min(_whole(runs), key=lambda it: float(runs[it]["makespan_s"]), default=None) for name, runs in rivals.items()}
    terms = {"latency_s": case.terms.latency_s, "rpm": case.terms.rpm, "concurrency": case.terms.concurrency}
    return {**terms, "scenes": case.scenes, "bound_s": round(bound_s, 2), "line": line, "rivals": rivals, "best_of_rivals": best}


def run_line(provider: Provider, folder: Path, scenes: int) -> dict[str, Any]:
    """One season by the line."""
    with PaidLine(provider, folder, processes=PROCESSES, slots=SLOTS) as line:
        before = line.spent()
        state = line.order(paid_order(scenes, folder / "out"))
        meta = line.wait(state, within_s=3 * provider.terms.bound_s(scenes) + 120)
        spent, settled = line.spent().minus(before), line.settled_at(state.season)
    sheet = provider.sheet(KEY)
    makespan_s = settled[-1] - sheet.first_submit_at
    facts = {"state": meta["state"], "made": len(settled), **sheet.facts()}
    return {**facts, "makespan_s": round(makespan_s, 2), "cpu_ms_a_call": spent.per(len(settled))}


def run_rivals(provider: Provider, folder: Path, case: Case) -> dict[str, dict[str, Any]]:
    """Every rival with every set of manners, at the same time: each has its own account, and mostly sleeps."""
    work = Work(case.scenes, PROCESSES, SLOTS, within_s=4 * case.terms.bound_s(case.scenes) + 120)
    with ThreadPoolExecutor() as pool:
        runs = {
            rival: {name: pool.submit(run, provider, folder / f"{rival}-{name}", work, manners[rival]) for name, manners in MANNERS.items()}
            for rival, run in RIVALS.items()
        }
        return {rival: {name: run.result() for name, run in by_name.items()} for rival, by_name in runs.items()}


def _whole(runs: dict[str, Any]) -> list[str]:
    """Those that gave nothing up."""
    return [name for name, run in runs.items() if not run["given_up"]]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--without-rivals", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cliffhanger-bench-") as name:
        cases = {case: measure(CASES[case], Path(name) / case, with_rivals=not options.without_rivals) for case in options.only}
    print(json.dumps({"cores": len(os.sched_getaffinity(0)), "processes": PROCESSES, "slots": SLOTS, "cases": cases}, indent=2))


if __name__ == "__main__":
    main()
