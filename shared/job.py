"""A job of a jobs file, or a unit of writing, as the line makes it: every open choice settled, its models in order, its inputs named."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.line.requests import ClipRequest, ImageRequest, StageName, TextRequest
from shared.line.writing_requests import TranslationRequest, WritingRequest


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ImageJob(_Record):
    """A picture. `models` are `vendor/model`, in order of preference."""

    type: Literal["image"] = "image"
    name: str
    models: tuple[str, ...]
    request: ImageRequest

    @property
    def after(self) -> tuple[int, ...]:
        """The numbers of the jobs whose products it needs."""
        return ()


class VideoJob(_Record):
    """A clip. It may begin with a picture: one of its own that is made first (`picture`), or that of the job `begins_with`."""

    type: Literal["video"] = "video"
    name: str
    models: tuple[str, ...]
    request: ClipRequest
    picture: ImageJob | None = None
    begins_with: int | None = None

    @property
    def after(self) -> tuple[int, ...]:
        """The numbers of the jobs whose products it needs."""
        return () if self.begins_with is None else (self.begins_with,)


class TextJob(_Record):
    """A text, in as many parts as its input has. The texts of the jobs `after` are its input."""

    type: Literal["text"] = "text"
    name: str
    models: tuple[str, ...]
    parts: tuple[TextRequest, ...] = Field(min_length=1)
    after: tuple[int, ...] = ()


class WritingTurn(_Record):
    """A step of writing by the models of its stage. `uses` are the names in its prompt that stand for what was written before."""

    stage: StageName
    models: tuple[str, ...] = Field(min_length=1)
    request: WritingRequest
    uses: tuple[str, ...] = ()


class WritingJob(_Record):
    """A unit of writing: a part of a long source, the season's outline, or an episode with all that is done to its script.

    `builds_on` is which unit's script a name in its prompts stands for ("outline" to 3), `files` which of the user's own texts, by
    content key; "draft" and "review" are its own.
    """

    type: Literal["writing"] = "writing"
    name: str
    steps: tuple[WritingTurn, ...] = Field(min_length=1)
    builds_on: dict[str, int] = {}
    files: dict[str, str] = {}

    @property
    def after(self) -> tuple[int, ...]:
        """The numbers of the units whose scripts it needs."""
        return tuple(dict.fromkeys(self.builds_on.values()))

    @property
    def stages(self) -> tuple[StageName, ...]:
        """The stages that it has, in order."""
        return tuple(step.stage for step in self.steps)


class TranslationJob(_Record):
    """An episode in another language, part by part. `cast` asks for its cast's names first: one answer for all episodes."""

    type: Literal["translation"] = "translation"
    name: str
    models: tuple[str, ...] = Field(min_length=1)
    cast: TranslationRequest | None = None
    parts: tuple[TranslationRequest, ...] = Field(min_length=1)

    @property
    def after(self) -> tuple[int, ...]:
        """It comes after no other."""
        return ()


Job = Annotated[ImageJob | VideoJob | TextJob | WritingJob | TranslationJob, Field(discriminator="type")]
