"""The episode stage: clips joined, music under speech, subtitles from the script with times from the sound, a cover."""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shared.bcp47 import primary
from shared.line.requests import EpisodeRequest, Format, SceneCut
from shared.production import DUB_STEP
from worker.media import subtitles
from worker.media.cover import make_cover
from worker.media.cue import Cue
from worker.media.cues import SpokenScene, cues, spoken_scene, untranslated
from worker.media.fonts import covers
from worker.media.join import Cut, JoinFacts, join
from worker.media.label import write_label
from worker.media.page import Page
from worker.media.platform import findings_of
from worker.media.probe import check_clip, check_picture
from worker.media.slate import make_slate
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
    """A scene in the episode: where it starts, and what is said in it when."""

    scene: SceneCut
    cut: Cut
    start_seconds: float
    spoken: SpokenScene


@dataclass(frozen=True)
class _Subtitles:
    """By language: the cues, or why there are none; and the characters that no font can write."""

    cues: dict[str, list[Cue]]
    missing: dict[str, str]
    unwritable: dict[str, str]


def make(request: EpisodeRequest, inputs: Mapping[str, Input], folder: Path) -> Made:
    """Join an episode in `folder`. Roles: episode, cover, and `srt:LANG`, `vtt:LANG`, `ass:LANG` for each language that there is."""
    placed = _place(request, inputs, folder)
    files = {"episode": "episode.mp4", "cover": "cover.jpg"}
    page = Page(request.format, request.delivery.safe_area, request.style, request.cast)
    written = _subtitles(request, placed, page)
    for language in request.subtitles:
        if language in written.cues:
            files |= subtitles.write_all(folder, written.cues[language], language, page)
    facts = join(
        [scene.cut for scene in placed],
        {mood: inputs[key].path("music") for mood, key in request.music.items()},
        volume=request.music_volume,
        native_volume=request.native_volume,
        delivery=request.delivery,
        fmt=request.format,
        burn=_burned(request, written, page, folder),
        target=folder / files["episode"],
        folder=folder,
        title=request.title,
        episode=request.episode % DUB_STEP,
        number=number_of(request),
    )
    _cover(request, placed, folder / files["cover"])
    told = _facts(request, placed, facts, written)
    made, cover = folder / files["episode"], folder / files["cover"]
    told["preset_findings"] = findings_of(made, request, told, cover=cover, number=number_of(request))
    return Made(files, told)


def number_of(request: EpisodeRequest) -> str:
    """What its file's tags call the episode: 32 hexadecimal digits that follow from all that it is made of."""
    return hashlib.sha256(request.model_dump_json().encode()).hexdigest()[:32]


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
            native = inputs[scene.native].path("clip") if scene.native else None
            cut = Cut(product.path("clip"), product.path("dialogue"), int(product.facts["frames"]), scene.beat, native)
            lines = product.facts["lines"]
        seconds = cut.frames / request.format.fps
        spoken = spoken_scene(scene, start_seconds, seconds, lines, language=request.dub or request.language)
        placed.append(_Placed(scene, cut, start_seconds, spoken))
        frames += cut.frames
    return placed


def _slate(request: EpisodeRequest, scene: SceneCut, folder: Path) -> Cut:
    """What stands in for a failed scene: its number and the reason."""
    clip, dialogue = folder / f"slate-{scene.number}.mp4", folder / f"slate-{scene.number}.wav"
    frames = make_slate(clip, dialogue, request.format, scene=scene.number, reason=scene.slate or "")
    return Cut(clip, dialogue, frames, scene.beat)


def _subtitles(request: EpisodeRequest, placed: list[_Placed], page: Page) -> _Subtitles:
    """The cues in every language that is wanted beside the episode or in its picture."""
    written = _Subtitles({}, {}, {})
    scenes = [scene.spoken for scene in placed]
    lines = sum(len(scene.lines) for scene in scenes)
    for language in dict.fromkeys((*request.subtitles, *((request.burn,) if request.burn else ()))):
        missing = untranslated(scenes, language)
        if missing:
            written.missing[language] = NO_TRANSLATION.format(missing=missing, lines=lines)
            continue
        written.cues[language] = cues(scenes, language, page)
        unwritable = subtitles.unwritable(written.cues[language], language)
        if unwritable:
            written.unwritable[language] = unwritable
    if on_cover := covers(request.title, request.language):
        written.unwritable["title"] = on_cover
    return written


def _burned(request: EpisodeRequest, written: _Subtitles, page: Page, folder: Path) -> Path | None:
    """All that is drawn over the pictures in their one encode: subtitles, and the mark of what a machine made."""
    burn = None
    if request.burn is not None and request.burn in written.cues:
        burn = folder / "burn.ass"
        subtitles.write_burned(burn, written.cues[request.burn], request.burn, page)
    label = request.delivery.labels.visible
    if label is None:
        return burn
    marked = folder / "marked.ass"
    write_label(burn, marked, label, fmt=request.format, language=request.dub or request.language, safe_area=request.delivery.safe_area)
    return marked


def _cover(request: EpisodeRequest, placed: list[_Placed], target: Path) -> None:
    shown = [scene for scene in placed if scene.scene.lipsync is not None] or placed
    best = min(shown, key=lambda scene: COVER_BEATS.index(scene.scene.beat))
    at_seconds = best.cut.frames / request.format.fps * COVER_AT_SHARE
    make_cover(
        best.cut.clip,
        target,
        at_seconds=at_seconds,
        title=request.title,
        episode_text=_numbered(request.episode % DUB_STEP, request.language),
        language=request.language,
        fmt=_cover_format(request),
    )


def _cover_format(request: EpisodeRequest) -> Format:
    """The episode's own size, where no other is wanted."""
    width, height = request.delivery.cover_width, request.delivery.cover_height
    return Format(width=width or request.format.width, height=height or request.format.height, fps=request.format.fps)


def _numbered(episode: int, language: str) -> str:
    """Which episode it is, in the language of its title; a bare number in a language that is not listed."""
    return EPISODE_NUMBER.get(primary(language), "{}").format(episode)


def _facts(request: EpisodeRequest, placed: list[_Placed], facts: JoinFacts, written: _Subtitles) -> dict[str, object]:
    return {
        "duration_seconds": round(facts.duration_seconds, 6),
        "frames": facts.frames,
        "width": request.format.width,
        "height": request.format.height,
        "fps": request.format.fps,
        # Silence has no loudness.
        "loudness_lufs": round(facts.integrated_lufs, 2) if math.isfinite(facts.integrated_lufs) else None,
        "true_peak_db": round(facts.true_peak_db, 2) if math.isfinite(facts.true_peak_db) else None,
        "video_kbps": round(facts.video_kbps),
        "without_native_sound": [one.scene.number for at, one in enumerate(placed) if one.cut.native and at not in facts.native],
        "subtitles_missing": written.missing,
        "unwritable": written.unwritable,
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
