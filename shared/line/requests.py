"""The typed request of each product: everything that the product depends on, hence what its content key hashes.

A request names its inputs by content key. Units are in the names; lengths of pictures are in pixels.
"""

from typing import ClassVar, Literal

from pydantic import Field

from shared.line.delivery import Delivery, SubtitleStyle
from shared.line.request import Request

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


# The field's emotional beats: seeds of the script form (happy, sad, tense, romantic, shocking) and what scripts add.
Beat = Literal["neutral", "happy", "sad", "angry", "tense", "romantic", "shocking"]


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
