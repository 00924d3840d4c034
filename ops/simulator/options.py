"""How the simulator is set up: what the command line gives, and what tests give it directly."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OFFERS = ("idempotency", "lookup", "listing", "cancel", "cost", "renewal")
"""What a good provider offers: each can be switched off. `renewal`: a new poll gives a fresh address."""


@dataclass
class Limits:
    """What an account may do; None is without limit. `counts_all`: polls and uploads count against `rpm` too."""

    rpm: int | None = None
    concurrency: int | None = None
    counts_all: bool = False


@dataclass
class Latency:
    """Seconds that a job takes, by kind or for all, give or take `jitter` (a share of it)."""

    seconds: float = 1.0
    by_kind: dict[str, float] = field(default_factory=dict)
    jitter: float = 0.0


@dataclass
class Options:
    """Everything that can be set. `window_s` is the length of the rate window; `rules` are as in docs/simulator.md."""

    host: str = "127.0.0.1"
    port: int = 0
    limits: Limits = field(default_factory=Limits)
    latency: Latency = field(default_factory=Latency)
    window_s: float = 60.0
    seed: int = 0
    chaos: float = 0.0
    rules: list[Mapping[str, Any]] = field(default_factory=list)
    offers: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(OFFERS, True))
    url_ttl_s: float = 86_400.0
    api_key: str | None = None
    webhook_secret: str = ""
    is_small: bool = False
    books: Path | None = None
    ready_file: Path | None = None
