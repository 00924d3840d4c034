"""Faults after a submit was taken: the job goes on and is billed, whatever the client was told."""

from dataclasses import replace

from ops.simulator.answer import Answer, html_answer, json_answer
from ops.simulator.faults.fault import Change, Fault, Options

INTERNAL = {"error": {"message": "Internal error", "type": "server_error", "param": None, "code": None}, "msg": "Internal error"}


def _error(_: Answer, options: Options) -> Answer:
    return json_answer(INTERNAL, int(options["status"]))


def _page(_: Answer, options: Options) -> Answer:
    return html_answer(int(options["status"]), "Bad Gateway")


def _half(answer: Answer, _: Options) -> Answer:
    return replace(answer, body=answer.body[: len(answer.body) // 2])


def _late(answer: Answer, options: Options) -> Answer:
    return replace(answer, delay_s=float(options["seconds"]))


def _held(answer: Answer, options: Options) -> Answer:
    return replace(answer, ending="hang", hold_s=float(options["hold_s"]))


def _answer(name: str, number: int, says: str, options: Options, change: Change) -> Fault:
    return Fault(name, number, "answer", says, "with_lookup", {"dropped": False, **options}, change=change)


ANSWERS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        _answer("accepted_then_500", 6, "taken, then 500", {"status": 500}, _error),
        _answer("accepted_then_502_html", 6, "taken, then a proxy's 502 page", {"status": 502}, _page),
        _answer("accepted_then_504", 6, "taken, then 504", {"status": 504}, _error),
        _answer("reset_after", 7, "taken, then the connection is reset", {}, lambda answer, _: replace(answer, ending="reset")),
        _answer("closed_after", 7, "taken, then closed without a byte", {}, lambda answer, _: replace(answer, ending="close")),
        _answer("timeout_after", 7, "taken, then no answer at all", {"hold_s": 120}, _held),
        _answer("cut_answer", 7, "taken; the answer ends in its middle", {}, lambda answer, _: replace(answer, ending="cut")),
        _answer("malformed_answer", 10, "taken; the answer is no JSON", {}, _half),
        _answer("html_answer", 10, "taken; the answer is an HTML page with 200", {"status": 200}, _page),
        _answer("empty_answer", 10, "taken; the answer is an empty object", {}, lambda answer, _: replace(answer, body=b"{}")),
        Fault("slow_answer", 7, "answer", "taken; the answer comes late", "always", {"seconds": 1, "dropped": False}, change=_late),
    )
}
