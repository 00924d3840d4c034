"""What a metric is: its name, what it tells, its labels, and between which bounds a histogram counts."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Metric:
    """One metric. `labels` are in the order in which their values are given; `bounds` are a histogram's, in seconds."""

    name: str
    kind: Literal["gauge", "counter", "histogram"]
    tells: str
    labels: tuple[str, ...] = ()
    bounds: tuple[float, ...] = ()
