"""Joins an episode again for another platform: its clips in that one's size and rate, then the join as for any episode."""

from pathlib import Path

from shared.exports.request import Target
from shared.line.requests import Format
from worker.exports.export import Work
from worker.exports.reel import Reel, Shot, reel_of
from worker.media.conform import conform
from worker.media.rates import samples_at
from worker.media.sound import read_samples, silence, write_wav
from worker.stages import episode
from worker.studio.engine import Input, Made


def recut(work: Work, target: Target) -> Made:
    """Make the episode's files in the folder `recut` of the work's own; roles as those of an episode. Raises BadOutput, StageFailed."""
    reel = reel_of(work)
    cut = reel.cut.model_copy(update={"format": target.format, "delivery": target.delivery})
    inputs = {key: _as_it_is(work, key) for key in (*cut.music.values(), *(scene.native for scene in cut.scenes if scene.native))}
    for shot in reel.shots:
        # A slate is drawn by the join, in whatever size.
        if shot.scene.lipsync is not None:
            inputs[shot.scene.lipsync] = _conformed(work, reel, shot, target.format)
    folder = work.folder / "recut"
    folder.mkdir()
    made = episode.make(cut, inputs, folder)
    episode.accept(cut, folder, made)
    return made


def _as_it_is(work: Work, key: str) -> Input:
    product = work.store.get(key)
    return Input(key, work.store.folder(key), {role: file.name for role, file in product.files.items()}, product.facts)


def _conformed(work: Work, reel: Reel, shot: Shot, fmt: Format) -> Input:
    """The scene's product in another size and rate: its first and last frames are those nearest in time, so that nothing adds up."""
    assert shot.scene.lipsync is not None
    product = work.store.get(shot.scene.lipsync)
    if fmt == reel.cut.format:
        return _as_it_is(work, product.key)
    first, end = (_nearest(frame, reel.fps, fmt.fps) for frame in (shot.start, shot.start + shot.frames))
    frames = max(1, end - first)
    folder = work.folder / "conformed" / shot.name
    folder.mkdir(parents=True)
    _fit(shot.dialogue, folder / "dialogue.wav", samples_at(frames, fmt.fps))
    conform(shot.clip, folder / "clip.mp4", fmt, frames=frames, audio=folder / "dialogue.wav")
    facts = {**product.facts, "frames": frames, "duration_seconds": frames / fmt.fps}
    return Input(product.key, folder, {"clip": "clip.mp4", "dialogue": "dialogue.wav"}, facts)


def _nearest(frame: int, fps: int, other_fps: int) -> int:
    """The frame at another rate that begins nearest in time."""
    return (2 * frame * other_fps + fps) // (2 * fps)


def _fit(source: Path, target: Path, samples: int) -> None:
    sound = read_samples(source)[:samples]
    write_wav(target, sound + silence(samples - len(sound)), channels=1)
