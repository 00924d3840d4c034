"""The simulated provider as a process of its own: its limits, the catalogue that leads to it, and what its books say."""

import hashlib
import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import yaml

from producer.embedded.process import Process

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "ops" / "simulator" / "catalogue.yaml"
START_WITHIN_S = 30.0


@dataclass(frozen=True)
class Terms:
    """What the provider is like: seconds that a job takes, submits in any 60 s, jobs in flight (None: no limit)."""

    latency_s: float
    rpm: int | None
    concurrency: int | None

    def bound_s(self, calls: int) -> float:
        """No client that keeps to the limits is faster: calls ÷ rate, calls × latency ÷ concurrency, or one job."""
        by_rate = calls * 60 / self.rpm if self.rpm else 0.0
        by_concurrency = calls * self.latency_s / self.concurrency if self.concurrency else 0.0
        return max(by_rate, by_concurrency, self.latency_s)


@dataclass(frozen=True)
class Sheet:
    """What the provider saw of one client. Times are its own, in Unix seconds."""

    row: dict[str, Any]
    jobs: list[dict[str, Any]]
    duplicates: int

    @property
    def first_submit_at(self) -> float:
        """When the first job was taken."""
        return float(min(job["received_at"] for job in self.jobs))

    def facts(self) -> dict[str, Any]:
        """What the provider counted."""
        calls = len(self.jobs)
        return {
            "calls": calls,
            "most_in_60_s": self.row["max_accepted_in_window"],
            "most_in_flight": self.row["max_in_flight"],
            "refused_429": self.row["sent_429"],
            "paid_twice": self.duplicates,
            "polls_per_call": round(self.row["polls"] / max(1, calls), 2),
        }


class Provider:
    """`with Provider(terms, folder) as provider: provider.url`."""

    def __init__(self, terms: Terms, folder: Path) -> None:
        self.terms = terms
        self.url = ""
        self._folder = folder
        self._ready = folder / "simulator.url"
        limits = [("--rpm", terms.rpm), ("--concurrency", terms.concurrency), ("--latency", terms.latency_s)]
        options = [word for name, value in limits if value is not None for word in (name, str(value))]
        command = [sys.executable, "-m", "ops.simulator", "--port", "0", "--small", "--ready-file", str(self._ready), *options]
        self.process = Process(command, log=folder / "simulator.log", environment=os.environ, folder=ROOT, dies_with_us=True)

    def __enter__(self) -> "Provider":
        self._folder.mkdir(parents=True, exist_ok=True)
        self.process.start()
        deadline = time.monotonic() + START_WITHIN_S
        while not self._ready.exists():
            if self.process.has_ended() or time.monotonic() > deadline:
                raise SystemExit(f"the simulator did not start: {self.process.last_words()}")
            time.sleep(0.05)
        self.url = self._ready.read_text(encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self.process.ask_to_end()
        self.process.end(grace_s=5.0)

    def environment(self, key: str) -> dict[str, str]:
        """What a worker needs to reach it: the simulator's catalogue, with this address and these limits laid over it."""
        limits = {"rpm": self.terms.rpm, "concurrency": self.terms.concurrency}
        typical = {"sim-video": {"typical_seconds": self.terms.latency_s}}
        row = {"base_url": f"{self.url}/sim/v1", "limits": limits, "models": typical}
        overlay = self._folder / "catalogue.yaml"
        overlay.write_text(yaml.safe_dump({"simulator": row}), encoding="utf-8")
        return {
            "CLIFFHANGER_CATALOGUE": f"{CATALOGUE}:{overlay}",
            "CLIFFHANGER_ALLOW_HOSTS": self.url.removeprefix("http://"),
            "SIMULATOR_API_KEY": key,
        }

    def books(self) -> dict[str, Any]:
        """All of its books."""
        with urlopen(f"{self.url}/_sim/books", timeout=120) as answer:
            books: dict[str, Any] = json.load(answer)
        return books

    def sheet(self, key: str) -> Sheet:
        """What it saw of the client with this key."""
        books, account = self.books(), "sim:" + hashlib.sha256(key.encode()).hexdigest()[:8]
        jobs = [job for job in books["jobs"] if job["account"] == account]
        ids = {job["id"] for job in jobs}
        if not jobs:
            raise SystemExit(f"the provider was never asked by {key!r}")
        return Sheet(books["accounts"][account], jobs, sum(again["id"] in ids for again in books["duplicates"]))
