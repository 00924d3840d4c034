"""`python -m tests.chaos --seeds 200`: plays seeds, prints a line for each and the totals."""

import argparse
import sys
from collections.abc import Sequence

from tests.chaos.nursery import open_nursery
from tests.chaos.play import play
from tests.chaos.report import Totals, line_of
from tests.chaos.schedule import draw


def main(arguments: Sequence[str] | None = None) -> int:
    """1 where a seed went wrong."""
    it = argparse.ArgumentParser(prog="python -m tests.chaos")
    it.add_argument("--seeds", type=int, default=20, help="how many")
    it.add_argument("--first", type=int, default=0, help="the first")
    it.add_argument("--keep-log", action="store_true", help="print the workers' logs of what went wrong")
    given = it.parse_args(arguments)
    open_nursery()
    totals = Totals()
    for seed in range(given.first, given.first + given.seeds):
        outcome = play(draw(seed))
        totals.add(outcome)
        print(line_of(outcome), flush=True)
        if outcome.verdict.wrong and given.keep_log:
            print(outcome.log)
    print(totals.text())
    return 1 if totals.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
