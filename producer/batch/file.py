"""The jobs file: what a studio writes to order a batch (YAML or JSON), as strict models.

The form is that of an article of 2026-02-28 (`output_dir`, `max_workers`, jobs of images and videos, their fields and defaults);
texts, pictures to begin with, seeds and budgets are our own.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from shared.season import Part
from shared.season_types import Dollars, FilePath, WebAddress, Whole

MOST_JOBS = 5000

Prompt = Annotated[str, StringConstraints(min_length=1, max_length=20_000, strip_whitespace=True)]
JobName = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Model = Annotated[str, StringConstraints(pattern=r"^\S+$", max_length=200)]
Models = Annotated[tuple[Model, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value), Field(min_length=1)]
"""A model, or several in order of preference: `vendor/model`, or the model's name alone."""
Names = Annotated[tuple[FilePath, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]
Pixels = Annotated[Whole, Field(ge=16, le=8192)]
Seed = Annotated[Whole, Field(ge=0, le=2**31 - 1)]
Seconds = Annotated[float, Field(strict=True, gt=0, le=600, allow_inf_nan=False)]


class _Job(Part):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    name: JobName = Field(description="Names the job and its file.", examples=["Product hero"])


class ImageEntry(_Job):
    """A picture."""

    type: Literal["image"]
    model: Models = Field(description="Who makes it.", examples=["google/imagen4-ultra/text-to-image"])
    prompt: Prompt = Field(description="What it shows.", examples=["a red door in morning light"])
    negative_prompt: Annotated[str, StringConstraints(max_length=20_000)] = Field("", description="What it must not show.")
    width: Pixels = Field(1024, description="Pixels.")
    height: Pixels = Field(1024, description="Pixels.")
    seed: Seed | None = Field(None, description="The same seed and prompt give the same picture, where the model has one.")


class VideoEntry(_Job):
    """A clip; with `image_prompt` or `image` one that begins with a picture."""

    type: Literal["video"]
    model: Models = Field(alias="video_model", description="Who makes it.", examples=["bytedance/seedance-v1.5-pro/text-to-video"])
    prompt: Prompt = Field(alias="video_prompt", description="What it shows.", examples=["a train leaves a station at dusk"])
    duration: Seconds = Field(5, description="Seconds; a model that makes longer clips only makes the next longer one.")
    resolution: Annotated[str, StringConstraints(pattern=r"^\S{2,20}$")] | None = Field(None, description="Such as 1080p, the default.")
    aspect_ratio: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]?:[1-9][0-9]?$")] | None = Field(
        None, description="Such as 9:16; by default the model's own."
    )
    seed: Seed | None = Field(None, description="As for an image.")
    image: FilePath | None = Field(None, description="The picture it begins with: a file, or the name of an image job.")
    image_prompt: Prompt | None = Field(None, description="Make the picture it begins with from this prompt first.")
    image_model: Models | None = Field(None, description="Who makes that picture.")
    width: Pixels = Field(1024, description="Of the picture that is made first, in pixels.")
    height: Pixels = Field(1024, description="Of the picture that is made first, in pixels.")


class TextEntry(_Job):
    """A text that a language model writes."""

    type: Literal["text"]
    model: Models = Field(description="Who writes it; the next is asked where one cannot, or its answer does not come in time.")
    prompt: Prompt = Field(description="What to write; {input} stands for the input.", examples=["Translate into Korean: {input}"])
    system: Annotated[str, StringConstraints(max_length=20_000)] = Field("", description="Who the model is.")
    input: Names = Field((), description="What it is about: text files, or names of text jobs. A long file is cut to the model's context.")
    max_tokens: Annotated[Whole, Field(ge=1, le=200_000)] = Field(4000, description="The longest answer (to each part), in tokens.")
    temperature: Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)] | None = Field(None, description="As the model's makers say.")
    format: Literal["text", "json"] = Field("text", description="json: the answer must hold JSON, which alone is kept.")
    timeout: Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)] | None = Field(
        None, description="Seconds an answer is waited for before the next model is asked; by default as long as the catalogue says."
    )


Entry = Annotated[ImageEntry | VideoEntry | TextEntry, Field(discriminator="type")]
ENTRIES: dict[str, type[_Job]] = {"image": ImageEntry, "video": VideoEntry, "text": TextEntry}


class JobsFile(Part):
    """A whole jobs file."""

    output_dir: FilePath = Field("pipeline_output", description="The folder for what is made.", examples=["weekly_content"])
    max_workers: Annotated[Whole, Field(ge=1, le=1000)] = Field(3, description="How many jobs are under way at once.", examples=[3])
    budget_usd: Dollars | None = Field(None, description="A hard limit.", examples=[5])
    webhook_url: WebAddress | None = Field(None, description="Told when a job has ended.", examples=["https://example.com/hook"])
    on_failure: Literal["continue", "stop"] = Field("continue", description="Whether a failed job ends the batch.")
    jobs: Annotated[tuple[Entry, ...], Field(min_length=1, max_length=MOST_JOBS)] = Field(description="What to make.")


def entry_type(row: Any) -> str | None:
    """The type that a job names; None where it names none that is known."""
    kind = row.get("type") if isinstance(row, dict) else None
    return kind if isinstance(kind, str) and kind in ENTRIES else None
