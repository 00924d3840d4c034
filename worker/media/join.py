"""Joins an episode: the clips' pictures copied (or encoded once with what is burned in), one continuous track of sound."""

import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from shared.errors import BadOutput, StageFailed
from shared.line.delivery import Delivery
from shared.line.requests import Format
from worker.media.c2pa import Credential, credential_for, sign
from worker.media.mux import mux
from worker.media.probe import check_clip
from worker.media.reel import Part, kbps, reel
from worker.media.soundtrack import Heard, Sounds, Voice, make_soundtrack
from worker.media.tags import MOVFLAGS, all_tags, file_tags

_DURATION_TOLERANCE_SECONDS = 0.1


@dataclass(frozen=True)
class Cut:
    """A scene in the episode: its clip in the one format, its dialogue (mono WAV, 48 kHz), its frames, its beat.

    `native` is the clip as it came, whose own sound is kept.
    """

    clip: Path
    dialogue: Path
    frames: int
    beat: str
    native: Path | None = None


@dataclass(frozen=True)
class JoinFacts:
    """The episode as probed and as measured after encoding (LUFS, dBTP; -inf for silence).

    `native` are the places of the cuts whose own sound is heard.
    """

    duration_seconds: float
    frames: int
    integrated_lufs: float
    true_peak_db: float
    video_kbps: float
    native: tuple[int, ...] = ()


def join(
    cuts: Sequence[Cut],
    music: Mapping[str, Path],
    *,
    volume: float | None,
    fmt: Format,
    burn: Path | None,
    target: Path,
    folder: Path,
    title: str,
    episode: int,
    native_volume: float = 0.0,
    delivery: Delivery | None = None,
    number: str = "",
) -> JoinFacts:
    """Make `target`, the episode of these scenes in order, and give its facts.

    Sound is laid from the dialogue files, not from the clips' tracks, so that no encoder's priming adds up. `music` is by beat,
    `volume` its amplitude against speech (None or 0: none), `native_volume` that of the clips' own sound. `burn` is an ASS file.
    `number` is what the file's tags call it, where `delivery` wants such tags. All working files are in a folder of their own inside
    `folder`, which is gone afterwards. Raises BadOutput where a clip is not what its cut says, StageFailed where ffmpeg fails.
    """
    what = f"joining episode {episode}"
    if not cuts:
        raise StageFailed(f"{what}: there is no scene; an episode has at least one")
    delivery = delivery or Delivery()
    # Asked for first: what cannot be signed is not made.
    credential = credential_for(delivery.labels)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".join-", ignore_cleanup_errors=True) as name:
        work = Path(name)
        sound, joined = work / "sound.m4a", work / "episode.mp4"
        with ThreadPoolExecutor(1) as beside:
            # The pictures are checked, and encoded, on one core while the sound is mixed and encoded on the other.
            shown = [(cut.clip, cut.frames) for cut in cuts]
            pictures = beside.submit(reel, shown, burn, fmt=fmt, most_kbps=delivery.most_video_kbps, work=work, what=what)
            voices = [Voice(c.dialogue, c.frames, c.beat, c.native) for c in cuts]
            sounds = Sounds(volume or 0.0, native_volume, delivery.loudness, delivery.audio_kbps)
            heard = make_soundtrack(voices, music, sounds=sounds, fps=fmt.fps, target=sound)
            clips = pictures.result()
        tags = {"title": f"{_tag(title)} {episode}", "episode_sort": str(episode)}
        _marked(clips, sound, joined, fps=fmt.fps, tags=tags, marks=file_tags(delivery.labels, number), credential=credential)
        facts = _facts(joined, cuts, fmt, heard)
        joined.replace(target)
    return facts


def _marked(
    clips: Sequence[Part],
    sound: Path,
    joined: Path,
    *,
    fps: int,
    tags: Mapping[str, str],
    marks: Mapping[str, str],
    credential: Credential | None,
) -> None:
    """Put the file together, with what is to say in it that a machine made it."""
    mux(clips, sound, joined, fps=fps, tags=all_tags(tags, marks), movflags=MOVFLAGS if marks else "")
    if credential is not None:
        sign(joined, credential, title=tags["title"])


def _facts(joined: Path, cuts: Sequence[Cut], fmt: Format, heard: Heard) -> JoinFacts:
    frames = sum(c.frames for c in cuts)
    facts = check_clip(joined, fmt, seconds=frames / fmt.fps)
    if facts.frames != frames or abs(facts.duration_seconds - frames / fmt.fps) > _DURATION_TOLERANCE_SECONDS:
        raise BadOutput(
            f"the episode has {facts.frames} frames in {facts.duration_seconds:.3f} s; {frames} in {frames / fmt.fps:.3f} s were expected"
        )
    loud = heard.loudness
    video_kbps = kbps([(joined, frames)], fmt)
    return JoinFacts(facts.duration_seconds, facts.frames, loud.integrated_lufs, loud.true_peak_db, video_kbps, heard.native)


def _tag(text: str) -> str:
    """A title without control characters, which no argument and no player takes well."""
    return "".join(c for c in text if c.isprintable()).strip()
