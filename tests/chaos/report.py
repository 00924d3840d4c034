"""Says in one line how a seed went, and in a few how all of them did."""

from collections import Counter
from dataclasses import dataclass, field

from tests.chaos.play import Outcome

KEYS = ("seasons ended", "calls", "accepted", "billed", "intents", "billed_micros", "doubled", "unequal", "lost", "left open", "unbalanced", "caps exceeded", "products", "outputs unequal", "stood still", "processes left")


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
        for name in ("kills", "blows", "restarts", "messages", "person", "faults"):
            self.groups.setdefault(name, Counter()).update(getattr(outcome, name))
        if outcome.verdict.wrong:
            self.wrong.append(outcome.schedule.seed)

    def text(self) -> str:
        """The totals, for people."""
        lines = [f"seeds {self.seeds}, {self.seconds / max(1, self.seeds):.1f} s each"]
        lines += [", ".join(f"{key} {self.counts[key]}" for key in KEYS)]
        lines += [f"{name}: {', '.join(f'{key} {count}' for key, count in sorted(group.items())) or 'none'}" for name, group in self.groups.items()]
        lines += [f"WRONG: seeds {', '.join(map(str, self.wrong))}" if self.wrong else "nothing wrong"]
        return "\n".join(lines)


def line_of(outcome: Outcome) -> str:
    """One seed; what went wrong below it, with how to run it alone."""
    schedule, counts = outcome.schedule, outcome.verdict.counts
    kills = " ".join(sorted(outcome.kills.elements())) or "-"
    blows = " ".join(f"{blow}" for _, blow in schedule.blows) or "-"
    head = (
        f"seed {schedule.seed:4d} {'WRONG' if outcome.verdict.wrong else 'ok   '} {outcome.seconds:5.1f} s, {outcome.rounds} rounds, "
        f"{schedule.offer}, {counts['calls']} calls, {counts['billed']} billed, {sum(outcome.faults.values())} faults, "
        f"killed at: {kills}, blows: {blows}, restarts: {sum(outcome.restarts.values())}"
    )
    if not outcome.verdict.wrong:
        return head
    again = f"  alone: .venv/bin/python -m tests.chaos --seeds 1 --first {schedule.seed} --keep-log"
    return "\n".join([head, *(f"  {line}" for line in outcome.verdict.wrong), again])
