"""Faults before a submit is taken: nothing is made and nothing is billed."""

import email.utils
import time
from dataclasses import replace

from ops.simulator.answer import Answer, Reason, Refusal, html_answer
from ops.simulator.faults.fault import Fault, Options, Survivable

SLOW_DOWN = "Rate limit reached: too many requests"


def _denied(options: Options) -> Refusal:
    headers = {str(options["header"]): str(options["value"])} if options["header"] else {}
    return Refusal(int(options["status"]), options["reason"], str(options["message"]), headers, options["code"])


def _until(options: Options) -> Refusal:
    date = email.utils.formatdate(time.time() + float(options["seconds"]), usegmt=True)
    return replace(_denied(options), headers={"Retry-After": date})


def _dropped(_: Options) -> Answer:
    return Answer(ending="reset")


def _page(options: Options) -> Answer:
    return html_answer(int(options["status"]), f"{options['status']} Bad Gateway")


def _refusal(
    name: str,
    number: int,
    says: str,
    status: int,
    reason: Reason,
    message: str,
    survivable: Survivable = "never",
    header: str = "",
    value: str = "",
) -> Fault:
    """A fault that refuses in the dialect's own envelope; all of it can be given otherwise, and `code` besides."""
    options = {"status": status, "reason": reason, "message": message, "code": None, "header": header, "value": value}
    return Fault(name, number, "refusal", says, survivable, options, deny=_denied)


def _limited(name: str, says: str, header: str, value: str, survivable: Survivable = "always") -> Fault:
    return _refusal(name, 2 if header else 1, says, 429, "rate", SLOW_DOWN, survivable, header, value)


DATED = {"status": 429, "reason": "rate", "message": SLOW_DOWN, "code": None, "header": "", "seconds": 2}

REFUSALS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        _limited("rate_limited", "429 without Retry-After", "", ""),
        _limited("rate_limited_seconds", "429 with whole seconds", "Retry-After", "1"),
        _limited("rate_limited_float", "429 with parts of a second", "Retry-After", "0.5"),
        _limited("rate_limited_ms", "429 with milliseconds", "retry-after-ms", "400"),
        _limited("rate_limited_absurd", "429 that asks for a year", "Retry-After", "31536000", "never"),
        _limited("rate_limited_garbage", "429 with a wait that is no number", "Retry-After", "soon"),
        Fault("rate_limited_date", 2, "refusal", "429 with an HTTP date", "always", DATED, deny=_until),
        _refusal("no_funds_429", 3, "429 that means no money", 429, "no_funds", "Account balance not enough"),
        _refusal("no_funds_402", 3, "402: no money", 402, "no_funds", "Insufficient balance"),
        _refusal("concurrency_limited", 4, "429 for too many jobs at once", 429, "concurrency", "Too many concurrent jobs", "always"),
        _refusal("error_in_200", 5, "HTTP 200 that carries an error", 200, "rate", "The request was not accepted", "always"),
        _refusal("overloaded", 6, "503 on a submit; not taken", 503, "overloaded", "Overloaded", "with_lookup"),
        Fault("reset_before", 7, "refusal", "connection reset before the request is taken", "with_lookup", deny=_dropped),
        _refusal("moderated_input", 9, "the prompt is refused", 400, "moderation", "Content policy violation"),
        Fault("html_refusal", 10, "refusal", "a proxy's HTML page; not taken", "with_lookup", {"status": 502}, deny=_page),
        _refusal("unauthorized", 10, "401", 401, "auth", "Invalid API key"),
        _refusal("bad_request", 10, "400", 400, "invalid", "duration is not supported by this model"),
        _refusal("model_gone", 15, "404: the model is no longer there", 404, "model", "Model not found"),
    )
}
