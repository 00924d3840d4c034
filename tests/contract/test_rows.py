"""Every model of the shipped catalogue: submit, poll, fetch, and a request as the vendor's documents ask for it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shared.catalogue.models import Price
from shared.catalogue.placeholders import names_in
from tests.contract.asking import FORMAT
from tests.contract.harness import Case, Line, cases, is_refused_at_once, needs_of, rows
from tests.contract.providers.registry import STANDINS
from worker.engines.engine import Job
from worker.engines.failures import InvalidRequest

Play = Callable[[Case], Line]


def has_a_switch(case: Case) -> bool:
    """Whether its row has a switch for sound, and says what a clip costs with it."""
    vendor = rows()[case.vendor]
    model = vendor.models[case.model]
    template = [vendor.endpoint(model, case.capability).submit.body, model.request]
    return case.capability == "video" and "native_audio" in names_in(template) and isinstance(model.native_audio, Price)


def test_every_shipped_vendor_has_a_stand_in_and_every_stand_in_a_vendor():
    assert sorted(STANDINS) == sorted(rows())


@pytest.mark.parametrize("case", [case for case in cases() if is_refused_at_once(case)], ids=str)
def test_what_a_row_says_it_cannot_do_is_refused_before_anything_is_sent(play: Play, case: Case):
    line = play(case)

    with pytest.raises(InvalidRequest):
        line.submit()

    assert line.standin.requests == []


@pytest.mark.parametrize("case", [case for case in cases() if not is_refused_at_once(case)], ids=str)
def test_a_shipped_model_makes_what_was_asked_and_is_billed_once(play: Play, media: dict[str, Path], case: Case):
    line = play(case)
    finished, words = line.finish(line.submit())
    product = finished.outputs[0].data if case.capability == "text" else line.fetch(finished)

    standin = line.standin
    assert standin.complaints == []
    assert product == standin.product(case.capability)
    assert words == list(standin.path_of_words[:-1]) or not standin.jobs
    assert len(standin.bills) == 1
    assert_understood(line, standin.bills[0], media)
    assert (finished.cost_micros or 0) > 0 or not says_its_price(line)


@pytest.mark.parametrize("case", [case for case in cases() if has_a_switch(case) and not is_refused_at_once(case)], ids=str)
def test_a_model_with_a_price_for_sound_is_asked_for_sound_where_it_is_wanted(play: Play, case: Case):
    line = play(case)
    line.ask = replace(line.ask, values={**line.ask.values, "native_audio": True})

    line.finish(line.submit())

    assert line.standin.complaints == []
    assert line.standin.bills[0]["silent"] is False


def assert_understood(line: Line, bill: dict[str, Any], media: dict[str, Path]) -> None:
    """What the stand-in read out of the request, in our units, is what was asked; nothing that it must carry is missing."""
    wanted = wanted_of(line, media)
    capability = bill.pop("capability")
    assert capability == line.case.capability
    must = line.standin.carries[capability] | needs_of(line)
    assert must - set(bill) == set(), "the request lacks what makes the product"
    for name, value in bill.items():
        if name == "shape":
            assert value in ((FORMAT.width, FORMAT.height), wanted["aspect"])
        elif name in wanted:
            assert value == wanted[name], f"{name} was asked for differently"


def says_its_price(line: Line) -> bool:
    """Whether the row finds in the vendor's answer what was charged, or counted."""
    return line.ask.vendor.endpoint(line.model, line.case.capability).cost_from_response is not None  # type: ignore[attr-defined]


def wanted_of(line: Line, media: dict[str, Path]) -> dict[str, Any]:
    """What was asked, by the names that stand-ins use."""
    files = {f"{role}s": [path.read_bytes() for path in paths] for role, paths in line.ask.files.items()}
    return {
        "mode": line.model.model.rpartition("-")[2],
        "model": line.model.request.get("model", line.model.model.partition("@")[0]),
        "reference": line.ask.reference,
        # Speech comes by itself, and a clip with sound costs more.
        "silent": True,
        **line.ask.values,
        **files,
    }


@pytest.mark.parametrize("vendor", sorted(STANDINS))
def test_a_stand_in_says_where_its_protocol_was_read(vendor: str):
    assert STANDINS[vendor].source


def test_a_job_that_is_polled_again_after_its_end_costs_nothing(play: Play):
    case = next(case for case in cases() if case.vendor == "atlascloud")
    line = play(case)
    accepted = line.submit()
    line.finish(accepted)

    again, _ = line.finish(accepted)

    assert isinstance(accepted, Job)
    assert again.outputs
    assert len(line.standin.bills) == 1
