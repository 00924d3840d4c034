"""Sentences that fit: from the phrases of one language, each used once before any comes again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from string import Formatter

import yaml

from ops.simulator.dice import throw

FOLDER = Path(__file__).parent / "phrases"
LEADS = 4
MOST_GIVEN = 12
"""Of the people that are given, so many are in a list of people that the schema leaves open."""


@cache
def phrases_of(language: str) -> Mapping[str, Sequence[str]]:
    """Kind of phrase to the phrases; where a kind is missing, `line` stands for it."""
    found: Mapping[str, Sequence[str]] = yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    return found


class Prose:
    """One answer's words. `names` is what the choices depend on; `cast` the people that are given."""

    def __init__(self, language: str, cast: Sequence[str], seed: int, *names: object) -> None:
        self._phrases = phrases_of(language)
        self._seed = seed
        self._names = names
        self._used: Counter[str] = Counter()
        self._joint = "" if language in {"zh", "ja"} else " "
        known = self._phrases["name"]
        start = self.index(len(known), "cast")
        self.given = min(len(cast), MOST_GIVEN)
        # Those who act and speak; somebody who is alone meets strangers.
        self.leads = min(len(cast), LEADS) if len(cast) > 1 else LEADS
        self.people = list(dict.fromkeys([*cast, *known[start:], *known[:start]]))

    def say(self, kind: str) -> str:
        """The next phrase of a kind, its gaps filled."""
        if kind == "name":
            return self.person(self._next("name"))
        if kind == "summary":
            return self.joined(self._phrase("story"), self._phrase("action"), self._phrase("action"))
        return self._phrase(kind)

    def turn(self, of: int) -> int:
        """Whose turn it is to speak, of so many: one after the other."""
        return self._next("speaker") % min(of, self.leads)

    def person(self, index: int) -> str:
        """The name of one of the people, always the same for a number."""
        name = self.people[index % len(self.people)]
        rounds = index // len(self.people)
        return f"{name} {rounds + 1}" if rounds else name

    def joined(self, *texts: str) -> str:
        """Sentences one after the other, as the language writes them."""
        return self._joint.join(texts)

    def index(self, count: int, *where: object) -> int:
        """A throw among so many."""
        return int(count * self.share(*where))

    def share(self, *where: object) -> float:
        """A throw in [0, 1)."""
        return throw(self._seed, "invent", *self._names, *where)

    def _phrase(self, kind: str) -> str:
        source = kind if kind in self._phrases else "line"
        text = self._phrases[source][self._next(source) % len(self._phrases[source])]
        gaps = {field for _, field, _, _ in Formatter().parse(text) if field}
        if not gaps:
            return text
        turn = self._next("who")
        people = {"who": self.people[turn % self.leads], "other": self.people[(turn + 1) % self.leads]}
        things = {gap: self._phrase(gap) for gap in ("place", "thing") if gap in gaps}
        filled = text.format(**people, **things)
        return filled[0].upper() + filled[1:]

    def _next(self, kind: str) -> int:
        """Where the next of a kind is found: from a start that is thrown, one after the other."""
        self._used[kind] += 1
        start = 0 if kind in {"who", "name", "speaker"} else self.index(len(self._phrases.get(kind, "x")), "start", kind)
        return start + self._used[kind] - 1
