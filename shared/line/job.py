"""What a job of a jobs file needs, step by step, and the content keys of it."""

from dataclasses import dataclass

from shared.job import ImageJob, TextJob, VideoJob
from shared.line.need import Need, Option
from shared.line.requests import Request, StageName
from shared.production import Episode, Production, Scene


@dataclass(frozen=True)
class JobNeeds:
    """The products of one job, in the order in which they are made."""

    steps: tuple[tuple[StageName, tuple[Need, ...]], ...]

    def of(self, stage: StageName) -> tuple[Need, ...]:
        """The needs of one stage, in order; none where the job has no such stage."""
        return next((needs for name, needs in self.steps if name == stage), ())

    @property
    def all(self) -> tuple[Need, ...]:
        """Every product, in order."""
        return tuple(need for _, needs in self.steps for need in needs)

    @property
    def last(self) -> tuple[Need, ...]:
        """The products that the job is ordered for."""
        return self.steps[-1][1]


def job_needs(production: Production, episode: Episode, scene: Scene) -> JobNeeds:
    """The needs of the job that stands in the place of `scene`."""
    return _JobLine(production, episode).needs(scene)


class _JobLine:
    """Builds the needs of jobs, and of those that they come after."""

    def __init__(self, production: Production, episode: Episode) -> None:
        self.production = production
        self.episode = episode
        self.by_number = {scene.number: scene for scene in episode.scenes}

    def needs(self, scene: Scene) -> JobNeeds:
        job = scene.job
        match job:
            case ImageJob():
                return JobNeeds((("image", (self._image(scene, job),)),))
            case VideoJob():
                return self._video(scene, job)
            case TextJob():
                return JobNeeds((("text", self._texts(scene, job)),))
        raise TypeError(f"{scene.number} is no job")

    def _image(self, scene: Scene, job: ImageJob) -> Need:
        return self._need(scene, "image", job.models, job.request)

    def _video(self, scene: Scene, job: VideoJob) -> JobNeeds:
        if job.picture is not None:
            picture = self._image(scene, job.picture)
            return JobNeeds((("image", (picture,)), ("clip", (self._clip(scene, job, picture.key),))))
        if job.begins_with is not None:
            picture = self.needs(self.by_number[job.begins_with]).last[0]
            return JobNeeds((("clip", (self._clip(scene, job, picture.key),)),))
        return JobNeeds((("clip", (self._clip(scene, job, job.request.image),)),))

    def _clip(self, scene: Scene, job: VideoJob, image: str | None) -> Need:
        inputs = () if image is None else (image,)
        return self._need(scene, "clip", job.models, job.request.model_copy(update={"image": image}), inputs)

    def _texts(self, scene: Scene, job: TextJob) -> tuple[Need, ...]:
        sources = tuple(need.key for number in job.after for need in self.needs(self.by_number[number]).last)
        return tuple(self._need(scene, "text", job.models, part.model_copy(update={"sources": sources}), sources) for part in job.parts)

    def _need(self, scene: Scene, stage: StageName, models: tuple[str, ...], request: Request, inputs: tuple[str, ...] = ()) -> Need:
        take = self.production.takes.get(f"ep{self.episode.number}/scene{scene.number}/{stage}", 0)
        first, *others = models
        return Need(stage, first, request, inputs, take, tuple(Option(model, request) for model in others))
