"""What an import understood otherwise than it is written, and what it did not: by line, told before anything is spent."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

Severity = Literal["note", "warning"]
"""`note`: kept, but in another place than it is written. `warning`: not used, or only guessed at."""

MOST_FINDINGS = 200
"""Different findings of one file; the others are counted."""
MOST_LINES = 100
"""Lines that one finding lists; the others are counted."""


@dataclass(frozen=True)
class Finding:
    """One fact about a line (from 1; of a DOCX or EPUB file: a paragraph), about the lines in `also`, and about `more` lines still."""

    line: int
    what: str
    severity: Severity
    also: tuple[int, ...] = ()
    more: int = 0

    def __str__(self) -> str:
        others = ", ".join(str(line) for line in self.also) + (f" and {self.more} more" if self.more else "")
        return f"{self.line}: {self.what}" + (f" (also: {others})" if others else "")

    @property
    def count(self) -> int:
        """How many lines it is about."""
        return 1 + len(self.also) + self.more

    def with_line(self, line: int) -> "Finding":
        """The same, true of one line more."""
        if len(self.also) < MOST_LINES:
            return replace(self, also=(*self.also, line))
        return replace(self, more=self.more + 1)

    def to_json(self, path: Path) -> dict[str, Any]:
        """The object in `findings` of `plan --json`."""
        lines = [self.line, *self.also]
        return {"path": str(path), "line": self.line, "severity": self.severity, "what": self.what, "lines": lines, "more": self.more}


class Findings:
    """Collects an import's findings; what is said of many lines is kept once, at the first of them."""

    def __init__(self) -> None:
        self._found: dict[tuple[Severity, str], Finding] = {}
        self._untold: Finding | None = None

    def note(self, line: int, what: str) -> None:
        """Something is kept elsewhere than it is written."""
        self._add(Finding(line, what, "note"))

    def warn(self, line: int, what: str) -> None:
        """Something is not used, or is only guessed at."""
        self._add(Finding(line, what, "warning"))

    def listed(self) -> tuple[Finding, ...]:
        """The findings by line."""
        last = () if self._untold is None else (self._untold,)
        return tuple(sorted((*self._found.values(), *last), key=lambda finding: finding.line))

    def _add(self, finding: Finding) -> None:
        key = (finding.severity, finding.what)
        known = self._found.get(key)
        if known is not None:
            self._found[key] = known.with_line(finding.line)
        elif len(self._found) < MOST_FINDINGS:
            self._found[key] = finding
        elif self._untold is None:
            self._untold = Finding(finding.line, "from here on, more was understood otherwise than it is listed here", "warning")
        else:
            self._untold = self._untold.with_line(finding.line)


def summary(path: Path, findings: Iterable[Finding]) -> str | None:
    """One line on a file's findings; None where there are none."""
    counts = {"note": 0, "warning": 0}
    for finding in findings:
        counts[finding.severity] += finding.count
    told = {"warning": "not used or guessed at", "note": "kept in another place than it is written"}
    parts = [f"{counts[severity]} {what}" for severity, what in told.items() if counts[severity]]
    return f"{path.name}: of its lines, {', '.join(parts)}; 'cliffhanger plan' lists them" if parts else None
