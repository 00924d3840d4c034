"""Compares a season with what was produced of it before: what has changed, which scenes go stale by it, at what price."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from producer.bible.change import Change, Changes
from producer.bible.earlier import Earlier, Place
from producer.order import Order
from shared.line.dubbing import said
from shared.line.episode import music_needs
from shared.line.need import Need
from shared.line.requests import StageName
from shared.line.scene import look_of, present, scene_needs
from shared.production import Character, Episode, Production, Scene

# What the season file calls the fields of a scene.
SCENE_FIELDS = {
    "setting": "setting",
    "action": "action",
    "beat": "emotional_beat",
    "visual_prompt": "visual_prompt",
    "seconds": "duration_seconds",
    "dialogue": "dialogue",
}
SEASON_FIELDS: Mapping[str, tuple[str, tuple[StageName, ...]]] = {
    "style": ("style", ("reference", "video")),
    "format": ("format", ("reference", "video", "lipsync")),
    "language": ("language", ("speech",)),
    "seed": ("seed", ("video", "music")),
    "genre": ("genre", ("music",)),
}
"""The fields of a season by which scenes go stale: what its file calls them, and the stages that they change."""
PICTURED = ("role", "gender", "age", "appearance", "seed")


def changes_since(earlier: Earlier, order: Order, most_micros: Callable[[Need], int]) -> Changes:
    """What has changed since a season was produced; `most_micros` is what making a product costs at most, nothing where it exists."""
    comparison = _Comparison(earlier, order)
    changes = [*comparison.of_season(), *comparison.of_characters(), *comparison.of_scenes()]
    changes += comparison.of_others({place for change in changes for place in change.scenes})
    dubs = tuple(dub.language for dub in order.production.dubs)
    priced = [change.told(_sum(comparison.again(change), most_micros), dubs) for change in changes]
    again = (need for change in changes for need in comparison.again(change))
    return Changes(priced, _sum(again, most_micros))


def _sum(needs: Iterable[Need], most_micros: Callable[[Need], int]) -> int:
    return sum(most_micros(need) for need in {need.key: need for need in needs}.values())


@dataclass(frozen=True)
class _Comparison:
    """Two versions of one season."""

    earlier: Earlier
    order: Order

    @property
    def before(self) -> Production:
        return self.earlier.production

    @property
    def now(self) -> Production:
        return self.order.production

    @cached_property
    def scenes(self) -> dict[Place, tuple[Episode, Scene]]:
        """Every scene that is wanted now."""
        return {(number, scene.number): (episode, scene) for number, episode in self.order.episodes.items() for scene in episode.scenes}

    @cached_property
    def missing(self) -> dict[Place, tuple[Need, ...]]:
        """What each scene needs now that it had not before, as far as it needs anything."""
        found = {}
        for place, (episode, scene) in self.scenes.items():
            needs = tuple(need for need in scene_needs(self.now, episode, scene).all if need.key not in self.earlier.keys)
            if needs:
                found[place] = needs
        return found

    @cached_property
    def stale(self) -> dict[Place, tuple[Need, ...]]:
        """Of those the ones that were made, and are no longer what is wanted."""
        return {place: needs for place, needs in self.missing.items() if place in self.earlier.made}

    @cached_property
    def music(self) -> dict[int, tuple[Need, ...]]:
        """The music of each episode that it had not before."""
        found = {number: music_needs(self.now, episode) for number, episode in self.order.episodes.items()}
        return {number: tuple(need for need in needs if need.key not in self.earlier.keys) for number, needs in found.items()}

    def again(self, change: Change) -> Iterator[Need]:
        """What is to be made because of a change."""
        for place in change.scenes:
            yield from self.missing.get(place, ())
        if change.what != "character":
            for episode in change.episodes:
                yield from self.music.get(episode, ())

    # The season

    def of_season(self) -> Iterator[Change]:
        stages: dict[str, tuple[StageName, ...]] = {
            told: changed for field, (told, changed) in SEASON_FIELDS.items() if getattr(self.before, field) != getattr(self.now, field)
        }
        for stage, models in self.now.models.items():
            if self.before.models.get(stage, ())[:1] != models[:1]:
                stages[f"providers.{stage}"] = (stage,)
        by_field = {field: self._stale_in(changed) for field, changed in stages.items()}
        scenes = sorted(set().union(*by_field.values()))
        if scenes:
            yield Change("season", "", tuple(field for field, found in by_field.items() if found), tuple(scenes), 0)

    def _stale_in(self, stages: tuple[StageName, ...]) -> set[Place]:
        with_music = {place for place in self.earlier.made & self.scenes.keys() if "music" in stages and self.music[place[0]]}
        return with_music | {place for place, needs in self.stale.items() if any(need.stage in stages for need in needs)}

    # The cast

    def of_characters(self) -> Iterator[Change]:
        before = {character.name: character for character in self.before.characters}
        now = {character.name: character for character in self.now.characters}
        for name in dict.fromkeys((*now, *before)):
            fields = _differing(before.get(name), now.get(name))
            if fields:
                scenes = tuple(place for place in self.stale if self._concerns(place, before.get(name), now.get(name)))
                yield Change("character", name, fields, scenes, 0)

    def _concerns(self, place: Place, before: Character | None, now: Character | None) -> bool:
        """Whether a stale scene is stale by what has changed of one of its people."""
        episode, scene = self.scenes[place]
        stages = {need.stage for need in self.stale[place]}
        if now is None or before is None:
            gone = now is None and self._was_seen(place, before)
            return gone or (now is not None and now in present(self.now, episode, scene))
        speaks = any(line.character == now.name for line in scene.dialogue)
        if "speech" in stages and speaks and before.voice != now.voice:
            return True
        looked, looks = look_of(self.before, before), look_of(self.now, now)
        redrawn = looked != looks or before.reference_image != now.reference_image
        redressed = before.wears_in(episode.of) != now.wears_in(episode.of)
        return (redrawn or redressed) and now in present(self.now, episode, scene)

    def _was_seen(self, place: Place, character: Character | None) -> bool:
        old = self.earlier.episodes.get(place[0])
        scene = next((each for each in old.scenes if each.number == place[1]), None) if old else None
        return bool(old and scene and character in present(self.before, old, scene))

    # The script

    def of_scenes(self) -> Iterator[Change]:
        told: dict[Place, tuple[str, ...]] = {place: self._differing(place) for place in self.scenes}
        gone = self.earlier.scenes - self.scenes.keys()
        told |= {place: ("removed",) for place in gone if place[0] in self.order.episodes}
        listed = sorted((place[0], fields, place) for place, fields in told.items() if fields)
        yield from _by_episode(listed)

    def of_others(self, told: set[Place]) -> Iterator[Change]:
        """What goes stale although nothing of its own has changed: a scene before it did that decides who is seen, or the line itself."""
        listed: list[tuple[int, tuple[str, ...], Place]] = []
        for place in sorted(self.stale.keys() - told):
            episode, scene = self.scenes[place]
            old = self.earlier.episodes[place[0]]
            was = next(each for each in old.scenes if each.number == place[1])
            before = [character.name for character in present(self.before, old, was)]
            now = [character.name for character in present(self.now, episode, scene)]
            listed.append((place[0], ("made otherwise by this version" if before == now else "who is in it",), place))
        yield from _by_episode(listed)

    def _differing(self, place: Place) -> tuple[str, ...]:
        if place not in self.earlier.scenes:
            return ("new",)
        episode, scene = self.scenes[place]
        old = next(each for each in self.earlier.episodes[place[0]].scenes if each.number == place[1])
        if episode.dub:
            # What is said in the languages of other dubs is no news in this one.
            old, scene = (_as_dubbed(each, self.now.language, episode.dub) for each in (old, scene))
        return tuple(told for field, told in SCENE_FIELDS.items() if getattr(old, field) != getattr(scene, field))


def _as_dubbed(scene: Scene, own: str, language: str) -> Scene:
    """A scene with no more of its lines than they are in its own language and that of a dub."""
    lines = tuple(line.model_copy(update={"translations": {language: said(line, own, language) or ""}}) for line in scene.dialogue)
    return scene.model_copy(update={"dialogue": lines})


def _by_episode(listed: list[tuple[int, tuple[str, ...], Place]]) -> Iterator[Change]:
    for (_, fields), places in groupby(listed, key=lambda item: item[:2]):
        yield Change("scenes", "", fields, tuple(place for _, _, place in places), 0)


def _differing(before: Character | None, now: Character | None) -> tuple[str, ...]:
    """What has changed of a character, as the season file calls it."""
    if before is None or now is None:
        return ("removed",) if now is None else ("new",)
    looks = [field for field in PICTURED if getattr(before.look, field) != getattr(now.look, field)]
    own = ("locked", "wardrobe", "voice", "reference_image", "personality")
    return (*looks, *(field for field in own if getattr(before, field) != getattr(now, field)))
