"""How quickly the store puts and gets a large file, and in how much memory: the folder store, and a bucket on an S3 server.

`python -m ops.bench.store [--mb 200] [--rounds 3]`, with the bucket that CLIFFHANGER_STORE names (and its credentials); without one only
the folder store is measured. Each case runs in a process of its own: a put of a file that lies there already, then a get on another host
(for a bucket: with an empty cache). The server's
own pace is in the seconds, not in the processor's. Memory is the peak of the process's resident set above what it has when all is
imported. JSON.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from shared.settings import load_settings
from shared.store.open import open_store
from shared.store.store import Store

_MB = 10**6
KEY = "bench-of-the-store"


def main() -> None:
    """Run the cases, and print what they cost."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--mb", type=int, default=200)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--case", choices=("put", "get"), help=argparse.SUPPRESS)
    arguments.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.case:
        print(json.dumps(_case(given.case, given.folder)))
        return
    kinds = ["folder"] + (["bucket"] if "://" in (load_settings().store or "") else [])
    print(
        json.dumps({"mb": given.mb, "rounds": given.rounds, **{kind: _measured(kind, given.mb, given.rounds) for kind in kinds}}, indent=1)
    )


def _measured(kind: str, size_mb: int, rounds: int) -> dict[str, float]:
    took: dict[str, list[dict[str, float]]] = {"put": [], "get": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="bench-store-") as folder:
            _write(Path(folder) / "film.mp4", size_mb)
            store = {"CLIFFHANGER_STORE": f"{folder}/store"} if kind == "folder" else {}
            for case, runs in took.items():
                environment = {**os.environ, **store, "CLIFFHANGER_STORE_CACHE": f"{folder}/cache-{case}"}
                command = [sys.executable, "-m", "ops.bench.store", "--case", case, "--folder", folder]
                done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
                runs.append(json.loads(done.stdout))
    speeds = {f"{case}_mb_s": round(size_mb / median(run["seconds"] for run in runs), 1) for case, runs in took.items()}
    peaks = {f"{case}_peak_mb": round(max(run["peak_mb"] for run in runs), 1) for case, runs in took.items()}
    return {**speeds, **{f"{case}_cpu_s": round(median(run["cpu_s"] for run in runs), 3) for case, runs in took.items()}, **peaks}


def _write(file: Path, size_mb: int) -> None:
    with file.open("wb") as stream:
        for _ in range(size_mb):
            stream.write(os.urandom(_MB))


def _case(case: str, folder: Path) -> dict[str, float]:
    cases: dict[str, Callable[[Store, Path], Any]] = {"put": _put, "get": _get}
    store = open_store(load_settings())
    if case == "put":
        store.remove(KEY)
    store.has(KEY)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began_s = time.process_time()
    seconds = cases[case](store, folder)
    cpu_s = time.process_time() - began_s
    return {"seconds": seconds, "cpu_s": cpu_s, "peak_mb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 / _MB}


def _put(store: Store, folder: Path) -> float:
    with store.workspace() as made:
        shutil.move(folder / "film.mp4", made / "film.mp4")
        began = time.monotonic()
        now_s = time.time()
        what: dict[str, Any] = {"key": KEY, "stage": "episode", "model": "bench", "files": {"episode": "film.mp4"}, "facts": {}}
        store.put_product(**what, folder=made, started_at=now_s, finished_at=now_s)
        return time.monotonic() - began


def _get(store: Store, _folder: Path) -> float:
    began = time.monotonic()
    with store.session(), store.path(store.get(KEY), "episode").open("rb") as stream:
        while stream.read(1 << 20):
            pass
    return time.monotonic() - began


if __name__ == "__main__":
    main()
