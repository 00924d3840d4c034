"""Faults in the answer to a poll: the job itself is as it was."""

from dataclasses import replace

from ops.simulator.answer import Answer, html_answer, json_answer
from ops.simulator.faults.fault import Change, Fault, Options, Survivable


def _status(_: Answer, options: Options) -> Answer:
    return json_answer({"error": {"message": "try again", "type": "server_error", "code": None}}, int(options["status"]))


def _poll(name: str, number: int, says: str, change: Change, options: Options | None = None, survivable: Survivable = "always") -> Fault:
    return Fault(name, number, "poll", says, survivable, options or {}, change=change)


POLLS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        _poll("poll_500", 6, "500", _status, {"status": 500}),
        _poll("poll_503", 6, "503", _status, {"status": 503}),
        _poll("poll_429", 1, "429", _status, {"status": 429}),
        _poll("poll_502_html", 10, "a proxy's 502 page", lambda _answer, _options: html_answer(502, "502 Bad Gateway")),
        _poll("poll_malformed", 10, "no JSON", lambda answer, _: replace(answer, body=answer.body[:-3])),
        _poll("poll_html", 10, "an HTML page with 200", lambda _answer, _options: html_answer(200, "Please wait")),
        _poll("poll_reset", 7, "connection reset", lambda answer, _: replace(answer, ending="reset")),
        _poll("poll_slow", 7, "late", lambda answer, options: replace(answer, delay_s=float(options["seconds"])), {"seconds": 1}),
        _poll(
            "poll_hang",
            7,
            "no answer",
            lambda answer, o: replace(answer, ending="hang", hold_s=float(o["hold_s"])),
            {"hold_s": 120},
            "never",
        ),
        _poll("poll_404", 17, "404, although the job is there", _status, {"status": 404}, "never"),
        _poll("poll_401", 10, "401", _status, {"status": 401}, "never"),
    )
}
