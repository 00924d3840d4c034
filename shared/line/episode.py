"""What an episode needs once its scenes have ended: a bed of music for each mood, and the join."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.line.keys import seed_of
from shared.line.need import Need, Option
from shared.line.requests import EpisodeRequest, MusicRequest, SceneCut
from shared.line.scene import clip_seconds, scene_needs
from shared.production import Episode, Production, Scene

JOIN = "line/join"
"""The maker of episodes: ffmpeg on the worker, no provider."""

# Beds come in steps, so that a second more or less of speech does not buy other music.
MUSIC_STEP_SECONDS = 20
MUSIC_LONGEST_SECONDS = 180


@dataclass(frozen=True)
class EpisodeNeeds:
    """The products of one episode."""

    music: tuple[Need, ...]
    join: Need


def episode_needs(production: Production, episode: Episode, slates: Mapping[int, str]) -> EpisodeNeeds:
    """The needs of `episode`; `slates` names the reason of each failed scene, by its number."""
    music = music_needs(production, episode)
    beds = {need.request.mood: need.key for need in music if isinstance(need.request, MusicRequest)}
    cuts = tuple(_cut(production, episode, scene, slates.get(scene.number)) for scene in episode.scenes)
    spoken = episode.dub or production.language
    request = EpisodeRequest(
        title=production.title,
        episode=episode.of,
        scenes=cuts,
        music=beds,
        music_volume=production.music_volume or 0.0,
        language=spoken,
        # What is spoken in a dub can be read there, too; where what is spoken is burned in, what is spoken there is.
        subtitles=tuple(dict.fromkeys((episode.dub, *production.subtitles))) if episode.dub else production.subtitles,
        burn=spoken if production.burn == production.language else production.burn,
        format=production.format,
        dub=episode.dub,
        native_volume=production.native_volume or 0.0,
        style=production.subtitle_style,
        cast=tuple(character.name for character in production.characters) if production.subtitle_style.speaker_colours else (),
        delivery=production.delivery,
    )
    inputs = (*(key for cut in cuts for key in (cut.lipsync, cut.native) if key), *beds.values())
    return EpisodeNeeds(music, Need("episode", JOIN, request, inputs))


def music_needs(production: Production, episode: Episode) -> tuple[Need, ...]:
    """A bed for each mood of `episode`, as long as its scenes in that mood."""
    if not production.music_volume:
        return ()
    seconds_by_mood: dict[str, float] = {}
    for scene in episode.scenes:
        seconds_by_mood[scene.beat] = seconds_by_mood.get(scene.beat, 0.0) + clip_seconds(scene)
    first, *others = production.models["music"]
    needs = []
    for mood, seconds in sorted(seconds_by_mood.items()):
        steps = max(1, -(-int(seconds + 0.999) // MUSIC_STEP_SECONDS))
        length = min(MUSIC_LONGEST_SECONDS, steps * MUSIC_STEP_SECONDS)
        take = production.takes.get(f"ep{episode.of}/music", 0)
        # One theme a mood for the whole season: equal lengths are one product, bought once.
        seed = seed_of(production.seed, "music", mood)
        request = MusicRequest.model_validate({"mood": mood, "genre": production.genre, "seconds": length, "seed": seed})
        needs.append(Need("music", first, request, (), take, tuple(Option(model, request) for model in others)))
    return tuple(needs)


def _cut(production: Production, episode: Episode, scene: Scene, slate: str | None) -> SceneCut:
    lines = tuple({production.language: line.text, **line.translations} for line in scene.dialogue)
    if slate is not None:
        return SceneCut(number=scene.number, lipsync=None, slate=slate, beat=scene.beat, lines=())
    needs = scene_needs(production, episode, scene)
    return SceneCut(
        number=scene.number,
        lipsync=needs.lipsync.key,
        slate=None,
        beat=scene.beat,
        lines=lines,
        speakers=tuple(line.character for line in scene.dialogue),
        native=needs.video.key if production.native_volume else None,
    )
