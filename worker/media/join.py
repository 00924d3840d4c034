"""Joins an episode: the clips' pictures copied (or encoded once with subtitles burned in), one continuous track of sound."""

import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from shared.errors import BadOutput, StageFailed
from shared.line.requests import Format
from worker.media import fonts
from worker.media.encode import BITEXACT, TAGGED, video_codec
from worker.media.ffmpeg import THREADS, run
from worker.media.loudness import Loudness
from worker.media.mux import check_alike, mux
from worker.media.probe import check_clip
from worker.media.soundtrack import Voice, make_soundtrack

_TIMEOUT_S = 3600.0
_DURATION_TOLERANCE_SECONDS = 0.1


@dataclass(frozen=True)
class Cut:
    """A scene in the episode: its clip in the one format, its dialogue (mono WAV, 48 kHz), its frames, its beat."""

    clip: Path
    dialogue: Path
    frames: int
    beat: str


@dataclass(frozen=True)
class JoinFacts:
    """The episode as probed and as measured after encoding (LUFS, dBTP; -inf for silence)."""

    duration_seconds: float
    frames: int
    integrated_lufs: float
    true_peak_db: float


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
) -> JoinFacts:
    """Make `target`, the episode of these scenes in order, and give its facts.

    Sound is laid from the dialogue files, not from the clips' tracks, so that no encoder's priming adds up; `music` is by beat,
    `volume` its amplitude against speech (None or 0: none). `burn` is an ASS file. All working files are in a folder of their own
    inside `folder`, which is gone afterwards. Raises BadOutput where a clip is not what its cut says, StageFailed where ffmpeg fails.
    """
    what = f"joining episode {episode}"
    if not cuts:
        raise StageFailed(f"{what}: there is no scene; an episode has at least one")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".join-", ignore_cleanup_errors=True) as name:
        work = Path(name)
        sound = work / "sound.m4a"
        with ThreadPoolExecutor(1) as beside:
            # The pictures are checked, and encoded, on one core while the sound is mixed and encoded on the other.
            pictures = beside.submit(_pictures, cuts, burn, fmt=fmt, work=work, what=what)
            voices = [Voice(c.dialogue, c.frames, c.beat) for c in cuts]
            loud = make_soundtrack(voices, music, volume=volume or 0.0, fps=fmt.fps, target=sound)
            clips = pictures.result()
        joined = work / "episode.mp4"
        mux(clips, sound, joined, fps=fmt.fps, tags={"title": f"{_tag(title)} {episode}", "episode_sort": str(episode)})
        facts = _facts(joined, cuts, fmt, loud)
        joined.replace(target)
    return facts


def _pictures(cuts: Sequence[Cut], burn: Path | None, *, fmt: Format, work: Path, what: str) -> list[tuple[Path, int]]:
    """The clips to be copied, each with its frames: the scenes' own, or one with the subtitles burned in."""
    for cut in cuts:
        facts = check_clip(cut.clip, fmt, seconds=cut.frames / fmt.fps)
        if facts.frames != cut.frames:
            raise BadOutput(f"{cut.clip.name} has {facts.frames} frames; {cut.frames} were expected")
    if burn is None:
        return [(cut.clip, cut.frames) for cut in cuts]
    frames = sum(cut.frames for cut in cuts)
    return [(_burn(cuts, burn, frames=frames, fmt=fmt, work=work, what=what), frames)]


def _burn(cuts: Sequence[Cut], subtitles: Path, *, frames: int, fmt: Format, work: Path, what: str) -> Path:
    """Encode the clips' pictures once, subtitles and all. Names in the filter are relative, so that no path needs escaping."""
    check_alike([cut.clip for cut in cuts])
    listed = work / "clips.txt"
    listed.write_text(_concat_list(cuts, fmt), encoding="utf-8")
    environment = fonts.set_up(work)
    (work / "burn.ass").write_bytes(subtitles.read_bytes())
    target = work / "burned.mp4"
    run(
        [
            *("-copyts", "-threads", THREADS, "-f", "concat", "-safe", "0", "-i", listed, "-map", "0:v:0", "-an"),
            *("-vf", f"ass=filename=burn.ass:shaping=complex,{TAGGED}", "-frames:v", str(frames)),
            *video_codec(fmt, "final"),
            *BITEXACT,
            *("-f", "mp4", target),
        ],
        timeout_s=_TIMEOUT_S,
        what=f"{what}: burning the subtitles",
        folder=work,
        environment=environment,
    )
    return target


def _concat_list(cuts: Sequence[Cut], fmt: Format) -> str:
    """The list that ffmpeg reads. Start and duration are said: else AAC's priming, before the first frame, would move the pictures."""
    lines = ["ffconcat version 1.0"]
    for cut in cuts:
        path = str(cut.clip.resolve()).replace("'", "'\\''")
        lines += [f"file '{path}'", "inpoint 0", f"duration {cut.frames / fmt.fps:.6f}"]
    return "\n".join(lines) + "\n"


def _facts(joined: Path, cuts: Sequence[Cut], fmt: Format, loud: Loudness) -> JoinFacts:
    frames = sum(c.frames for c in cuts)
    facts = check_clip(joined, fmt, seconds=frames / fmt.fps)
    if facts.frames != frames or abs(facts.duration_seconds - frames / fmt.fps) > _DURATION_TOLERANCE_SECONDS:
        raise BadOutput(
            f"the episode has {facts.frames} frames in {facts.duration_seconds:.3f} s; {frames} in {frames / fmt.fps:.3f} s were expected"
        )
    return JoinFacts(facts.duration_seconds, facts.frames, loud.integrated_lufs, loud.true_peak_db)


def _tag(text: str) -> str:
    """A title without control characters, which no argument and no player takes well."""
    return "".join(c for c in text if c.isprintable()).strip()
