"""The season file: what a studio writes to order a season (YAML or JSON), as strict models."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from shared.line.delivery import SubtitleStyle
from shared.line.requests import Format
from shared.presets import preset_named
from shared.presets.models import Aspect, Corner, Fps, Picture, Resolution
from shared.production import Degradation, Preference
from shared.quality import Quality
from shared.season_cast import CastMember
from shared.season_part import Part
from shared.season_script import Episodes, ScriptFile
from shared.season_types import (
    Dollars,
    EpisodeSeconds,
    FilePath,
    Language,
    Long,
    ModelName,
    Phrase,
    Premise,
    Short,
    Title,
    Volume,
    WebAddress,
    Whole,
)

# The stages that a season file may choose providers for.
ProviderStage = Literal["script", "polish", "review", "rewrite", "translate", "reference", "video", "speech", "lipsync", "music"]

SHORT_SIDES: dict[str, int] = {"480p": 480, "540p": 540, "720p": 720, "1080p": 1080}


class Music(Part):
    """The music bed."""

    volume: Volume = Field(
        0.25, description="Loudness under the picture, 0 to 1; it is lowered further while somebody speaks.", examples=[0.25]
    )


class NativeAudio(Part):
    """The sound that video models make with their clips."""

    volume: Volume = Field(0.5, description="Its loudness under the dialogue, 0 to 1.", examples=[0.5])


class FormatChoice(Part):
    """The format of the pictures."""

    aspect: Aspect | None = Field(None, description="Width to height; by default the preset's, else 9:16.", examples=["9:16"])
    resolution: Resolution | None = Field(
        None, description="The short side, in lines; by default the preset's, else 720p.", examples=["720p"]
    )
    fps: Fps | None = Field(None, description="Frames a second; by default the preset's, else 24.", examples=[24])

    def over(self, picture: Picture) -> "FormatChoice":
        """The choice, its open fields filled with a preset's."""
        return FormatChoice(
            aspect=self.aspect or picture.aspect, resolution=self.resolution or picture.resolution, fps=self.fps or picture.fps
        )

    def pixels(self) -> Format:
        """Width and height in pixels, both even: H.264 in yuv420p has no odd sizes."""
        across, down = (int(part) for part in (self.aspect or "9:16").split(":"))
        short = SHORT_SIDES[self.resolution or "720p"]
        # Rounded half up to the next even number, in whole numbers.
        long = (short * max(across, down) + min(across, down)) // (2 * min(across, down)) * 2
        width, height = (long, short) if across > down else (short, long)
        return Format(width=width, height=height, fps=self.fps or 24)


class VisibleMark(Part):
    """The mark in the picture; what is left out is the preset's."""

    text: Phrase | None = Field(
        None, description="What it says; by default AI生成, AI-generated, … in the spoken language.", examples=["AI生成"]
    )
    seconds: float | None = Field(
        None, ge=0.5, le=86400, description="How long it is seen from the first frame on; by default 4 seconds.", examples=[4]
    )
    corner: Corner | None = Field(None, description="Where it is; by default top_left.", examples=["top_left"])


class MetadataMark(Part):
    """The mark in the file's metadata."""

    producer: Phrase = Field(description="Who made it: your name, or your code as a service provider.", examples=["Moon Studio"])


Choice = Annotated[tuple[ModelName, ...], Field(min_length=1, max_length=20)]
ChoiceOrNone = Annotated[tuple[ModelName, ...], Field(max_length=20)]


def _choice(stage: str, example: str) -> Any:
    return Field(None, description=f"Models for {stage}, in order of preference.", examples=[[example]])


_OF_SCRIPT = "by default those of `script`; [] leaves it out"


class Providers(Part):
    """Who makes what, `vendor/model`, in order of preference; failover goes left to right."""

    script: Choice | None = _choice("writing the script", "holysheep/deepseek-v3.2")
    polish: ChoiceOrNone | None = _choice(f"polishing the dialogue ({_OF_SCRIPT})", "holysheep/gemini-2.5-flash")
    review: ChoiceOrNone | None = _choice(f"reviewing the script ({_OF_SCRIPT})", "holysheep/gpt-4.1")
    rewrite: ChoiceOrNone | None = _choice(f"rewriting what the review found ({_OF_SCRIPT})", "holysheep/claude-sonnet-4.5")
    translate: Choice | None = _choice("translating the subtitles", "holysheep/deepseek-v3.2")
    reference: Choice | None = _choice("the characters' reference pictures", "studio/rig")
    video: Choice | None = _choice("the scenes' pictures", "studio/rig")
    speech: Choice | None = _choice("the voices", "studio/kokoro")
    lipsync: Choice | None = _choice("the lips", "studio/lips")
    music: Choice | None = _choice("the music", "studio/score")

    def of(self, stage: ProviderStage) -> tuple[str, ...]:
        """The models named for a stage; none named is the empty tuple."""
        return getattr(self, stage) or ()


_FORMS: dict[type, str] = {bool: "switch", int: "count", str: "text", list: "inline", tuple: "inline", dict: "inline"}


def _form(value: Any) -> str | None:
    """Which form of a field with two forms a value has. Types are compared exactly: `true` is no number."""
    return "inline" if isinstance(value, Part) else _FORMS.get(type(value))


def _forms(expected: str) -> Discriminator:
    return Discriminator(_form, custom_error_type="form", custom_error_message=expected)


EpisodesField = Annotated[
    Annotated[Annotated[Whole, Field(ge=1, le=200)], Tag("count")] | Annotated[Episodes, Tag("inline")],
    _forms("must be how many episodes to make, such as 3, or the list of them"),
]
ScriptField = Annotated[
    Annotated[FilePath, Tag("text")] | Annotated[ScriptFile, Tag("inline")],
    _forms("must be the path of a script file, or the script itself"),
]
CharactersField = Annotated[
    Annotated[FilePath, Tag("text")] | Annotated[tuple[CastMember, ...], Field(max_length=200), Tag("inline")],
    _forms("must be the list of characters, or the path of a file that has it"),
]
MusicField = Annotated[
    Annotated[Music, Tag("inline")] | Annotated[bool, Tag("switch")],
    _forms("must be 'false' for none, or a volume such as {volume: 0.25}"),
]
NativeAudioField = Annotated[
    Annotated[NativeAudio, Tag("inline")] | Annotated[bool, Tag("switch")],
    _forms("must be true, false, or a volume such as {volume: 0.5}"),
]
VisibleField = Annotated[
    Annotated[VisibleMark, Tag("inline")] | Annotated[bool, Tag("switch")],
    _forms("must be true, false, or what it is like, such as {seconds: 4, corner: top_left}"),
]
MetadataField = Annotated[
    Annotated[MetadataMark, Tag("inline")] | Annotated[bool, Tag("switch")],
    _forms("must be true, false, or who made it, such as {producer: Moon Studio}"),
]


class LabelsChoice(Part):
    """What says that the episodes were made by a machine, with or against what the preset says."""

    visible: VisibleField | None = Field(
        None, description="The mark in the picture; by default the preset's, and none without a preset.", examples=[True]
    )
    metadata: MetadataField | None = Field(None, description="The mark in the file's metadata; by default there is one.", examples=[True])
    c2pa: bool = Field(
        False, description="A C2PA manifest, signed by the certificate of the setting C2PA_CERT where episodes are joined.", examples=[True]
    )


BurnField = Annotated[
    Annotated[Language, Tag("text")] | Annotated[bool, Tag("switch")],
    _forms("must be true, false or a language such as 'en'"),
]


class SeasonFile(Part):
    """A season as its studio orders it."""

    title: Title = Field(description="The title; episodes go to a folder named after it.", examples=["The Heir's Double Life"])
    genre: Short = Field("", description="The genre; it colours the music.", examples=["romance"])
    language: Language | None = Field(None, description="Spoken language, BCP 47; by default read off the dialogue.", examples=["zh-CN"])
    subtitles: tuple[Language, ...] | None = Field(
        None, max_length=50, description="Languages of the subtitles; by default the spoken one.", examples=[["zh-CN", "en"]]
    )
    burn_subtitles: BurnField = Field(False, description="Subtitles in the picture: true for the spoken language, or a language.")
    subtitle_style: SubtitleStyle = Field(
        SubtitleStyle(), description="How the subtitles are cut and shown.", examples=[{"speaker_colours": True}]
    )
    dubs: tuple[Language, ...] = Field(
        (), max_length=20, description="More spoken languages: each episode again from the same pictures.", examples=[["en", "ko"]]
    )
    glossary: dict[Phrase, dict[Language, Phrase]] = Field(
        {},
        max_length=500,
        description="Names and terms, and what each is in other languages: translations keep to it.",
        examples=[{"张枫": {"en": "Zhang Feng"}}],
    )
    premise: Premise | None = Field(
        None,
        description="What the season is about: where there is no script, one is written from it. Who is named for `script` writes it, else "
        "studio/writer, offline, in Chinese or English.",
        examples=["A letter arrives ten years late."],
    )
    novel: FilePath | None = Field(
        None,
        description="A novel to write the season from (text, EPUB or DOCX, relative to this file), beside a premise or instead of one.",
        examples=["novel.epub"],
    )
    episodes: EpisodesField | None = Field(None, description="How many episodes (of a premise: 1), or the episodes.", examples=[3])
    episode_seconds: EpisodeSeconds | None = Field(None, description="Wished seconds of an episode (of a premise: 60).", examples=[120])
    scenes_per_episode: Whole | None = Field(
        None, ge=1, le=100, description="How many scenes are written of a premise; by default two a minute, at least three.", examples=[8]
    )
    seed: Whole | None = Field(
        None,
        ge=0,
        le=2**31 - 1,
        description="Seeds what is left to chance: another one gives another story, music, faces. By default it follows from the title.",
        examples=[7],
    )
    script: ScriptField | None = Field(None, description="A script: a file (relative to this one), or inline.", examples=["heirs.json"])
    order: Literal["picture_first", "audio_first"] = Field(
        "picture_first",
        description="audio_first makes the speech before the pictures, so that clips are as long as what is said in them; a line that "
        "becomes longer or shorter may then need another clip.",
    )
    style: Long = Field("", description="Appended to every visual prompt.", examples=["modern city drama, cinematic light"])
    preset: str | None = Field(
        None,
        max_length=40,
        description="A platform whose sizes, limits and labels the episodes keep: douyin, kuaishou, reelshort, tiktok, reels or shorts.",
        examples=["douyin"],
    )
    format: FormatChoice | None = Field(
        None, description="Aspect, resolution and frame rate; by default the preset's, else 9:16, 720p, 24.", examples=[{"fps": 30}]
    )
    labels: LabelsChoice | None = Field(
        None,
        description="What says that the episodes were made by a machine: in the picture, in the file's metadata, and signed.",
        examples=[{"visible": True, "metadata": {"producer": "Moon Studio"}, "c2pa": True}],
    )
    characters: CharactersField | None = Field(
        None, description="The cast: a list, or a file that has it (relative to this); by default whoever speaks.", examples=["cast.yaml"]
    )
    music: MusicField = Field(Music(), description="The music bed, or false for none.", examples=[{"volume": 0.25}])
    native_audio: NativeAudioField = Field(
        False, description="The sound that video models make with their clips: kept under the dialogue, or dropped.", examples=[True]
    )
    budget_usd: Dollars | None = Field(None, description="The most that may be spent on this season.", examples=[25])
    quality_budget_usd: Dollars | None = Field(
        None, description="How much of the budget may go to other takes of what a quality gate refused; none by default.", examples=[3]
    )
    quality: Quality = Field(Quality(), description="The quality gates: thresholds, and what a refusal means.")
    providers: Providers = Field(Providers(), description="Who makes what; by default the best that is configured, else the studio.")
    prefer: Preference = Field(
        "listed",
        description="What puts the models of a stage in order: listed (as `providers` has them), cheapest (for this season's usual "
        "request), fastest or best; equals stay as listed. It also chooses for a stage that names none, listed then meaning best.",
    )
    allow: tuple[Degradation, ...] = Field(
        (),
        max_length=3,
        description="What may be made lesser rather than not at all, and is then told in manifest and report: lower_resolution (after "
        "repeated timeouts), shorter (a clip held at its end, where no model makes the length), softer_prompt (once, after a moderation).",
        examples=[["lower_resolution", "shorter"]],
    )
    webhook_url: WebAddress | None = Field(
        None, description="Told what is finished, what failed and what needs a person.", examples=["https://example.com/hook"]
    )
    on_failure: Literal["continue", "stop"] = Field("continue", description="What a failed scene does to its season.")

    @property
    def pixels(self) -> Format:
        """The format of every picture."""
        choice = self.format or FormatChoice()
        return (choice if self.preset is None else choice.over(preset_named(self.preset).picture)).pixels()

    @property
    def native_volume(self) -> float | None:
        """How loud the clips' own sound is; None where it is dropped."""
        choice = self.native_audio
        return choice.volume if isinstance(choice, NativeAudio) else NativeAudio().volume if choice else None

    @property
    def cast(self) -> tuple[CastMember, ...]:
        """The characters that are listed here; nobody where they are in a file of their own, which intake puts in its place."""
        return self.characters if isinstance(self.characters, tuple) else ()
