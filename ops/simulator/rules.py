"""Rules: which fault is played on which request, by what it matches, how often, and with what chance."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from fnmatch import fnmatch
from typing import Any

from ops.simulator.answer import Answer
from ops.simulator.dice import throw
from ops.simulator.faults.registry import FAULTS, Fault, Moment
from ops.simulator.faults.replies import sample
from ops.simulator.job import Fate

NAMES = ("protocol", "kind", "model", "path", "account", "client_ref", "turn")


@dataclass(frozen=True)
class Facts:
    """What a rule can look at. `identity` and `seen` are what the dice are thrown with; `turn` is how many answers a chat has."""

    protocol: str = ""
    kind: str = ""
    model: str = ""
    path: str = ""
    account: str = ""
    client_ref: str = ""
    text: str = ""
    identity: str = ""
    seen: int = 0
    can_look_up: bool = False
    has_webhook: bool = False
    turn: str = ""


@dataclass(frozen=True)
class Chosen:
    """A fault to be played, with its options."""

    fault: Fault
    options: Mapping[str, Any]


@dataclass
class Rule:
    """One rule. `match` values are shell patterns, except `text` (is contained) and `nth` (1, or [1, 3]: of those that match).

    `after`: lets so many pass first. `times`: then plays at most so often. `probability`: of each. `from_s`, `for_s`: real
    seconds since the rule was given between which it plays. `options`: what the fault itself takes.
    """

    fault: str
    match: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    times: int | None = None
    after: int = 0
    probability: float = 1.0
    from_s: float = 0.0
    for_s: float | None = None
    name: str = ""
    seen: int = 0
    played: int = 0
    given_at: float = field(default_factory=time.monotonic)

    def plays(self, facts: Facts, seed: int) -> bool:
        """Whether it is played on this request; counts it."""
        age_s = time.monotonic() - self.given_at
        if age_s < self.from_s or (self.for_s is not None and age_s >= self.from_s + self.for_s) or not self.matches(facts):
            return False
        self.seen += 1
        nth = self.match.get("nth")
        if nth is not None and self.seen not in (nth if isinstance(nth, list) else [nth]):
            return False
        if self.seen <= self.after or (self.times is not None and self.played >= self.times):
            return False
        if self.probability < 1 and throw(seed, "rule", self.name or self.fault, facts.identity, facts.seen) >= self.probability:
            return False
        self.played += 1
        return True

    def matches(self, facts: Facts) -> bool:
        """Whether the request is one that this rule is about."""
        if any(name in self.match and not fnmatch(getattr(facts, name), str(self.match[name])) for name in NAMES):
            return False
        return str(self.match.get("text", "")) in facts.text


def read_rule(given: Mapping[str, Any]) -> Rule:
    """A rule from JSON or YAML. Raises ValueError that says what would be right."""
    allowed = {item.name for item in fields(Rule)} - {"seen", "played", "given_at"}
    _check("rule", given, allowed)
    if given.get("fault") not in FAULTS:
        raise ValueError(f"rule: there is no fault {given.get('fault')!r}; one of {', '.join(sorted(FAULTS))}")
    rule = Rule(**given)
    _check(f"match of {rule.fault}", rule.match, {*NAMES, "text", "nth"})
    _check(f"options of {rule.fault}", rule.options, set(FAULTS[rule.fault].options))
    _rehearse(FAULTS[rule.fault], rule.options)
    return rule


def _rehearse(fault: Fault, options: Mapping[str, Any]) -> None:
    """Play a fault on nothing, so that options that it cannot use are told now and not in the middle of a run."""
    taken = fault.taking(options)
    try:
        if fault.deny:
            fault.deny(taken)
        if fault.decide:
            fault.decide(Fate(), taken)
        if fault.say:
            fault.say(sample(), taken)
        if fault.change:
            fault.change(Answer(body=b"{}"), taken)
    except (TypeError, ValueError) as problem:
        raise ValueError(f"options of {fault.name}: {problem}") from problem


def _check(what: str, given: Mapping[str, Any], allowed: set[str]) -> None:
    if not isinstance(given, Mapping):
        raise ValueError(f"{what}: is {given!r}; give names and values")  # noqa: TRY004 - wrong input, not a wrong call
    unknown = sorted(set(given) - allowed)
    if unknown:
        raise ValueError(f"{what}: does not take {', '.join(unknown)}; it takes {', '.join(sorted(allowed)) or 'nothing'}")


class Rulebook:
    """All rules in force, in order, and the chaos that is thrown where none of them plays."""

    def __init__(self, seed: int, chaos: float) -> None:
        self.seed = seed
        self.chaos = chaos
        self.rules: list[Rule] = []

    def choose(self, moment: Moment, facts: Facts) -> Chosen | None:
        """The first rule's fault for this moment, else what chaos throws."""
        return next(self._by_rule(moment, facts), None) or self._by_chaos(moment, facts)

    def choose_all(self, moment: Moment, facts: Facts) -> list[Chosen]:
        """Every rule's fault for this moment: several can be decided about one job."""
        thrown = self._by_chaos(moment, facts)
        return [*self._by_rule(moment, facts), *([thrown] if thrown else [])]

    def _by_rule(self, moment: Moment, facts: Facts) -> Iterator[Chosen]:
        for rule in self.rules:
            fault = FAULTS[rule.fault]
            if fault.moment == moment and rule.plays(facts, self.seed):
                yield Chosen(fault, rule.options)

    def _by_chaos(self, moment: Moment, facts: Facts) -> Chosen | None:
        """One throw for everything that can happen to a submit (or a poll, or a download), then which of it."""
        if not self.chaos:
            return None
        turn = moment if moment in {"poll", "download"} else "submit"
        if throw(self.seed, "chaos", turn, facts.identity, facts.seen) >= self.chaos:
            return None
        menu = [fault for fault in FAULTS.values() if _is_on_the_menu(fault, turn, facts)]
        fault = menu[int(len(menu) * throw(self.seed, "which", turn, facts.identity, facts.seen))]
        return Chosen(fault, {}) if fault.moment == moment else None


def _is_on_the_menu(fault: Fault, turn: str, facts: Facts) -> bool:
    if fault.survivable == "never" or (fault.survivable == "with_lookup" and not facts.can_look_up):
        return False
    if fault.moment == "webhook":
        return turn == "submit" and facts.has_webhook
    return (fault.moment if fault.moment in {"poll", "download"} else "submit") == turn
