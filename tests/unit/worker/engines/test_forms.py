"""What a row can express of a request: lists item by item, choices by what is there, counts at the model's own price."""

import pytest

from shared.catalogue import load
from shared.errors import InputError
from worker.engines.engine import Finished, Job, Running
from worker.engines.failures import AmbiguousSubmit, InvalidRequest, JobFailed, Moderated, RateLimited, Unanswered

from .conftest import REFERENCE, Say

PICTURES = {"each": "images", "as": {"type": "image", "url": "{image}", "kind": "{image.type}"}}


@pytest.fixture
def pictures(tmp_path):
    files = tuple(tmp_path / name for name in ("a.png", "b.jpg"))
    for file in files:
        file.write_bytes(b"x")
    return {"image": files}


def submit(engine, ask):
    return engine.submit(ask, engine.prepare(ask), lambda _: None)


def body(engine, ask):
    return engine.prepare(ask).body


def test_a_list_has_an_item_for_every_picture(job, ask, pictures):
    it = ask(files=pictures, inputs="base64", submit={"path": "/jobs", "body": {"content": [{"text": "{prompt}"}, PICTURES]}, "id": "/id"})

    assert body(job, it)["content"] == [
        {"text": "a street"},
        {"type": "image", "url": "eA==", "kind": "image/png"},
        {"type": "image", "url": "eA==", "kind": "image/jpeg"},
    ]


def test_a_list_of_no_pictures_is_left_out(job, ask):
    row = {"path": "/jobs", "body": {"prompt": "{prompt}", "images": PICTURES, "content": [PICTURES]}, "id": "/id"}

    assert body(job, ask(submit=row)) == {"prompt": "a street", "content": []}


def test_every_picture_counts_once_towards_the_largest_request(job, ask, pictures):
    row = {"path": "/jobs", "body": {"a": PICTURES, "b": "{prompt}"}, "id": "/id"}

    assert len(body(job, ask(files=pictures, submit=row, limits={"max_body": 3}))["a"]) == 2


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"a": {"each": "imags", "as": "{image}"}}, "there is no list imags; did you mean 'images'?"),
        ({"a": {"each": "images", "as": "{imag}"}}, "nothing fills {imag}; did you mean 'image'?"),
    ],
)
def test_a_list_that_nobody_fills_is_refused(tmp_path, body, wrong):
    row = {
        "engine": "call",
        "base_url": "https://x.example",
        "auth": {"kind": "none"},
        "submit": {"path": "/a", "body": body},
        "models": {},
    }
    (tmp_path / "x.yaml").write_text(f"x: {row!r}".replace("None", "null"))

    with pytest.raises(InputError) as refused:
        load(tmp_path)

    assert wrong in str(refused.value)


KIND = {"kind": {"from": "image", "default": "image2video", "absent": "text2video"}}
CHOSEN = {
    "kind": {"from": "image", "default": "image2video", "absent": "text2video"},
    "text_aspect": {"from": "image", "absent": "{aspect}"},
    "ratio": {"from": "{resolution} {aspect}", "map": {"720p 9:16": "720:1280"}},
    "words": {"from": "image", "default": [{"text": "{prompt}"}, {"url": "{image.type}"}]},
}
VALUES = {"prompt": "a street", "aspect": "9:16", "resolution": "720p"}
REQUEST = {"path": "/{kind}", "body": {"aspect": "{text_aspect}", "ratio": "{ratio}", "contents": "{words}"}, "id": "/id"}


def test_without_a_picture_a_request_takes_the_form_for_text(job, ask):
    prepared = job.prepare(ask(values=VALUES, derived=CHOSEN, submit=REQUEST))

    assert prepared.url.endswith("/text2video")
    assert prepared.body == {"aspect": "9:16", "ratio": "720:1280"}


def test_with_a_picture_it_takes_the_form_for_pictures(job, ask, pictures):
    prepared = job.prepare(ask(values=VALUES, files=pictures, derived=CHOSEN, submit=REQUEST))

    assert prepared.url.endswith("/image2video")
    assert prepared.body == {"ratio": "720:1280", "contents": [{"text": "a street"}, {"url": "image/png"}]}


@pytest.mark.parametrize("value", [{}, {"resolution": "8k", "aspect": "9:16"}, {"resolution": "720p"}])
def test_what_a_table_does_not_have_is_left_out(job, ask, value):
    it = ask(values={"prompt": "a", **value}, derived=CHOSEN, submit={**REQUEST, "body": {"ratio": "{ratio}", "prompt": "{prompt}"}})

    assert body(job, it) == {"prompt": "a"}


def test_a_model_that_needs_a_picture_is_not_asked_without_one(job, ask, provider, pictures):
    row = {"path": "/jobs", "body": {"prompt": "{prompt}"}, "id": "/id", "needs": ["image"]}

    with pytest.raises(InvalidRequest, match="needs image, and this call has none"):
        job.prepare(ask(submit=row))

    assert job.prepare(ask(submit=row, files=pictures)).body
    assert provider.asked == []


FOLLOWING = {
    "derived": KIND,
    "submit": {"path": "/{kind}?x=1", "body": {"prompt": "{prompt}"}, "id": "/id"},
    "poll": {"path": "{submitted}/{id}", "status": "/status"},
    "cancel": {"method": "DELETE", "path": "{submitted}/{id}"},
}


def test_a_job_is_asked_about_where_it_was_taken(provider, job, ask, pictures):
    provider.say("/image2video?x=1", {"id": "j/1"})
    provider.say("/image2video/j/1", {"status": "running"})
    kept = []
    it = ask(files=pictures, **FOLLOWING)

    accepted = job.submit(it, job.prepare(it), kept.append)
    question = ask(values={}, **FOLLOWING)

    assert accepted == job.resume(question, kept[0])
    assert job.poll(question, accepted) == Running("running")
    assert job.cancel(question, accepted)
    assert [asked.path for asked in provider.asked[1:]] == ["/image2video/j/1"] * 2


def test_a_job_that_was_found_is_asked_about_where_it_was_taken(provider, job, ask, pictures):
    provider.say(f"/image2video/{REFERENCE}", {"id": "j1"})
    it = ask(files=pictures, **FOLLOWING, lookup={"path": "/{kind}/{reference}", "id": "/id"})

    found = job.find(it, job.prepare(it), lambda _: None)

    assert found.urls["poll"].endswith("/image2video/j1")


def test_a_job_of_whose_place_nothing_is_known_is_not_lost(job, ask):
    with pytest.raises(Unanswered):
        job.poll(ask(**FOLLOWING), Job("j1"))


def test_a_list_in_which_no_job_tells_whose_it_is_does_not_mean_that_ours_is_not_there(provider, job, ask):
    provider.say("/jobs", {"items": [{"id": "j1"}, {"id": "j2", "ref": None}]}, {"items": []})
    it = ask(listing={"path": "/jobs", "items": "/items", "reference": "/ref", "id": "/id"})

    with pytest.raises(Unanswered, match="tells whose it is"):
        job.find(it, job.prepare(it), lambda _: None)

    assert job.find(it, job.prepare(it), lambda _: None) is None


RESOLVED = {
    "resolve": {"path": "/results/{id}", "outputs": "/url", "failed": [422]},
    "errors": {"code": "/detail/0/type", "moderation": ["policy"]},
}


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Say(422, {"detail": [{"type": "policy"}]}), Moderated),
        (Say(422, {"detail": [{"type": "other"}]}), JobFailed),
        (Say(422, b"<html>"), Unanswered),
        (Say(500, {}), Unanswered),
        (Say(404, {}), Unanswered),
    ],
    ids=str,
)
def test_the_result_of_a_done_job_may_say_that_it_failed(provider, job, ask, answer, failure):
    provider.say("/jobs/j1", {"status": "done"})
    provider.say("/results/j1", answer)

    with pytest.raises(failure):
        job.poll(ask(**RESOLVED), Job("j1"))


def test_too_many_requests_may_be_told_in_a_200(provider, job, ask):
    provider.say("/jobs", {"error": {"code": 1002}})

    with pytest.raises(RateLimited):
        submit(job, ask(errors={"code": "/error/code", "rate": [1002]}))


@pytest.mark.parametrize(
    ("said", "counts", "price", "micros"),
    [
        (102_000, "tokens_out", {"unit": "per_mtok_out", "amount": "2.5"}, 255_000),
        ("102000", "tokens_out", {"unit": "per_mtok_out", "amount": "2.5"}, 255_000),
        (1500, "characters", {"unit": "per_1k_chars", "amount": "0.1"}, 150_000),
        (5.5, "seconds", {"unit": "per_second", "amount": "0.1"}, 550_000),
        (5.5, "seconds", {"unit": "per_image", "amount": "0.1"}, None),
        ("many", "seconds", {"unit": "per_second", "amount": "0.1"}, None),
        (-1, "seconds", {"unit": "per_second", "amount": "0.1"}, None),
        (True, "seconds", {"unit": "per_second", "amount": "0.1"}, None),
        (None, "seconds", {"unit": "per_second", "amount": "0.1"}, None),
    ],
)
def test_what_a_provider_counted_is_charged_at_the_models_own_price(provider, job, ask, said, counts, price, micros):
    provider.say("/jobs/j1", {"status": "done", "urls": ["https://cdn/a.mp4"], "used": said})

    done = job.poll(ask(model={"price": price}, cost_from_response={"pointer": "/used", "counts": counts}), Job("j1"))

    assert isinstance(done, Finished)
    assert done.cost_micros == micros


def test_a_list_that_does_not_show_all_jobs_does_not_mean_that_ours_is_not_there(provider, job, ask):
    provider.say("/jobs", {"items": [{"id": "j1", "ref": "x"}], "total": 2}, {"items": [{"id": "j1", "ref": "x"}], "total": 1})
    it = ask(listing={"path": "/jobs", "items": "/items", "reference": "/ref", "id": "/id", "total": "/total"})

    with pytest.raises(Unanswered, match="there may be more"):
        job.find(it, job.prepare(it), lambda _: None)

    assert job.find(it, job.prepare(it), lambda _: None) is None


def test_a_provider_that_does_not_know_either_leaves_a_submit_in_doubt(provider, job, ask):
    provider.say("/jobs", {"error": {"code": 1001}}, {"error": {"code": 2013}})
    it = ask(errors={"code": "/error/code", "unclear": [1001]})

    with pytest.raises(AmbiguousSubmit):
        submit(job, it)
    with pytest.raises(InvalidRequest):
        submit(job, it)


def test_a_placeholder_may_be_made_from_one_above_it(job, ask):
    derived = {"tall": {"from": "aspect", "map": {"9:16": "720*1280"}}, "size": {"from": "image", "absent": "{tall}"}}
    it = ask(values=VALUES, derived=derived, submit={"path": "/jobs", "body": {"size": "{size}"}, "id": "/id"})

    assert body(job, it) == {"size": "720*1280"}


def test_no_placeholder_is_made_from_itself(tmp_path):
    row = {"engine": "call", "base_url": "https://x.example", "auth": {"kind": "none"}, "submit": {"path": "/a", "body": {}}, "models": {}}
    row["derived"] = {"a": {"from": "image", "default": "{b}"}, "b": {"from": "image", "default": "{a}"}}
    (tmp_path / "x.yaml").write_text(f"x: {row!r}")

    with pytest.raises(InputError, match=r"derived\.a: nothing fills \{b\}"):
        load(tmp_path)
