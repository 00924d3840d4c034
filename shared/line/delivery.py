"""What is wanted of an episode's file: loudness, free margins, bit rates, subtitles' style, and what says that a machine made it."""

from typing import Literal

from pydantic import Field

from shared.line.request import Request


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
    metadata: dict[str, str] = Field({})
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
