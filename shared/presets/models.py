"""What a preset's file holds: a platform's sizes, limits and labels, each group with the source of its figures."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

NONE_PUBLISHED = "none published"
"""The source of figures that the platform does not publish: `note` then says what is usual, and why it was chosen."""

Aspect = Literal["9:16", "16:9", "1:1", "3:4", "4:3", "4:5", "5:4", "2:3", "3:2"]
Resolution = Literal["480p", "540p", "720p", "1080p"]
Fps = Literal[24, 25, 30, 48, 50, 60]
Corner = Literal["top_left", "top_right", "bottom_left", "bottom_right"]
Share = Annotated[float, Field(ge=0, le=0.45)]


class Sourced(BaseModel):
    """A group of figures. `source` is the address where they were read on `seen`; `published` is the date that it bears itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    seen: date | None = None
    published: date | None = None
    note: str = ""

    @model_validator(mode="after")
    def _is_founded(self) -> "Sourced":
        if self.source == NONE_PUBLISHED:
            if not self.note:
                raise ValueError(f"'source: {NONE_PUBLISHED}' needs a note: what is usual, and why it was chosen")
        elif not self.source.startswith("https://") or self.seen is None:
            raise ValueError(f"source must be an address (https://…) with the day on which it was 'seen', or '{NONE_PUBLISHED}'")
        return self


class Picture(Sourced):
    """What is made where the season file says nothing else."""

    aspect: Aspect
    resolution: Resolution
    fps: Fps


class Accepted(Sourced):
    """What else the platform takes: sides in pixels, rates in frames a second."""

    least_width: int = 2
    least_height: int = 2
    most_width: int | None = None
    most_height: int | None = None
    least_fps: float = 1
    most_fps: float = 120
    tallest: float | None = None
    """The least ratio of width to height."""
    widest: float | None = None
    """The greatest ratio of width to height."""


class BitRates(Sourced):
    """`most_video_kbps` is what the encoder is held to and what a product may have on average; `audio_kbps` is what sound is encoded at."""

    most_video_kbps: int | None = Field(None, ge=500)
    audio_kbps: int = Field(ge=64, le=384)


class LoudnessTarget(Sourced):
    """How loud an episode is delivered (ITU-R BS.1770); a product is loud enough within `tolerance_lu`."""

    integrated_lufs: float = Field(ge=-31, le=-9)
    true_peak_db: float = Field(ge=-9, le=0)
    tolerance_lu: float = Field(0.5, gt=0)


class Length(Sourced):
    """How long an episode may be, in seconds; None is no limit."""

    least_seconds: float = 0
    most_seconds: float | None = None


class FileLimit(Sourced):
    """How big a file may be, in megabytes of 1,000,000 bytes; None is no limit."""

    most_megabytes: float | None = None


class Cover(Sourced):
    """The size of the cover picture in pixels, and how big its file may be."""

    width: int = Field(ge=64)
    height: int = Field(ge=64)
    most_megabytes: float | None = None


class Margins(Sourced):
    """What the platform's own signs cover, as shares of the picture's height (top, bottom) and width (left, right)."""

    top: Share
    bottom: Share
    left: Share
    right: Share


class VisibleRule(Sourced):
    """The mark in the picture: from the first frame on for `seconds` (None: all the time), its letters `height_share` of the shorter side.

    The mark says it in the spoken language, and in those of `languages` too. `required` where a rule demands it of such episodes.
    """

    required: bool
    shown: bool
    seconds: float | None = Field(None, gt=0)
    least_seconds: float = 0
    """What the rule demands; `seconds` is what is drawn."""
    corner: Corner = "top_left"
    height_share: float = Field(0.05, gt=0, le=0.2)
    languages: tuple[str, ...] = ()


class MetadataRule(Sourced):
    """The mark in the file: `required` is the metadata key that a rule demands; None where none does."""

    required: Literal["AIGC"] | None = None


class SignedRule(Sourced):
    """The signed C2PA manifest, which is made where the user has a certificate."""

    advised: bool


class Rule(Sourced):
    """A law or a platform's own rule, and what it asks for in a sentence of ours."""

    name: str
    says: str
    applies_from: date | None = None


class LabelRules(BaseModel):
    """What says that an episode was made by a machine, and who asks for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    visible: VisibleRule
    metadata: MetadataRule
    c2pa: SignedRule
    rules: tuple[Rule, ...] = Field(min_length=1)


class Preset(BaseModel):
    """A platform."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    picture: Picture
    accepts: Accepted
    bit_rates: BitRates
    loudness: LoudnessTarget
    length: Length
    file: FileLimit
    cover: Cover
    safe_area: Margins
    labels: LabelRules
