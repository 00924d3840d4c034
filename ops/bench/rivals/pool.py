"""A pool of threads in one process: each takes a scene, sends it and sleeps until it is done; refused, it waits 1, 2, 4, … back-offs."""

import argparse
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

from ops.bench.rivals.client import Client, Manners

REFUSED = 429


def make(client: Client, manners: Manners, scene: int, out: Path) -> None:
    """One scene, or none where it was refused too often."""
    for attempt in range(manners.tries):
        try:
            job = client.submit(f"scene {scene}", 2.0)
        except requests.HTTPError as error:
            if error.response.status_code != REFUSED:
                raise
            time.sleep(min(30.0, manners.back_off_s * 2**attempt))
            continue
        client.save(client.wait(job), out / f"{scene}.mp4")
        return


def main() -> None:
    """Run to the end; what was made is in the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--scenes", type=int, required=True)
    parser.add_argument("--slots", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    manners = Manners.of_environment()
    client = Client(given.url, given.key, manners)
    with ThreadPoolExecutor(max_workers=given.slots) as pool:
        for done in [pool.submit(make, client, manners, scene, given.out) for scene in range(given.scenes)]:
            done.result()


if __name__ == "__main__":
    main()
