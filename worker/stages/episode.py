"""The episode stage: clips joined, music under speech, subtitles from the script with times from the sound, a cover."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.bcp47 import best_match, primary
from shared.line.requests import EpisodeRequest, SceneCut
from worker.media import subtitles
from worker.media.cover import make_cover
from worker.media.join import Cut, JoinFacts, join
from worker.media.probe import check_clip, check_picture
from worker.media.slate import make_slate
from worker.media.subtitles import Cue
from worker.stages.stage import Stage
from worker.studio.engine import Input, Made

# The cover shows the first scene of the strongest of these beats.
COVER_BEATS = ("shocking", "angry", "romantic", "tense", "sad", "happy", "neutral")
COVER_AT_SHARE = 0.4
EPISODE_NUMBER = {
    "de": "Folge {}",
    "en": "Episode {}",
    "es": "Episodio {}",
    "fr": "Épisode {}",
    "id": "Episode {}",
    "it": "Episodio {}",
    "ja": "第{}話",
    "ko": "{}화",
    "pt": "Episódio {}",
    "ru": "Серия {}",
    "th": "ตอนที่ {}",
    "vi": "Tập {}",
    "yue": "第{}集",
    "zh": "第{}集",
}
NO_TRANSLATION = "{missing} of {lines} lines have no translation in the script, and the offline studio does not translate"


@dataclass(frozen=True)
class _Placed:
    """A scene in the episode: where it starts, and what is said when, counted from the scene's first frame."""

    scene: SceneCut
    cut: Cut
    start_seconds: float
    spoken: tuple[tuple[float, float], ...]


def make(request: EpisodeRequest, inputs: Mapping[str, Input], folder: Path) -> Made:
    """Join an episode in `folder`. Roles: episode, cover, and `srt:LANG`, `vtt:LANG` for each language that there is."""
    placed = _place(request, inputs, folder)
    files = {"episode": "episode.mp4", "cover": "cover.jpg"}
    missing: dict[str, str] = {}
    for language in request.subtitles:
        cues = _cues(placed, language)
        if isinstance(cues, str):
            missing[language] = cues
            continue
        fitted = subtitles.split(cues, request.format)
        for form, write in (("srt", subtitles.write_srt), ("vtt", subtitles.write_vtt)):
            files[f"{form}:{language}"] = f"{language}.{form}"
            write(folder / f"{language}.{form}", fitted)
    facts = join(
        [scene.cut for scene in placed],
        {mood: inputs[key].path("music") for mood, key in request.music.items()},
        volume=request.music_volume,
        fmt=request.format,
        burn=_burn(request, placed, folder, missing),
        target=folder / files["episode"],
        folder=folder,
        title=request.title,
        episode=request.episode,
    )
    _cover(request, placed, folder / files["cover"])
    return Made(files, _facts(request, placed, facts, missing))


def accept(request: EpisodeRequest, folder: Path, made: Made) -> None:
    """An episode in the one format and a cover that decodes; each subtitle file is there."""
    check_clip(folder / made.files["episode"], request.format, seconds=None)
    check_picture(folder / made.files["cover"])


def _place(request: EpisodeRequest, inputs: Mapping[str, Input], folder: Path) -> list[_Placed]:
    placed: list[_Placed] = []
    frames = 0
    for scene in request.scenes:
        start_seconds = frames / request.format.fps
        if scene.lipsync is None:
            cut, lines = _slate(request, scene, folder), []
        else:
            product = inputs[scene.lipsync]
            cut = Cut(product.path("clip"), product.path("dialogue"), int(product.facts["frames"]), scene.beat)
            lines = product.facts["lines"]
        spoken = tuple((float(line["start_seconds"]), float(line["end_seconds"])) for line in lines)
        placed.append(_Placed(scene, cut, start_seconds, spoken))
        frames += cut.frames
    return placed


def _slate(request: EpisodeRequest, scene: SceneCut, folder: Path) -> Cut:
    """What stands in for a failed scene: its number and the reason."""
    clip, dialogue = folder / f"slate-{scene.number}.mp4", folder / f"slate-{scene.number}.wav"
    frames = make_slate(clip, dialogue, request.format, scene=scene.number, reason=scene.slate or "")
    return Cut(clip, dialogue, frames, scene.beat)


def _cues(placed: list[_Placed], language: str) -> list[Cue] | str:
    """The episode's cues in one language, or why there are none."""
    cues: list[Cue] = []
    missing = lines = 0
    for scene in placed:
        for texts, (start, end) in zip(scene.scene.lines, scene.spoken, strict=True):
            lines += 1
            written_in = best_match(language, texts)
            if written_in is None:
                missing += 1
            else:
                cues.append(Cue(scene.start_seconds + start, scene.start_seconds + end, texts[written_in]))
    return NO_TRANSLATION.format(missing=missing, lines=lines) if missing else cues


def _burn(request: EpisodeRequest, placed: list[_Placed], folder: Path, missing: dict[str, str]) -> Path | None:
    if request.burn is None:
        return None
    cues = _cues(placed, request.burn)
    if isinstance(cues, str):
        missing[request.burn] = cues
        return None
    path = folder / "burn.ass"
    subtitles.write_ass(path, subtitles.split(cues, request.format), request.format, request.burn)
    return path


def _cover(request: EpisodeRequest, placed: list[_Placed], target: Path) -> None:
    shown = [scene for scene in placed if scene.scene.lipsync is not None] or placed
    best = min(shown, key=lambda scene: COVER_BEATS.index(scene.scene.beat))
    at_seconds = best.cut.frames / request.format.fps * COVER_AT_SHARE
    make_cover(
        best.cut.clip,
        target,
        at_seconds=at_seconds,
        title=request.title,
        episode_text=_numbered(request.episode, request.language),
        language=request.language,
        fmt=request.format,
    )


def _numbered(episode: int, language: str) -> str:
    """Which episode it is, in the language of its title; a bare number in a language that is not listed."""
    return EPISODE_NUMBER.get(primary(language), "{}").format(episode)


def _facts(request: EpisodeRequest, placed: list[_Placed], facts: JoinFacts, missing: dict[str, str]) -> dict[str, object]:
    return {
        "duration_seconds": round(facts.duration_seconds, 6),
        "frames": facts.frames,
        "width": request.format.width,
        "height": request.format.height,
        "fps": request.format.fps,
        # Silence has no loudness.
        "loudness_lufs": round(facts.integrated_lufs, 2) if math.isfinite(facts.integrated_lufs) else None,
        "true_peak_db": round(facts.true_peak_db, 2) if math.isfinite(facts.true_peak_db) else None,
        "subtitles_missing": missing,
        "scenes": [
            {
                "number": scene.scene.number,
                "start_seconds": round(scene.start_seconds, 6),
                "duration_seconds": round(scene.cut.frames / request.format.fps, 6),
            }
            for scene in placed
        ],
    }


STAGE = Stage("episode", accept, {"line/join": make})
