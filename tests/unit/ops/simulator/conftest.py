"""A simulator for each test that wants one, and a customer who talks to it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from ops.simulator.options import Latency, Options
from ops.simulator.simulator import Simulator

TIMEOUT_S = 20
ATLAS_VIDEO = {"model": "bytedance/seedance-v1.5-pro/text-to-video", "prompt": "a door closes", "duration": 1}


class Customer:
    """One account's requests. Jobs are due at once unless the options say otherwise."""

    def __init__(self, simulator: Simulator, key: str = "simulated", timeout_s: float = TIMEOUT_S) -> None:
        self.timeout_s = timeout_s
        self.simulator = simulator
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {key}"

    def post(self, path: str, body: Any, **more: Any) -> requests.Response:
        return self.session.post(self.simulator.url + path, json=body, timeout=self.timeout_s, **more)

    def get(self, path: str, **more: Any) -> requests.Response:
        url = path if path.startswith("http") else self.simulator.url + path
        return self.session.get(url, timeout=self.timeout_s, **more)

    def order(self, **fields: Any) -> requests.Response:
        """A job in the simulator's own protocol."""
        return self.post("/sim/v1/jobs", {"kind": "video", "model": "m", "prompt": "rain", "seconds": 1, **fields})

    def finished(self, **fields: Any) -> dict[str, Any]:
        """A job that is ordered and, at once, asked about."""
        return self.get(f"/sim/v1/jobs/{self.order(**fields).json()['id']}").json()

    def chat(self, *said: str, **fields: Any) -> dict[str, Any]:
        """A completion. `said`: the user's and the assistant's words, by turns."""
        roles = ("user", "assistant")
        messages = [{"role": roles[turn % 2], "content": text} for turn, text in enumerate(said)]
        answer = self.post("/v1/chat/completions", {"model": "gpt-4.1", "messages": messages, **fields})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def rule(self, fault: str, **rule: Any) -> None:
        answer = self.post("/_sim/rules", {"rules": [{"fault": fault, **rule}]})
        assert answer.status_code == 200, answer.text

    def books(self) -> dict[str, Any]:
        return self.get("/_sim/books").json()

    def totals(self) -> dict[str, Any]:
        return self.books()["totals"]

    def advance(self, seconds: float) -> None:
        self.post("/_sim/clock", {"advance": seconds})


@pytest.fixture
def run() -> Iterator[Callable[..., Customer]]:
    """Starts simulators with any options, and ends them."""
    running: list[Simulator] = []

    def start(**options: Any) -> Customer:
        given = {"latency": Latency(0), "is_small": True, **options}
        running.append(Simulator(Options(**given)).start())
        return Customer(running[-1])

    yield start
    for simulator in running:
        simulator.stop()


@pytest.fixture
def customer(run: Callable[..., Customer]) -> Customer:
    return run()
