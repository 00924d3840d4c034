"""From an episode's plan to its script: words, settings, prompts and seconds."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

from producer.storyteller.interludes import Interludes
from producer.storyteller.lexicon import Pair, Tongue, dice
from producer.storyteller.notation import Draft, Part, Speech
from producer.storyteller.pacing import Room, Spoken, fitted, seconds_of, shared_out
from producer.storyteller.players import Player
from producer.storyteller.plot import EpisodePlan, Slot
from producer.storyteller.script import Fact
from producer.storyteller.settings import Calendar, Setting
from producer.storyteller.wording import Wording
from shared.season_script import DialogueLine, EpisodeScript, SceneScript

TAGS: dict[Tongue, str] = {"zh": "zh-CN", "en": "en"}
_SHOTS = ("close-up", "medium shot", "over-the-shoulder shot", "low angle", "slow push-in", "two-shot")
_TALK_SHARE = 0.86
"""How much of an episode talk may fill before no more is added."""
_ROOMY = frozenset({"meet", "open", "turn", "answer", "between"})
"""What may be followed by more talk: not a reveal, and never a cliffhanger."""
_SLOW_SCENE_SECONDS = 15.0
"""From scenes of this length on, a reveal and a cliffhanger have time for talk before them, too."""
_LAST_WORDS = frozenset({"reveal", "cliff"})


@dataclass(frozen=True)
class Said:
    """A line in both languages, and who says it."""

    player: Player
    text: Pair
    rank: int


@dataclass(frozen=True)
class Worded:
    """A scene with its words."""

    slot: Slot
    draft: Draft
    wording: Wording
    lines: tuple[Said, ...]
    ask: Pair | None


class Director:
    """Makes episodes one after the other; `facts` says what has happened."""

    def __init__(
        self, tongue: Tongue, wording: Wording, interludes: Interludes, calendar: Calendar, extras: Sequence[Player], seed: object
    ) -> None:
        self.tongue, self.wording, self.interludes, self.calendar = tongue, wording, interludes, calendar
        self.extras, self.seed = extras, seed
        self.gone: set[Part] = set()
        self.facts: list[Fact] = []
        self._shots = dice("shots", seed)

    def episode(self, number: int, plan: EpisodePlan, episodes: int, seconds: float, logline: Pair) -> EpisodeScript:
        """The script of one episode, as long as `seconds`."""
        worded = [self._worded(number, at, slot, (number - 1 + at / len(plan.slots)) / episodes) for at, slot in enumerate(plan.slots)]
        kept = fitted([self._room(scene) for scene in worded], seconds)
        worded = [replace(scene, lines=tuple(scene.lines[k] for k in keep)) for scene, keep in zip(worded, kept, strict=True)]
        worded = self._filled(worded, number, episodes, seconds)
        rooms = [self._room(scene) for scene in worded]
        lengths = shared_out([seconds_of(room, tuple(range(len(room.lines)))) for room in rooms], seconds)
        scenes = tuple(self._scene(at, scene, lengths[at]) for at, scene in enumerate(worded))
        ask = worded[-1].ask
        about = self.wording.about_of(plan.thread.thing, plan.thread.secret.about)
        told = about.text(logline, dice("logline", self.seed, number)).of(self.tongue)
        return EpisodeScript(
            episode_number=number, duration_seconds=seconds, logline=told, scenes=scenes, cliffhanger=ask.of(self.tongue) if ask else ""
        )

    def _worded(self, number: int, at: int, slot: Slot, progress: float) -> Worded:
        draft = slot.draft or self.interludes.scene(progress, self._absent())
        wording = self.wording.about_of(slot.thread.thing, slot.thread.secret.about)
        if slot.draft is None and self.extras and "A" in draft.parts:
            stand_in = self.extras[number % len(self.extras)]
            wording = wording.with_ally(stand_in)
        self._record(number, at + 1, slot)
        chance = dice("words", self.seed, slot.label, number, at)
        lines = tuple(_said(line, wording, chance) for line in draft.lines)
        if slot.tail:
            end = self._worded(number, at, slot.tail, progress)
            return Worded(slot, draft, wording, (*lines, *end.lines), end.ask)
        return Worded(slot, draft, wording, lines, wording.text(draft.ask, dice("ask")) if draft.ask else None)

    def _absent(self) -> set[Part]:
        """Who has left; with given people to stand in, an ally can still be spoken to."""
        return set() if self.extras else self.gone

    def _record(self, episode: int, scene: int, slot: Slot) -> None:
        secret, players = slot.thread.secret, self.wording.players
        for kind in slot.facts:
            of = slot.thread.thing.id if kind in {"found", "handed"} else secret.id
            who = players["H"].key if kind == "found" else players[secret.leaves].key if kind == "left" and secret.leaves else ""
            self.facts.append(Fact(episode, scene, kind, of, who))
            if kind == "left" and secret.leaves:
                self.gone.add(secret.leaves)

    def _room(self, scene: Worded) -> Room:
        lines = tuple(Spoken(line.text.of(self.tongue), line.rank) for line in scene.lines)
        return Room(lines, scene.slot.purpose != "between")

    def _filled(self, worded: list[Worded], number: int, episodes: int, seconds: float) -> list[Worded]:
        """More talk where there is time for it, in scenes that have talk already; the emptiest first."""
        roomy = _ROOMY | _LAST_WORDS if seconds / len(worded) >= _SLOW_SCENE_SECONDS else _ROOMY
        made, open_scenes = list(worded), {at for at, scene in enumerate(worded) if scene.slot.purpose in roomy and scene.lines}
        talk = sum(self._talk(scene) for scene in made)
        while open_scenes:
            at = min(open_scenes, key=lambda one: (self._talk(made[one]), one))
            longer = self._longer(made[at], (number - 1 + at / len(made)) / episodes, len(made[at].lines))
            added = self._talk(longer) - self._talk(made[at]) if longer else 0.0
            if longer is None or talk + added > _TALK_SHARE * seconds:
                open_scenes.discard(at)
                continue
            made[at], talk = longer, talk + added
        return made

    def _talk(self, scene: Worded) -> float:
        return seconds_of(self._room(scene), tuple(range(len(scene.lines))))

    def _longer(self, scene: Worded, progress: float, spoken: int) -> Worded | None:
        present = scene.draft.parts - self.gone
        exchange = self.interludes.more(progress, present, scene.draft.mood) if spoken < _MOST_LINES else None
        if exchange is None:
            return None
        chance = dice("more", self.seed, exchange.id)
        said = tuple(_said(line, scene.wording, chance) for line in exchange.scene.lines)
        lines = (*said, *scene.lines) if scene.slot.purpose in _LAST_WORDS else (*scene.lines, *said)
        return replace(scene, lines=lines)

    def _scene(self, at: int, scene: Worded, seconds: float) -> SceneScript:
        chance = dice("action", self.seed, scene.slot.label, at)
        action = scene.wording.text(scene.draft.action, chance) if scene.draft.action else Pair("", "")
        told = action.en + "".join(line.text.en for line in scene.lines)
        setting = self.calendar.next(scene.draft.where, night=_at_night(told))
        rain = _rains(action.zh + "".join(line.text.zh for line in scene.lines))
        other: Tongue = "en" if self.tongue == "zh" else "zh"
        lines = tuple(
            DialogueLine(character=line.player.key, line=line.text.of(self.tongue), translations={TAGS[other]: line.text.of(other)})
            for line in scene.lines
        )
        return SceneScript(
            scene_number=at + 1,
            setting=setting.heading(self.tongue, rain=rain),
            action=action.of(self.tongue),
            dialogue=lines,
            emotional_beat=scene.draft.mood,
            visual_prompt=self._prompt(setting, action.en, scene.wording, rain=rain),
            duration_seconds=seconds,
        )

    def _prompt(self, setting: Setting, action: str, wording: Wording, *, rain: bool) -> str:
        return f"{setting.picture(rain=rain)}; {self._shots.choice(_SHOTS)}: {_seen(action, wording.players.values())}"


_MOST_LINES = 14
"""Where more than this is said in one scene, it drags."""


def _said(line: Speech, wording: Wording, chance: Random) -> Said:
    player = wording.players[line.part]
    wording.used.add(player.key)
    return Said(player, wording.text(line.text, chance, line.part), line.rank)


def _seen(action: str, players: Iterable[Player]) -> str:
    """The action with people as a camera sees them, since a picture's model knows no names."""
    text = action
    for player in players:
        name = rf"(?<!\w){re.escape(player.name.en)}(?!\w)"
        noun = "woman" if player.sex == "female" else "man"
        text = re.sub(name + "'s", f"the {noun}'s", text)
        text = re.sub(name, player.seen, text, count=1)
        text = re.sub(name, f"the {noun}", text)
    return text[:1].lower() + text[1:].rstrip(".")


def _rains(text: str) -> bool:
    return re.search("雨里|雨中|下雨|湿透|有雨|滴雨|这把伞", text) is not None


def _at_night(text: str) -> bool:
    return re.search(r"\b(tonight|past closing|midnight|late in the evening|in the dark|no lights)\b", text, re.IGNORECASE) is not None
