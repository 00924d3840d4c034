"""Says in one line how a seed went, and in a few how all of them did."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.play import Outcome

GROUPS = ("kills", "blows", "restarts", "messages", "person", "faults")
"""Counts of an outcome by name: deaths at steps, blows from outside, processes started again, messages, acts, the provider's faults."""

COUNTS = ("seasons ended", "calls", "accepted", "billed", "intents", "billed_micros", "products")
WRONGS = ("doubled", "unequal", "lost", "left open", "unbalanced", "caps exceeded", "outputs unequal", "stood still", "processes left")
"""What must be 0."""


@dataclass
class Totals:
    """Sums over seeds."""

    seeds: int = 0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    groups: dict[str, Counter[str]] = field(default_factory=dict)
    wrong: list[int] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count a seed."""
        self.seeds += 1
        self.seconds += outcome.seconds
        self.counts.update(outcome.verdict.counts)
        for name in GROUPS:
            self.groups.setdefault(name, Counter()).update(getattr(outcome, name))
        if outcome.verdict.wrong:
            self.wrong.append(outcome.schedule.seed)

    def text(self) -> str:
        """The totals, for people."""
        counts = [", ".join(f"{key} {self.counts[key]}" for key in keys) for keys in (COUNTS, WRONGS)]
        groups = [f"{name}: {_listed(group)}" for name, group in self.groups.items()]
        verdict = f"WRONG: seeds {', '.join(map(str, sorted(self.wrong)))}" if self.wrong else "nothing wrong"
        return "\n".join([f"seeds {self.seeds}, {self.seconds / max(1, self.seeds):.1f} s each", *counts, *groups, verdict])

    def to_json(self) -> dict[str, Any]:
        """The totals, for programs."""
        counts = {key: self.counts[key] for key in (*COUNTS, *WRONGS)}
        return {"seeds": self.seeds, "seconds": round(self.seconds, 1), **counts, **self.groups, "wrong_seeds": sorted(self.wrong)}


def _listed(group: Counter[str]) -> str:
    return ", ".join(f"{key} {count}" for key, count in sorted(group.items())) or "none"


def line_of(outcome: Outcome) -> str:
    """One seed; what went wrong below it, with how to run it alone."""
    schedule, counts = outcome.schedule, outcome.verdict.counts
    kills = " ".join(sorted(outcome.kills.elements())) or "-"
    blows = " ".join(sorted(outcome.blows.elements())) or "-"
    head = (
        f"seed {schedule.seed:4d} {'WRONG' if outcome.verdict.wrong else 'ok   '} {outcome.seconds:5.1f} s, {outcome.rounds} rounds, "
        f"{schedule.offer}, {counts['calls']} calls, {counts['billed']} billed, {sum(outcome.faults.values())} faults, "
        f"killed at: {kills}, blows: {blows}, restarts: {sum(outcome.restarts.values())}"
    )
    if not outcome.verdict.wrong:
        return head
    again = f"  alone: .venv/bin/python -m tests.chaos --seeds 1 --first {schedule.seed} --keep-log"
    return "\n".join([head, *(f"  {line}" for line in outcome.verdict.wrong), again])
