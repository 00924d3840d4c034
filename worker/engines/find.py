"""Looks a call up after an ambiguous end: by our reference, in a listing, or by the same idempotency key."""

from collections.abc import Callable
from typing import Any

from shared.pointer import at, first
from worker.engines.answers import document_of, refuse_question, told_by
from worker.engines.engine import Ask, Finished, Job, Prepared
from worker.engines.failures import (
    AmbiguousSubmit,
    AuthFailed,
    InvalidRequest,
    JobUnknown,
    LookupUnsupported,
    Moderated,
    NoFunds,
    Overloaded,
    RateLimited,
    Unanswered,
)
from worker.engines.http import HttpEngine, address, endpoint_of
from worker.engines.session import Answer
from worker.engines.whereabouts import urls_of


def find(engine: HttpEngine, ask: Ask, prepared: Prepared, on_answer: Callable[[bytes], None]) -> Job | Finished | None:
    """The call's job, None where the provider certainly has none. Raises Unanswered, AuthFailed, LookupUnsupported."""
    endpoint = endpoint_of(ask)
    if endpoint.lookup is not None:
        return _looked_up(engine, ask, prepared)
    if endpoint.listing is not None:
        return _listed(engine, ask, prepared)
    if endpoint.submit.idempotency_header is not None:
        return _asked_again(engine, ask, prepared, on_answer)
    raise LookupUnsupported(f"{ask.model.name}: this vendor offers no way to look a call up")


def _looked_up(engine: HttpEngine, ask: Ask, prepared: Prepared) -> Job | None:
    endpoint = endpoint_of(ask)
    lookup = endpoint.lookup
    assert lookup is not None, "asked for only where the row has it"
    answer = engine.question(ask, "GET", address(ask, lookup.path, engine.values(ask)))
    document = document_of(answer)
    if not 200 <= answer.status < 300:
        if not lookup.items and _is_none(engine, ask, answer, document):
            return None
        _refuse(engine, ask, answer, document)
    if document is None:
        raise Unanswered(f"{ask.model.name}: lookup: the answer is no JSON")
    items = _items(ask, document, lookup.items) if lookup.items else [document]
    ours = [item for item in items if first(item, lookup.reference) == ask.reference] if lookup.reference else items
    if not ours and not items:
        return None
    if len(ours) != 1 and not (ours and lookup.reference):
        raise Unanswered(f"{ask.model.name}: lookup: the answer has {len(items)} jobs that are not told to be ours")
    job_id = _id(ours[0], lookup.id or _last_parts(endpoint.submit.id))
    if job_id is None:
        raise Unanswered(f"{ask.model.name}: lookup: the answer names no job")
    return Job(job_id, urls_of(ask, ours[0], job_id, prepared.url))


def _is_none(engine: HttpEngine, ask: Ask, answer: Answer, document: Any) -> bool:
    """Whether a 404 says that there is no such job, and not that there is no such path."""
    endpoint = endpoint_of(ask)
    known = endpoint.errors.job_unknown
    return answer.status == 404 and document is not None and (not known or told_by(endpoint, document, engine.secrets(ask)).is_in(known))


def _listed(engine: HttpEngine, ask: Ask, prepared: Prepared) -> Job | None:
    listing = endpoint_of(ask).listing
    assert listing is not None, "asked for only where the row has it"
    _, document = _answered(engine, ask, address(ask, listing.path, engine.values(ask)))
    items = _items(ask, document, listing.items)
    for item in items:
        if first(item, listing.reference) == ask.reference:
            job_id = _id(item, listing.id)
            if job_id is not None:
                return Job(job_id, urls_of(ask, item, job_id, prepared.url))
    if items and all(first(item, listing.reference) is None for item in items):
        raise Unanswered(f"{ask.model.name}: not one of the {len(items)} jobs of the list tells whose it is")
    total = first(document, listing.total)
    if len(items) >= listing.full_at or (isinstance(total, int) and total > len(items)):
        raise Unanswered(f"{ask.model.name}: the call is not among the {len(items)} jobs of the list, and there may be more")
    return None


def _asked_again(engine: HttpEngine, ask: Ask, prepared: Prepared, on_answer: Callable[[bytes], None]) -> Job | Finished | None:
    """The same request with the same key: the provider answers with the job that there is, or begins the one that was meant."""
    try:
        return engine.submit(ask, prepared, on_answer)
    except (RateLimited, Overloaded) as failure:
        raise Unanswered(failure.message, failure.after_s) from None
    except (AmbiguousSubmit, NoFunds, InvalidRequest) as failure:
        # An account may be empty because of this very call, and a key refused (409, 422) because it has been used.
        raise Unanswered(failure.message) from None
    except Moderated:
        return None


def _answered(engine: HttpEngine, ask: Ask, url: str) -> tuple[Any, Any]:
    try:
        return engine.asked(ask, "GET", url)
    except JobUnknown as failure:
        raise Unanswered(failure.message) from None


def _refuse(engine: HttpEngine, ask: Ask, answer: Any, document: Any) -> None:
    try:
        refuse_question(endpoint_of(ask), answer, document, engine.secrets(ask), f"{ask.model.name}: lookup")
    except (JobUnknown, AuthFailed) as failure:
        raise Unanswered(failure.message) from None


def _items(ask: Ask, document: Any, pointers: tuple[str, ...]) -> list[Any]:
    """A list that is there, also an empty one; else the answer is not understood, and says nothing."""
    for pointer in pointers:
        value = at(document, pointer)
        if isinstance(value, list):
            return value
    raise Unanswered(f"{ask.model.name}: the answer has no list of jobs at {' or '.join(pointers) or 'its top'}")


def _last_parts(pointers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("/" + pointer.rpartition("/")[2] for pointer in pointers)


def _id(item: Any, pointers: tuple[str, ...]) -> str | None:
    value = first(item, pointers)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
