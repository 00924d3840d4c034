"""A job of a jobs file as the line makes it: every open choice settled, its models in order, its inputs named."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.line.requests import ClipRequest, ImageRequest, TextRequest


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


Job = Annotated[ImageJob | VideoJob | TextJob, Field(discriminator="type")]
