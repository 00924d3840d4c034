"""An episode of clips of every size, rate and sound: each scene's flash is seen when its click is heard, to the last."""

import array
from dataclasses import replace
from pathlib import Path

import av

from ops.bench.odd_episode import FLASH_SECONDS, KINDS, write_clip
from tests.integration.media.conftest import RATE, SMALL
from worker.media.conform import conform
from worker.media.join import Cut, join
from worker.media.sound import read_samples, silence, write_wav

FRAMES = 41
SECONDS = FRAMES / 24
SIZES = ("90x160", "180x320", "152x264", "108x192", "90x160", "320x180", "120x120", "100x178")


def cuts(folder: Path, count: int) -> list[Cut]:
    """Scenes of 41 frames whose dialogue is a click a second after their start."""
    sound = silence(FRAMES * 2000)
    click = int(FLASH_SECONDS * RATE)
    sound[click : click + 480] = array.array("h", ([9000] * 4 + [-9000] * 4) * 60)
    write_wav(folder / "click.wav", sound, channels=1)
    made = []
    for number, size in zip(range(count), SIZES * 2, strict=False):
        kind = replace(KINDS[number % len(KINDS)], size=size)
        came, clip = folder / f"came{number}.{'mp4' if kind.says_rate else 'mkv'}", folder / f"{number}.mp4"
        write_clip(came, kind, SECONDS)
        conform(came, clip, SMALL, frames=FRAMES, audio=folder / "click.wav")
        made.append(Cut(clip, folder / "click.wav", FRAMES, "sad", came))
    return made


def flashes(path: Path) -> list[float]:
    """When the picture's middle turns white, in seconds."""
    seen, was_white = [], False
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            is_white = bytes(frame.planes[0])[128 * frame.planes[0].line_size + 72] > 200
            if is_white and not was_white and frame.pts is not None and frame.time_base is not None:
                seen.append(float(frame.pts * frame.time_base))
            was_white = is_white
    return seen


def clicks(path: Path, count: int) -> list[float]:
    """When the loudest click of each scene begins, in seconds."""
    sound, found = read_samples(path), []
    for scene in range(count):
        part = sound[round(scene * SECONDS * RATE) : round((scene + 1) * SECONDS * RATE)]
        steps = [abs(one - other) for one, other in zip(part[4:], part, strict=False)]
        loud = max(steps) / 2
        first = next(at for at, step in enumerate(steps) if step > loud)
        found.append(scene * SECONDS + (first + 4) / RATE)
    return found


def test_pictures_and_sound_of_odd_clips_are_within_a_frame_of_each_other_in_every_scene(tmp_path: Path) -> None:
    count = 8

    facts = join(
        cuts(tmp_path, count), {}, volume=None, fmt=SMALL, burn=None, target=tmp_path / "E01.mp4", folder=tmp_path,
        title="Odd", episode=1, native_volume=0.2,
    )  # fmt: skip

    heard = clicks(tmp_path / "E01.mp4", count)
    seen = flashes(tmp_path / "E01.mp4")
    silent_flash = next(n for n, kind in enumerate(KINDS) if not kind.says_rate)
    expected = [time for scene, time in enumerate(heard) if scene != silent_flash]
    assert facts.frames == count * FRAMES
    assert facts.native == tuple(n for n, kind in enumerate(KINDS) if kind.sound)
    assert len(seen) == len(expected)
    assert max(abs(one - other) for one, other in zip(seen, expected, strict=True)) <= 1 / 24
