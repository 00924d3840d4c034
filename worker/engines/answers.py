"""What an answer means: one table from HTTP status, the vendor's codes and a 200 that carries an error, to a typed failure."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from shared.catalogue.endpoint import Endpoint
from shared.keys.quoting import Secrets, quoted, struck
from shared.pointer import at, first
from worker.engines.failures import (
    AmbiguousSubmit,
    AuthFailed,
    InvalidRequest,
    JobUnknown,
    Moderated,
    NoFunds,
    Overloaded,
    ProviderFailure,
    RateLimited,
    TimedOut,
    Unanswered,
)
from worker.engines.session import Answer
from worker.engines.waits import wait_of

# What a status means where the vendor's codes say nothing. A 5xx is not here: what happened is not known.
STATUSES: Mapping[int, type[ProviderFailure]] = {
    401: AuthFailed,
    402: NoFunds,
    403: AuthFailed,
    408: Overloaded,
    425: Overloaded,
    429: RateLimited,
    451: Moderated,
}

# Codes by which providers say that all is well.
_GOOD = frozenset({"", "0", "200", "ok", "success"})


@dataclass(frozen=True)
class Told:
    """What an answer says beside its status."""

    codes: tuple[str, ...]
    message: str

    def is_in(self, listed: Iterable[str]) -> bool:
        """Whether one of the codes is listed; an entry that ends with `*` stands for all that begin so."""
        return any(code == entry or (entry.endswith("*") and code.startswith(entry[:-1])) for entry in listed for code in self.codes)


def document_of(answer: Answer) -> Any:
    """The body as JSON, None where it is none."""
    try:
        return answer.json()
    except ValueError:
        return None


def told_by(endpoint: Endpoint, document: Any, secrets: Secrets) -> Told:
    """The vendor's codes and words in an answer's body."""
    codes = []
    for pointer in endpoint.errors.code:
        value = at(document, pointer)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).casefold() not in _GOOD:
            codes.append(struck(str(value), secrets).casefold())
    message = first(document, (*endpoint.errors.message, "/error/message", "/message", "/msg", "/detail", "/error"))
    return Told(tuple(codes), quoted(message, secrets) if isinstance(message, str | int | float) else "")


def is_ok(endpoint: Endpoint, document: Any) -> bool:
    """Whether a body is what `ok_when` says of an accepting one."""
    return all(_equals(at(document, pointer), wanted) for pointer, wanted in endpoint.submit.ok_when.items())


def _equals(value: Any, wanted: Any) -> bool:
    """`0` equals `"0"`: providers spell codes both ways."""
    if isinstance(wanted, list):
        return any(_equals(value, one) for one in wanted)
    return str(value).casefold() == str(wanted).casefold()


def refuse_submit(endpoint: Endpoint, answer: Answer, document: Any, secrets: Secrets, who: str) -> NoReturn:
    """Raise what a refusing answer to a submit means: an HTTP status that accepts nothing, or a 200 that carries an error.

    The vendor's own codes come first (a 429 may mean that the money is gone), then the status, then the doubt.
    """
    told = told_by(endpoint, document, secrets)
    is_error_status = answer.status >= 400
    if is_error_status and (answer.status < 500 or isinstance(document, dict | list)):
        # A 5xx that is a page comes from whoever stands in between: the vendor's row does not speak for them.
        told = Told((*told.codes, str(answer.status)), told.message)
    line = line_of(who, answer, told)
    refuse_listed(endpoint, answer, told, line)
    if is_error_status and answer.status < 500 and not told.is_in(endpoint.errors.unclear):
        _refuse_by_status(answer, line)
    if 300 <= answer.status < 400 and answer.status != 303:
        raise InvalidRequest(f"{line}: it answers with a redirect; correct base_url or the path in the catalogue")
    is_unclear = _is_server_error(told) or told.is_in(endpoint.errors.unclear)
    if answer.status < 300 and told.codes and not is_unclear:
        raise InvalidRequest(line)
    raise AmbiguousSubmit(f"{line}; whether it took the request is not known")


def refuse_listed(endpoint: Endpoint, answer: Answer, told: Told, line: str) -> None:
    """Raise what the vendor's row says of a code; nothing where it says nothing."""
    errors = endpoint.errors
    for listed, failure in (
        (errors.moderation, Moderated),
        (errors.no_funds, NoFunds),
        (errors.auth, AuthFailed),
        (errors.invalid, InvalidRequest),
    ):
        if told.is_in(listed):
            raise failure(line)
    wait = wait_of(answer.headers, time.time())
    if told.is_in(errors.timeout):
        raise TimedOut(line + wait.note, wait.after_s)
    if told.is_in(errors.concurrency):
        raise RateLimited(line + wait.note, wait.after_s, kind="concurrency")
    if told.is_in(errors.rate):
        raise RateLimited(line + wait.note, wait.after_s)
    if told.is_in(errors.retry) or (told.is_in(errors.retry_once) and answer.status < 500 and not _is_server_error(told)):
        if answer.status == 429 or "429" in told.codes:
            raise RateLimited(line + wait.note, wait.after_s)
        raise Overloaded(line + wait.note, wait.after_s)


def _refuse_by_status(answer: Answer, line: str) -> NoReturn:
    failure = STATUSES.get(answer.status, InvalidRequest)
    if failure is RateLimited or failure is Overloaded:
        wait = wait_of(answer.headers, time.time())
        raise failure(line + wait.note, wait.after_s)
    raise failure(line)


def _is_server_error(told: Told) -> bool:
    """A code such as 500 in the body of a 200 is the same doubt as the status."""
    return any(len(code) == 3 and code.startswith("5") and code.isdigit() for code in told.codes)


def refuse_question(endpoint: Endpoint, answer: Answer, document: Any, secrets: Secrets, who: str) -> NoReturn:
    """Raise what a refusing answer to a poll or a lookup means: nothing was asked that costs, so doubt means to ask again."""
    told = told_by(endpoint, document, secrets)
    line = line_of(who, answer, told)
    wait = wait_of(answer.headers, time.time())
    if answer.status in (404, 410) or told.is_in(endpoint.errors.job_unknown):
        raise JobUnknown(line)
    if told.is_in((*endpoint.errors.retry, *endpoint.errors.concurrency, *endpoint.errors.rate)):
        raise Unanswered(line + wait.note, wait.after_s)
    if answer.status in (401, 403) or told.is_in(endpoint.errors.auth):
        raise AuthFailed(line)
    raise Unanswered(line + wait.note, wait.after_s)


def line_of(who: str, answer: Answer, told: Told) -> str:
    """Who said what, in one line."""
    codes = [code for code in told.codes if code != str(answer.status)]
    said = ", ".join([f"HTTP {answer.status}", *(f"code {quoted(code)[:60]}" for code in codes[:1])])
    return f"{who}: {said}" + (f": {told.message}" if told.message else "")
