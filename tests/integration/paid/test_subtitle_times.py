"""Subtitles of bought speech begin when the provider says that their words are said."""

import pysubs2
import pytest

from tests.factories.season_file import a_scene_of
from tests.support.paid import LinePaidStudio, Provider, a_paid_season

LINE = "I saw the letter in your desk on Monday. You lied to all of us for eleven years, and now you are going to pay for it."


def test_a_cue_begins_with_its_first_word_as_the_provider_tells_it(line: LinePaidStudio, provider: Provider) -> None:
    done = line.produce(a_paid_season([a_scene_of(LINE)], stages="speech lipsync", subtitles=["en"]))

    assert done.returncode == 0, done.stderr + line.log()
    (episode,) = line.manifest()["episodes"]
    delivered = line.folder / "out" / "test-season"
    assert (delivered / episode["subtitles_ass"]["en"]).is_file()
    cues = pysubs2.load(str(delivered / episode["subtitles"]["en"]), encoding="utf-8")
    assert " ".join(" ".join(cue.plaintext.split()) for cue in cues) == LINE
    # The simulator says a character in 0.05 s, in whole tenths of a second, between silences of 0.05 s; the scene's first line begins
    # at its ninth frame.
    sound = round(len(LINE) / 2) / 10
    pace = (sound - 0.1) / len(LINE)
    firsts = [LINE.index(" ".join(cue.plaintext.split())) for cue in cues]
    assert len(firsts) > 1
    assert [cue.start / 1000 for cue in cues] == [pytest.approx(9 / 24 + 0.05 + pace * first, abs=0.03) for first in firsts]
    assert len(provider.jobs("speech")) == 1
