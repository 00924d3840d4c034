"""Faults before a submit is taken: nothing is made and nothing is billed."""

import email.utils
import time

from ops.simulator.answer import Answer, Reason, Refusal, html_answer
from ops.simulator.faults.fault import Fault, Options, Survivable


def _refuse(status: int, reason: Reason, message: str) -> Refusal:
    return Refusal(status, reason, message)


def _limited(options: Options) -> Refusal:
    headers = {str(options["header"]): str(options["value"])} if options.get("header") else {}
    return Refusal(429, options.get("reason", "rate"), "Rate limit reached: too many requests", headers)


def _limited_until(options: Options) -> Refusal:
    date = email.utils.formatdate(time.time() + float(options["seconds"]), usegmt=True)
    return Refusal(429, "rate", "Rate limit reached: too many requests", {"Retry-After": date})


def _in_200(options: Options) -> Answer | Refusal:
    return Refusal(200, options["reason"], "The request was not accepted")


def _dropped(_: Options) -> Answer:
    return Answer(ending="reset")


def _page(options: Options) -> Answer:
    return html_answer(int(options["status"]), f"{options['status']} Bad Gateway")


def _header(name: str, number: int, header: str, value: str, says: str, survivable: Survivable = "always") -> Fault:
    options = {"header": header, "value": value}
    return Fault(name, number, "refusal", says, survivable, options, deny=_limited)


REFUSALS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        Fault("rate_limited", 1, "refusal", "429 without Retry-After", "always", {"header": "", "value": ""}, deny=_limited),
        _header("rate_limited_seconds", 2, "Retry-After", "1", "429 with whole seconds"),
        _header("rate_limited_float", 2, "Retry-After", "0.5", "429 with parts of a second"),
        _header("rate_limited_ms", 2, "retry-after-ms", "400", "429 with milliseconds"),
        _header("rate_limited_absurd", 2, "Retry-After", "31536000", "429 that asks for a year", "never"),
        _header("rate_limited_garbage", 2, "Retry-After", "soon", "429 with a wait that is no number"),
        Fault("rate_limited_date", 2, "refusal", "429 with an HTTP date", "always", {"seconds": 2}, deny=_limited_until),
        Fault(
            "no_funds_429", 3, "refusal", "429 that means no money", deny=lambda _: _refuse(429, "no_funds", "Account balance not enough")
        ),
        Fault("no_funds_402", 3, "refusal", "402: no money", deny=lambda _: _refuse(402, "no_funds", "Insufficient balance")),
        Fault(
            *("concurrency_limited", 4, "refusal", "429 for too many jobs at once", "always"),
            deny=lambda _: _refuse(429, "concurrency", "Too many concurrent jobs"),
        ),
        Fault("error_in_200", 5, "refusal", "HTTP 200 that carries an error", "always", {"reason": "rate"}, deny=_in_200),
        Fault("reset_before", 7, "refusal", "connection reset before the request is taken", "with_lookup", deny=_dropped),
        Fault(
            "moderated_input", 9, "refusal", "the prompt is refused", deny=lambda _: _refuse(400, "moderation", "Content policy violation")
        ),
        Fault("html_refusal", 10, "refusal", "a proxy's HTML page; not taken", "with_lookup", {"status": 502}, deny=_page),
        Fault("unauthorized", 10, "refusal", "401", deny=lambda _: _refuse(401, "auth", "Invalid API key")),
        Fault("bad_request", 10, "refusal", "400", deny=lambda _: _refuse(400, "invalid", "duration is not supported by this model")),
        Fault("model_gone", 15, "refusal", "404: the model is no longer there", deny=lambda _: _refuse(404, "model", "Model not found")),
        Fault(
            "overloaded", 6, "refusal", "503 on a submit; not taken", "with_lookup", deny=lambda _: _refuse(503, "overloaded", "Overloaded")
        ),
    )
}
