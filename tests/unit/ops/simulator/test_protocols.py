"""Each protocol's happy path, as its documents write it."""

import base64
import io
import json
import wave
from typing import Any

import av
import jsonschema
import pytest

from tests.unit.ops.simulator.conftest import ATLAS_VIDEO, TIMEOUT_S, Customer


def test_atlas_makes_a_video(customer: Customer) -> None:
    taken = customer.post("/api/v1/model/generateVideo", ATLAS_VIDEO).json()
    told = customer.get(f"/api/v1/model/prediction/{taken['data']['id']}").json()
    clip = customer.get(told["data"]["outputs"][0])

    assert (taken["code"], taken["data"]["status"]) == (200, "starting")
    assert (told["data"]["status"], told["data"]["error"]) == ("completed", "")
    assert clip.headers["Content-Type"] == "video/mp4"
    assert clip.content[4:8] == b"ftyp"


def test_atlas_tells_a_job_that_runs(customer: Customer) -> None:
    customer.post("/_sim/latency", {"seconds": 100})
    job = customer.post("/api/v1/model/generateVideo", ATLAS_VIDEO).json()["data"]["id"]
    words = []

    for _ in range(3):
        words.append(customer.get(f"/api/v1/model/prediction/{job}").json()["data"]["status"])
        customer.advance(50)

    assert words == ["starting", "processing", "completed"]


def test_atlas_makes_as_many_images_as_asked(customer: Customer) -> None:
    job = customer.post("/api/v1/model/generateImage", {"model": "flux-2-pro", "prompt": "a letter", "n": 2}).json()["data"]["id"]
    outputs = customer.get(f"/api/v1/model/prediction/{job}").json()["data"]["outputs"]

    assert [customer.get(url).content[:4] for url in outputs] == [b"\x89PNG"] * 2
    assert customer.totals()["billed_micros"] == 80_000


def test_atlas_keeps_what_is_uploaded(customer: Customer) -> None:
    answer = customer.session.post(
        f"{customer.simulator.url}/api/v1/model/uploadMedia", files={"file": ("face.png", b"\x89PNG face")}, timeout=TIMEOUT_S
    ).json()

    assert customer.get(answer["data"]["download_url"]).content == b"\x89PNG face"


@pytest.mark.parametrize(("form", "pointer"), [("output", "/model/prediction/{}"), ("article", "/model/prediction/{}/get")])
def test_atlas_has_other_forms_by_rule(customer: Customer, form: str, pointer: str) -> None:
    customer.rule("form", options={"form": form})
    taken = customer.post("/api/v1/model/generateVideo", ATLAS_VIDEO).json()

    told = customer.get("/api/v1" + pointer.format(taken.get("request_id") or taken["data"]["id"])).json()

    url = told["output"]["video_url"] if form == "article" else told["data"]["output"]
    assert customer.get(url).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/model/nothing", "/api/v1/model/prediction/sim-0", "/api/v1/model/prediction/sim-0/get"])
def test_atlas_answers_401_to_what_is_not_there(customer: Customer, path: str) -> None:
    answer = customer.get(path)

    assert (answer.status_code, answer.json()["code"], answer.json()["data"]) == (401, 401, None)


def test_atlas_lists_models_with_prices(customer: Customer) -> None:
    rows = {row["model"]: row["price"] for row in customer.get("/api/v1/models").json()["data"]}

    assert rows["seedance-v1.5-pro"] == {"unit": "second", "amount": "0.022", "currency": "USD"}


def test_chat_answers_in_words_and_counts_them(customer: Customer) -> None:
    answer = customer.post("/v1/chat/completions", {"model": "gpt-4.1", "messages": [{"role": "user", "content": "你好 hello"}]}).json()

    assert answer["choices"][0]["finish_reason"] == "stop"
    assert answer["usage"]["prompt_tokens"] == 4
    assert customer.totals()["billed_micros"] == 8 * answer["usage"]["total_tokens"]


SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["title", "episodes", "note", "when"],
    "properties": {
        "title": {"type": "string", "minLength": 80, "maxLength": 90},
        "episodes": {"type": "array", "minItems": 3, "maxItems": 3, "items": {"$ref": "#/$defs/episode"}},
        "note": {"anyOf": [{"type": "null"}, {"type": "string", "maxLength": 5}]},
        "when": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    },
    "$defs": {
        "episode": {
            "type": "object",
            "required": ["mood", "seconds", "share", "is_last", "fixed"],
            "properties": {
                "mood": {"enum": ["sad", "glad"]},
                "seconds": {"type": "integer", "minimum": 5, "maximum": 6},
                "share": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
                "is_last": {"type": "boolean"},
                "fixed": {"const": 7},
            },
        }
    },
}


def test_chat_makes_json_of_the_asked_schema(customer: Customer) -> None:
    form = {"type": "json_schema", "json_schema": {"name": "season", "strict": True, "schema": SCHEMA}}
    answer = customer.post("/v1/chat/completions", {"model": "m", "messages": [{"role": "user", "content": "x"}], "response_format": form})

    jsonschema.validate(json.loads(answer.json()["choices"][0]["message"]["content"]), SCHEMA)


def test_images_come_as_base64_or_as_addresses(customer: Customer) -> None:
    asked = {"model": "stable-diffusion-xl", "prompt": "she will not wait", "seed": 12345, "size": "64x64"}
    inline = customer.post("/v1/images/generations", {**asked, "output_format": "jpeg"}).json()["data"][0]["b64_json"]
    url = customer.post("/v1/images/generations", {**asked, "response_format": "url"}).json()["data"][0]["url"]

    assert base64.b64decode(inline).startswith(b"\xff\xd8\xff")
    assert customer.get(url).content.startswith(b"\x89PNG")


def test_gpt_image_models_refuse_to_be_asked_for_a_form(customer: Customer) -> None:
    answer = customer.post("/v1/images/generations", {"model": "gpt-image-1", "prompt": "x", "response_format": "url"})

    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")


def test_speech_is_as_long_as_it_is_to_say(customer: Customer) -> None:
    answer = customer.post("/v1/audio/speech", {"model": "tts-1", "input": "你" * 20, "voice": "Emma", "response_format": "wav"})

    with wave.open(io.BytesIO(answer.content)) as sound:
        assert sound.getnframes() / sound.getframerate() == pytest.approx(1.2)


@pytest.mark.parametrize("form", ["mp3", "aac", "flac", "opus", "wav"])
def test_speech_comes_in_every_form(customer: Customer, form: str) -> None:
    answer = customer.post("/v1/audio/speech", {"model": "tts-1", "input": "hello there, hello", "response_format": form})

    with av.open(io.BytesIO(answer.content)) as sound:
        assert sum(frame.samples for frame in sound.decode(audio=0)) / sound.streams.audio[0].rate == pytest.approx(0.9, abs=0.15)


def test_openai_lists_models_and_tells_its_limits(run: Any) -> None:
    customer = run()
    customer.post("/_sim/limits", {"rpm": 5})

    answer = customer.get("/v1/models")

    assert {"id", "object"} <= set(answer.json()["data"][0])
    assert (answer.headers["x-ratelimit-limit-requests"], answer.headers["x-ratelimit-remaining-requests"]) == ("5", "5")


def test_newapi_makes_a_video(customer: Customer) -> None:
    taken = customer.post("/v1/video/generations", {"model": "kling-video-v1.5", "prompt": "a bridge", "duration": 1}).json()
    told = customer.get(f"/v1/video/generations/{taken['task_id']}").json()

    assert (taken["status"], told["status"], told["error"]) == ("queued", "completed", None)
    assert customer.get(told["url"]).headers["Content-Type"] == "video/mp4"


@pytest.mark.parametrize(
    ("form", "field", "done"), [("job_id", "job_id", "completed"), ("id", "id", "completed"), ("older", "task_id", "succeeded")]
)
def test_newapi_has_other_forms_by_rule(customer: Customer, form: str, field: str, done: str) -> None:
    customer.rule("form", options={"form": form})
    job = customer.post("/v1/video/generations", {"model": "m", "prompt": "a bridge"}).json()[field]

    assert customer.get(f"/v1/video/generations/{job}").json()["status"] == done


def test_newapi_can_answer_with_the_video_at_once(customer: Customer) -> None:
    customer.rule("form", options={"form": "data.video_url"})

    answer = customer.post("/v1/video/generations", {"model": "m", "prompt": "a bridge", "duration": 1}).json()

    assert customer.get(answer["data"]["video_url"]).status_code == 200


def test_the_articles_line_goes_through(customer: Customer) -> None:
    reference = customer.post("/v1/images/references", {"image": "AAAA", "name": "lead"}).json()["reference_id"]
    video = customer.post(
        "/v1/video/generate", {"model": "video-gen-2.0", "prompt": "night", "duration": 2, "character_reference": reference}
    ).json()
    sound = customer.post(
        "/v1/audio/synthesis", {"model": "voice-tts-3.0", "input": "好" * 50, "voice": "Tianmei", "output_format": "wav"}
    ).json()
    synced = customer.post("/v1/video/lipsync", {"video_url": video["video_url"], "audio_url": sound["data"]["audio_url"]}).json()
    final = customer.post(
        "/v1/audio/background", {"video_url": synced["data"]["synced_video_url"], "mood": "dramatic", "volume": 0.3}
    ).json()

    with av.open(io.BytesIO(customer.get(final["data"]["final_video_url"]).content)) as film:
        assert {stream.type for stream in film.streams} == {"video", "audio"}
        assert float(film.duration) / av.time_base >= 2.9
    assert customer.totals()["by_kind"] == {"reference": 1, "video": 1, "speech": 1, "lipsync": 1, "music": 1}
    assert customer.totals()["billed_micros"] == 150_000 + 5_000 + 50_000 + 20_000


@pytest.mark.parametrize(
    ("kind", "head"), [("video", b"ftyp"), ("image", b"\x89PNG"), ("speech", b"RIFF"), ("music", b"RIFF"), ("lipsync", b"ftyp")]
)
def test_the_native_protocol_makes_every_kind(customer: Customer, kind: str, head: bytes) -> None:
    job = customer.finished(kind=kind, prompt="", text="a door closes")

    assert job["status"] == "succeeded"
    assert head in customer.get(job["urls"][0]).content[:8]


def test_a_job_is_found_by_its_reference(customer: Customer) -> None:
    ids = [customer.order(client_ref=name).json()["id"] for name in ("a", "b")]

    assert [job["id"] for job in customer.get("/sim/v1/jobs?client_ref=b").json()["data"]] == ids[1:]


def test_jobs_are_listed_newest_first_in_pages(customer: Customer) -> None:
    ids = [customer.order(prompt=str(number)).json()["id"] for number in range(3)]

    first = customer.get("/sim/v1/jobs?limit=2").json()
    second = customer.get(f"/sim/v1/jobs?limit=2&after={first['next']}").json()

    assert [job["id"] for page in (first, second) for job in page["data"]] == ids[::-1]
    assert second["next"] is None


def test_the_same_idempotency_key_is_the_same_job(customer: Customer) -> None:
    ids = {
        customer.post("/sim/v1/jobs", {"kind": "video", "model": "m", "prompt": "x"}, headers={"Idempotency-Key": "k"}).json()["id"]
        for _ in range(3)
    }

    assert len(ids) == 1
    assert (customer.totals()["accepted"], customer.totals()["idempotent_replays"], customer.totals()["duplicates"]) == (1, 2, 0)


@pytest.mark.parametrize(("waited_s", "billed"), [(0, False), (50, True)])
def test_a_cancelled_job_is_billed_only_once_it_is_being_made(customer: Customer, waited_s: int, billed: bool) -> None:
    customer.post("/_sim/latency", {"seconds": 100})
    job = customer.order().json()["id"]
    customer.advance(waited_s)

    answer = customer.session.delete(f"{customer.simulator.url}/sim/v1/jobs/{job}", timeout=TIMEOUT_S)

    row = customer.books()["jobs"][0]
    assert answer.json()["status"] == "cancelled"
    assert (row["state"], row["billed"]) == ("cancelled", billed)
    assert row["why"] == ("cancelled while it was being made" if billed else "cancelled before it was started")


def test_what_a_job_cost_is_told(customer: Customer) -> None:
    job = customer.order(seconds=2).json()["id"]

    answer = customer.get(f"/sim/v1/jobs/{job}")

    assert (answer.headers["X-Cost-Usd"], answer.json()["cost_usd"]) == ("0.100000", 0.1)


def test_each_offer_can_be_switched_off(customer: Customer) -> None:
    customer.post("/_sim/offers", {"lookup": False, "listing": False, "idempotency": False, "cancel": False, "cost": False})
    key = {"Idempotency-Key": "k"}
    ids = [customer.post("/sim/v1/jobs", {"kind": "video", "model": "m", "prompt": "x"}, headers=key).json()["id"] for _ in range(2)]

    assert len(set(ids)) == 2
    assert customer.get("/sim/v1/jobs").status_code == 404
    assert customer.get("/sim/v1/jobs?client_ref=a").status_code == 404
    assert customer.session.delete(f"{customer.simulator.url}/sim/v1/jobs/{ids[0]}", timeout=TIMEOUT_S).status_code == 405
    assert "cost_usd" not in customer.get(f"/sim/v1/jobs/{ids[0]}").json()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "opera", "model": "m"},
        {"kind": "video"},
        {"kind": "video", "model": "m", "seconds": -1},
        {"kind": "video", "model": "m", "fps": "x"},
    ],
)
def test_a_body_that_cannot_be_read_is_refused(customer: Customer, body: dict[str, Any]) -> None:
    answer = customer.post("/sim/v1/jobs", body)

    assert (answer.status_code, answer.json()["error"]["code"], customer.totals()["accepted"]) == (400, "invalid", 0)


def test_a_request_without_a_key_is_refused(run: Any) -> None:
    customer = run(api_key="the only one")

    assert customer.get("/v1/models").status_code == 401
    assert customer.get("/v1/models", headers={"Authorization": "Bearer the only one"}).status_code == 200
