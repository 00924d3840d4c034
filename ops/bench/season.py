"""How fast a whole season becomes an animatic: seconds of episodes per second of wall clock, and the memory of all processes.

`python -m ops.bench.season [SEASON.yaml] [--runs N]`. Each run has an empty store and makes everything; the first one's state folder is
empty too, so that it includes the first start of the speech model.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
SAMPLE_EVERY_S = 0.2


class MemoryWatch(threading.Thread):
    """Samples the memory of a process and all its children. Shared pages are counted once (proportional set size)."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak_bytes = 0
        self._root = psutil.Process(pid)
        self._stop_asked = threading.Event()

    def run(self) -> None:
        while not self._stop_asked.wait(SAMPLE_EVERY_S):
            self.peak_bytes = max(self.peak_bytes, sum(_pss(process.pid) for process in _tree(self._root)))

    def stop(self) -> int:
        """End sampling and answer the peak."""
        self._stop_asked.set()
        self.join()
        return self.peak_bytes


def _tree(root: psutil.Process) -> list[psutil.Process]:
    try:
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _pss(pid: int) -> int:
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(row.split()[1]) * 1024 for row in rows if row.startswith("Pss:"))


def produce(season: Path, state: Path, run: Path) -> dict[str, Any]:
    """One run of the command into the empty folder `run`."""
    environment = {**os.environ, "CLIFFHANGER_STATE_DIR": str(state), "CLIFFHANGER_STORE": str(run / "store")}
    environment.pop("CLIFFHANGER_REDIS_URL", None)
    command = [sys.executable, "-m", "producer", "produce", str(season), "--out", str(run / "out"), "--json"]
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    memory = MemoryWatch(process.pid)
    memory.start()
    out, err = process.communicate()
    wall_seconds = time.perf_counter() - began
    peak_bytes = memory.stop()
    if process.returncode:
        raise SystemExit(f"the season was not finished (exit code {process.returncode}): {err}")
    manifest = json.loads((Path(json.loads(out)["out"]) / "manifest.json").read_text(encoding="utf-8"))
    products = [product for scene in _scenes(manifest) for product in scene["products"]]
    animatic_seconds = sum(episode["duration_seconds"] for episode in manifest["episodes"])
    return {
        "wall_seconds": round(wall_seconds, 2),
        "animatic_seconds": round(animatic_seconds, 2),
        "animatic_seconds_per_wall_second": round(animatic_seconds / wall_seconds, 2),
        "peak_memory_mib": peak_bytes >> 20,
        "making_seconds_by_stage": _by_stage(products),
    }


def _scenes(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    own = [{"products": episode["products"]} for episode in manifest["episodes"]]
    return [*(scene for episode in manifest["episodes"] for scene in episode["scenes"]), *own, {"products": manifest["products"]}]


def _by_stage(products: list[dict[str, Any]]) -> dict[str, float]:
    seconds: dict[str, float] = {}
    for product in {product["key"]: product for product in products}.values():
        seconds[product["stage"]] = seconds.get(product["stage"], 0.0) + product["seconds"]
    return {stage: round(total, 2) for stage, total in seconds.items()}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("season", nargs="?", type=Path, default=ROOT / "examples" / "heirs.yaml")
    parser.add_argument("--runs", type=int, default=3, help="runs after the first")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cliffhanger-bench-") as folder:
        base = Path(folder)
        runs = [produce(options.season.resolve(), base / "state", base / str(number)) for number in range(options.runs + 1)]
    first, *later = runs
    speeds = [run["animatic_seconds_per_wall_second"] for run in later]
    summary = {
        "season": options.season.name,
        "cores": len(os.sched_getaffinity(0)),
        "first": first["animatic_seconds_per_wall_second"],
        "later_median": median(speeds) if speeds else None,
        "peak_memory_mib": max(run["peak_memory_mib"] for run in runs),
        "runs": runs,
    }
    print(json.dumps(summary, indent=2))


if __name__ == "__main__":
    main()
