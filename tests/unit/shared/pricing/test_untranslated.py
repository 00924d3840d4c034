"""What a dub costs before its lines are translated: no less than what a translation that is accepted comes to."""

import pytest

from shared.line.dubbing import with_dubs
from shared.line.requests import LipsyncRequest, SpeechRequest
from shared.pricing.calls import PlannedCall, planned_calls
from shared.pricing.untranslated import FREE_SYLLABLES, MOST_TIMES
from shared.production import Dub, Line, Production
from tests.factories.season import a_production, a_scene, an_episode
from worker.writing import translation

CHINESE, ENGLISH = "你不该回来的。", "You should never have come back here."


def calls(text: str, own: str, language: str, translated: str = "") -> list[PlannedCall]:
    line = Line(character="Emma", text=text, translations={language: translated} if translated else {})
    episode = an_episode(1, a_scene(1, dialogue=(line,)))
    dub = Dub(language=language, models=("studio/espeak",), voices={name: {"studio/espeak": "f1"} for name in ("Emma", "Daniel")})
    production: Production = a_production(episode, language=own, dubs=(dub,))
    dubbed = with_dubs(production, {1: episode})
    return [
        call for call in planned_calls(production, dubbed) if call.dub and isinstance(call.need.request, SpeechRequest | LipsyncRequest)
    ]


@pytest.mark.parametrize(
    ("own", "text", "language", "translated"),
    [
        ("zh-CN", CHINESE, "en", ENGLISH),
        ("zh-CN", CHINESE, "ko", "당신은 여기 오지 말았어야 했어."),
        ("en", ENGLISH, "zh-CN", CHINESE),
        ("en", ENGLISH, "de", "Du hättest niemals hierher zurückkommen dürfen."),
    ],
)
def test_a_line_that_is_not_translated_is_planned_as_long_as_it_may_become(own: str, text: str, language: str, translated: str) -> None:
    speech, lips = calls(text, own, language)

    done, done_lips = calls(text, own, language, translated)

    assert isinstance(done.need.request, SpeechRequest)
    assert len(speech.longest_text) >= len(done.need.request.text)
    assert 0.35 <= len(speech.usual_text) / len(translated) <= 1.6
    assert (speech.longest_seconds or 0) >= (done.longest_seconds or 0)
    assert (lips.longest_seconds or 0) >= (done_lips.longest_seconds or 0)
    assert done.longest_text == done.usual_text == ""


def test_a_translation_is_accepted_in_no_other_length_than_is_planned() -> None:
    assert (FREE_SYLLABLES, MOST_TIMES) == (translation.FREE_SYLLABLES, translation.DUBBED_TIMES)
