"""The track of music: stretches, loops and crossfades."""

import array

import pytest

from shared.errors import BadOutput
from worker.media.music import Bed, Stretch, lay, longest, loop, stretches

SECOND = 48_000


def sound(seconds: float, value: int = 8000) -> "array.array[int]":
    return array.array("h", [value] * int(seconds * SECOND) * 2)


def bed(seconds: float, value: int = 8000, gain_db: float = 0.0) -> Bed:
    return Bed(sound(seconds, value), gain_db)


def test_neighbours_of_one_mood_are_one_stretch() -> None:
    found = stretches(["sad", "sad", "neutral", "sad", "tense"], [0, 10, 20, 30, 40, 50], {"sad": 1, "tense": 1})

    assert found == [Stretch("sad", 0, 20), Stretch("sad", 30, 40), Stretch("tense", 40, 50)]


def test_a_bed_that_is_too_short_is_looped_to_the_sample() -> None:
    assert len(loop(sound(3), 10 * SECOND + 7)) == 2 * (10 * SECOND + 7)


def test_a_bed_of_no_samples_is_refused() -> None:
    with pytest.raises(BadOutput, match="no sound"):
        loop(array.array("h"), 10)


def test_music_fades_in_and_out_and_keeps_its_level_between() -> None:
    track = lay([Stretch("sad", 0, 10 * SECOND)], {"sad": bed(10)}, 10 * SECOND)

    assert len(track) == 2 * 10 * SECOND
    assert abs(track[0]) < 10
    assert abs(track[-1]) < 10
    assert track[2 * 5 * SECOND] == 8000
    assert list(track[: 2 * 100 : 2]) == sorted(track[: 2 * 100 : 2])


def test_different_moods_are_crossfaded_over_the_cut() -> None:
    track = lay(
        [Stretch("sad", 0, 5 * SECOND), Stretch("tense", 5 * SECOND, 10 * SECOND)], {"sad": bed(6), "tense": bed(6, 4000)}, 10 * SECOND
    )

    middle = track[2 * 5 * SECOND]
    assert track[2 * 4 * SECOND] == 8000
    assert track[2 * 6 * SECOND] == 4000
    # At the cut both sound at the same power: 8000 and 4000 by the square root of a half.
    assert middle == pytest.approx(12000 * 0.7071, rel=0.01)


def test_two_beds_at_full_level_are_clipped_not_wrapped() -> None:
    track = lay([Stretch("a", 0, 2 * SECOND), Stretch("b", 2 * SECOND, 4 * SECOND)], {"a": bed(3, 32767), "b": bed(3, 32767)}, 4 * SECOND)

    assert track[2 * 2 * SECOND] == 32767
    assert min(track) >= 0


def test_scenes_without_music_stay_silent() -> None:
    track = lay([Stretch("sad", 0, 2 * SECOND)], {"sad": bed(4)}, 4 * SECOND)

    assert not any(track[2 * 2 * SECOND :])


def test_a_bed_is_laid_at_its_gain() -> None:
    track = lay([Stretch("sad", 0, 4 * SECOND)], {"sad": bed(5, gain_db=-6.02)}, 4 * SECOND)

    assert track[2 * SECOND] == pytest.approx(4000, abs=3)


def test_as_much_of_a_bed_is_wanted_as_its_longest_stretch_plays() -> None:
    placed = [Stretch("sad", 0, 5 * SECOND), Stretch("tense", 5 * SECOND, 10 * SECOND), Stretch("sad", 10 * SECOND, 22 * SECOND)]

    assert longest(placed, "sad") == 13 * SECOND
    assert longest(placed, "happy") == SECOND
