"""A careful client gets everything, once, out of a provider in chaos: what is called survivable can be survived."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import av
import pytest
import requests

from ops.simulator.options import Latency
from tests.unit.ops.simulator.conftest import Customer

JOBS = 24
TRIES = 40
PATIENCE_S = 1.5
"""Longer than a slow answer, which takes a second."""


def json_of(answer: requests.Response) -> dict[str, object]:
    """What is said, or nothing where it is no JSON."""
    try:
        return answer.json()
    except ValueError:
        return {}


def submitted(customer: Customer, number: int) -> str:
    """A job's id. What ends unclear is looked up, never sent again before it is known not to be there."""
    for _ in range(TRIES):
        try:
            told = customer.order(prompt=f"scene {number}", client_ref=f"scene-{number}")
            if told.status_code == 201 and json_of(told).get("id"):
                return str(told.json()["id"])
        except requests.RequestException:
            pass
        found = customer.get(f"/sim/v1/jobs?client_ref=scene-{number}").json()["data"]
        if found:
            return str(found[0]["id"])
    raise AssertionError(f"scene {number} was never taken")


def delivered(customer: Customer, number: int) -> bytes:
    job = submitted(customer, number)
    for _ in range(TRIES):
        try:
            told = json_of(customer.get(f"/sim/v1/jobs/{job}"))
            urls = told.get("urls")
            if isinstance(urls, list) and urls:
                data = requests.get(urls[0], timeout=20).content
                with av.open(io.BytesIO(data)) as film:
                    assert sum(1 for _ in film.decode(video=0)) == 8
                return data
        except (requests.RequestException, av.FFmpegError, AssertionError):
            continue
    raise AssertionError(f"scene {number} was never delivered")


@pytest.mark.parametrize("seed", [1, 2])
def test_a_careful_client_gets_every_job_and_pays_once(run: Callable[..., Customer], seed: int) -> None:
    customer = run(seed=seed, chaos=0.3, latency=Latency(0.01))

    with ThreadPoolExecutor(8) as pool:
        films = list(pool.map(lambda number: delivered(Customer(customer.simulator, timeout_s=PATIENCE_S), number), range(JOBS)))

    totals = customer.totals()
    assert len(films) == JOBS
    assert (totals["accepted"], totals["billed"], totals["billed_twice"]) == (JOBS, JOBS, 0)
    assert len(totals["faults"]) >= 8
