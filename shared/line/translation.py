"""What a translation needs, by content key: the cast's names, once for all episodes, then each part's answer, and that mended once.

As in writing, a mended answer is a need like any other: where the answer before it is good already it costs nothing.
"""

from collections.abc import Iterator

from shared.job import TranslationJob
from shared.line.need import Need, Option
from shared.line.requests import StageName
from shared.line.writing_requests import TranslationRequest
from shared.tokens import READ_AGAIN

STAGE: StageName = "translate"

TRANSLATIONS = "translations"
"""The file of an answer that has what of it is good: by the line's id, what it says. There is none of a refusal."""

CALLED = "called"
"""The fact of what each of the cast is called in a language, by name."""

MEND_TOKENS = 1_500
"""What is said of a bad answer, at most."""


def translation_needs(job: TranslationJob, take: int) -> tuple[Need, ...]:
    """The needs of an episode's translation, in order. The cast's names are the same whatever the `take` of the episode."""
    needs: list[Need] = []
    names = None
    if job.cast is not None:
        needs += _asked_twice(job.models, job.cast, (), 0)
        names = needs[-1].key
    for part in job.parts:
        needs += _asked_twice(job.models, part.model_copy(update={"names": names}), () if names is None else (names,), take)
    return tuple(needs)


def _asked_twice(models: tuple[str, ...], request: TranslationRequest, inputs: tuple[str, ...], take: int) -> Iterator[Need]:
    first, *others = models
    answer = Need(STAGE, first, request, inputs, take, tuple(Option(model, request) for model in others))
    yield answer
    said = READ_AGAIN * request.max_tokens + MEND_TOKENS
    again = request.model_copy(update={"mends": answer.key, "usual_tokens": 0, "source_tokens": request.source_tokens + said})
    options = tuple(Option(model, again) for model in others)
    # Who answers badly once is asked last, where there is somebody else.
    yield Need(STAGE, first, again, (*inputs, answer.key), take, options, others_first=True)
