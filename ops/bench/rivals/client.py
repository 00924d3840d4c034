"""The blocking client that both ways share: send a request, sleep and ask until it is done, save the file."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

import requests

TIMEOUT_S = 30.0
LONGEST_PAUSE_S = 30.0
LONGEST_WAIT_S = 600.0


@dataclass(frozen=True)
class Manners:
    """How it asks: seconds before the first question, growth of that pause, tries of a request, seconds before another try."""

    poll_s: float
    growth: float
    tries: int
    back_off_s: float

    @classmethod
    def of_environment(cls) -> "Manners":
        """As `RIVAL_MANNERS` says: four numbers."""
        poll_s, growth, tries, back_off_s = os.environ["RIVAL_MANNERS"].split()
        return cls(float(poll_s), float(growth), int(tries), float(back_off_s))

    def __str__(self) -> str:
        return f"{self.poll_s} {self.growth} {self.tries} {self.back_off_s}"


class Client:
    """Talks to the simulator's own protocol as its documentation says."""

    def __init__(self, url: str, key: str, manners: Manners) -> None:
        self._url = f"{url}/sim/v1/jobs"
        self._manners = manners
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {key}"

    def submit(self, prompt: str, seconds: float) -> str:
        """The id of the job. Raises requests.HTTPError where it is refused."""
        body = {"kind": "video", "model": "sim-video", "prompt": prompt, "seconds": seconds, "width": 720, "height": 1280, "fps": 24}
        answer = self._session.post(self._url, json=body, timeout=TIMEOUT_S)
        answer.raise_for_status()
        return str(answer.json()["id"])

    def wait(self, job: str) -> str:
        """Sleep until the job is done; its file's address. Raises RuntimeError where it fails or takes too long."""
        deadline, pause_s = time.monotonic() + LONGEST_WAIT_S, self._manners.poll_s
        while time.monotonic() < deadline:
            time.sleep(pause_s)
            document = self._session.get(f"{self._url}/{job}", timeout=TIMEOUT_S).json()
            if document["status"] == "succeeded":
                return str(document["urls"][0])
            if document["status"] in ("failed", "cancelled", "expired"):
                raise RuntimeError(f"job {job}: {document['status']}")
            pause_s = min(LONGEST_PAUSE_S, pause_s * self._manners.growth)
        raise RuntimeError(f"job {job} took longer than {LONGEST_WAIT_S:.0f} s")

    def save(self, url: str, target: Path) -> None:
        """Save a file."""
        answer = self._session.get(url, timeout=TIMEOUT_S)
        answer.raise_for_status()
        target.write_bytes(answer.content)
