"""The simulator as the catalogue of a chaotic season has it: one vendor for each way in which a call can be looked up, or none."""

import copy
import hashlib
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from ops.simulator.options import OFFERS, Latency, Options
from tests.chaos.schedule import Offer, Schedule

ROW = Path(__file__).parents[2] / "ops" / "simulator" / "catalogue.yaml"
KEY_NAMES = {"simulator": "SIMULATOR_API_KEY", "second": "SECOND_API_KEY"}
"""The variable of each vendor's key. `second` is another account of the same provider, to fail over to."""

StageOfProvider = Literal["reference", "video", "speech", "lipsync", "music"]
STAGES: tuple[StageOfProvider, ...] = get_args(StageOfProvider)

READ_TIMEOUT_S = 2
LISTING = {"path": "/jobs?limit=50", "items": "/data", "reference": "/client_ref", "id": "/id", "full_at": 50}


def options(schedule: Schedule) -> Options:
    """The simulator that a schedule asks for."""
    offered = {"lookup": "lookup", "listing": "listing", "idempotency": "idempotency", "none": ""}[schedule.offer]
    silent = {"lookup", "listing", "idempotency"} - {offered}
    return Options(
        seed=schedule.seed,
        is_small=True,
        latency=Latency(schedule.latency_s, jitter=0.5),
        rules=list(schedule.rules),
        offers={name: name not in silent for name in OFFERS},
    )


def catalogue(url: str, offer: Offer) -> dict[str, Any]:
    """Both vendors' rows. Each request carries our reference, also where the vendor cannot be asked for it: the books have it."""
    row = yaml.safe_load(ROW.read_text(encoding="utf-8"))["simulator"]
    row |= {"base_url": f"{url}/sim/v1", "timeouts": {"connect": 1, "read": READ_TIMEOUT_S, "download": 10}, "limits": {"rpm": 6000}}
    row["poll"] |= {"interval": 0.2, "max_interval": 0.5, "deadline": 60}
    for model in row["models"].values():
        model["typical_seconds"] = 0.3
    if offer != "lookup":
        del row["lookup"]
    if offer == "listing":
        row["listing"] = LISTING
    if offer != "idempotency":
        del row["submit"]["idempotency_header"]
    rows = {}
    for name, variable in KEY_NAMES.items():
        rows[name] = copy.deepcopy(row) | {"auth": {"kind": "bearer", "env": variable}, "account": name}
    return rows


def account_of(vendor: str) -> str:
    """A vendor's account in the books, and in the simulator's rules."""
    return f"sim:{hashlib.sha256(key_of(vendor).encode()).hexdigest()[:8]}"


def key_of(vendor: str) -> str:
    """A vendor's key."""
    return f"key-of-{vendor}"


def providers(*, with_second: bool) -> dict[str, list[str]]:
    """Who is asked for each stage, in order."""
    vendors = ["simulator", "second"] if with_second else ["simulator"]
    return {stage: [f"{vendor}/sim-{stage}" for vendor in vendors] for stage in STAGES}
