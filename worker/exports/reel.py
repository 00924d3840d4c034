"""An episode laid out again from the clips in the store: which scene is where, who says what when, slates included."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shared.errors import StageFailed
from shared.line.requests import EpisodeRequest, SceneCut
from shared.production import DUB_STEP
from worker.exports.export import Work
from worker.media.slate import make_slate


@dataclass(frozen=True)
class Line:
    """A line of dialogue in its scene, in seconds from the scene's first frame."""

    start_seconds: float
    end_seconds: float
    speaker: str
    text: str


@dataclass(frozen=True)
class Shot:
    """A scene: its clip and its dialogue (mono WAV, 48 kHz), where it starts and how long it is in frames, and what is said."""

    scene: SceneCut
    clip: Path
    dialogue: Path
    start: int
    frames: int
    lines: tuple[Line, ...]
    native: Path | None = None

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"S{self.scene.number:02d}"


@dataclass(frozen=True)
class Reel:
    """The scenes of an episode in order, one after the other."""

    cut: EpisodeRequest
    shots: tuple[Shot, ...]

    @property
    def language(self) -> str:
        """What is spoken."""
        return self.cut.dub or self.cut.language

    @property
    def number(self) -> int:
        """The episode's number in the season, a dub's too."""
        return self.cut.episode % DUB_STEP

    @property
    def fps(self) -> int:
        return self.cut.format.fps

    @property
    def frames(self) -> int:
        """How long the episode is."""
        return sum(shot.frames for shot in self.shots)

    @property
    def seconds(self) -> float:
        return self.frames / self.fps


def reel_of(work: Work) -> Reel:
    """The reel of an episode. Slates are made anew in the work's folder, equal to those that were joined.

    Raises NotFound where the store lacks a clip, StageFailed where the clips are not as long as the episode.
    """
    cut = work.request.cut
    assert cut is not None, "an export of an episode that is laid out again has its cut"
    reel = Reel(cut, tuple(_shots(work, cut)))
    joined = int(work.episode().facts["frames"])
    if reel.frames != joined:
        raise StageFailed(
            f"{work.request.name}: its clips have {reel.frames} frames and the episode {joined}; "
            f"'cliffhanger resume {work.state.season}' makes again what does not fit"
        )
    return reel


def _shots(work: Work, cut: EpisodeRequest) -> Iterator[Shot]:
    start = 0
    for scene in cut.scenes:
        shot = _slate(work, cut, scene, start) if scene.lipsync is None else _shot(work, cut, scene, scene.lipsync, start)
        start += shot.frames
        yield shot


def _shot(work: Work, cut: EpisodeRequest, scene: SceneCut, key: str, start: int) -> Shot:
    product = work.store.get(key)
    spans = product.facts["lines"]
    speakers = scene.speakers or ("",) * len(spans)
    lines = tuple(
        Line(float(span["start_seconds"]), float(span["end_seconds"]), speaker, texts.get(cut.dub or cut.language, ""))
        for span, speaker, texts in zip(spans, speakers, scene.lines, strict=True)
    )
    native = work.store.get(scene.native) if scene.native else None
    return Shot(
        scene,
        work.store.path(product, "clip"),
        work.store.path(product, "dialogue"),
        start,
        int(product.facts["frames"]),
        lines,
        work.store.path(native, "clip") if native else None,
    )


def _slate(work: Work, cut: EpisodeRequest, scene: SceneCut, start: int) -> Shot:
    clip, dialogue = work.folder / f".slate-{scene.number}.mp4", work.folder / f".slate-{scene.number}.wav"
    frames = make_slate(clip, dialogue, cut.format, scene=scene.number, reason=scene.slate or "")
    return Shot(scene, clip, dialogue, start, frames, ())
