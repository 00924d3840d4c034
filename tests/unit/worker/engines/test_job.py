"""The engine `job`: every asynchronous provider is a row."""

import socket

import pytest

from worker.engines.engine import Finished, Job, Output, Running
from worker.engines.failures import (
    AmbiguousSubmit,
    AuthFailed,
    InvalidRequest,
    JobCancelled,
    JobFailed,
    JobTimedOut,
    JobUnknown,
    Moderated,
    NoFunds,
    Overloaded,
    ProviderFailure,
    RateLimited,
    TimedOut,
    Unanswered,
)

from .conftest import KEY, REFERENCE, Say, close, reset


def submit(engine, ask, kept=None):
    return engine.submit(ask, engine.prepare(ask), (kept if kept is not None else []).append)


def test_a_job_is_submitted_polled_and_found_done(provider, job, ask):
    provider.say("/jobs", {"id": "j1"})
    provider.say("/jobs/j1", {"status": "running"}, {"status": "DONE", "urls": [f"{provider.url}/a.mp4"]})
    it = ask()

    accepted = submit(job, it)
    first, second = job.poll(it, accepted), job.poll(it, accepted)

    assert accepted == Job("j1")
    assert first == Running("running")
    assert second == Finished((Output(url=f"{provider.url}/a.mp4", suffix=".mp4"),), "j1")
    assert provider.bodies("/jobs") == [{"model": "m/1", "prompt": "a street", "duration": 5}]
    assert provider.asked[0].headers["authorization"] == f"Bearer {KEY}"


def test_what_is_prepared_holds_no_key(job, ask):
    assert KEY not in repr(job.prepare(ask()))


def test_an_accepting_answer_is_kept_before_it_is_understood(provider, job, ask):
    provider.say("/jobs", {"no": "id"})
    it, kept = ask(), []

    with pytest.raises(AmbiguousSubmit):
        submit(job, it, kept)

    assert len(kept) == 1
    with pytest.raises(AmbiguousSubmit):
        job.resume(it, kept[0])


def test_a_product_that_comes_with_a_name_and_no_status_is_not_waited_for(provider, job, ask):
    provider.say("/jobs", {"id": "j1", "urls": ["https://acme.example/clip.mp4"]})

    done = submit(job, ask())

    assert (done.job_id, done.outputs[0].url) == ("j1", "https://acme.example/clip.mp4")


def test_a_kept_answer_means_the_same_later(provider, job, ask):
    provider.say("/jobs", {"id": 17})
    it, kept = ask(), []

    accepted = submit(job, it, kept)

    assert accepted == job.resume(it, kept[0]) == Job("17")


@pytest.mark.parametrize(
    "answer",
    [
        Say(500, {"error": {"code": "broken"}}),
        Say(502, b"<html>"),
        Say(503, {}),
        Say(504, b""),
        Say(200, b"<html>welcome</html>"),
        Say(200, b'{"id": "j'),
        Say(200, b""),
        Say(200, {"id": None}),
        Say(200, {"id": ""}),
        Say(200, {"id": {"a": 1}}),
        Say(200, [1]),
        Say(200, "j1"),
        Say(303, {}, {"Location": "/elsewhere"}),
        Say(200, b'{"id"', {"Content-Length": "50"}),
        Say(act=reset),
        Say(act=close),
    ],
    ids=lambda say: f"{say.status}-{say.body!r}-{getattr(say.act, '__name__', '')}",
)
def test_it_is_ambiguous_whether_a_request_without_an_understandable_answer_was_taken(provider, job, ask, answer):
    provider.say("/jobs", answer)

    with pytest.raises(AmbiguousSubmit):
        submit(job, ask(timeouts={"connect": 1, "read": 0.5}))

    assert len(provider.asked) == 1


def test_a_timeout_after_the_request_was_sent_is_ambiguous_and_nothing_is_sent_again(provider, job, ask):
    provider.say("/jobs", act=provider.silent)

    with pytest.raises(AmbiguousSubmit, match="not known"):
        submit(job, ask(timeouts={"connect": 1, "read": 0.2}))

    assert len(provider.asked) == 1


def test_no_connection_means_that_nothing_was_taken(job, ask):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # never listens: connections are refused
        it = ask(base_url=f"http://127.0.0.1:{taken.getsockname()[1]}")

        with pytest.raises(Overloaded, match="nothing was sent"):
            submit(job, it)


@pytest.mark.parametrize("base_url", ["https://127.0.0.1:{port}", "http://no-such-host.invalid"])
def test_a_failed_handshake_or_an_unknown_name_means_that_nothing_was_taken(provider, job, ask, base_url):
    with pytest.raises(Overloaded, match="nothing was sent"):
        submit(job, ask(base_url=base_url.format(port=provider.port)))

    assert provider.asked == []


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Say(400, {"error": {"message": "duration must be 5"}}), InvalidRequest),
        (Say(401, {}), AuthFailed),
        (Say(402, {}), NoFunds),
        (Say(403, {}), AuthFailed),
        (Say(404, {}), InvalidRequest),
        (Say(408, {}), Overloaded),
        (Say(410, b"gone"), InvalidRequest),
        (Say(413, b"<html>"), InvalidRequest),
        (Say(422, {}), InvalidRequest),
        (Say(429, {}), RateLimited),
        (Say(451, {}), Moderated),
        (Say(301, b"", {"Location": "http://127.0.0.1:1/"}), InvalidRequest),
        (Say(400, {"error": {"code": "1039"}}), Moderated),
        (Say(400, {"error": {"code": "SAFETY.INPUT.3"}}), Moderated),
        (Say(429, {"error": {"code": 1101}}), NoFunds),
        (Say(500, {"error": {"code": 1039}}), Moderated),
        (Say(503, {}), Overloaded),
        (Say(503, b"<html>no healthy upstream</html>"), AmbiguousSubmit),
        (Say(200, {"error": {"code": 1002}}), Overloaded),
        (Say(200, {"error": {"code": 1008}}), NoFunds),
        (Say(200, {"error": {"code": 2013, "message": "bad ratio"}}), InvalidRequest),
        (Say(200, {"error": {"code": 500}}), AmbiguousSubmit),
        (Say(500, {"error": {"code": "x"}}), AmbiguousSubmit),
        (Say(409, {"error": {"code": "once"}}), Overloaded),
        (Say(500, {"error": {"code": "once"}}), AmbiguousSubmit),
    ],
    ids=lambda value: f"{value.status}-{value.body}" if isinstance(value, Say) else value.__name__,
)
def test_a_refusal_is_what_its_status_and_codes_say(provider, job, ask, answer, failure):
    provider.say("/jobs", answer)
    errors = {
        "code": "/error/code",
        "message": "/error/message",
        "moderation": [1039, "safety.*"],
        "no_funds": [1101, 1008],
        "retry": [503, 1002],
        "retry_once": [500, "once"],
    }

    with pytest.raises(ProviderFailure) as refused:
        submit(job, ask(errors=errors))

    assert type(refused.value) is failure


def test_too_many_jobs_are_told_apart_from_too_many_requests(provider, job, ask):
    provider.say("/jobs", Say(429, {"error": {"code": 1303}}, {"Retry-After": "7"}), Say(429, {}, {"Retry-After": "99999"}))
    it = ask(errors={"code": "/error/code", "concurrency": [1303]})

    with pytest.raises(RateLimited) as jobs:
        submit(job, it)
    with pytest.raises(RateLimited, match="asks to wait 1e\\+05 s") as rate:
        submit(job, it)

    assert (jobs.value.kind, jobs.value.after_s) == ("concurrency", 7)
    assert (rate.value.kind, rate.value.after_s) == ("rate", 600)


def test_what_a_provider_says_is_quoted_short_on_one_line_without_keys(provider, job, ask):
    provider.say("/jobs", Say(400, {"error": {"message": f"no!\n\x1b[31m {KEY} Bearer abcdefghijklmnop sk-live-abcdefgh {'x' * 900}"}}))

    with pytest.raises(InvalidRequest) as refused:
        submit(job, ask())

    text = str(refused.value)
    assert "\n" not in text
    assert "\x1b" not in text
    assert KEY not in text
    assert "abcdefgh" not in text
    assert len(text) < 300


def test_an_answer_with_an_id_is_a_job_even_where_it_is_not_ok(provider, job, ask):
    provider.say("/jobs", {"code": 9, "id": "j1"})
    it = ask(submit={"path": "/jobs", "id": "/id", "ok_when": {"/code": [0, 200]}})

    assert submit(job, it) == Job("j1")


@pytest.mark.parametrize(
    "body", [{"data": {"video_url": "http://x/a.mp4"}}, {"status": "done", "id": "j", "data": {"video_url": "http://x/a.mp4"}}]
)
def test_an_answer_that_has_the_product_already_is_finished(provider, job, ask, body):
    provider.say("/jobs", body)

    done = submit(job, ask(outputs=["/urls", "/data/video_url"]))

    assert done == Finished((Output(url="http://x/a.mp4", suffix=".mp4"),), body.get("id"))


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Say(500, {}), Unanswered),
        (Say(429, {}, {"retry-after-ms": "1500"}), Unanswered),
        (Say(400, {}), Unanswered),
        (Say(200, b"<html>"), Unanswered),
        (Say(200, {}), Unanswered),
        (Say(act=reset), Unanswered),
        (Say(404, {}), JobUnknown),
        (Say(410, b""), JobUnknown),
        (Say(401, {}), AuthFailed),
        (Say(403, {}), AuthFailed),
        (Say(200, {"status": "failed", "error": {"code": "x"}}), JobFailed),
        (Say(200, {"status": "failed", "error": {"code": "1039"}}), Moderated),
        (Say(200, {"status": "Cancelled"}), JobCancelled),
        (Say(200, {"status": "done", "urls": []}), JobFailed),
        (Say(200, {"status": "done", "held": 1}), Moderated),
        (Say(200, {"status": "done", "urls": ["http://x/a"], "trouble": "yes"}), JobFailed),
    ],
    ids=lambda value: f"{value.status}-{value.body}" if isinstance(value, Say) else value.__name__,
)
def test_a_poll_that_is_not_understood_is_asked_again_and_an_end_is_what_it_says(provider, job, ask, answer, failure):
    provider.say("/jobs/j1", answer)
    errors = {"code": "/error/code", "moderation": [1039], "moderated_if": "/held"}

    with pytest.raises(ProviderFailure) as told:
        job.poll(ask(errors=errors, done_but_failed_if="/trouble"), Job("j1"))

    assert type(told.value) is failure


def test_a_poll_waits_as_long_as_the_provider_asks(provider, job, ask):
    provider.say("/jobs/j1", Say(429, {}, {"retry-after-ms": "1500"}), Say(200, {"status": "running"}, {"Retry-After": "4"}))

    with pytest.raises(Unanswered) as limited:
        job.poll(ask(), Job("j1"))

    assert limited.value.after_s == 1.5
    assert job.poll(ask(), Job("j1")) == Running("running", 4.0)


def test_an_unknown_status_means_still_running_and_is_logged_once(provider, job, ask, caplog):
    provider.say("/jobs/j1", {"status": "Sucess"})

    words = [job.poll(ask(), Job("j1")).word for _ in range(3)]

    assert words == ["Sucess"] * 3
    assert [record.getMessage() for record in caplog.records if "does not map" in record.getMessage()] == [
        "acme/m/1 answers with a status that its row does not map: 'Sucess'; taken as still running"
    ]


@pytest.mark.parametrize(("bills", "failure"), [(True, "failed"), (False, "failed"), (True, "cancelled")])
def test_a_failed_job_is_billed_where_the_row_says_so(provider, job, ask, bills, failure):
    provider.say("/jobs/j1", {"status": failure})

    with pytest.raises(JobFailed) as ended:
        job.poll(ask(bills_failures=bills), Job("j1"))

    assert ended.value.is_billed is bills


def test_a_cancelled_job_is_billed_where_the_row_says_so_and_a_failed_one_is_not(provider, job, ask):
    ends = []
    for word in ("cancelled", "failed"):
        provider.say("/jobs/j1", {"status": word})
        with pytest.raises(JobFailed) as ended:
            job.poll(ask(bills_cancelled=True), Job("j1"))
        ends.append(ended.value.is_billed)

    assert ends == [True, False]


def test_the_bill_is_read_from_a_header_or_the_body_and_rounded_up(provider, job, ask):
    provider.say("/jobs/j1", Say(200, {"status": "done", "urls": ["http://x/a"], "credits": 12.5}, {"X-Cost-Usd": "0.1000001"}))

    by_header = job.poll(ask(cost_from_response="X-Cost-Usd"), Job("j1"))
    by_body = job.poll(ask(cost_from_response={"pointer": "/credits", "usd_each": "0.01"}), Job("j1"))
    absent = job.poll(ask(cost_from_response="/nothing"), Job("j1"))
    silly = job.poll(ask(cost_from_response="/status"), Job("j1"))

    assert [done.cost_micros for done in (by_header, by_body, absent, silly)] == [100_001, 125_000, None, None]


def test_addresses_that_the_answer_gives_are_asked_like_fals(provider, job, ask):
    provider.say(
        "/m/1",
        {"request_id": "r", "status_url": f"{provider.url}/s", "response_url": f"{provider.url}/r", "cancel_url": f"{provider.url}/c"},
    )
    provider.say("/s", {"status": "COMPLETED"})
    provider.say("/r", {"video": {"url": "http://x/v.mp4"}})
    provider.say("/c", {})
    it = ask(
        auth={"kind": "key", "env": "ACME_API_KEY"},
        submit={"path": "/{model}", "body": {"prompt": "{prompt}"}, "id": "/request_id"},
        poll={"url_ptr": "/status_url", "status": "/status"},
        status_map={"IN_QUEUE": "running", "COMPLETED": "done"},
        resolve={"url_ptr": "/response_url", "outputs": "/video/url"},
        done_but_failed_if="/error",
        cancel={"url_ptr": "/cancel_url"},
    )

    accepted = submit(job, it)
    done = job.poll(it, accepted)

    assert done.outputs == (Output(url="http://x/v.mp4", suffix=".mp4"),)
    assert job.cancel(it, accepted)
    assert {asked.headers["authorization"] for asked in provider.asked} == {f"Key {KEY}"}


def test_the_key_is_never_sent_to_an_address_that_leads_elsewhere(provider, job, ask):
    provider.say("/jobs", {"id": "j1", "status_url": "http://thief.example/s"})
    it = ask(poll={"url_ptr": "/status_url", "status": "/status"})

    accepted = submit(job, it)

    assert accepted == Job("j1")
    with pytest.raises(Unanswered, match="under base_url"):
        job.poll(it, accepted)


def test_a_finished_job_is_resolved_like_minimaxs(provider, job, ask):
    provider.say("/v1/video_generation", {"task_id": "t 1", "base_resp": {"status_code": 0}})
    provider.say("/v1/query/video_generation?task_id=t%201", {"status": "Success", "file_id": "f/9"})
    provider.say("/v1/files/retrieve?file_id=f%2F9", Say(500), {"file": {"download_url": "http://x/v.mp4"}})
    it = ask(
        submit={"path": "/v1/video_generation", "body": {"prompt": "{prompt}"}, "id": "/task_id", "ok_when": {"/base_resp/status_code": 0}},
        poll={"path": "/v1/query/video_generation?task_id={id}", "status": "/status"},
        status_map={"Processing": "running", "Success": "done", "Fail": "failed"},
        resolve={"path": "/v1/files/retrieve?file_id={output}", "id": "/file_id", "outputs": "/file/download_url"},
    )

    accepted = submit(job, it)

    with pytest.raises(Unanswered):
        job.poll(it, accepted)
    assert job.poll(it, accepted).outputs[0].url == "http://x/v.mp4"


def test_jobs_are_polled_in_a_batch_like_klings(provider, job, ask):
    provider.say("/tasks?task_ids=k1", {"data": [{"status": "succeeded", "outputs": [{"url": "http://x/k.mp4"}]}]})
    it = ask(
        poll={"path": "/tasks?task_ids={id}", "status": "/data/0/status"}, status_map={"succeeded": "done"}, outputs="/data/0/outputs/0/url"
    )

    assert job.poll(it, Job("k1")).outputs[0].url == "http://x/k.mp4"


def test_a_job_without_a_status_word_may_be_running_like_veos(provider, job, ask):
    name = "models/veo/operations/9"
    provider.say(f"/{name}", {"name": name}, {"done": True, "response": {"uri": "http://x/v"}})
    it = ask(poll={"path": "/{id}", "status": "/done"}, status_map={"": "running", "true": "done"}, outputs="/response/uri")

    assert job.poll(it, Job(name)) == Running("")
    assert job.poll(it, Job(name)).outputs[0].url == "http://x/v"


def test_files_are_uploaded_before_and_named_by_their_addresses(provider, job, ask, tmp_path):
    picture = tmp_path / "the heir.png"
    picture.write_bytes(b"\x89PNG picture")
    provider.say("/upload", {"data": {"download_url": "http://cdn/p.png"}})
    it = ask(
        inputs="upload",
        upload={"path": "/upload", "url": "/data/download_url"},
        submit={"path": "/jobs", "id": "/id", "body": {"image": "{image}", "all": "{images}", "inline": "{image.base64}"}},
        files={"image": (picture,)},
    )

    prepared = job.prepare(it)

    assert prepared.body == {"image": "http://cdn/p.png", "all": ["http://cdn/p.png"], "inline": "iVBORyBwaWN0dXJl"}
    assert len(provider.asked) == 1
    assert b"heir" not in provider.asked[0].raw
    assert b"\x89PNG picture" in provider.asked[0].raw


@pytest.mark.parametrize(("says", "is_billed", "cost_micros"), [("0.05", True, 50_000), ("0", False, 0), (None, True, None)])
def test_a_failed_job_is_billed_as_the_provider_says_before_what_the_row_says(provider, job, ask, says, is_billed, cost_micros):
    provider.say("/jobs/j1", Say(200, {"status": "failed"}, {} if says is None else {"X-Cost-Usd": says}))

    with pytest.raises(JobFailed) as told:
        job.poll(ask(cost_from_response="X-Cost-Usd", bills_failures=True), Job("j1"))

    assert (told.value.is_billed, told.value.cost_micros) == (is_billed, cost_micros)


@pytest.mark.parametrize(
    ("answer", "failure"),
    [(Say(500), Overloaded), (Say(200, b"?"), Overloaded), (Say(413, {}), InvalidRequest), (Say(act=reset), Overloaded)],
)
def test_an_upload_costs_nothing_so_that_doubt_is_no_ambiguity(provider, job, ask, tmp_path, answer, failure):
    (tmp_path / "p.png").write_bytes(b"x")
    provider.say("/upload", answer)
    it = ask(
        inputs="upload",
        upload={"path": "/upload", "url": "/url"},
        submit={"path": "/jobs", "id": "/id", "body": {"i": "{image}"}},
        files={"image": (tmp_path / "p.png",)},
    )

    with pytest.raises(failure):
        job.prepare(it)


def test_a_file_larger_than_the_vendor_takes_is_refused_before_anything_is_sent(job, ask, tmp_path):
    (tmp_path / "p.png").write_bytes(b"x" * 1000)
    it = ask(
        limits={"max_body": "1kB"}, submit={"path": "/jobs", "id": "/id", "body": {"i": "{image}"}}, files={"image": (tmp_path / "p.png",)}
    )

    with pytest.raises(InvalidRequest, match="max_body"):
        job.prepare(it)


def test_a_model_lays_its_own_fields_over_the_request(job, ask):
    it = ask(model={"request": {"duration": None, "prompt": {"text": "{prompt}"}, "quality": "high"}})

    assert job.prepare(it).body == {"model": "m/1", "prompt": {"text": "a street"}, "quality": "high"}


def test_our_reference_goes_where_the_row_says(job, ask):
    it = ask(
        submit={
            "path": "/jobs",
            "id": "/id",
            "body": {"a": 1},
            "client_ref_field": "/options/external_task_id",
            "idempotency_header": "Idempotency-Key",
        }
    )

    prepared = job.prepare(it)

    assert prepared.body == {"a": 1, "options": {"external_task_id": REFERENCE}}
    assert prepared.headers == {"Idempotency-Key": REFERENCE}


@pytest.mark.parametrize(("status", "stopped"), [(200, True), (204, True), (404, False), (409, False), (405, False)])
def test_cancelling_says_whether_the_provider_agreed(provider, job, ask, status, stopped):
    provider.say("/jobs/j1", Say(status, b""))

    assert job.cancel(ask(cancel={"method": "DELETE", "path": "/jobs/{id}"}), Job("j1")) is stopped


def test_a_vendor_without_cancel_is_not_asked(provider, job, ask):
    assert job.cancel(ask(), Job("j1")) is False
    assert provider.asked == []


def test_a_missing_key_names_its_variable(job, ask, monkeypatch):
    monkeypatch.delenv("ACME_API_KEY")
    it = ask()

    with pytest.raises(AuthFailed, match="ACME_API_KEY is not set"):
        submit(job, it)


def test_a_key_that_is_not_one_is_not_shown(job, ask, monkeypatch):
    monkeypatch.setenv("ACME_API_KEY", "two words")

    with pytest.raises(AuthFailed) as refused:
        submit(job, ask())

    assert "two words" not in str(refused.value)


def test_an_answer_larger_than_the_cap_is_ambiguous(provider, job, ask):
    provider.say("/jobs", Say(200, b"{" + b" " * 5000 + b"}"))

    with pytest.raises(AmbiguousSubmit, match="larger than 1000 bytes"):
        submit(job, ask(max_answer="1kB"))


def test_a_job_that_the_provider_gave_up_for_time_is_told_from_one_that_failed(provider, job, ask):
    provider.say("/jobs/j1", {"status": "expired"})
    provider.say("/jobs/j2", {"status": "failed", "error": {"code": "E_TIME"}})
    provider.say("/jobs/j3", {"status": "failed", "error": {"code": "oom"}})
    words = {"running": "running", "done": "done", "failed": "failed", "expired": "timeout"}
    it = ask(status_map=words, errors={"code": "/error/code", "timeout": ["e_time"]})

    ends = []
    for name in ("j1", "j2", "j3"):
        with pytest.raises(JobFailed) as end:
            job.poll(it, Job(name))
        ends.append(type(end.value))

    assert ends == [JobTimedOut, JobTimedOut, JobFailed]


def test_a_job_that_was_given_up_for_time_is_billed_where_the_row_says_that_failures_are(provider, job, ask):
    provider.say("/jobs/j1", {"status": "expired"})
    it = ask(status_map={"expired": "timeout", "done": "done"}, bills_failures=True)

    with pytest.raises(JobTimedOut) as end:
        job.poll(it, Job("j1"))

    assert end.value.is_billed


def test_a_504_was_given_up_for_time_only_where_the_row_says_that_it_takes_nothing(provider, job, ask):
    provider.say("/jobs", {"status": 504}, status=504, body={"error": {"message": "upstream timed out"}})

    with pytest.raises(TimedOut):
        submit(job, ask(errors={"timeout": [504]}))
    with pytest.raises(AmbiguousSubmit):
        submit(job, ask())
