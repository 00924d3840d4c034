"""Every code and status that a row maps, in the vendor's own envelope, means what the row says: its pointers find it there."""

from collections.abc import Callable, Iterator, Mapping

import pytest
from _pytest.mark import ParameterSet

from tests.contract.harness import Case, Line, rows
from tests.contract.protocols import FIRSTS, has_jobs
from tests.contract.providers.wire import Reply
from worker.engines.engine import Job
from worker.engines.failures import (
    AmbiguousSubmit,
    AuthFailed,
    InvalidRequest,
    JobTimedOut,
    JobUnknown,
    Moderated,
    NoFunds,
    Overloaded,
    ProviderFailure,
    RateLimited,
    TimedOut,
)

Play = Callable[[Case], Line]
REFUSALS: Mapping[str, type[ProviderFailure]] = {
    "no_funds": NoFunds,
    "auth": AuthFailed,
    "invalid": InvalidRequest,
    "concurrency": RateLimited,
    "rate": RateLimited,
    "retry": Overloaded,
    "retry_once": Overloaded,
    "unclear": AmbiguousSubmit,
}
"""What each list of `errors` makes of an answer to submit."""


def codes(*lists: str) -> list[ParameterSet]:
    return list(_codes(*lists))


def _codes(*lists: str) -> Iterator[ParameterSet]:
    for case in FIRSTS:
        vendor = rows()[case.vendor]
        errors = vendor.endpoint(vendor.models[case.model], case.capability).errors
        for name in lists:
            for code in getattr(errors, name):
                yield pytest.param(case, name, code, id=f"{case}-{name}-{code}")


def said(line: Line, code: str) -> Reply:
    """A refusal with this code: an HTTP status alone, or the vendor's own."""
    if code.isdigit() and 400 <= int(code) < 600:
        return Reply(int(code), {})
    return line.standin.refusing(spelled(code))


def spelled(code: str) -> str:
    """An entry of a row as a vendor might say it: `*` stands for anything."""
    return code.replace("*", "x" if "*" in code else "")


def raised(call: Callable[[], object]) -> type[ProviderFailure] | None:
    try:
        call()
    except ProviderFailure as failure:
        return type(failure)
    return None


@pytest.mark.parametrize(("case", "name", "code"), codes(*REFUSALS))
def test_a_refusal_with_a_mapped_code_means_what_its_row_says(play: Play, case: Case, name: str, code: str):
    line = play(case)
    line.standin.instead["submit"] = said(line, code)

    found = raised(line.submit)

    # A 429 is a limit, whatever else; a 5xx of a submit may be sent again only where the row lists it under retry.
    wanted = RateLimited if code == "429" else AmbiguousSubmit if (name, code[:1]) == ("retry_once", "5") else REFUSALS[name]
    assert found is wanted


@pytest.mark.parametrize(("case", "name", "code"), codes("moderation", "timeout"))
def test_a_code_of_content_or_time_is_known_in_a_refusal_or_in_a_failed_job(play: Play, case: Case, name: str, code: str):
    line = play(case)
    job = line.submit()
    line.standin.instead["submit"] = said(line, code)
    found = {raised(line.submit)}
    if has_jobs(case):
        work = next(reversed(line.standin.jobs.values()))
        line.standin.instead["poll"] = line.standin.failing(work, spelled(code)) or Reply(500, {})
        found.add(raised(lambda: line.poll(job)))

    assert found & ({Moderated} if name == "moderation" else {TimedOut, JobTimedOut})


@pytest.mark.parametrize(("case", "name", "code"), [param for param in codes("job_unknown") if has_jobs(param.values[0])])
def test_a_code_of_an_unknown_job_is_known_in_answer_to_a_poll(play: Play, case: Case, name: str, code: str):
    line = play(case)
    job = line.submit()
    assert isinstance(job, Job)
    line.standin.instead["poll"] = said(line, code)

    assert raised(lambda: line.poll(job)) is JobUnknown
