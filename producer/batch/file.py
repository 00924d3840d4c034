"""The jobs file: what a studio writes to order a batch (YAML or JSON), as strict models.

The form is that of an article of 2026-02-28 (`output_dir`, `max_workers`, jobs of images and videos, their fields and defaults);
texts, pictures to begin with, seeds and budgets are our own.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

from shared.season_part import Part
from shared.season_types import Dollars, FilePath, WebAddress, Whole

MOST_JOBS = 5000


def _sayable(text: str) -> str:
    """Lines stay lines; what no provider could read is refused here."""
    for character in text:
        if unicodedata.category(character) == "Cc" and character not in "\n\r\t":
            raise ValueError(f"holds the control character U+{ord(character):04X}; take it out")
    return text.replace("\r\n", "\n").strip()


def _filled(text: str) -> str:
    if not text:
        raise ValueError("is empty; write what is to be made")
    return text


def _listed(value: Any) -> Any:
    if not isinstance(value, str | list | tuple):
        raise ValueError("must be a name, or a list of names; put what looks like a number or a date in quotes")  # noqa: TRY004  # pydantic reports ValueError
    return [value] if isinstance(value, str) else value


def _a_model(name: str) -> str:
    if not re.fullmatch(r"\S{1,200}", name):
        raise ValueError(f"{name[:60]!r} names no model; write 'vendor/model', or the model's name alone")
    return name


def _a_number_of_seconds(value: Any) -> Any:
    if isinstance(value, str):
        raise ValueError(f"must be a number of seconds without a unit, such as 5, not {value[:40]!r}")  # noqa: TRY004  # as above
    return value


def _a_size(word: str) -> str:
    if word.isdigit():
        raise ValueError(f"{word} is no resolution; did you mean '{word}p'?")
    if not re.fullmatch(r"\S{2,20}", word):
        raise ValueError(f"{word[:40]!r} is no resolution; write one such as '720p' or '1080p'")
    return word


def _an_aspect(word: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]?:[1-9][0-9]?", word):
        raise ValueError(f"{word[:40]!r} is no aspect ratio; write one such as '9:16' or '16:9'")
    return word


_ONE_OR_MORE = WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]})

Words = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_sayable)]
Prompt = Annotated[Words, AfterValidator(_filled)]
JobName = Annotated[FilePath, StringConstraints(max_length=200)]
"""Written as other jobs' `image` and `input` are, so that they find it."""
Model = Annotated[str, AfterValidator(_a_model)]
Models = Annotated[tuple[Model, ...], BeforeValidator(_listed), Field(min_length=1), _ONE_OR_MORE]
"""A model, or several in order of preference: `vendor/model`, or the model's name alone."""
Names = Annotated[tuple[FilePath, ...], BeforeValidator(_listed), _ONE_OR_MORE]
Pixels = Annotated[Whole, Field(ge=16, le=8192)]
Seed = Annotated[Whole, Field(ge=0, le=2**31 - 1)]
Temperature = Annotated[float, Field(strict=True, ge=0, le=2, allow_inf_nan=False)]
Seconds = Annotated[float, BeforeValidator(_a_number_of_seconds), Field(strict=True, gt=0, le=600, allow_inf_nan=False)]


class _Job(Part):
    name: JobName = Field(description="Names the job and its file.", examples=["Product hero"])


class ImageEntry(_Job):
    """A picture."""

    type: Literal["image"]
    model: Models = Field(description="Who makes it.", examples=["google/imagen4-ultra/text-to-image"])
    prompt: Prompt = Field(description="What it shows.", examples=["a red door in morning light"])
    negative_prompt: Words = Field("", description="What it must not show.")
    width: Pixels = Field(1024, description="Pixels.")
    height: Pixels = Field(1024, description="Pixels.")
    seed: Seed | None = Field(None, description="The same seed and prompt give the same picture, where the model has one.")


class VideoEntry(_Job):
    """A clip; with `image_prompt` or `image` one that begins with a picture."""

    type: Literal["video"]
    model: Models = Field(description="Who makes it.", examples=["bytedance/seedance-v1.5-pro/text-to-video"])
    prompt: Prompt = Field(description="What it shows.", examples=["a train leaves a station at dusk"])
    duration: Seconds = Field(5, description="Seconds; a model that makes longer clips only makes the next longer one.")
    resolution: Annotated[str, AfterValidator(_a_size)] | None = Field(
        None, description="Such as 720p; by default 1080p, or the model's largest below it."
    )
    aspect_ratio: Annotated[str, AfterValidator(_an_aspect)] | None = Field(None, description="Such as 9:16; by default the model's own.")
    seed: Seed | None = Field(None, description="As for an image.")
    image: FilePath | None = Field(None, description="The picture it begins with: a file, or the name of an image job.")
    image_prompt: Prompt | None = Field(None, description="Make the picture it begins with from this prompt first.")
    image_model: Models | None = Field(
        None, description="Who makes that picture; by default the model of the file's first image job, else the best of the clip's vendor."
    )
    width: Pixels | None = Field(None, description="Of the picture that is made first, in pixels; 1024 by default.")
    height: Pixels | None = Field(None, description="Of the picture that is made first, in pixels; 1024 by default.")


class TextEntry(_Job):
    """A text that a language model writes."""

    type: Literal["text"]
    model: Models = Field(description="Who writes it; the next is asked where one cannot, or its answer does not come in time.")
    prompt: Prompt = Field(description="What to write; {input} stands for the input.", examples=["Translate into Korean: {input}"])
    system: Words = Field("", description="Who the model is.")
    input: Names = Field((), description="What it is about: text files, or names of text jobs. A long file is cut to the model's context.")
    max_tokens: Annotated[Whole, Field(ge=1, le=200_000)] = Field(4000, description="The longest answer (to each part), in tokens.")
    temperature: Temperature | None = Field(None, description="As the model's makers say.")
    format: Literal["text", "json"] = Field("text", description="json: the answer must hold JSON, which alone is kept.")
    timeout: Annotated[float, BeforeValidator(_a_number_of_seconds), Field(strict=True, gt=0, le=3600, allow_inf_nan=False)] | None = Field(
        None, description="Seconds an answer is waited for before the next model is asked; by default as long as the catalogue says."
    )


Entry = Annotated[ImageEntry | VideoEntry | TextEntry, Field(discriminator="type")]
ENTRIES: dict[str, type[_Job]] = {"image": ImageEntry, "video": VideoEntry, "text": TextEntry}
SYNONYMS: Mapping[str, Mapping[str, str]] = {"video": {"video_model": "model", "video_prompt": "prompt"}}
"""Other names of fields, by type: the article calls them so where a clip begins with a picture of its own."""


class JobsFile(Part):
    """A whole jobs file."""

    output_dir: FilePath = Field("pipeline_output", description="The folder for what is made.", examples=["weekly_content"])
    max_workers: Annotated[Whole, Field(ge=1, le=1000)] = Field(3, description="How many jobs are under way at once.", examples=[3])
    budget_usd: Dollars | None = Field(None, description="A hard limit.", examples=[5])
    webhook_url: WebAddress | None = Field(
        None, description="Told when a job, or the batch, has ended.", examples=["https://example.com/hook"]
    )
    on_failure: Literal["continue", "stop"] = Field("continue", description="Whether a failed job ends the batch.")
    jobs: Annotated[tuple[Entry, ...], Field(min_length=1, max_length=MOST_JOBS)] = Field(description="What to make.")
