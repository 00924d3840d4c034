"""A simulated provider and a studio that pays it: the product's command as a process, judged by the provider's own books."""

import copy
import json
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis
import requests
import yaml

from ops.simulator.options import Latency, Options
from ops.simulator.simulator import Simulator
from shared.catalogue.layers import lay_over
from shared.redis_client import open_redis
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

    def __init__(self, key: str | None = None, host: str = "127.0.0.1") -> None:
        self.simulator = Simulator(Options(host=host, is_small=True, latency=Latency(0), api_key=key)).start()
        self.url = self.simulator.url
        # Where customers find it: a test may put something in between.
        self.front = self.url

    @property
    def host(self) -> str:
        return self.front.removeprefix("http://")

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
        """Lay rows over the simulated vendors' own, in place of those before. `other` is a second vendor there, one job at a time."""
        text = (ROOT / "ops/simulator/catalogue.yaml").read_text(encoding="utf-8").replace("127.0.0.1:8900", self.provider.host)
        shipped = yaml.safe_load(text)
        rows = {name: lay_over(copy.deepcopy(shipped[name]), QUICK) for name in VENDORS}
        other = rows["simulator"]["models"]["sim-video"]
        rows["other"] = {
            **rows["simulator"],
            "account": "other",
            "limits": {"rpm": 600, "concurrency": 1},
            "models": {"other-video": other},
        }
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


@dataclass
class LinePaidStudio(PaidStudio):
    """A studio whose line is a Redis and workers that run by themselves, for all its seasons."""

    redis_url: str = field(kw_only=True)
    line_folder: Path = field(kw_only=True)

    @property
    def state(self) -> Path:
        return self.line_folder / "state"

    @property
    def broker_url(self) -> str:
        return f"redis+socket://{self.redis_url.removeprefix('unix://').split('?')[0]}?virtual_host=1"

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "CLIFFHANGER_REDIS_URL": self.redis_url, "CLIFFHANGER_BROKER_URL": self.broker_url}

    @property
    def client(self) -> redis.Redis:
        return open_redis(self.redis_url)

    def produce(self, season: dict[str, Any], *args: object) -> subprocess.CompletedProcess[str]:
        return super().produce(season, "--wait", *args)

    def log(self) -> str:
        return "".join(path.read_text(errors="replace") for path in sorted(self.line_folder.glob("*.log")))

    def start_worker(self, name: str, queues: str, pool: str, concurrency: int, *more: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "tests.support.quick_worker", "worker", "-Q", queues, "-P", pool]
        options = ["-c", str(concurrency), "-n", f"{name}@%h", "--without-gossip", "--without-mingle", "-l", "info", *more]
        with (self.line_folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen([*command, *options], cwd=ROOT, env=self.environment(), stdout=log, stderr=log)

    def start_workers(self, *more: str) -> list[subprocess.Popen[bytes]]:
        """A worker for each queue of the line: media, control, and the simulated vendors' own; `more` are options of Celery's."""
        vendors = ",".join(f"provider.{name}" for name in (*VENDORS, "other"))
        return [
            self.start_worker("media", "media", "prefork", 2, *more),
            self.start_worker("control", "control", "threads", 2, *more),
            self.start_worker("paid", vendors, "threads", 8, *more),
        ]


def a_paid_season(*episodes: list[dict[str, Any]], stages: str = "video", vendor: str = "simulator", **changes: Any) -> dict[str, Any]:
    """A season without music whose `stages` (names, or "all" but music) the simulated provider makes; the quick studio the others."""
    paid = STAGES[:-1] if stages == "all" else stages.split()
    studio = {"reference": "studio/rig", "video": "studio/rig", "speech": "studio/espeak", "lipsync": "studio/lips"}
    providers = {stage: [f"{vendor}/sim-{stage}"] if stage in paid else [name] for stage, name in studio.items()}
    return a_season_file(*episodes, **{"music": False, "providers": providers, **changes})


def lines_of(text: str) -> list[str]:
    """The lines that say something."""
    return [line for line in text.splitlines() if line.strip()]
