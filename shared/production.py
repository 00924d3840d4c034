"""A season as the line makes it: the season file with every open choice settled (voices, seeds, models), split by episode.

A task loads the header and one episode, so its cost does not grow with the season.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.job import Job
from shared.line.delivery import Delivery, SubtitleStyle
from shared.line.requests import Beat, Format, Look, StageName
from shared.quality import Quality

Preference = Literal["listed", "cheapest", "fastest", "best"]
"""What puts a stage's models in order."""

Degradation = Literal["lower_resolution", "shorter", "softer_prompt"]
"""What may be asked for instead where a product cannot be had as it was ordered; see shared/line/degrading.py."""


class Record(BaseModel):
    """A value that is stored as JSON. Frozen; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Costume(Record):
    """What a character wears in some episodes."""

    episodes: tuple[int, ...]
    wears: str


class Character(Record):
    """One of the cast. `reference_image` is the content key of the user's own picture, where there is one.

    `seed_is_locked` where the user gave the look's seed by hand, so that nobody may make the character without it.
    """

    look: Look
    personality: str = ""
    voice: str
    voices: dict[str, str] = Field(default_factory=dict)
    """The voice with each other speech model of the season's list."""
    reference_image: str | None = None
    seed_is_locked: bool = False
    locked: tuple[str, ...] = Field(default=(), exclude_if=lambda locked: not locked)
    """Features that every picture must show."""
    wardrobe: tuple[Costume, ...] = Field(default=(), exclude_if=lambda wardrobe: not wardrobe)
    """What is worn in which episodes, instead of what the look says; none of them names an episode twice."""

    def wears_in(self, episode: int) -> str:
        """What is worn in an episode instead of the usual clothes; the empty string for those."""
        return next((costume.wears for costume in self.wardrobe if episode in costume.episodes), "")

    @property
    def name(self) -> str:
        return self.look.name

    def voice_of(self, model: str) -> str:
        """The character's voice with a speech model; the first choice's where no other was cast."""
        return self.voices.get(model, self.voice)


class Line(Record):
    """A line of dialogue, and what it says in other languages where the script gives that (BCP 47 tag to text)."""

    character: str
    text: str
    translations: dict[str, str] = Field(default_factory=dict)
    is_off_screen: bool = Field(default=False, exclude_if=lambda is_off_screen: not is_off_screen)
    """Heard, and not seen to be spoken: a narrator, a thought, a voice on the phone."""


class Scene(Record):
    """A scene. `seconds` is the length that the script asks for; None lets the speech decide.

    In a batch a job of the jobs file stands in its place.
    """

    number: int
    setting: str = ""
    action: str = ""
    beat: Beat = "neutral"
    visual_prompt: str = ""
    seconds: float | None = None
    dialogue: tuple[Line, ...] = ()
    job: Job | None = None


DUB_STEP = 10_000
"""A season file numbers episodes below this: a dub of episode 3 is made as an episode 3 + k * 10,000, k its place among the dubs."""


class Episode(Record):
    """An episode's script. Scene numbers are unique and ascending.

    A dub is an episode of its own with the very same script: `dub` is its language, and `number` no other one's.
    """

    number: int
    dub: str = Field(default="", exclude_if=lambda dub: not dub)
    logline: str = ""
    cliffhanger: str = ""
    scenes: tuple[Scene, ...]

    @property
    def of(self) -> int:
        """The episode's number in the season, a dub's too."""
        return self.number % DUB_STEP

    @property
    def place(self) -> str:
        """What takes and messages call it: ep2, and ep2.en for a dub."""
        return f"ep{self.of}" + (f".{self.dub}" if self.dub else "")


class Dub(Record):
    """Another spoken language of a season: who speaks it, and with which voice of theirs each character (name to voice, by model)."""

    language: str
    models: tuple[str, ...]
    voices: dict[str, dict[str, str]]


class Production(Record):
    """The header of a season: everything but the episodes' scripts.

    `models` is each stage's list in order of preference, `vendor/model`; `seed` is the season's own, for what belongs to no
    character; `takes` counts the redos of a product (`ep2/scene5/video` to 1, 2, …). A batch is made as a season of one episode,
    whose scenes are its jobs, `at_once` of them at a time; so is the writing of a season's script, under the season's own id.
    `prefer` is what ordered the lists, and `chosen` has the stages for which the season file names nobody. `references_are_wanted`
    where it does name somebody for them.
    """

    kind: Literal["season", "batch", "writing"] = "season"
    season: str
    title: str
    slug: str
    genre: str = ""
    language: str
    subtitles: tuple[str, ...] = ()
    burn: str | None = None
    style: str = ""
    format: Format
    characters: tuple[Character, ...]
    music_volume: float | None = 0.25
    budget_micros: int | None = None
    models: dict[StageName, tuple[str, ...]]
    prefer: Preference = "listed"
    chosen: tuple[StageName, ...] = ()
    references_are_wanted: bool = False
    allow: tuple[Degradation, ...] = ()
    on_failure: Literal["continue", "stop"] = "continue"
    webhook_url: str | None = None
    seed: int
    takes: dict[str, int] = Field(default_factory=dict)
    at_once: int | None = None
    episodes: tuple[int, ...]
    """Those of the season's own language; the numbers of its dubs are in `dubbed`."""
    dubs: tuple[Dub, ...] = Field(default=(), exclude_if=lambda dubs: not dubs)
    order: Literal["picture_first", "audio_first"] = "picture_first"
    native_volume: float | None = None
    """The amplitude of the clips' own sound; None where it is dropped."""
    quality_budget_micros: int = 0
    """What may be spent on other takes of what a gate refused."""
    quality: Quality = Quality()
    subtitle_style: SubtitleStyle = SubtitleStyle()
    delivery: Delivery = Delivery()
    line_version: int = Field(default=1, exclude_if=lambda version: version == 1)
    """By which version it was ordered (shared/version.py)."""

    @property
    def is_audio_first(self) -> bool:
        """Whether speech is made before the pictures."""
        return self.order == "audio_first"

    @property
    def is_translating(self) -> bool:
        """Whether it is the order by which a script is translated: a season is made of it even where that fails."""
        return self.kind == "writing" and set(self.models) == {"translate"}

    @property
    def dubbed(self) -> tuple[int, ...]:
        """The numbers of the episodes that are dubs, language by language."""
        return tuple(number + DUB_STEP * which for which in range(1, len(self.dubs) + 1) for number in self.episodes)

    @property
    def all_episodes(self) -> tuple[int, ...]:
        """Every episode that is made, dubs after all of the season's own."""
        return (*self.episodes, *self.dubbed)
