"""The cast of a season file, or of a file of its own."""

from pydantic import Field

from shared.season_part import Part
from shared.season_types import EpisodeNumbers, FilePath, Gender, Long, Name, Phrase, Short, Whole


class Costume(Part):
    """What a character wears in some episodes."""

    episodes: EpisodeNumbers = Field(description="The episodes: `1-3, 7` or [1, 2, 3, 7].", examples=["1-3, 7"])
    wears: Phrase = Field(description="What is worn in them instead of the usual clothes.", examples=["a black mourning dress"])


class CastMember(Part):
    """One of the characters. What is left out (gender, seed, voice) is chosen once and kept for the whole season."""

    name: Name = Field(description="The name that dialogue uses; unique.", examples=["张枫"])
    role: Short = Field("", description="The part in the story.", examples=["protagonist"])
    gender: Gender = Field("unspecified", description="male or female; else it is taken from the description.", examples=["female"])
    age: Whole | None = Field(None, ge=0, le=120, description="Age in years.", examples=[28])
    personality: Long = Field("", description="What the character is like.", examples=["humble, secretly wealthy"])
    appearance: Long = Field("", description="What is always seen: hair, clothes, build.", examples=["red hair, green coat"])
    locked: tuple[Phrase, ...] = Field(
        (), max_length=20, description="Features that every picture must show.", examples=[["a scar over the left brow"]]
    )
    wardrobe: tuple[Costume, ...] = Field(
        (),
        max_length=200,
        description="What is worn in which episodes; in the others, what `appearance` says. The face stays the same reference picture.",
        examples=[[{"episodes": "1-3, 7", "wears": "a black mourning dress"}]],
    )
    seed: Whole | None = Field(None, ge=0, le=2**63 - 1, description="Locks what the description leaves open.", examples=[12345])
    voice: Name | None = Field(
        None, description="A voice of the speech model, or a blend of two (`zm_yunxi*0.7+zm_yunjian*0.3`).", examples=["zm_yunxi"]
    )
    reference_image: FilePath | None = Field(
        None, description="Your own picture of the character: PNG, JPEG or WebP, relative to this file.", examples=["zhang.png"]
    )


class CastFile(Part):
    """A character bible: what a season file's `characters` refers to."""

    characters: tuple[CastMember, ...] = Field(min_length=1, max_length=200, description="The cast.")
