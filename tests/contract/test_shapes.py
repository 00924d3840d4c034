"""Every length, shape, size, voice and feeling that a row offers is spelled as the vendor takes it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from shared.line.requests import Format
from shared.season import FormatChoice
from tests.contract.harness import Case, Line, cases, is_refused_at_once, needs_of
from worker.stages.wording import shape

Play = Callable[[Case], Line]
VIDEOS = [case for case in cases() if case.capability == "video" and not is_refused_at_once(case)]
SPEECH = [case for case in cases() if case.capability == "speech"]
FEELINGS = ("neutral", "happy", "sad", "angry", "tense", "romantic", "shocking")
MUSIC = [case for case in cases() if case.capability == "music"]


def pixels(aspect: str, resolution: str) -> Format:
    """A season's format."""
    return FormatChoice(aspect=aspect, resolution=resolution).pixels()  # type: ignore[arg-type]  # those of a season, filtered below


def variants(line: Line) -> Iterator[Mapping[str, Any]]:
    """The ask's values for each length, each shape, and each size that the row names and a season may have."""
    values, model = line.ask.values, line.model
    offered = FormatChoice.model_fields
    for seconds in model.durations:
        yield {**values, "seconds": float(seconds)}
    for aspect in model.aspect_ratios:
        if aspect in str(offered["aspect"].annotation):
            yield {**values, **shape(pixels(aspect, "480p"), model.resolutions)}
    for resolution in model.resolutions:
        if f"'{resolution.lower()}'" in str(offered["resolution"].annotation):
            yield {**values, **shape(pixels("9:16", resolution.lower()), model.resolutions)}


@pytest.mark.parametrize("case", VIDEOS, ids=str)
def test_every_length_shape_and_size_of_a_row_is_one_of_the_vendors(play: Play, case: Case):
    line = play(case)
    for values in variants(line):
        line.ask = replace(line.ask, values=values)

        line.submit()

        assert line.standin.complaints == [], f"asked for {values}"
        understood = line.standin.bills[-1]
        assert needs_of(line) - set(understood) == set(), f"asked for {values}"
        for name in ("seconds", "aspect", "resolution"):
            assert understood.get(name, values[name]) == values[name], f"{name} was asked for differently"


@pytest.mark.parametrize("case", MUSIC, ids=str)
def test_every_length_of_music_is_one_of_the_vendors(play: Play, case: Case):
    line = play(case)
    for seconds in line.model.durations:
        line.ask = replace(line.ask, values={**line.ask.values, "seconds": seconds})

        line.submit()

        assert line.standin.complaints == [], f"asked for {seconds} s"
        assert line.standin.bills[-1]["seconds"] == seconds


@pytest.mark.parametrize("case", SPEECH, ids=str)
def test_every_voice_of_a_row_is_one_of_the_vendors(play: Play, case: Case):
    line = play(case)
    for voice in line.model.voices:
        line.ask = replace(line.ask, values={**line.ask.values, "voice": voice})

        line.submit()

        assert line.standin.complaints == [], f"asked for the voice {voice}"
        assert line.standin.bills[-1]["voice"] == voice


@pytest.mark.parametrize("case", [*SPEECH, *MUSIC], ids=str)
def test_every_feeling_is_one_that_the_vendor_knows(play: Play, case: Case):
    line = play(case)
    for feeling in FEELINGS:
        line.ask = replace(line.ask, values={**line.ask.values, "emotion": feeling, "mood": feeling})

        line.submit()

        assert line.standin.complaints == [], f"asked to sound {feeling}"

    heard = {request.raw for request in line.standin.requests if request.method == "POST"}
    assert len(heard) > 1 or case.capability not in line.standin.feels, "every feeling is asked for alike"
