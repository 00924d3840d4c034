"""Faults in what becomes of a job that was taken and answered as it should be."""

from ops.simulator.faults.fault import Decide, Fault, Options, Survivable
from ops.simulator.job import Fate, State

DRIFTED: dict[str, dict[State, str]] = {
    "succeed": {"queued": "submitted", "running": "processing", "done": "succeed", "failed": "fail", "cancelled": "canceled"},
    "success": {"queued": "Queueing", "running": "Processing", "done": "Success", "failed": "Fail", "cancelled": "Cancelled"},
    "succeeded": {"queued": "PENDING", "running": "RUNNING", "done": "SUCCEEDED", "failed": "FAILED", "cancelled": "CANCELED"},
    "complete": {"queued": "pending", "running": "generating", "done": "complete", "failed": "error", "cancelled": "aborted"},
}


def _stuck(fate: Fate, _: Options) -> None:
    fate.end = None


def _throttled(fate: Fate, options: Options) -> None:
    fate.words |= {"queued": str(options["word"]), "running": str(options["word"])}
    if options["for_ever"]:
        fate.end = None


def _expired(fate: Fate, _: Options) -> None:
    fate.end, fate.error = "expired", "The task expired before it was started"


def _failed(fate: Fate, options: Options) -> None:
    fate.end, fate.error, fate.code, fate.bills = "failed", str(options["error"]), options["code"], bool(options["billed"])


def _moderated(fate: Fate, options: Options) -> None:
    _failed(fate, options)
    fate.reason = "moderation"


def _empty(fate: Fate, options: Options) -> None:
    fate.is_empty, fate.bills = True, bool(options["billed"])


def _unknown_word(fate: Fate, options: Options) -> None:
    fate.words["running"] = str(options["word"])


def _drift(fate: Fate, options: Options) -> None:
    if options["spelling"] not in DRIFTED:
        raise ValueError(f"spelling_drift: there is no spelling {options['spelling']!r}; one of {', '.join(DRIFTED)}")
    fate.words |= DRIFTED[options["spelling"]]


def _price(fate: Fate, options: Options) -> None:
    fate.bill_factor = float(options["factor"])
    fate.bill_micros = options["micros"]


def _retention(fate: Fate, options: Options) -> None:
    fate.forgets_after_s = float(options["seconds"])


def _slow(fate: Fate, options: Options) -> None:
    fate.slowness = float(options["factor"])


def _form(fate: Fate, options: Options) -> None:
    fate.form = str(options["form"])


def _fate(name: str, number: int, says: str, decide: Decide, options: Options | None = None, survivable: Survivable = "never") -> Fault:
    return Fault(name, number, "fate", says, survivable, options or {}, decide=decide)


FATES: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        _fate("form", 0, "another form of the protocol", _form, {"form": "job_id"}),
        _fate("slow_job", 8, "takes several times as long", _slow, {"factor": 3.0}, "always"),
        _fate("stuck", 8, "never ends", _stuck),
        _fate("throttled", 8, "waits with a word for throttling", _throttled, {"word": "THROTTLED", "for_ever": False}, "always"),
        _fate("expired", 8, "ends as expired; not billed", _expired),
        _fate("failed", 8, "fails", _failed, {"error": "generation failed", "code": None, "billed": False}),
        _fate(
            "moderated_output",
            9,
            "made, then refused",
            _moderated,
            {"error": "Output blocked by content policy", "code": None, "billed": False},
        ),
        _fate("done_but_empty", 9, "done, with nothing in it", _empty, {"billed": True}),
        _fate("unknown_status", 11, "a status word that nobody has seen", _unknown_word, {"word": "warming_up"}, "always"),
        _fate("spelling_drift", 11, "the status words of another version", _drift, {"spelling": "succeed"}),
        _fate("price_surprise", 15, "billed unlike the estimate", _price, {"factor": 1.5, "micros": None}, "with_lookup"),
        _fate("retention", 17, "polls answer 404 some seconds after the end", _retention, {"seconds": 0.0}),
    )
}
