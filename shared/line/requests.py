"""The typed request of each product: everything that the product depends on, hence what its content key hashes.

A request names its inputs by content key. Units are in the names; lengths of pictures are in pixels.
"""

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

StageName = Literal[
    "script",
    "polish",
    "review",
    "rewrite",
    "translate",
    "reference",
    "video",
    "speech",
    "lipsync",
    "music",
    "episode",
    "image",
    "clip",
    "text",
    "export",
]
"""The first five write the script and its translations, then comes the line; image, clip and text are those of jobs files."""

WritingStep = Literal["digest", "outline", "draft", "polish", "review", "rewrite"]
"""The steps of writing: a long source part by part, the season, then each episode."""

# The field's emotional beats: seeds of the script form (happy, sad, tense, romantic, shocking) and what scripts add.
Beat = Literal["neutral", "happy", "sad", "angry", "tense", "romantic", "shocking"]


class Request(BaseModel):
    """What is asked of an engine. Frozen, so that it can be hashed; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unhashed: ClassVar[frozenset[str]] = frozenset()
    """Fields that change how it is asked, not what comes of it: they are no part of the content key."""


class Format(Request):
    """The one format of every clip of a season: H.264 yuv420p, constant frame rate."""

    width: int
    height: int
    fps: int


class Look(Request):
    """A character as the script describes it. `seed` locks what the text leaves open; the same Look is the same face.

    `wears` are clothes for one scene, instead of those of `appearance`: they change no face.
    """

    name: str
    role: str = ""
    gender: Literal["male", "female", "unspecified"] = "unspecified"
    age: int | None = None
    appearance: str = ""
    seed: int
    # Left out where it is empty: a season without a wardrobe keeps the content keys that it had before there were any.
    wears: str = Field("", exclude_if=lambda wears: not wears)


class ReferenceRequest(Request):
    """A character's reference picture; `image` is the content key of the user's own, which is then only conformed."""

    look: Look
    style: str
    format: Format
    image: str | None = None


class VideoRequest(Request):
    """A silent clip of a scene, `seconds` long: who is seen (`cast`, those who speak first, in order), where, doing what."""

    episode: int
    scene: int
    setting: str
    action: str
    visual_prompt: str
    style: str
    beat: Beat
    cast: tuple[Look, ...]
    speakers: tuple[str, ...]
    seconds: float
    format: Format
    seed: int
    references: tuple[str, ...]
    # Left out at their defaults: a season that asks for none of it keeps its content keys.
    speech: tuple[str, ...] = Field((), exclude_if=lambda speech: not speech)
    """Where speech is made first: the lines that the clip has to hold, by content key; `seconds` is then only what is expected."""
    native_audio: bool = Field(False, exclude_if=lambda native_audio: not native_audio)
    """Whether the clip is wanted with sound of its own."""


class SpeechRequest(Request):
    """One line of dialogue spoken by one voice."""

    character: str
    text: str
    language: str
    voice: str
    beat: Beat


class LipsyncRequest(Request):
    """A scene's clip with its speech in its mouths; `speakers` has who speaks each line, the empty text where nobody is seen to.

    `at_least_seconds` is the length that the script asks for; the clip is longer where the speech is.
    """

    video: str
    speech: tuple[str, ...]
    speakers: tuple[str, ...]
    at_least_seconds: float
    format: Format
    fits: tuple[str, ...] = Field((), exclude_if=lambda fits: not fits)
    """Of a dub: the lines of the original by content key, into whose time the lines in `speech` are fitted."""


class MusicRequest(Request):
    """A bed of instrumental music in one mood, at least `seconds` long; the join loops, trims and fades it."""

    mood: Beat
    genre: str
    seconds: int
    seed: int


class SceneCut(Request):
    """One scene as the episode's join sees it: its finished clip, or a slate that says why there is none."""

    number: int
    lipsync: str | None
    slate: str | None
    beat: Beat
    lines: tuple[dict[str, str], ...]
    """A dict of language to text for each line of dialogue, in order."""
    speakers: tuple[str, ...] = ()
    """Who says each line."""
    native: str | None = None
    """The content key of the clip whose own sound is kept under the dialogue."""


class Loudness(Request):
    """How loud an episode is delivered (ITU-R BS.1770, EBU R 128)."""

    integrated_lufs: float = -14.0
    true_peak_db: float = -1.0


class SafeArea(Request):
    """The margins that players lay their own signs over, as shares of the picture's height (top, bottom) and width (left, right)."""

    top: float = 0.08
    bottom: float = 0.19
    left: float = 0.07
    right: float = 0.07


class SubtitleStyle(Request):
    """How subtitles are cut and shown."""

    speaker_colours: bool = Field(False, description="Each speaker's subtitles in a colour of their own.", examples=[True])
    characters_per_second: dict[str, float] = Field(
        {}, description="The fastest that they are to be read, by language, instead of what is usual in it.", examples=[{"en": 17}]
    )


class VisibleLabel(Request):
    """A mark in the picture that says that it was made by a machine: from the first frame on, for `seconds` (None: all the time)."""

    text: str = ""
    """What it says; empty for the usual words in the spoken language (shared/presets/words.py)."""
    languages: tuple[str, ...] = ()
    """The usual words stand there in these languages too, where nothing else is given as its text."""
    seconds: float | None = None
    corner: Literal["top_left", "top_right", "bottom_left", "bottom_right"] = "top_left"
    height_share: float = 0.05
    """The height of its letters, as a share of the picture's shorter side."""


class Labels(Request):
    """What says that an episode was made by a machine: in the picture, in the file's metadata, and as a signed C2PA manifest."""

    visible: VisibleLabel | None = None
    metadata: dict[str, str] = {}
    """Tags of the MP4 file, by name; `{id}` in a value stands for the episode's own number, which follows from its request."""
    c2pa: bool = False


class Delivery(Request):
    """What is wanted of an episode's file; None is no limit."""

    preset: str = ""
    loudness: Loudness = Loudness()
    safe_area: SafeArea = SafeArea()
    most_video_kbps: int | None = None
    audio_kbps: int = 160
    cover_width: int | None = None
    cover_height: int | None = None
    labels: Labels = Labels()


class EpisodeRequest(Request):
    """An episode: clips joined, music ducked under speech, loudness normalised, subtitles, cover.

    `language` is what is spoken; `dub` the same where that is not the season's own language.
    """

    title: str
    episode: int
    scenes: tuple[SceneCut, ...]
    music: dict[str, str]
    """Mood to the content key of its bed."""
    music_volume: float
    language: str
    subtitles: tuple[str, ...]
    burn: str | None
    format: Format
    dub: str = ""
    native_volume: float = 0.0
    """The amplitude of the clips' own sound against the speech's; 0 for none."""
    style: SubtitleStyle = SubtitleStyle()
    cast: tuple[str, ...] = ()
    """Where speakers have colours: the season's characters in order, so that each has the same one in every episode."""
    delivery: Delivery = Delivery()


class ImageRequest(Request):
    """A picture of a jobs file, in pixels. A seed of None leaves it to the provider."""

    prompt: str
    negative_prompt: str = ""
    width: int
    height: int
    seed: int | None = None


class ClipRequest(Request):
    """A clip of a jobs file, `seconds` long; `image` is the content key of the picture that it begins with.

    `resolution` ("1080p") and `aspect` ("9:16") are left to the model where they are None.
    """

    prompt: str
    seconds: float
    resolution: str | None = None
    aspect: str | None = None
    seed: int | None = None
    image: str | None = None


class TextRequest(Request):
    """A text that a language model writes, of at most `max_tokens`.

    `{input}` in the prompt stands for the texts of `sources` (content keys), which have at most `source_tokens` together.
    """

    unhashed: ClassVar[frozenset[str]] = frozenset({"timeout_s"})

    system: str = ""
    prompt: str
    sources: tuple[str, ...] = ()
    source_tokens: int = 0
    max_tokens: int
    temperature: float | None = None
    form: Literal["text", "json"] = "text"
    timeout_s: float | None = None
    """How long an answer is waited for; None is as long as the catalogue's row says."""


class Wanted(Request):
    """What the answer to a step of writing must be.

    `episodes` is how many the season has, `episode` which of them the step is about (None where it is about all); `scenes` and
    `seconds` are those of one episode. `cast` are the names that must be kept, of whoever the season file gives; others may be invented.
    """

    step: WritingStep
    language: str
    episodes: int
    episode: int | None = None
    scenes: int
    seconds: float
    cast: tuple[str, ...] = ()


class WritingRequest(Request):
    """A step of writing the script: what a language model is told, and what its answer must be.

    `{name}` in the prompt stands for the product of the content key `sources[name]`, and `{form}` for the JSON Schema of the answer.
    The sources, the form and all that is said of an earlier answer have at most `source_tokens` together. Where `mends` is given, it
    is the content key of an earlier answer to the same request, which is mended: continued where it broke off, else written again
    with what is wrong with it named.
    """

    # A better wording must not have what is written already written, and all that is made of it made, again.
    unhashed: ClassVar[frozenset[str]] = frozenset(
        {"system", "prompt", "max_tokens", "temperature", "timeout_s", "usual_tokens", "source_tokens", "usual_source_tokens"}
    )

    wanted: Wanted
    brief: str
    """Stands for all that is known of the season, the digest of it: the wording is made of that."""
    system: str
    prompt: str
    sources: dict[str, str] = {}
    source_tokens: int = 0
    mends: str | None = None
    max_tokens: int
    temperature: float | None = None
    seed: int | None = None
    """Another one asks again, for another story."""
    usual_tokens: int
    """What the answer is expected to have, for the plan; nothing where it is expected not to be needed."""
    usual_source_tokens: int = 0
    """What the sources are expected to have together, for the plan."""
    timeout_s: float | None = None


class CheckedRequest(Request):
    """The answer to a step of writing, once it is what was wanted: that of the content key `answer`.

    Where it still is not, the product `instead` (what stood before the step) is taken, with a note; without one the step has failed.
    """

    wanted: Wanted
    answer: str
    instead: str | None = None


class SpokenText(Request):
    """A text that is to be translated: a line of dialogue and who says it, or, with nobody, a name. Its `id` counts from 1."""

    id: int
    text: str
    character: str = ""


class TranslationRequest(Request):
    """A part of an episode's dialogue in another language (BCP 47), or the names of its cast: what a language model is told of it.

    `terms` are those of the glossary that occur in `lines`, and what each has to be in `language`. `{names}` in the prompt stands for
    the product of the content key `names`, the cast's names in `language`. Where `mends` is given, it is the content key of an earlier
    answer, of which only the lines that were of no use are asked for again.
    """

    # Its translation depends on what is said; how it is asked for, and what of it is known already, must not have it paid again.
    unhashed: ClassVar[frozenset[str]] = frozenset(
        {
            *("system", "prompt", "max_tokens", "temperature", "timeout_s", "usual_tokens", "source_tokens", "usual_source_tokens"),
            *("keeps", "is_dubbed", "cast", "names"),
        }
    )

    source: str
    language: str
    lines: tuple[SpokenText, ...] = Field(min_length=1)
    terms: dict[str, str] = {}
    are_names: bool = False
    keeps: dict[int, str] = {}
    """What is translated already, by the line's id: it is shown, and not asked for."""
    cast: dict[str, str] = {}
    """The cast's names that stay what they are called here; those of `names` come beside them."""
    names: str | None = None
    is_dubbed: bool = False
    """Whether it is spoken too, hence must not be much longer to say."""
    system: str
    prompt: str
    source_tokens: int = 0
    mends: str | None = None
    max_tokens: int
    temperature: float | None = None
    usual_tokens: int
    usual_source_tokens: int = 0
    timeout_s: float | None = None

    @property
    def asks(self) -> tuple[SpokenText, ...]:
        """The lines that are not known yet."""
        return tuple(line for line in self.lines if line.id not in self.keeps)
