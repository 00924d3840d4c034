"""A remark of the review: where, what is wrong, and what would be right, in one line."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from producer.intake.findings import Severity

LONGEST_QUOTED = 40


@dataclass(frozen=True)
class Remark:
    """One thing that the review found.

    `check` is its row in CHECKS, `kind` what the check looked at. `line` counts from 1 (of a DOCX file: paragraphs), None where the
    file has no lines. `scene` is None where it is about a whole episode, `episode` where it is about the season. `more` are others
    of its kind that are not listed.
    """

    check: str
    kind: str
    severity: Severity
    path: Path
    line: int | None
    episode: int | None
    scene: int | None
    wrong: str
    right: str
    more: int = 0

    @property
    def where(self) -> str:
        """The part of the season, for people."""
        if self.episode is None:
            return "season"
        return f"episode {self.episode}" + (f", scene {self.scene}" if self.scene is not None else "")

    @property
    def what(self) -> str:
        """What is wrong and what would be right."""
        return f"{self.wrong}; {self.right}" + (f" (and {self.more} more such)" if self.more else "")

    def __str__(self) -> str:
        line = "" if self.line is None else f":{self.line}"
        return f"{self.path}{line}: {self.where}: {self.what}"

    def to_json(self) -> dict[str, Any]:
        """The object in `findings` of `plan --json`: an importer's fields, and the review's own."""
        return {
            "path": str(self.path),
            "line": self.line,
            "severity": self.severity,
            "what": f"{self.where}: {self.what}",
            "lines": [] if self.line is None else [self.line],
            "more": self.more,
            **self.facts(),
        }

    def facts(self) -> dict[str, Any]:
        """What the review knows of it apart from its file."""
        return {
            "check": self.check,
            "kind": self.kind,
            "episode": self.episode,
            "scene": self.scene,
            "wrong": self.wrong,
            "right": self.right,
        }

    def to_entry(self) -> dict[str, Any]:
        """The object in `review` of the manifest. A delivery is passed on, so it has the file's name and not where it was."""
        return {**self.facts(), "severity": self.severity, "file": self.path.name, "line": self.line, "more": self.more}


def quoted(text: str) -> str:
    """A text of the script as a remark shows it: short, and with what a terminal would obey written out."""
    return repr(text if len(text) <= LONGEST_QUOTED else f"{text[: LONGEST_QUOTED - 1]}…")


def seconds_of(length: float) -> str:
    """A length for people."""
    return f"{length:.0f} s"
