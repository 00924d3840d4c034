"""Music: as long as asked, never clipped or silent, the same for the same seed and another for another."""

import wave
from pathlib import Path
from random import Random
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.line.requests import Beat, MusicRequest

pytest.importorskip("midirenderer")

from worker.studio import score
from worker.studio.music.arrangement import DRUM_CHANNEL, FIGURE, LEAD, PAD, arranged
from worker.studio.music.harmony import CHORDS, HIGHEST, LOWEST, voiced
from worker.studio.music.midi import Note, Part, midi_bytes
from worker.studio.music.moods import MOODS, mood_of
from worker.studio.voice.loudness import levelled, limited, loudness_lufs

BEATS: tuple[Beat, ...] = get_args(Beat)


def rendered(folder: Path) -> np.ndarray:
    with wave.open(str(folder / "music.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 48_000)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2) / 32768


@pytest.mark.parametrize("mood", BEATS)
def test_every_mood_has_its_length_level_and_no_hole(mood: Beat, tmp_path: Path) -> None:
    made = score.make(MusicRequest(mood=mood, genre="romance", seconds=12, seed=5), {}, tmp_path)

    samples = rendered(tmp_path)
    steps = np.sqrt((samples[: len(samples) // 4800 * 4800].reshape(-1, 4800, 2) ** 2).mean(axis=(1, 2)))
    sounding = np.flatnonzero(steps > 10 ** (-50 / 20))
    assert made.files == {"music": "music.wav"}
    assert made.facts["duration_seconds"] == len(samples) / 48_000 >= 12
    assert MOODS[mood].bpm[0] <= made.facts["bpm"] <= MOODS[mood].bpm[1]
    assert loudness_lufs(samples, 48_000) == pytest.approx(-20, abs=0.5)
    assert true_peak_db(samples) < -3
    assert max(np.diff([-1, *sounding, len(steps)])) <= 20
    assert np.abs(samples[0]).max() < 0.001
    assert np.abs(samples[-1]).max() < 0.001


def true_peak_db(samples: np.ndarray) -> float:
    """The peak of the four times oversampled sound."""
    peaks = [np.abs(np.fft.irfft(np.fft.rfft(channel), n=4 * len(channel)) * 4).max() for channel in samples.T]
    return 20 * float(np.log10(max(peaks)))


def test_the_same_request_is_the_same_bytes_and_another_seed_is_not(tmp_path: Path) -> None:
    files = []
    for seed in (1, 1, 2):
        score.make(MusicRequest(mood="sad", genre="", seconds=5, seed=seed), {}, tmp_path)
        files.append((tmp_path / "music.wav").read_bytes())

    assert files[0] == files[1]
    assert files[0] != files[2]


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(BEATS), st.integers(1, 400), st.integers(0, 2**32), st.sampled_from(["", "costume drama", "科幻"]))
def test_a_piece_is_whole_phrases_as_long_as_asked_in_its_tempo(beat: Beat, seconds: int, seed: int, genre: str) -> None:
    mood = mood_of(beat, genre)

    piece = arranged(mood, seconds, Random(seed))

    length = piece.beats * 60 / piece.bpm
    assert seconds - 1e-6 <= length <= seconds + 16 * 60 / mood.bpm[0]
    assert piece.beats % 16 == 0
    assert mood.bpm[0] <= piece.bpm <= mood.bpm[1]
    assert all(0 <= note.start < piece.beats and note.start + note.length <= piece.beats + 0.5 for note in piece.notes)
    assert all(1 <= note.velocity <= 127 and 24 <= note.note <= 96 for note in piece.notes)


def test_moods_and_seeds_make_different_pieces() -> None:
    pieces = {(beat, seed): arranged(MOODS[beat], 60, Random(seed)).notes for beat in BEATS for seed in range(3)}

    assert len(set(pieces.values())) == len(pieces)


def test_a_piece_opens_without_and_closes_with_its_lead_on_the_tonic_chord() -> None:
    piece = arranged(MOODS["romantic"], 60, Random(4))

    lead = [note for note in piece.notes if note.channel == LEAD]
    closing = {note.note % 12 for note in piece.notes if note.channel in {FIGURE, PAD} and note.start >= piece.beats - 4}
    assert min(note.start for note in lead) >= 16
    assert lead[-1].note % 12 in closing
    assert len(closing) == 3


def test_sad_music_has_no_drums_and_happy_music_has() -> None:
    assert not any(note.channel == DRUM_CHANNEL for note in arranged(MOODS["sad"], 30, Random(1)).notes)
    assert any(note.channel == DRUM_CHANNEL for note in arranged(MOODS["happy"], 30, Random(1)).notes)


@pytest.mark.parametrize("beat", BEATS)
def test_every_chord_of_a_mood_is_known(beat: Beat) -> None:
    for line in (*MOODS[beat].verses, *MOODS[beat].bridges):
        assert len(line.split()) == 4
        assert set(line.split()) <= CHORDS.keys()


@pytest.mark.parametrize("tonic", range(12))
def test_voices_hold_every_tone_and_move_little(tonic: int) -> None:
    before = voiced(CHORDS["I"], tonic, None)
    for name in ("V", "vi", "IV", "ii7", "V", "I"):
        notes = voiced(CHORDS[name], tonic, before)

        assert {note % 12 for note in notes} == {(tonic + interval) % 12 for interval in CHORDS[name]}
        assert all(LOWEST <= note <= HIGHEST for note in notes)
        assert sum(abs(one - other) for one, other in zip(notes, before, strict=True)) <= 12
        before = notes


def test_a_midi_file_is_the_same_for_the_same_notes() -> None:
    piece = arranged(MOODS["tense"], 10, Random(3))

    assert midi_bytes(piece.parts, piece.notes, piece.bpm, ring_seconds=2) == midi_bytes(
        piece.parts, piece.notes, piece.bpm, ring_seconds=2
    )


def test_a_midi_file_is_what_the_standard_says() -> None:
    """A piano's middle C for a beat at 120 beats a minute, then a second of rest."""
    made = midi_bytes([Part(0, 0, 100, 64, 40)], [Note(0, 0, 1, 60, 80)], 120, ring_seconds=1)

    head = "4d546864 00000006 0000 0001 01e0 4d54726b 00000024"
    setting = "00ff510307a120 00c000 00b00764 00b00a40 00b05b28"
    assert made == bytes.fromhex(f"{head} {setting} 00903c50 835c803c40 8740ff2f00")


def test_the_pad_holds_the_tones_that_neighbouring_bars_share() -> None:
    pad = [note for note in arranged(MOODS["romantic"], 60, Random(4)).notes if note.channel == PAD]

    assert any(note.length > 4 for note in pad)
    assert all(note.start // 16 == (note.start + note.length - 1) // 16 for note in pad)


def test_loudness_is_that_of_the_standards_reference_tone() -> None:
    """ITU-R BS.1770: a 997 Hz sine at full scale in one channel measures -3.01 LKFS, hence -23.01 at -20 dB."""
    sine = 0.1 * np.sin(2 * np.pi * 997 * np.arange(48_000 * 3) / 48_000)

    assert loudness_lufs(sine, 48_000) == pytest.approx(-23.01, abs=0.05)
    assert loudness_lufs(levelled(sine, 48_000, -30), 48_000) == pytest.approx(-30, abs=0.01)


@given(st.integers(0, 1000), st.floats(0.1, 8))
@settings(deadline=None, max_examples=30)
def test_the_limiter_lets_nothing_over_the_ceiling(seed: int, gain: float) -> None:
    noise = np.random.default_rng(seed).normal(0, 0.2 * gain, 4800)

    assert np.abs(limited(noise, 24_000, -3)).max() <= 10 ** (-3 / 20) + 1e-9
