"""`python -m tests.chaos --seeds 200`: plays seeds, prints a line for each and the totals."""

import argparse
import json
import multiprocessing
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

from tests.chaos.nursery import open_nursery
from tests.chaos.play import Outcome, play_seed
from tests.chaos.report import Totals, line_of


def outcomes(seeds: Sequence[int], jobs: int) -> Iterator[Outcome]:
    """The outcomes of seeds as they come, so many at once."""
    if jobs == 1:
        open_nursery()
        yield from map(play_seed, seeds)
        return
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=open_nursery) as pool:
        for future in as_completed([pool.submit(play_seed, seed) for seed in seeds]):
            yield future.result()


def main(arguments: Sequence[str] | None = None) -> int:
    """1 where a seed went wrong."""
    it = argparse.ArgumentParser(prog="python -m tests.chaos", description="Seasons under faults, judged by the provider's books.")
    it.add_argument("--seeds", type=int, default=20, metavar="N", help="how many")
    it.add_argument("--first", type=int, default=0, metavar="SEED", help="the first of them")
    it.add_argument("--jobs", type=int, default=1, metavar="N", help="how many at once")
    it.add_argument("--json", action="store_true", help="the totals as one JSON object on stdout, all else on stderr")
    it.add_argument("--keep-log", action="store_true", help="print the workers' logs of what went wrong")
    given = it.parse_args(arguments)
    totals, lines = Totals(), sys.stderr if given.json else sys.stdout
    for outcome in outcomes(range(given.first, given.first + given.seeds), given.jobs):
        totals.add(outcome)
        print(line_of(outcome), file=lines, flush=True)
        if outcome.verdict.wrong and given.keep_log:
            print(outcome.log, file=lines)
    sys.stdout.write(f"{json.dumps(totals.to_json()) if given.json else totals.text()}\n")
    return 1 if totals.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
