"""The soundtrack: as loud as is wanted, room tone in pauses, clips' own sound under the dialogue, fades at the ends."""

import array
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from shared.line.delivery import Loudness
from tests.integration.media.conftest import RATE, make, tone
from worker.media.loudness import measure
from worker.media.sound import read_samples, silence, write_wav
from worker.media.soundtrack import Heard, Sounds, Voice, make_soundtrack

FPS = 24
FRAMES = 96
SAMPLES = FRAMES * RATE // FPS


def dialogue(path: Path, *spoken: tuple[float, float], level: float = 0.2, hertz: float = 220) -> Path:
    """Four seconds that are silent but for these stretches (seconds) of a tone."""
    sound, said = silence(SAMPLES), read_samples(tone(path, 0, level=level, hertz=hertz, samples=SAMPLES))
    for start, end in spoken:
        sound[int(start * RATE) : int(end * RATE)] = said[int(start * RATE) : int(end * RATE)]
    write_wav(path, sound, channels=1)
    return path


def clip(path: Path, seconds: float, *, level: float = 0.1, hertz: float = 3000) -> Path:
    """A provider's clip with a steady tone, stereo AAC at 44.1 kHz."""
    picture = ("-f", "lavfi", "-i", f"color=gray:s=64x112:r=25:d={seconds}")
    sound = ("-f", "lavfi", "-i", f"aevalsrc={level}*sin({2 * math.pi * hertz}*t):s=44100:d={seconds}")
    make(*picture, *sound, "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-ac", "2", "-shortest", path)
    return path


def sounded(
    folder: Path,
    scenes: Sequence[Voice],
    beds: Mapping[str, Path] | None = None,
    *,
    music: float = 0.25,
    native: float = 0.0,
    wanted: Loudness | None = None,
    kbps: int = 160,
) -> Heard:
    sounds = Sounds(music, native, wanted or Loudness(), kbps)
    return make_soundtrack(scenes, beds or {}, sounds=sounds, fps=FPS, target=folder / "sound.m4a")


def level_db(sound: "array.array[int]", start: float, end: float) -> float:
    """The RMS of a stretch (seconds) against full scale."""
    part = sound[int(start * RATE) : int(end * RATE)]
    return 10 * math.log10(max(1e-12, sum(s * s for s in part) / len(part) / 32768**2))


def high_band(folder: Path) -> "array.array[int]":
    """What is in the soundtrack around 3 kHz, where the clips' own tone is and no speech."""
    make(
        "-i", folder / "sound.m4a", "-af", "bandpass=f=3000:w=200,bandpass=f=3000:w=200", "-ac", "1", "-ar", str(RATE), folder / "high.wav"
    )
    return read_samples(folder / "high.wav")


@pytest.mark.parametrize(("lufs", "peak_db", "kbps"), [(-14, -1, 160), (-16, -1.5, 96), (-23, -2, 256)])
@pytest.mark.parametrize("kind", ["speech", "music", "clipped"])
def test_it_is_as_loud_as_is_wanted(tmp_path: Path, kind: str, lufs: float, peak_db: float, kbps: int) -> None:
    path = dialogue(tmp_path / "a.wav", *() if kind == "music" else ((0.4, 3.4),))
    if kind == "clipped":
        write_wav(path, array.array("h", [max(-32768, min(32767, 30 * s)) for s in read_samples(path)]), channels=1)
    beds = {"sad": tone(tmp_path / "bed.wav", 3, hertz=330)} if kind == "music" else {}

    sounded(tmp_path, [Voice(path, FRAMES, "sad")] * 2, beds, wanted=Loudness(integrated_lufs=lufs, true_peak_db=peak_db), kbps=kbps)

    heard = measure(tmp_path / "sound.m4a")
    assert heard.integrated_lufs == pytest.approx(lufs, abs=0.5)
    assert heard.true_peak_db <= peak_db


def test_pauses_have_room_tone_and_the_ends_fade(tmp_path: Path) -> None:
    scenes = [Voice(dialogue(tmp_path / "a.wav", (0.4, 1.5)), FRAMES, "sad"), Voice(dialogue(tmp_path / "b.wav"), FRAMES, "sad")]

    sounded(tmp_path, scenes)

    sound = read_samples(tmp_path / "sound.m4a")
    assert -66 < level_db(sound, 4, 6.5) < -54
    assert level_db(sound, 7.9, 8) < level_db(sound, 4, 6.5) - 12
    assert max(map(abs, sound[:20])) <= 2


def test_silence_has_no_room_tone(tmp_path: Path) -> None:
    sounded(tmp_path, [Voice(dialogue(tmp_path / "a.wav"), FRAMES, "sad")])

    assert not any(read_samples(tmp_path / "sound.m4a"))


def test_native_sound_is_ducked_by_dialogue_and_means_the_same_volume_from_every_model(tmp_path: Path) -> None:
    scenes = [
        Voice(dialogue(tmp_path / "a.wav", (1.5, 3)), FRAMES, "sad", clip(tmp_path / "soft.mp4", 5, level=0.02)),
        Voice(dialogue(tmp_path / "b.wav"), FRAMES, "sad", clip(tmp_path / "loud.mp4", 5, level=0.5)),
    ]

    heard = sounded(tmp_path, scenes, native=0.3)

    sound = high_band(tmp_path)
    alone_db = level_db(sound, 4.5, 6)
    assert heard.native == (0, 1)
    assert level_db(sound, 0.6, 1.3) == pytest.approx(alone_db, abs=1)
    assert level_db(sound, 2, 2.8) < alone_db - 5


def test_native_sound_is_cut_and_padded_to_its_scene(tmp_path: Path) -> None:
    quiet = dialogue(tmp_path / "quiet.wav")
    scenes = [
        Voice(dialogue(tmp_path / "a.wav", (0.4, 0.6), level=0.1), FRAMES, "sad"),
        Voice(quiet, FRAMES, "sad", clip(tmp_path / "short.mp4", 2)),
        Voice(quiet, FRAMES, "sad", clip(tmp_path / "long.mp4", 7)),
        Voice(quiet, FRAMES, "sad"),
    ]

    heard = sounded(tmp_path, scenes, native=0.5)

    sound = high_band(tmp_path)
    assert heard.native == (1, 2)
    loud_db = level_db(sound, 4.5, 5.5)
    assert level_db(sound, 6.2, 7.9) < loud_db - 30
    assert level_db(sound, 11, 11.9) == pytest.approx(loud_db, abs=1)
    assert level_db(sound, 12.1, 15) < loud_db - 30


def test_native_sound_with_a_hole_stays_in_step_with_its_picture(tmp_path: Path) -> None:
    tone_at_2s = "aevalsrc='0.2*sin(2*PI*3000*t)*between(t,2,2.5)':s=48000:d=4,aselect='not(between(t,0.5,1))'"
    picture = ("-f", "lavfi", "-i", "color=gray:s=64x112:r=25:d=4", "-f", "lavfi", "-i", tone_at_2s)
    make(*picture, "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", tmp_path / "hole.mp4")

    sounded(tmp_path, [Voice(dialogue(tmp_path / "a.wav"), FRAMES, "sad", tmp_path / "hole.mp4")], native=0.5)

    sound = high_band(tmp_path)
    assert level_db(sound, 2.1, 2.4) > level_db(sound, 1.4, 1.9) + 20


def test_clips_without_sound_or_with_broken_sound_are_silent(tmp_path: Path) -> None:
    make("-f", "lavfi", "-i", "color=gray:s=64x112:r=25:d=4", "-c:v", "libx264", "-preset", "ultrafast", tmp_path / "mute.mp4")
    (tmp_path / "broken.mp4").write_bytes(b"\x00" * 400)
    spoken = dialogue(tmp_path / "a.wav", (0.4, 3))

    heard = sounded(tmp_path, [Voice(spoken, FRAMES, "sad", tmp_path / name) for name in ("mute.mp4", "broken.mp4")], native=0.5)

    assert heard.native == ()
    assert heard.loudness.integrated_lufs == pytest.approx(-14, abs=0.5)


def test_a_bed_that_dies_away_is_looped_without_a_hole(tmp_path: Path) -> None:
    bed = read_samples(tone(tmp_path / "bed.wav", 6, hertz=330))
    for at in range(5 * RATE, 6 * RATE):
        bed[at] = 0
    write_wav(tmp_path / "bed.wav", bed, channels=1)
    quiet = dialogue(tmp_path / "quiet.wav")

    sounded(tmp_path, [Voice(quiet, FRAMES, "sad")] * 4, {"sad": tmp_path / "bed.wav"})

    sound = read_samples(tmp_path / "sound.m4a")
    levels = [level_db(sound, at, at + 0.4) for at in (second / 10 for second in range(10, 140, 4))]
    assert min(levels) > max(levels) - 8
