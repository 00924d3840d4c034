"""Speech with espeak-ng: equal bytes whatever was spoken before, languages by their tags, mouths from events."""

import wave
from pathlib import Path

import numpy as np
import pytest

from shared.errors import MissingPart, StageFailed
from shared.line.requests import Beat, SpeechRequest

pytest.importorskip("espeakng_loader")

from worker.studio import espeak
from worker.studio.voice import espeak_library

LINES = {
    "vi+m2": "Đừng nói dối em, Minh.",
    "th+f1": "อย่าโกหกฉัน",
    "ko+f3": "거짓말하지 마, 민준아.",
    "es-419+f2": "No me mientas, Daniel.",
    "fr+m3": "J'ai vu la lettre.",
    "de": "Lüg mich nicht an.",
    "yue": "唔好呃我。",
    "ja+f2": "てがみをみたの。",
}


def request(voice: str, text: str, beat: Beat = "neutral") -> SpeechRequest:
    return SpeechRequest(character="Minh", text=text, language=voice.partition("+")[0], voice=voice, beat=beat)


@pytest.mark.parametrize("voice", LINES)
def test_each_language_is_spoken_with_its_mouth(voice: str, tmp_path: Path) -> None:
    made = espeak.make(request(voice, LINES[voice]), {}, tmp_path)

    with wave.open(str(tmp_path / "speech.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22_050)
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    times = made.facts["visemes"]
    starts = [start for start, _ in times]
    assert made.facts["duration_seconds"] == len(samples) / 22_050
    assert 0.5 < made.facts["duration_seconds"] < 5
    assert 0.1 < np.abs(samples).max() < 0.9
    assert (times[0], times[-1][1]) == ([0.0, "rest"], "rest")
    assert starts == sorted(set(starts))
    assert starts[-1] <= made.facts["duration_seconds"] + 0.001
    assert len({viseme for _, viseme in times}) >= 4


def test_a_line_is_the_same_bytes_whatever_was_spoken_before(tmp_path: Path) -> None:
    espeak.make(request("ko+f3", LINES["ko+f3"]), {}, tmp_path)
    first = (tmp_path / "speech.wav").read_bytes()

    espeak.make(request("vi+m2", LINES["vi+m2"], "angry"), {}, tmp_path)
    espeak.make(request("ko+f3", LINES["ko+f3"]), {}, tmp_path)

    assert (tmp_path / "speech.wav").read_bytes() == first


def test_a_beat_changes_rate_and_pitch(tmp_path: Path) -> None:
    seconds = {beat: espeak.make(request("de", LINES["de"], beat), {}, tmp_path).facts["duration_seconds"] for beat in ("sad", "happy")}

    assert seconds["sad"] > seconds["happy"] * 1.1


@pytest.mark.parametrize("text", ["……", "!?", "", "(nods)"])
def test_a_line_that_says_nothing_is_a_short_silence(text: str, tmp_path: Path) -> None:
    made = espeak.make(request("ko", text), {}, tmp_path)

    assert made.facts["duration_seconds"] == 0.4
    assert made.facts["visemes"] == [[0.0, "rest"]]


@pytest.mark.parametrize(
    ("tag", "voice"),
    [
        ("pt-BR", "pt-br"), ("pt-PT", "pt"), ("zh-HK", "yue"), ("zh-CN", "cmn"), ("es-MX", "es-419"), ("es-ES", "es"), ("en", "en-us"),
        ("en-GB", "en"), ("fr-CA", "fr"), ("ko-KR", "ko"), ("vi_VN", "vi"), ("sr-Latn-RS", "sr"), ("ja", "ja"), ("xx", None), ("", None),
    ],
)  # fmt: skip
def test_a_language_tag_finds_its_voice(tag: str, voice: str | None) -> None:
    assert espeak.voice_for(tag) == voice


def test_it_speaks_what_the_other_voices_do_not() -> None:
    assert {"vi", "th", "ko", "es", "fr", "de", "yue", "ja", "ar", "hi", "id", "ru"} <= espeak.languages()


def test_a_voice_may_name_its_language_by_any_tag_that_finds_one(tmp_path: Path) -> None:
    mexican = espeak.make(request("es-mx+f2", "Hola."), {}, tmp_path)
    american = espeak.make(request("es-419+f2", "Hola."), {}, tmp_path)

    assert mexican == american


def test_an_unknown_voice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StageFailed, match="espeak-ng has no voice 'klingon-x'"):
        espeak.make(request("klingon-x", "nuqneH"), {}, tmp_path)


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    empty = tmp_path / "espeakng_loader.py"
    empty.write_text("raise ImportError\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    with pytest.raises(MissingPart, match=r"pip install 'cliffhanger\[espeak\]'"):
        espeak_library.record("hi", "en-us", words_per_minute=160, pitch=50)
