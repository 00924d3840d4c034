"""The script of a season file: episodes, scenes, lines."""

from typing import Annotated, Literal

from pydantic import Field

from shared.season_part import Part
from shared.season_types import EpisodeSeconds, Language, Long, Name, SceneSeconds, Short, Spoken, Title, Whole


class DialogueLine(Part):
    """What somebody says."""

    character: Name = Field(description="Who speaks: a name from `characters`.", examples=["Emma"])
    line: Spoken = Field(description="What is said, in the season's language.", examples=["Then you know why I never came home."])
    delivery: Short = Field("", description="How it is said, as the script notes it beside the line.", examples=["coldly"])
    off_screen: Literal["VO", "OS"] | None = Field(
        None, description="Heard without being seen to speak, as the script marks it: VO (voice-over) or OS (off the screen, or a thought)."
    )
    translations: dict[Language, Spoken] = Field(
        {}, max_length=50, description="The same line for subtitles in other languages.", examples=[{"zh-CN": "那你知道我为什么没有回家。"}]
    )


class SceneScript(Part):
    """A scene: one place, one stretch of time, at most some lines of dialogue."""

    scene_number: Whole | None = Field(None, ge=1, le=9999, description="Unique in its episode; by default its position.", examples=[1])
    setting: Short = Field("", description="Place and time of day.", examples=["天台，夜", "Kitchen, morning"])
    action: Long = Field("", description="What happens.", examples=["Emma opens an old envelope."])
    dialogue: tuple[DialogueLine, ...] = Field((), max_length=100, description="What is said, in order; none for a silent scene.")
    emotional_beat: Short = Field(
        "", description="happy, sad, angry, tense, romantic, shocking or neutral; other words are understood.", examples=["tense"]
    )
    visual_prompt: Long = Field("", description="What the picture shows.", examples=["a small kitchen in morning light"])
    duration_seconds: SceneSeconds | None = Field(None, description="Wished length in seconds; longer where the speech is.", examples=[8])


class EpisodeScript(Part):
    """An episode's script."""

    episode_number: Whole | None = Field(None, ge=1, le=9999, description="Unique; by default its position.", examples=[1])
    duration_seconds: EpisodeSeconds | None = Field(
        None, description="Wished length in seconds, shared out among its scenes; longer where the speech is.", examples=[60]
    )
    logline: Long = Field("", description="The episode in one sentence.", examples=["A letter arrives ten years late."])
    scenes: tuple[SceneScript, ...] = Field(min_length=1, max_length=100, description="The scenes; played by number.")
    cliffhanger: Long = Field("", description="The question that the episode leaves open.", examples=["The signature is hers."])


Episodes = Annotated[tuple[EpisodeScript, ...], Field(min_length=1, max_length=200)]


class ScriptFile(Part):
    """A script: what a season file's `script` refers to or holds, and what language models are asked for."""

    title: Title | None = Field(None, description="The script's title; the season's own goes first.", examples=["The Last Letter"])
    genre: Short = Field("", description="The genre, where the season names none.", examples=["Romance/Drama"])
    episodes: Episodes = Field(description="The episodes.")
