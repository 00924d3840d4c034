"""Every failure that a vendor documents is raised as what it is; no money is sent twice, and no key is shown."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from _pytest.mark import ParameterSet

from tests.contract.harness import KEY, Case, Line
from tests.contract.protocols import FIRSTS, FRAMED, JOBS, has_jobs
from tests.contract.providers.registry import STANDINS
from tests.contract.providers.vendor import Failure
from tests.contract.providers.wire import PAGE, Reply
from worker.engines.engine import Finished, Job, Running
from worker.engines.failures import (
    AmbiguousSubmit,
    AuthFailed,
    JobCancelled,
    JobFailed,
    JobTimedOut,
    LookupUnsupported,
    Moderated,
    OutputGone,
    ProviderFailure,
    RateLimited,
    Unanswered,
)

Play = Callable[[Case], Line]
BY_WORD = {"failed": JobFailed, "cancelled": JobCancelled, "timeout": JobTimedOut, "moderated": Moderated}


def failures() -> list[ParameterSet]:
    return list(_failures())


def _failures() -> Iterator[ParameterSet]:
    for case in FIRSTS:
        for failure in STANDINS[case.vendor].failures:
            fits = failure.capabilities is None or case.capability in failure.capabilities
            if fits and (failure.at == "submit" or has_jobs(case)):
                yield pytest.param(case, failure, id=f"{case}-{failure.name}")


def words(*meanings: str) -> list[ParameterSet]:
    return list(_words(*meanings))


def _words(*meanings: str) -> Iterator[ParameterSet]:
    for case in JOBS:
        for word, meaning in STANDINS[case.vendor].words_of(case.capability).items():
            if meaning in meanings:
                yield pytest.param(case, word, meaning, id=f"{case}-{word}")


@pytest.fixture(autouse=True)
def _no_key_is_shown(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    assert KEY not in caplog.text


Raises = type[ProviderFailure] | tuple[type[ProviderFailure], ...]


def failing(call: Callable[[], object], raises: Raises) -> ProviderFailure:
    """What a call raises: exactly this class (or one of these), in one line, without the key."""
    with pytest.raises(ProviderFailure) as caught:
        call()
    failure = caught.value
    assert type(failure) in (raises if isinstance(raises, tuple) else (raises,)), failure.message
    assert KEY not in f"{failure!r} {failure} {failure.message} {failure.__cause__!r}"
    assert "\n" not in failure.message
    return failure


def at_the_end(line: Line, failure: Failure) -> Callable[[], object]:
    """The call at which a failure shows."""
    if failure.at == "submit":
        line.standin.instead["submit"] = failure.reply
        return line.submit
    job = line.submit()
    line.standin.instead[failure.at] = failure.reply
    if failure.at == "resolve":
        return lambda: line.finish(job)
    return lambda: line.poll(job)


@pytest.mark.parametrize(("case", "documented"), failures())
def test_a_documented_failure_is_raised_as_what_it_is(play: Play, case: Case, documented: Failure):
    line = play(case)

    failure = failing(at_the_end(line, documented), documented.raises)

    for name in ("after_s", "kind", "is_billed"):
        if (wanted := getattr(documented, name)) is not None:
            assert getattr(failure, name) == wanted
    assert line.standin.complaints == []


@pytest.mark.parametrize(("case", "word", "meaning"), words("failed", "cancelled", "timeout", "moderated"))
def test_every_documented_word_for_a_bad_end_ends_the_job(play: Play, case: Case, word: str, meaning: str):
    line = play(case)
    job = line.submit()
    line.standin.set_word(word)

    failing(lambda: line.poll(job), BY_WORD[meaning])


@pytest.mark.parametrize(("case", "word", "meaning"), words("running"))
def test_every_documented_word_for_a_running_job_lets_it_run(
    play: Play, caplog: pytest.LogCaptureFixture, case: Case, word: str, meaning: str
):
    line = play(case)
    job = line.submit()
    line.standin.set_word(word)

    answer = line.poll(job)

    assert isinstance(answer, Running)
    assert "does not map" not in caplog.text


@pytest.mark.parametrize(("case", "word", "meaning"), words("done"))
def test_every_documented_word_for_done_gives_the_product(play: Play, case: Case, word: str, meaning: str):
    line = play(case)
    job = line.submit()
    line.standin.set_word(word)

    finished, _ = line.finish(job)

    assert line.fetch(finished) == line.standin.product(case.capability)


@pytest.mark.parametrize("case", JOBS, ids=str)
def test_a_status_word_that_nobody_documents_means_running_and_is_logged(play: Play, caplog: pytest.LogCaptureFixture, case: Case):
    if not STANDINS[case.vendor].has_words:
        pytest.skip("tells how a job is without a word")
    line = play(case)
    job = line.submit()
    line.standin.set_word("contemplating")

    assert isinstance(line.poll(job), Running)
    assert "contemplating" in caplog.text


@pytest.mark.parametrize("case", FIRSTS, ids=str)
def test_a_wrong_key_is_told_as_such_and_costs_nothing(play: Play, case: Case):
    line = play(case)
    line.standin.key_is_revoked()

    failing(line.submit, AuthFailed)

    assert line.standin.bills == []


@pytest.mark.parametrize("case", FIRSTS, ids=str)
def test_a_reset_after_the_request_was_taken_is_ambiguous_and_never_repeated(play: Play, case: Case):
    line = play(case)
    line.standin.is_reset_after_accepting = True

    failing(line.submit, AmbiguousSubmit)

    assert len(line.standin.bills) == 1


@pytest.mark.parametrize("case", FIRSTS, ids=str)
def test_a_page_of_a_gateway_in_answer_to_submit_is_ambiguous(play: Play, case: Case):
    line = play(case)
    line.standin.instead["submit"] = PAGE

    failing(line.submit, AmbiguousSubmit)


@pytest.mark.parametrize("case", FIRSTS, ids=str)
def test_an_accepting_status_without_sense_is_ambiguous(play: Play, case: Case):
    line = play(case)
    line.standin.instead["submit"] = replace(PAGE, status=200)

    failing(line.submit, AmbiguousSubmit)


@pytest.mark.parametrize("header", [{"Retry-After": "7"}, {}], ids=["told", "untold"])
@pytest.mark.parametrize("case", FIRSTS, ids=str)
def test_a_bare_429_takes_nothing_and_is_obeyed(play: Play, case: Case, header: dict[str, str]):
    line = play(case)
    line.standin.instead["submit"] = Reply(429, b"Too Many Requests", {"Content-Type": "text/plain", **header})

    failure = failing(line.submit, RateLimited)

    assert isinstance(failure, RateLimited)
    assert failure.after_s == (7.0 if header else None)


@pytest.mark.parametrize("case", JOBS, ids=str)
def test_a_page_of_a_gateway_in_answer_to_a_poll_says_nothing(play: Play, case: Case):
    line = play(case)
    job = line.submit()
    line.standin.instead["poll"] = PAGE

    failing(lambda: line.poll(job), Unanswered)


@pytest.mark.parametrize("case", JOBS, ids=str)
def test_a_job_that_the_vendor_has_forgotten_is_told_as_far_as_its_answer_tells(play: Play, case: Case):
    line = play(case)
    job = line.submit()
    line.standin.jobs.clear()

    if line.standin.forgotten is None:
        assert isinstance(line.poll(job), Running)
    else:
        failing(lambda: line.poll(job), line.standin.forgotten)


@pytest.mark.parametrize("case", FIRSTS, ids=str)
def test_an_address_that_has_expired_is_gone_and_a_poll_renews_it_where_the_vendor_does(play: Play, case: Case):
    line = play(case)
    accepted = line.submit()
    finished, _ = line.finish(accepted)
    if finished.outputs[0].url is None:
        pytest.skip("the product is in the answer")
    line.standin.expired |= set(line.standin.files)

    failing(lambda: line.fetch(finished), OutputGone)

    endpoint = line.ask.vendor.endpoint(line.model, case.capability)  # type: ignore[attr-defined]  # asked over HTTP
    if line.standin.renews is not None:
        assert endpoint.download.refresh_by_poll == line.standin.renews, "download.refresh_by_poll"
    if line.standin.renews:
        renewed, _ = line.finish(accepted)
        assert line.fetch(renewed) == line.standin.product(case.capability)


@pytest.mark.parametrize("case", [*FIRSTS, *FRAMED], ids=str)
def test_a_call_is_found_again_where_the_vendor_offers_a_way(play: Play, case: Case):
    line = play(case)
    prepared = line.engine.prepare(line.ask)
    line.standin.is_reset_after_accepting = True
    failing(lambda: line.engine.submit(line.ask, prepared, lambda _: None), AmbiguousSubmit)
    line.standin.is_reset_after_accepting = False

    def find() -> Job | Finished | None:
        return line.engine.find(line.ask, prepared, lambda _: None)

    if not line.standin.finds_again(case.capability):
        failing(find, LookupUnsupported)
        return
    found = find()

    assert found is not None
    finished, _ = line.finish(found)
    assert line.fetch(finished) == line.standin.product(case.capability)
    assert len(line.standin.bills) == 1


@pytest.mark.parametrize("case", [case for case in (*FIRSTS, *FRAMED) if STANDINS[case.vendor].says_none(case.capability)], ids=str)
def test_a_call_that_never_came_is_certainly_not_there(play: Play, case: Case):
    line = play(case)

    assert line.engine.find(line.ask, line.engine.prepare(line.ask), lambda _: None) is None


@pytest.mark.parametrize("case", JOBS, ids=str)
def test_a_job_is_cancelled_where_the_vendor_offers_a_way(play: Play, case: Case):
    line = play(case)
    job = line.submit()
    assert isinstance(job, Job)

    is_cancelled = line.engine.cancel(line.question, job)

    work = next(reversed(line.standin.jobs.values()))
    assert is_cancelled == work.is_cancelled == line.standin.cancels(case.capability)
    assert line.standin.complaints == []
    if is_cancelled and work.word_when_cancelled:
        failing(lambda: line.poll(job), JobCancelled)
