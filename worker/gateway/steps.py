"""The named steps of a paid call: where a process may die, and what it has then done."""

from collections.abc import Callable
from typing import Literal

Step = Literal[
    "planned",
    "reserved",
    "prepared",
    "submitting",
    "answered",
    "kept",
    "submitted",
    "polled",
    "made",
    "downloaded",
    "stored",
    "fetched",
    "settled",
    "judged",
    "refused",
    "wasted",
    "used",
    "released",
    "held",
]

Observer = Callable[[Step, str], None]
"""Called with each step and the call's id. The chaos suite kills the process in it; production does nothing there."""


def unobserved(_step: Step, _call: str) -> None:
    """Nobody watches."""
