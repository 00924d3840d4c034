"""Faults in fetching what was made, and in where its address leads."""

from dataclasses import replace

from ops.simulator.answer import Answer, html_answer
from ops.simulator.faults.fault import Change, Fault, Options, Survivable

PLACES = {
    "redirect_loopback": "http://127.0.0.1:9/secret",
    "redirect_link_local": "http://169.254.169.254/latest/meta-data/",
    "redirect_private": "http://10.0.0.1/secret",
    "redirect_file": "file:///etc/passwd",
}


def _expired(_: Answer, __: Options) -> Answer:
    body = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
    return Answer(403, body, content_type="application/xml")


def _away(_: Answer, options: Options) -> Answer:
    return Answer(302, headers={"Location": str(options["location"])}, content_type="text/plain")


def _endless(answer: Answer, options: Options) -> Answer:
    return replace(answer, ending="endless", cap_bytes=int(options["cap_bytes"]))


def _download(
    name: str, number: int, says: str, change: Change, options: Options | None = None, survivable: Survivable = "always"
) -> Fault:
    return Fault(name, number, "download", says, survivable, options or {}, change=change)


def _redirect(name: str, location: str) -> Fault:
    return _download(name, 14, f"leads to {location}", _away, {"location": location}, "never")


DOWNLOADS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        _download("truncated", 12, "closed in the middle", lambda answer, _: replace(answer, ending="cut")),
        _download("truncated_silently", 12, "half of it, with no length", lambda answer, _: replace(answer, ending="silent_cut")),
        _download("wrong_length", 12, "half the length announced, all sent", lambda answer, _: replace(answer, ending="excess")),
        _download(
            "html_as_mp4", 12, "an HTML page with the media's type", lambda a, _: replace(a, body=html_answer(200, "Not ready").body)
        ),
        _download("zero_bytes", 12, "nothing", lambda answer, _: replace(answer, body=b"")),
        _download(
            "download_500", 6, "500", lambda answer, _: replace(answer, status=500, body=b"internal error", content_type="text/plain")
        ),
        _download("download_reset", 7, "connection reset", lambda answer, _: replace(answer, ending="reset")),
        _download("download_slow", 7, "late", lambda answer, o: replace(answer, delay_s=float(o["seconds"])), {"seconds": 1}),
        _download("url_expired", 13, "403 until a new poll renews the address", _expired),
        _download("url_expired_for_good", 13, "403, and polling does not help", _expired, survivable="never"),
        _download("endless_body", 14, "bytes without end", _endless, {"cap_bytes": 300_000_000}, "never"),
        *(_redirect(name, location) for name, location in PLACES.items()),
    )
}
