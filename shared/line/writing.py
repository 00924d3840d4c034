"""What a unit of writing needs: each step's answer, at most two mended ones, and the script that comes of them, by content key.

A mended answer is a need like any other, made of the answer before it: where that is good already it costs nothing. So the whole
writing is known before it begins, is priced, and is taken up where it was after any crash.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from shared.job import WritingJob
from shared.line.need import Need, Option
from shared.line.requests import StageName
from shared.line.writing_requests import CheckedRequest, WritingRequest
from shared.tokens import READ_AGAIN

CHECKED = "line/checked"
"""Who takes the last answer of a step for what was wanted, or refuses it."""

KEPT = "line/kept"
"""Who makes what needs no making: the answer before it is good, or the review found nothing."""

MOST_MENDS = 2

MEND_TOKENS = 1_000
"""What is said of a bad answer, at most."""

Steps = tuple[tuple[StageName, tuple[Need, ...]], ...]


def steps_of(job: WritingJob, sources: Mapping[str, str], takes: Mapping[StageName, int]) -> Steps:
    """The needs of a unit, step by step; `sources` are the content keys of what other units wrote, by the names in the prompts."""
    known = {**job.files, **sources}
    found: list[tuple[StageName, tuple[Need, ...]]] = []
    for step in job.steps:
        request = step.request.model_copy(update={"sources": {name: known[name] for name in step.uses}})
        what = request.wanted.step
        # What is written anew may fall back on what stood before it; a review that says nothing objects to nothing.
        instead = known["draft"] if what in ("polish", "rewrite") else None
        needs = tuple(_needs(step.stage, step.models, request, takes.get(step.stage, 0), instead))
        found.append((step.stage, needs))
        known["review" if what == "review" else "draft"] = needs[-1].key
    return tuple(found)


def script_need(steps: Steps) -> Need:
    """The need of a unit's finished script (a digest and an outline are scripts too)."""
    return next(needs[-1] for stage, needs in reversed(steps) if stage != "review")


def _needs(stage: StageName, models: tuple[str, ...], request: WritingRequest, take: int, instead: str | None) -> Iterator[Need]:
    inputs = tuple(request.sources.values())
    answer = _asked(stage, models, request, inputs, take)
    yield answer
    for turn in range(MOST_MENDS):
        # The last time somebody else is asked first, where there is one: who refuses once refuses twice.
        is_last = turn == MOST_MENDS - 1
        said = READ_AGAIN * request.max_tokens * (turn + 1) + MEND_TOKENS
        again = request.model_copy(update={"mends": answer.key, "usual_tokens": 0, "source_tokens": request.source_tokens + said})
        answer = replace(_asked(stage, models, again, (*inputs, answer.key), take), others_first=is_last)
        yield answer
    checked = CheckedRequest(wanted=request.wanted, answer=answer.key, instead=instead)
    yield Need(stage, CHECKED, checked, (answer.key, *([instead] if instead else [])), take)


def _asked(stage: StageName, models: tuple[str, ...], request: WritingRequest, inputs: tuple[str, ...], take: int) -> Need:
    first, *others = models
    return Need(stage, first, request, inputs, take, tuple(Option(model, request) for model in others))
