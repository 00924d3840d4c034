"""A simulated provider and a studio that pays it: the product's command as a process, judged by the provider's own books."""

import copy
import json
import subprocess
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
import yaml

from ops.simulator.options import Latency, Options
from ops.simulator.simulator import Simulator
from shared.catalogue.layers import lay_over
from tests.factories.season_file import a_season_file
from tests.integration.conftest import ROOT, Studio

TIMEOUT_S = 20
VENDORS = ("simulator", "simulator-blind")
STAGES = ("reference", "video", "speech", "lipsync", "music")
# The row's intervals are made for people's patience; a simulated job is done at once.
QUICK: dict[str, Any] = {
    "poll": {"interval": 0.1, "max_interval": 0.3},
    "models": {f"sim-{stage}": {"typical_seconds": 0.05} for stage in STAGES},
}


class Provider:
    """The simulator, and the clerk who reads its books."""

    def __init__(self) -> None:
        self.simulator = Simulator(Options(is_small=True, latency=Latency(0))).start()

    @property
    def url(self) -> str:
        return self.simulator.url

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def reset(self) -> None:
        self.post("reset", {})
        self.post("latency", {"seconds": 0, "by_kind": {}})
        self.post("limits", {"rpm": None, "concurrency": None})

    def post(self, what: str, body: dict[str, Any]) -> None:
        answer = requests.post(f"{self.url}/_sim/{what}", json=body, timeout=TIMEOUT_S)
        assert answer.status_code == 200, answer.text

    def rules(self, *rules: dict[str, Any]) -> None:
        """Faults from now on, in place of those before."""
        self.post("rules", {"rules": list(rules)})

    def books(self) -> dict[str, Any]:
        return self.simulator.books()

    def jobs(self, kind: str = "") -> list[dict[str, Any]]:
        """The jobs that were accepted, in their order."""
        return [job for job in self.books()["jobs"] if kind in ("", job["kind"])]

    def kinds(self, since: int = 0) -> list[str]:
        """The kinds of the jobs after the first `since`, sorted."""
        return sorted(job["kind"] for job in self.jobs()[since:])

    @property
    def billed_micros(self) -> int:
        return self.books()["totals"]["billed_micros"]

    def never_asked_twice(self) -> bool:
        return self.books()["totals"]["duplicates"] == 0


@dataclass
class PaidStudio(Studio):
    """A studio with a key, and a catalogue in which the simulated vendors are at `provider`."""

    provider: Provider = field(kw_only=True)
    key: str = field(default_factory=lambda: uuid.uuid4().hex, kw_only=True)

    def __post_init__(self) -> None:
        self.lay()

    def lay(self, **vendors: Any) -> None:
        """Lay rows over the simulated vendors' own, in place of those before."""
        text = (ROOT / "ops/simulator/catalogue.yaml").read_text(encoding="utf-8").replace("127.0.0.1:8900", self.provider.host)
        shipped = yaml.safe_load(text)
        rows = {name: lay_over(copy.deepcopy(shipped[name]), QUICK) for name in VENDORS}
        self.catalogue.write_text(yaml.safe_dump({**rows, **{name: lay_over(rows.get(name), row) for name, row in vendors.items()}}))

    @property
    def catalogue(self) -> Path:
        return self.folder / "catalogue.yaml"

    def environment(self) -> dict[str, str]:
        mine = {
            "SIMULATOR_API_KEY": self.key,
            "CLIFFHANGER_CATALOGUE": str(self.catalogue),
            "CLIFFHANGER_ALLOW_HOSTS": self.provider.host,
        }
        return {**super().environment(), **mine}

    def json(self, *args: object, code: int = 0) -> dict[str, Any]:
        """What a command prints with --json."""
        done = self.run(*args, "--json")
        assert done.returncode == code, f"{args}: {done.returncode}\n{done.stderr}\n{self.log()}"
        return json.loads(done.stdout)

    def produce(self, season: dict[str, Any], *args: object) -> subprocess.CompletedProcess[str]:
        return self.run("produce", self.write(season), *args)

    def season(self, slug: str = "test-season") -> str:
        """The id of a season that was ordered."""
        return next((self.state / "seasons").glob(f"{slug}-*")).name


def a_paid_season(*episodes: list[dict[str, Any]], stages: str = "video", vendor: str = "simulator", **changes: Any) -> dict[str, Any]:
    """A season without music whose `stages` (names, or "all" but music) the simulated provider makes; the quick studio the others."""
    paid = STAGES[:-1] if stages == "all" else stages.split()
    studio = {"reference": "studio/rig", "video": "studio/rig", "speech": "studio/espeak", "lipsync": "studio/lips"}
    providers = {stage: [f"{vendor}/sim-{stage}"] if stage in paid else [name] for stage, name in studio.items()}
    return a_season_file(*episodes, **{"music": False, "providers": providers, **changes})


def lines_of(text: str) -> list[str]:
    """The lines that say something."""
    return [line for line in text.splitlines() if line.strip()]
