"""Faults in fetching what was made; the books count only what went out whole."""

from collections.abc import Callable

import pytest
import requests

from ops.simulator.faults.downloads import DOWNLOADS, PLACES
from tests.unit.ops.simulator.conftest import Customer

TIMEOUT_S = 20


def fetched(customer: Customer, url: str) -> tuple[int, bytes] | None:
    try:
        answer = requests.get(url, timeout=TIMEOUT_S, allow_redirects=False)
    except requests.RequestException:
        return None
    return answer.status_code, answer.content


@pytest.mark.parametrize("fault", sorted(set(DOWNLOADS) - {"endless_body", "download_slow", "url_expired_for_good"}))
def test_a_bad_download_is_not_counted_and_a_later_one_is_whole(customer: Customer, fault: str) -> None:
    job = customer.finished()
    customer.rule(fault, times=1)
    bad = fetched(customer, job["urls"][0])

    again = customer.get(f"/sim/v1/jobs/{job['id']}").json()["urls"][0]
    good = fetched(customer, again)

    assert good is not None
    assert good[0] == 200
    assert bad != good
    assert customer.books()["jobs"][0]["fetched_whole"] == 1


@pytest.mark.parametrize(("fault", "length"), [("truncated_silently", 0.5), ("wrong_length", 0.5), ("zero_bytes", 0.0)])
def test_what_is_missing_is_missing_without_an_error(customer: Customer, fault: str, length: float) -> None:
    url = customer.finished()["urls"][0]
    whole = requests.get(url, timeout=TIMEOUT_S).content
    customer.rule(fault)

    part = requests.get(url, timeout=TIMEOUT_S).content

    assert part == whole[: int(len(whole) * length)]


def test_a_page_comes_with_the_medias_type(customer: Customer) -> None:
    url = customer.finished()["urls"][0]
    customer.rule("html_as_mp4")

    answer = requests.get(url, timeout=TIMEOUT_S)

    assert (answer.headers["Content-Type"], answer.content[:6]) == ("video/mp4", b"<html>")


@pytest.mark.parametrize(("fault", "place"), sorted(PLACES.items()))
def test_an_address_can_lead_where_nobody_should_go(customer: Customer, fault: str, place: str) -> None:
    url = customer.finished()["urls"][0]
    customer.rule(fault)

    answer = requests.get(url, timeout=TIMEOUT_S, allow_redirects=False)

    assert (answer.status_code, answer.headers["Location"]) == (302, place)


def test_an_endless_body_ends_at_its_cap(customer: Customer) -> None:
    url = customer.finished()["urls"][0]
    customer.rule("endless_body", options={"cap_bytes": 3_000_000})

    answer = requests.get(url, timeout=TIMEOUT_S)

    assert "Content-Length" not in answer.headers
    assert 2_900_000 < len(answer.content) <= 3_000_000


def test_a_download_can_be_late(customer: Customer) -> None:
    url = customer.finished()["urls"][0]
    customer.rule("download_slow", options={"seconds": 0.2})

    assert requests.get(url, timeout=TIMEOUT_S).elapsed.total_seconds() >= 0.2


def test_an_expired_address_is_renewed_by_a_poll(customer: Customer) -> None:
    job = customer.finished()
    customer.rule("url_expired", times=1)
    statuses = [requests.get(job["urls"][0], timeout=TIMEOUT_S).status_code for _ in range(2)]

    renewed = customer.get(f"/sim/v1/jobs/{job['id']}").json()["urls"][0]

    assert statuses == [403, 403]
    assert requests.get(renewed, timeout=TIMEOUT_S).status_code == 200


@pytest.mark.parametrize("fault", ["url_expired_for_good", "url_expired"])
def test_an_address_can_expire_for_good(run: Callable[..., Customer], fault: str) -> None:
    customer = run(offers={"renewal": fault == "url_expired_for_good"})
    job = customer.finished()
    customer.rule(fault, times=1)
    requests.get(job["urls"][0], timeout=TIMEOUT_S)

    again = customer.get(f"/sim/v1/jobs/{job['id']}").json()["urls"][0]

    assert requests.get(again, timeout=TIMEOUT_S).status_code == 403


def test_an_address_expires_by_the_clock(run: Callable[..., Customer]) -> None:
    customer = run(url_ttl_s=3600)
    job = customer.finished()
    customer.advance(3601)

    renewed = customer.get(f"/sim/v1/jobs/{job['id']}").json()["urls"][0]

    assert requests.get(job["urls"][0], timeout=TIMEOUT_S).status_code == 403
    assert requests.get(renewed, timeout=TIMEOUT_S).status_code == 200


def test_an_address_that_nobody_signed_is_refused(customer: Customer) -> None:
    url = customer.finished()["urls"][0]

    forged = url.replace("expires=", "expires=9")

    assert requests.get(forged, timeout=TIMEOUT_S).status_code == 403
    assert requests.get(url.partition("?")[0], timeout=TIMEOUT_S).status_code == 403
