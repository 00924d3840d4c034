"""Judges the answer to a step of writing: the script that it is, or what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.line.requests import Wanted


@dataclass(frozen=True)
class Judged:
    """What became of an answer. Either there is a script, or there are problems."""

    script: dict[str, Any] | None
    """The answer in its step's form, normalised; None where it is none."""
    problems: tuple[str, ...]
    """What is wrong, one line each, for the model and for people."""
    is_cut: bool
    """It broke off: it has to be continued rather than written again."""
    notes: tuple[str, ...]
    """What was put right here without asking."""


def judge(text: str, wanted: Wanted, *, was_cut: bool, cast: Sequence[str]) -> Judged:
    """Reads an answer liberally and judges it. Never raises, whatever the text is.

    `was_cut`: the model had no tokens left. `cast` are the names that may speak; where it is empty, anybody may.
    """
    raise NotImplementedError
