"""Reads a jobs file into an order: models found, inputs read, pictures and texts to begin with named by job."""

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from producer.batch.file import ImageEntry, JobsFile, TextEntry, VideoEntry
from producer.batch.models import find_models, fits, resolution_of, that_begin_with_pictures, with_picture
from producer.batch.rows import checked_rows
from producer.batch.texts import INPUT, in_order, numbers_of, prompts, read_text
from producer.intake.document import Document
from producer.intake.forms import read_document
from producer.intake.keys import IsConfigured, keyed_by
from producer.intake.picture import read_picture
from producer.intake.problems import deny
from producer.intake.script import checked
from producer.intake.slug import slug_of
from producer.order import Order, season_id
from shared.catalogue import Catalogue, Model, load_catalogue
from shared.errors import InputError
from shared.job import ImageJob, Job, TextJob, VideoJob
from shared.line.request import Request
from shared.line.requests import ClipRequest, Format, ImageRequest, StageName, TextRequest
from shared.money import micros_of
from shared.pricing.price import price_micros
from shared.production import Episode, Production, Scene
from shared.settings import load_settings

A_BATCH = "a jobs file is a mapping that holds 'jobs: …'"
USUAL_SIDE = 1024
# Nothing of a batch has this form; a season must have one.
_FORM = Format(width=720, height=1280, fps=24)


def read_batch(
    path: Path, out: Path | None = None, *, catalogue: Catalogue | None = None, is_configured: IsConfigured | None = None
) -> Order:
    """Read a jobs file; `out` replaces its `output_dir`. Raises InputError, one line with file, line and field."""
    document = checked_rows(read_document(path, A_BATCH, "jobs file"))
    jobs = checked(document, JobsFile)
    catalogue = catalogue or load_catalogue(load_settings())
    return _Reading(document, jobs, catalogue, is_configured or keyed_by(catalogue)).order(out)


@dataclass
class _Reading:
    """Settles one jobs file."""

    document: Document
    jobs: JobsFile
    catalogue: Catalogue
    is_configured: IsConfigured
    notes: list[str] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)
    parts: dict[int, int] = field(default_factory=dict)
    """In how many parts each text job is written, by its number."""

    def order(self, out: Path | None) -> Order:
        self.check_names()
        jobs = {
            number: self.job(number - 1, self.jobs.jobs[number - 1]) for number in in_order(self.document, self.jobs.jobs, self.numbers)
        }
        scenes = tuple(Scene(number=number, setting=jobs[number].name, job=jobs[number]) for number in sorted(jobs))
        folder = self.folder(out)
        title = self.document.path.stem
        models: dict[StageName, tuple[str, ...]] = {}
        for scene in scenes:
            for stage, names in _models_of(scene.job):
                models[stage] = tuple(dict.fromkeys((*models.get(stage, ()), *names)))
        production = Production(
            kind="batch",
            season=season_id(slug_of(title), title, folder),
            title=title,
            slug=folder.name,
            language="und",
            format=_FORM,
            characters=(),
            music_volume=None,
            budget_micros=None if self.jobs.budget_usd is None else micros_of(self.jobs.budget_usd),
            models=models,
            on_failure=self.jobs.on_failure,
            webhook_url=self.jobs.webhook_url,
            seed=0,
            at_once=self.jobs.max_workers,
            episodes=(1,),
        )
        return Order(production, {1: Episode(number=1, scenes=scenes)}, tuple(self.notes), self.files, folder.parent)

    def folder(self, out: Path | None) -> Path:
        """The folder for what is made, however it is spelled: one folder is one batch's."""
        try:
            folder = Path(os.path.abspath((out or Path(self.jobs.output_dir)).expanduser()))  # noqa: PTH100  # `..` is taken out, links stay
        except RuntimeError:
            deny(self.document, ("output_dir",), f"{str(out or self.jobs.output_dir)!r}: there is no such user; write the path out")
        if not folder.name:
            deny(self.document, ("output_dir",), f"{str(folder)!r} is no folder for a batch; name one in it")
        return folder

    def check_names(self) -> None:
        """Names that are meant by other jobs must be clear."""
        counts = Counter(entry.name for entry in self.jobs.jobs)
        for index, entry in enumerate(self.jobs.jobs):
            for place, wanted in _wanted(entry):
                if counts[wanted] > 1:
                    deny(self.document, ("jobs", index, place), f"{counts[wanted]} jobs are called {wanted!r}; give each a name of its own")

    def job(self, index: int, entry: ImageEntry | VideoEntry | TextEntry) -> Job:
        if isinstance(entry, ImageEntry):
            request = ImageRequest(
                prompt=entry.prompt, negative_prompt=entry.negative_prompt, width=entry.width, height=entry.height, seed=entry.seed
            )
            return ImageJob(name=entry.name, models=self.able(index, "model", entry.model, "image", request), request=request)
        return self.video(index, entry) if isinstance(entry, VideoEntry) else self.text(index, entry)

    # Clips

    def video(self, index: int, entry: VideoEntry) -> VideoJob:
        self.refuse_idle(index, entry)
        picture = None if entry.image_prompt is None else self.first_picture(index, entry)
        upload, begins_with = self.given_picture(index, entry)
        has_picture = picture is not None or upload is not None or begins_with is not None
        models = self.models(index, "model", entry.model, "video")
        if has_picture:
            models = tuple(self.sister(entry, model) for model in models)
        request = ClipRequest(
            prompt=entry.prompt,
            seconds=entry.duration,
            resolution=resolution_of(models, entry.resolution),
            aspect=entry.aspect_ratio,
            seed=entry.seed,
            image=upload,
        )
        # That there will be a picture is all that counts for who can make the clip.
        asked = request.model_copy(update={"image": "picture"}) if has_picture else request
        names = self.fitting(index, "model", models, "clip", asked)
        return VideoJob(name=entry.name, models=names, request=request, picture=picture, begins_with=begins_with)

    def refuse_idle(self, index: int, entry: VideoEntry) -> None:
        """What would change nothing is refused: somebody expects something of it."""
        idle = [name for name in ("image_model", "width", "height") if entry.image_prompt is None and getattr(entry, name) is not None]
        for name in idle:
            deny(
                self.document,
                ("jobs", index, name),
                "is for the picture that image_prompt has made first, and there is no image_prompt; "
                "the clip's own size is its resolution and aspect_ratio",
            )

    def first_picture(self, index: int, entry: VideoEntry) -> ImageJob:
        """The picture that is made before its clip."""
        if entry.image is not None:
            deny(
                self.document, ("jobs", index, "image_prompt"), "is given beside image; a clip begins with one picture, so keep one of them"
            )
        request = ImageRequest(
            prompt=str(entry.image_prompt), width=entry.width or USUAL_SIDE, height=entry.height or USUAL_SIDE, seed=entry.seed
        )
        names = entry.image_model or self.usual_picture_model(index, entry)
        return ImageJob(name=entry.name, models=self.able(index, "image_model", names, "image", request), request=request)

    def usual_picture_model(self, index: int, entry: VideoEntry) -> tuple[str, ...]:
        """The model of the file's own pictures, else the best of the clip's vendor, else of anybody whose key is set."""
        for other in self.jobs.jobs:
            if isinstance(other, ImageEntry):
                return other.model
        vendor = self.models(index, "model", entry.model, "video")[0].vendor
        able = [model for model in self.catalogue.models if "reference" in model.capabilities and model.vendor != "studio"]
        able = [model for model in able if self.is_configured(model.vendor)]
        if not able:
            deny(self.document, ("jobs", index, "image_prompt"), "nobody whose key is set makes pictures; name one as image_model")
        best = min(able, key=lambda model: (model.vendor != vendor, -(model.quality or 0)))
        self.notes.append(f"{entry.name}: no image_model is named, so {best.name} makes the picture")
        return (best.name,)

    def given_picture(self, index: int, entry: VideoEntry) -> tuple[str | None, int | None]:
        """The upload's key, or the number of the job, that `image` names."""
        if entry.image is None:
            return None, None
        number = self.numbers.get(entry.image)
        if number is not None:
            if not isinstance(self.jobs.jobs[number - 1], ImageEntry):
                deny(self.document, ("jobs", index, "image"), f"{entry.image!r} makes no picture; name an image job, or a file")
            return None, number
        if re.match(r"https?:", entry.image):
            deny(self.document, ("jobs", index, "image"), "is a web address; download the picture, and name the file")
        try:
            picture = read_picture(self.document.path.parent / entry.image)
        except InputError as error:
            deny(self.document, ("jobs", index, "image"), f"{error.message} (no job has this name either)")
        self.files[picture.key] = picture.path
        return picture.key, None

    def sister(self, entry: VideoEntry, model: Model) -> Model:
        """The model that begins with a picture."""
        sister = with_picture(model, self.catalogue)
        if sister is not model:
            self.notes.append(f"{entry.name}: {model.model} takes no picture to begin with, so {sister.model} makes it")
        return sister

    # Texts

    def text(self, index: int, entry: TextEntry) -> TextJob:
        models = self.models(index, "model", entry.model, "text")
        after = tuple(number for name in entry.input if (number := self.numbers.get(name)) is not None)
        for number in after:
            if not isinstance(self.jobs.jobs[number - 1], TextEntry) or number == index + 1:
                deny(
                    self.document,
                    ("jobs", index, "input"),
                    f"{self.jobs.jobs[number - 1].name!r} writes no text; name other text jobs, or files",
                )
        document = "\n\n".join(read_text(self.document, index, name) for name in entry.input if name not in self.numbers)
        # Each part of a long text is an answer of its own.
        written = [self.parts[number] * other.max_tokens for number in after if isinstance(other := self.jobs.jobs[number - 1], TextEntry)]
        source_tokens = sum(written) * (1 if document else max(1, entry.prompt.count(INPUT)))
        shortest = min((model.context_tokens for model in models if model.context_tokens), default=None)
        parts = prompts(self.document, index, entry, document, source_tokens, shortest)
        self.parts[index + 1] = len(parts)
        if len(parts) > 1:
            self.notes.append(f"{entry.name}: the input is cut into {len(parts)} parts for a context of {shortest} tokens")
        requests = tuple(
            TextRequest(
                system=entry.system,
                prompt=part,
                source_tokens=source_tokens,
                max_tokens=entry.max_tokens,
                temperature=entry.temperature,
                form=entry.format,
                timeout_s=entry.timeout,
            )
            for part in parts
        )
        for request in requests:
            names = self.fitting(index, "model", models, "text", request)
        return TextJob(name=entry.name, models=names, parts=requests, after=after)

    # Models

    def able(self, index: int, place: str, names: tuple[str, ...], stage: StageName, request: Request) -> tuple[str, ...]:
        return self.fitting(index, place, self.models(index, place, names, "reference"), stage, request)

    def models(self, index: int, place: str, names: tuple[str, ...], capability: str) -> tuple[Model, ...]:
        """The models that can be asked."""
        try:
            found = find_models(names, capability, self.catalogue, self.is_configured)  # type: ignore[arg-type]  # callers give literals
        except InputError as error:
            deny(self.document, ("jobs", index, place), error.message)
        if len(found) < len(set(names)):
            left = [name for name in names if not any(name in (model.name, model.model) for model in found)]
            self.notes += [f"{self.jobs.jobs[index].name}: {name} is passed over: its key is not set" for name in left]
        return found

    def fitting(self, index: int, place: str, models: tuple[Model, ...], stage: StageName, request: Request) -> tuple[str, ...]:
        """Those of the models that can make it, and have a price. Raises InputError where there is none."""
        found = fits(models, stage, request)
        if not found.able:
            told = [f"{name} {reason}" for name, reason in found.reasons.items()]
            begin = that_begin_with_pictures(self.catalogue, self.is_configured)
            if isinstance(request, ClipRequest) and request.image and begin:
                told.append(f"these take one: {begin}")
            deny(self.document, ("jobs", index, found.field or place), "; ".join(told))
        for model in found.able:
            try:
                price_micros(model, request)
            except InputError as error:
                deny(self.document, ("jobs", index, place), error.message)
        self.notes += [f"{self.jobs.jobs[index].name}: {name} is passed over: it {reason}" for name, reason in found.reasons.items()]
        return tuple(model.name for model in found.able)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of the first job of each name."""
        return numbers_of(self.jobs.jobs)


def _wanted(entry: ImageEntry | VideoEntry | TextEntry) -> list[tuple[str, str]]:
    if isinstance(entry, TextEntry):
        return [("input", name) for name in entry.input]
    return [("image", entry.image)] if isinstance(entry, VideoEntry) and entry.image else []


def _models_of(job: Job | None) -> list[tuple[StageName, tuple[str, ...]]]:
    match job:
        case ImageJob():
            return [("image", job.models)]
        case VideoJob():
            first = [] if job.picture is None else [*_models_of(job.picture)]
            return [*first, ("clip", job.models)]
        case TextJob():
            return [("text", job.models)]
    return []
