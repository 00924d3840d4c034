"""Speech before pictures, bought: clips are as long as what is said in them, and a changed line finds the clip that is long enough."""

from typing import Any

from tests.factories.season_file import a_scene_of
from tests.support.paid import PaidStudio, Provider, a_paid_season


def a_season(line: str, **changes: Any) -> dict[str, Any]:
    return a_paid_season([a_scene_of(line)], stages="video speech", order="audio_first", **changes)


def test_a_clip_is_as_long_as_its_speech_and_a_changed_line_buys_no_other(studio: PaidStudio, provider: Provider) -> None:
    studio.lay(simulator={"models": {"sim-video": {"durations": [2, 4, 8]}}})
    planned = studio.json("plan", studio.write(a_season("No. I said no.")))

    studio.json("produce", studio.write(a_season("No. I said no.")))
    first = provider.jobs()
    studio.json("produce", studio.write(a_season("No. I say no.")))

    speech, clip = first
    assert (speech["kind"], clip["kind"]) == ("speech", "video")
    assert planned["audio_first"]["is_ordered"]
    assert planned["audio_first"]["picture_first"]["seconds"] == 4
    # A clip of 2 s at $0.05 a second, where a line is usually given 4 s.
    assert clip["bill_micros"] == 100_000
    assert provider.kinds(since=2) == ["speech"]
    assert provider.never_asked_twice()


def test_what_is_planned_at_worst_holds_for_a_clip_that_follows_its_speech(studio: PaidStudio, provider: Provider) -> None:
    season = studio.write(a_season("Then you know why I never came home, and why I never will."))

    planned = studio.json("plan", season)
    studio.json("produce", season)

    assert provider.billed_micros <= round(planned["worst_case_usd"] * 1_000_000)
