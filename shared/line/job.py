"""What a job of a jobs file needs, step by step, and the content keys of it."""

from collections import Counter
from dataclasses import dataclass

from shared.job import ImageJob, TextJob, TranslationJob, VideoJob, WritingJob
from shared.line.need import Need, Option
from shared.line.request import Request
from shared.line.requests import StageName
from shared.line.translation import translation_needs
from shared.line.writing import Steps, script_need, steps_of
from shared.production import Episode, Production, Scene


def comes_after(scene: Scene) -> tuple[int, ...]:
    """The numbers of the units of its episode that must have ended well before it can begin."""
    return () if scene.job is None else scene.job.after


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


Which = tuple[str, int]
"""A job's name, and which of the jobs of that name it is, from 1: what a job is known by when the file is put in another order."""


def which_jobs(episode: Episode) -> dict[int, Which]:
    """What each job of a batch is known by, by its number."""
    seen = Counter[str]()
    found: dict[int, Which] = {}
    for scene in episode.scenes:
        if scene.job is not None:
            seen[scene.job.name] += 1
            found[scene.number] = (scene.job.name, seen[scene.job.name])
    return found


def take_name(which: Which, stage: StageName) -> str:
    """The name under which `Production.takes` counts the takes of a job's stage."""
    name, count = which
    return f"job/{stage}/{count}/{name}"


class JobLine:
    """The needs of a batch's jobs, each worked out once: those of a job contain the keys of what it comes after."""

    def __init__(self, production: Production, episode: Episode) -> None:
        self.production = production
        self.episode = episode
        self._by_number = {scene.number: scene for scene in episode.scenes}
        self._which = which_jobs(episode)
        self._known: dict[int, JobNeeds] = {}

    def needs(self, scene: Scene) -> JobNeeds:
        """The needs of the job that stands in the place of `scene`."""
        # A stack of its own: texts that come after each other may be thousands.
        pending = [scene]
        while pending:
            first = [self._by_number[number] for number in comes_after(pending[-1]) if number not in self._known]
            if first:
                pending += first
            else:
                ready = pending.pop()
                self._known[ready.number] = self._needs(ready)
        return self._known[scene.number]

    def _needs(self, scene: Scene) -> JobNeeds:
        job = scene.job
        match job:
            case ImageJob():
                return JobNeeds((("image", (self._image(scene, job),)),))
            case VideoJob():
                return self._video(scene, job)
            case TextJob():
                return JobNeeds((("text", self._texts(scene, job)),))
            case WritingJob():
                return JobNeeds(self._written(scene, job))
            case TranslationJob():
                take = self.production.takes.get(take_name(self._which[scene.number], "translate"), 0)
                return JobNeeds((("translate", translation_needs(job, take)),))
        raise TypeError(f"{scene.number} is no job")

    def _written(self, scene: Scene, job: WritingJob) -> Steps:
        sources = {name: script_need(self._known[number].steps).key for name, number in job.builds_on.items()}
        takes = {stage: self.production.takes.get(take_name(self._which[scene.number], stage), 0) for stage in job.stages}
        return steps_of(job, sources, takes)

    def _image(self, scene: Scene, job: ImageJob) -> Need:
        return self._need(scene, "image", job.models, job.request)

    def _video(self, scene: Scene, job: VideoJob) -> JobNeeds:
        if job.picture is not None:
            picture = self._image(scene, job.picture)
            return JobNeeds((("image", (picture,)), ("clip", (self._clip(scene, job, picture.key),))))
        if job.begins_with is not None:
            picture = self._known[job.begins_with].last[0]
            return JobNeeds((("clip", (self._clip(scene, job, picture.key),)),))
        return JobNeeds((("clip", (self._clip(scene, job, job.request.image),)),))

    def _clip(self, scene: Scene, job: VideoJob, image: str | None) -> Need:
        inputs = () if image is None else (image,)
        return self._need(scene, "clip", job.models, job.request.model_copy(update={"image": image}), inputs)

    def _texts(self, scene: Scene, job: TextJob) -> tuple[Need, ...]:
        sources = tuple(need.key for number in job.after for need in self._known[number].last)
        return tuple(self._need(scene, "text", job.models, part.model_copy(update={"sources": sources}), sources) for part in job.parts)

    def _need(self, scene: Scene, stage: StageName, models: tuple[str, ...], request: Request, inputs: tuple[str, ...] = ()) -> Need:
        take = self.production.takes.get(take_name(self._which[scene.number], stage), 0)
        first, *others = models
        return Need(stage, first, request, inputs, take, tuple(Option(model, request) for model in others))
