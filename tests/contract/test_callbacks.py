"""Where a vendor offers to call back, a submit gives the address where its documents say, and nowhere else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.contract.harness import Case, Line, rows
from tests.contract.protocols import JOBS
from tests.contract.providers.registry import STANDINS
from tests.contract.providers.wire import Request

Play = Callable[[Case], Line]
CALLBACK = "https://hooks.example.com/cb/0123456789abcdef?x=1&y=2"


def given(request: Request, place: str) -> Any:
    """What a request has at a place."""
    if place.startswith("?"):
        return request.query.get(place[1:])
    if request.media_type == "multipart/form-data":
        return request.form.get(place[1:], b"").decode()
    found = request.json
    for part in place[1:].split("/"):
        found = found.get(part, {})
    return found


@pytest.mark.parametrize("case", [case for case in JOBS if STANDINS[case.vendor].calls_back], ids=str)
def test_the_address_to_be_called_back_is_where_the_vendor_takes_it(play: Play, case: Case):
    line = play(case)
    line.ask = replace(line.ask, callback=CALLBACK)

    line.submit()

    submits = [request for request in line.standin.requests if request.method == "POST"]
    assert given(submits[-1], line.standin.calls_back) == CALLBACK
    assert line.standin.complaints == []


@pytest.mark.parametrize("vendor", sorted({case.vendor for case in JOBS}))
def test_a_row_asks_to_be_called_back_only_where_the_vendor_offers_it(vendor: str):
    has_webhook = rows()[vendor].webhook is not None

    assert not has_webhook or STANDINS[vendor].calls_back
