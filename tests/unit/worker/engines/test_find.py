"""After an ambiguous end a call is looked up where the vendor offers a way, and never sent again by itself."""

import pytest

from worker.engines.engine import Job
from worker.engines.failures import AuthFailed, LookupUnsupported, ProviderFailure, Unanswered

from .conftest import REFERENCE, Say, reset

LOOKUP = {"path": "/jobs?client_ref={reference}", "items": "/data", "id": "/id"}
LISTING = {"path": "/jobs", "items": "/data", "reference": "/ref", "id": "/id", "full_at": 3}
FOUND = f"/jobs?client_ref={REFERENCE}"


def find(engine, ask):
    return engine.find(ask, engine.prepare(ask), lambda _answer: None)


def test_a_call_is_found_by_its_reference(provider, job, ask):
    provider.say(FOUND, {"data": [{"id": "j7"}]})

    assert find(job, ask(lookup=LOOKUP)) == Job("j7")


def test_a_lookup_may_answer_with_the_job_itself(provider, job, ask):
    provider.say(f"/by/{REFERENCE}", {"id": "j7"})

    assert find(job, ask(lookup={"path": "/by/{reference}"})) == Job("j7")


def test_an_empty_list_says_that_there_is_no_such_call(provider, job, ask):
    provider.say(FOUND, {"data": []})

    assert find(job, ask(lookup=LOOKUP)) is None


def test_a_404_says_so_where_the_call_itself_is_asked_for(provider, job, ask):
    provider.say(f"/by/{REFERENCE}", Say(404, {"error": {"code": "no_job"}}))
    lookup = {"path": "/by/{reference}"}

    assert find(job, ask(lookup=lookup)) is None
    assert find(job, ask(lookup=lookup, errors={"code": "/error/code", "job_unknown": ["no_job"]})) is None
    with pytest.raises(Unanswered):
        find(job, ask(lookup=lookup, errors={"code": "/error/code", "job_unknown": ["other"]}))


def test_a_job_of_somebody_else_is_never_taken_for_ours(provider, job, ask):
    provider.say(FOUND, {"data": [{"id": "j1", "ref": "x"}, {"id": "j2", "ref": REFERENCE}]}, {"data": [{"id": "j1", "ref": "x"}]})

    assert find(job, ask(lookup={**LOOKUP, "reference": "/ref"})) == Job("j2")
    with pytest.raises(Unanswered, match="not told to be ours"):
        find(job, ask(lookup={**LOOKUP, "reference": "/ref"}))


def test_several_jobs_that_cannot_be_told_apart_say_nothing(provider, job, ask):
    provider.say(FOUND, {"data": [{"id": "j1"}, {"id": "j2"}]})

    with pytest.raises(Unanswered):
        find(job, ask(lookup=LOOKUP))


@pytest.mark.parametrize(
    "answer",
    [
        Say(200, {}),
        Say(200, {"data": None}),
        Say(200, {"data": [{}]}),
        Say(200, b"<html>"),
        Say(404, b"<html>"),
        Say(404, {"error": "no such path"}),
        Say(401, {}),
        Say(500),
        Say(act=reset),
    ],
    ids=lambda say: f"{say.status}-{say.body}",
)
def test_a_lookup_that_is_not_understood_says_nothing(provider, job, ask, answer):
    provider.say(FOUND, answer)

    with pytest.raises(Unanswered):
        find(job, ask(lookup=LOOKUP))


def test_a_call_is_found_in_a_listing(provider, job, ask):
    provider.say("/jobs", {"data": [{"id": "j1", "ref": "x"}, {"id": "j2", "ref": REFERENCE}]})

    assert find(job, ask(listing=LISTING)) == Job("j2")


def test_a_call_that_is_not_in_a_short_listing_is_none(provider, job, ask):
    provider.say("/jobs", {"data": [{"id": "j1", "ref": "x"}]})

    assert find(job, ask(listing=LISTING)) is None


def test_a_full_page_of_others_says_nothing(provider, job, ask):
    provider.say("/jobs", {"data": [{"id": str(n), "ref": "x"} for n in range(3)]})

    with pytest.raises(Unanswered, match="there may be more"):
        find(job, ask(listing=LISTING))


def test_the_same_idempotency_key_gives_the_job_that_there_is(provider, job, ask):
    provider.say("/jobs", {"id": "j1"})
    it = ask(submit={"path": "/jobs", "id": "/id", "idempotency_header": "Idempotency-Key"})

    found = find(job, it)

    assert found == Job("j1")
    assert provider.asked[0].headers["idempotency-key"] == REFERENCE


def test_the_answer_by_which_a_call_is_found_again_is_handed_out_to_be_kept(provider, job, ask):
    provider.say("/jobs", {"id": "j1", "status": "succeeded", "urls": ["https://acme.example/film.mp4"]})
    it = ask(submit={"path": "/jobs", "id": "/id", "idempotency_header": "Idempotency-Key"})
    kept: list[bytes] = []

    found = job.find(it, job.prepare(it), kept.append)

    assert [job.resume(it, answer) for answer in kept] == [found]


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Say(500), Unanswered),
        (Say(429), Unanswered),
        (Say(402, {}), Unanswered),
        (Say(409, {}), Unanswered),
        (Say(422, {}), Unanswered),
        (Say(act=reset), Unanswered),
        (Say(401, {}), AuthFailed),
    ],
)
def test_a_repeated_request_without_an_answer_says_nothing(provider, job, ask, answer, failure):
    provider.say("/jobs", answer)
    it = ask(submit={"path": "/jobs", "id": "/id", "idempotency_header": "Idempotency-Key"})

    with pytest.raises(ProviderFailure) as told:
        find(job, it)

    assert type(told.value) is failure


def test_a_repeated_request_that_is_refused_for_its_content_never_was_taken(provider, job, ask):
    provider.say("/jobs", Say(451, {}))

    assert find(job, ask(submit={"path": "/jobs", "id": "/id", "idempotency_header": "Idempotency-Key"})) is None


def test_a_vendor_without_any_way_says_so_and_is_not_asked(provider, job, ask):
    with pytest.raises(LookupUnsupported):
        find(job, ask())

    assert provider.asked == []
