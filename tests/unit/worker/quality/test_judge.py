import importlib
import wave

import numpy as np
import pytest

from shared.line.requests import EpisodeRequest, MusicRequest, SpeechRequest
from shared.quality import Quality
from tests.factories.requests import a_video_request
from worker.quality import judge as judging
from worker.quality.judge import GATES, action_of, judge
from worker.quality.verdict import found, unsure
from worker.studio.engine import Made

VIDEO = a_video_request()
MUSIC = MusicRequest(mood="sad", genre="", seconds=2, seed=1)
EPISODE = EpisodeRequest(
    title="A", episode=1, scenes=(), music={}, music_volume=0.3, language="en", subtitles=(), burn=None, format=VIDEO.format
)
LINE = SpeechRequest(character="Lin", text="你一直在骗我，对吗？", language="zh-CN", voice="v", beat="neutral")


def write(path, samples):
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def judged(stage, request, role, name, folder, quality=None, *, budget=False):
    return judge(stage, request, Made({role: name}), {}, folder, quality or Quality(), has_quality_budget=budget)


def tone(seconds, level=0.3):
    return level * np.sin(np.arange(int(seconds * 16_000)) / 16_000 * 2 * np.pi * 220)


def test_every_gate_has_a_measure_and_a_threshold():
    named = {gate for gates in GATES.values() for gate in gates}

    assert named == set(Quality.model_fields)
    assert all(callable(importlib.import_module(f"worker.quality.{gate}").judge) for gate in named)


@pytest.mark.parametrize(
    ("gate", "budget", "action"),
    [("black", False, "remake"), ("black", True, "remake"), ("face", False, "tell"), ("face", True, "remake"), ("loudness", True, "tell")],
)
def test_only_judgements_wait_for_a_budget_and_what_we_made_is_only_told(gate, budget, action):
    assert action_of(found(gate, False, ""), Quality(), budget) == action


def test_what_another_take_would_not_mend_is_told_whatever_the_season_says():
    quality = Quality.model_validate({"loudness": {"on_failure": "remake"}})

    assert action_of(found("loudness", False, ""), quality, True) == "tell"


def test_an_episode_is_as_loud_as_its_join_has_measured(tmp_path):
    facts = {"loudness_lufs": -12.0, "true_peak_db": 0.4}
    (tmp_path / "E01.mp4").write_bytes(b"")

    verdicts = judge("episode", EPISODE, Made({"episode": "E01.mp4"}, facts), {}, tmp_path, Quality(), has_quality_budget=False)

    assert {each.gate: (each.outcome, each.measured) for each in verdicts} == {"loudness": ("failed", -12.0), "true_peak": ("failed", 0.4)}


def test_a_silent_episode_has_no_loudness(tmp_path):
    facts = {"loudness_lufs": None, "true_peak_db": None}

    assert judge("episode", EPISODE, Made({"episode": "E01.mp4"}, facts), {}, tmp_path, Quality(), has_quality_budget=False) == []


def test_the_season_file_has_the_last_word():
    quality = Quality.model_validate({"black": {"on_failure": "tell"}, "lips": {"on_failure": "remake"}})

    assert action_of(found("black", False, ""), quality, True) == "tell"
    assert action_of(found("lips", False, ""), quality, False) == "remake"


@pytest.mark.parametrize("verdict", [found("black", True, ""), unsure("black", "")])
def test_what_passed_or_cannot_be_told_is_never_made_again(verdict):
    assert action_of(verdict, Quality(), True) == "tell"


@pytest.mark.parametrize("data", [b"", b"<html>", bytes(range(256)) * 40])
def test_what_is_no_clip_is_a_failed_gate_and_no_error(tmp_path, data):
    (tmp_path / "clip.mp4").write_bytes(data)

    assert [(v.gate, v.outcome) for v in judged("video", VIDEO, "clip", "clip.mp4", tmp_path)] == [("decodes", "failed")]


def test_a_file_that_is_not_there_is_a_failed_gate(tmp_path):
    assert [(v.gate, v.outcome) for v in judged("music", MUSIC, "music", "music.wav", tmp_path)] == [("decodes", "failed")]


def test_music_of_its_length_passes(tmp_path):
    write(tmp_path / "music.wav", tone(2))

    assert {v.outcome for v in judged("music", MUSIC, "music", "music.wav", tmp_path)} == {"passed"}


def test_the_first_gate_that_means_another_take_is_the_last(tmp_path):
    write(tmp_path / "music.wav", tone(1, level=0))

    assert [v.gate for v in judged("music", MUSIC, "music", "music.wav", tmp_path)] == ["decodes", "length"]


def test_a_gate_that_is_off_measures_nothing(tmp_path):
    write(tmp_path / "music.wav", tone(1, level=0))
    quality = Quality.model_validate({"length": {"on_failure": "off"}})

    assert [v.gate for v in judged("music", MUSIC, "music", "music.wav", tmp_path, quality)] == ["decodes", "silent"]


def test_an_absent_recogniser_leaves_words_unsure_with_what_to_install(tmp_path, monkeypatch):
    monkeypatch.delenv("CLIFFHANGER_RECOGNISER", raising=False)
    write(tmp_path / "speech.wav", np.concatenate([tone(2), np.zeros(1600)]))

    words = judged("speech", LINE, "speech", "speech.wav", tmp_path)[-1]

    assert (words.gate, words.outcome) == ("words", "unsure")
    assert "CLIFFHANGER_RECOGNISER" in words.says


def test_a_gate_that_breaks_is_unsure(tmp_path, monkeypatch):
    write(tmp_path / "music.wav", tone(2))

    def broken(_name):
        raise ModuleNotFoundError("no", name="numpy")

    monkeypatch.setattr(judging, "import_module", broken)

    verdicts = judged("music", MUSIC, "music", "music.wav", tmp_path)

    assert [(v.gate, v.outcome) for v in verdicts] == [("decodes", "unsure")]
    assert "pip install" in verdicts[0].says


def test_a_tone_that_stands_in_for_speech_is_not_bought_again(tmp_path):
    write(tmp_path / "speech.wav", tone(2))
    line = LINE.model_copy(update={"text": "You have been lying.", "language": "en"})

    verdicts = {each.gate: each.outcome for each in judged("speech", line, "speech", "speech.wav", tmp_path, budget=True)}

    assert verdicts == {"decodes": "passed", "silent": "passed", "pace": "passed", "clipped": "passed", "cut": "unsure", "words": "unsure"}
