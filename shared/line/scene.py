"""What a scene needs, stage by stage, and the content keys of it: the same inputs, the same keys."""

from dataclasses import dataclass, replace

from shared.line.dubbing import dub_of, said
from shared.line.keys import seed_of
from shared.line.need import Need, Option
from shared.line.request import Request
from shared.line.requests import LipsyncRequest, Look, ReferenceRequest, SpeechRequest, StageName, VideoRequest
from shared.production import Character, Dub, Episode, Production, Scene

# A clip's length where the script asks for none: it must not depend on the wording, or a changed line would buy the picture again.
SILENT_SCENE_SECONDS = 4.0
SECONDS_PER_LINE = 3.0

SILENT_LIPSYNC = "studio/lips"

GIVEN = "line/given"
"""The maker of a reference picture that the user gave."""


@dataclass(frozen=True)
class SceneNeeds:
    """The products of one scene. Speech is one product a line, so that a changed line pays for itself alone."""

    references: tuple[Need, ...]
    video: Need
    speech: tuple[Need, ...]
    lipsync: Need
    fits: tuple[Need, ...] = ()
    """Of a dub: the original's speech, into whose time its own is fitted. That is there, since a dub comes after its original."""

    def of(self, stage: StageName) -> tuple[Need, ...]:
        """The needs of one stage, in order."""
        by_stage: dict[StageName, tuple[Need, ...]] = {
            "reference": self.references,
            "video": (self.video,),
            "speech": (*self.speech, *self.fits),
            "lipsync": (self.lipsync,),
        }
        return by_stage[stage]

    @property
    def all(self) -> tuple[Need, ...]:
        """Every product, in the order of the line."""
        return (*self.references, self.video, *self.speech, self.lipsync)

    @property
    def last(self) -> tuple[Need, ...]:
        """The products that stand for the finished scene."""
        return (self.lipsync,)


def scene_needs(production: Production, episode: Episode, scene: Scene) -> SceneNeeds:
    """The needs of `scene`, made by the first model of each stage's list."""
    return _SceneLine(production, episode, scene).needs()


def present(production: Production, episode: Episode, scene: Scene) -> tuple[Character, ...]:
    """Who is seen: those who are seen to speak, in order, then those whom the action or the prompt names.

    A scene that names nobody goes on with the people of the scene before it; the first one shows the first of the cast who is more
    than a voice.
    """
    at = next(index for index, other in enumerate(episode.scenes) if other.number == scene.number)
    for earlier in reversed(episode.scenes[: at + 1]):
        seen = _named(production, earlier)
        if seen:
            return seen
    voices = {line.character for each in episode.scenes for line in each.dialogue if line.is_off_screen}
    return tuple(character for character in production.characters if character.name not in voices)[:1] or production.characters[:1]


def speakers_seen(scene: Scene) -> tuple[str, ...]:
    """Who is seen to speak, in order."""
    return tuple(dict.fromkeys(line.character for line in scene.dialogue if not line.is_off_screen))


def clip_seconds(scene: Scene) -> float:
    """The length of the scene's clip: what the script asks for, else by the number of its lines."""
    if scene.seconds is not None:
        return scene.seconds
    return max(SILENT_SCENE_SECONDS, SECONDS_PER_LINE * len(scene.dialogue))


def _named(production: Production, scene: Scene) -> tuple[Character, ...]:
    by_name = {character.name: character for character in production.characters}
    speaking = list(speakers_seen(scene))
    text = f"{scene.action}\n{scene.visual_prompt}".casefold()
    mentioned = [(text.index(name.casefold()), name) for name in by_name if name not in speaking and name.casefold() in text]
    return tuple(by_name[name] for name in [*speaking, *(name for _, name in sorted(mentioned))])


class _SceneLine:
    """Builds one scene's needs."""

    def __init__(self, production: Production, episode: Episode, scene: Scene) -> None:
        self.production = production
        self.episode = episode
        self.scene = scene
        # A dub shows what its original shows, another take of that too.
        self.place = f"ep{episode.of}/scene{scene.number}"
        self.dub = dub_of(production, episode.number)
        self.cast = present(production, episode, scene)

    def needs(self) -> SceneNeeds:
        references = tuple(self._reference(character) for character in self.cast)
        speech = tuple(self._speech(index) for index in range(len(self.scene.dialogue)))
        video = self._video(references, speech if self.production.is_audio_first else ())
        if self.dub is None or not speech:
            # Where nobody speaks there is nothing to dub: the scene is the original's.
            return SceneNeeds(references, video, speech, self._lipsync(video, speech))
        dubbed = tuple(self._dubbed(index, self.dub) for index in range(len(self.scene.dialogue)))
        return SceneNeeds(references, video, dubbed, self._lipsync(video, dubbed, speech), speech)

    def _need(self, stage: StageName, request: Request, inputs: tuple[str, ...] = (), *, place: str = "") -> Need:
        take = self.production.takes.get(f"{place or self.place}/{stage}", 0)
        first, *others = self.production.models[stage]
        return Need(stage, first, request, inputs, take, tuple(Option(model, request) for model in others))

    def _reference(self, character: Character) -> Need:
        return reference_need(self.production, character)

    def _video(self, references: tuple[Need, ...], speech: tuple[Need, ...]) -> Need:
        take = self.production.takes.get(f"{self.place}/video", 0)
        scene, keys, spoken = self.scene, tuple(need.key for need in references), tuple(need.key for need in speech)
        request = VideoRequest(
            episode=self.episode.of,
            scene=scene.number,
            setting=scene.setting,
            action=scene.action,
            visual_prompt=scene.visual_prompt,
            style=self.production.style,
            beat=scene.beat,
            cast=tuple(dressed(self.production, character, self.episode.of) for character in self.cast),
            speakers=speakers_seen(scene),
            # How long it is to be is known when the speech is there.
            seconds=(scene.seconds or 0.0) if spoken else clip_seconds(scene),
            format=self.production.format,
            seed=seed_of(self.production.seed, self.place, take),
            references=keys,
            speech=spoken,
            native_audio=self.production.native_volume is not None,
        )
        return self._need("video", request, (*keys, *spoken))

    def _speech(self, index: int) -> Need:
        line = self.scene.dialogue[index]
        speaker = next(character for character in self.production.characters if character.name == line.character)
        request = SpeechRequest(
            character=line.character, text=line.text, language=self.production.language, voice=speaker.voice, beat=self.scene.beat
        )
        need = self._need("speech", request)
        # Each model has voices of its own.
        others = (Option(other.model, request.model_copy(update={"voice": speaker.voice_of(other.model)})) for other in need.others)
        return replace(need, others=tuple(others))

    def _dubbed(self, index: int, dub: Dub) -> Need:
        """A line in the language of a dub. Before it is translated its own text stands in for that, so that it can be priced."""
        line = self.scene.dialogue[index]
        text = said(line, self.production.language, dub.language) or line.text
        voices = dub.voices[line.character]
        take = self.production.takes.get(f"{self._dub_place}/speech", 0)
        first, *others = (
            Option(
                model,
                SpeechRequest(character=line.character, text=text, language=dub.language, voice=voices[model], beat=self.scene.beat),
            )
            for model in dub.models
        )
        return Need("speech", first.model, first.request, (), take, tuple(others))

    @property
    def _dub_place(self) -> str:
        return f"{self.episode.place}/scene{self.scene.number}"

    def _lipsync(self, video: Need, speech: tuple[Need, ...], fits: tuple[Need, ...] = ()) -> Need:
        """The finished scene; `fits` is the original's speech where `speech` is a dub's."""
        keys, fitted = tuple(need.key for need in speech), tuple(need.key for need in fits)
        inputs, place = (video.key, *keys, *fitted), self._dub_place if fits else self.place
        request = LipsyncRequest(
            video=video.key,
            speech=keys,
            speakers=tuple("" if line.is_off_screen else line.character for line in self.scene.dialogue),
            at_least_seconds=self.scene.seconds or 0.0,
            format=self.production.format,
            fits=fitted,
        )
        if not any(request.speakers):
            # Where nobody is seen to speak there is nothing to buy: the clip is only brought into form, with what is heard over it.
            return Need("lipsync", SILENT_LIPSYNC, request, inputs, self.production.takes.get(f"{place}/lipsync", 0))
        return self._need("lipsync", request, inputs, place=place)


def reference_need(production: Production, character: Character) -> Need:
    """The reference picture of one of the cast; the user's own, where there is one, is an input that needs no making."""
    image = character.reference_image
    request = ReferenceRequest(look=look_of(production, character), style=production.style, format=production.format, image=image)
    take = _character_take(production, character)
    if image:
        return Need("reference", GIVEN, request, (image,), take)
    first, *others = production.models["reference"]
    return Need("reference", first, request, (), take, tuple(Option(model, request) for model in others))


def look_of(production: Production, character: Character) -> Look:
    """The character's look, locked features and all; another take of a character is another face that its description allows."""
    take = _character_take(production, character)
    look = character.look
    if character.locked:
        look = look.model_copy(update={"appearance": ", ".join(filter(None, (look.appearance, *character.locked)))})
    return look.model_copy(update={"seed": seed_of(look.seed, "take", take)}) if take else look


def dressed(production: Production, character: Character, episode: int) -> Look:
    """The character's look as an episode shows it. Clothes are no part of the reference picture, which is never bought again for them."""
    look, wears = look_of(production, character), character.wears_in(episode)
    return look.model_copy(update={"wears": wears}) if wears else look


def _character_take(production: Production, character: Character) -> int:
    return production.takes.get(f"character/{character.name}", 0)
