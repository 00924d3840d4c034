"""What the shipped rows of the video vendors ask for, with and without a picture, and what they make of the answers' counts."""

import pytest

from shared.catalogue import load
from worker.engines.engine import Ask, Job
from worker.engines.failures import AmbiguousSubmit, InvalidRequest, Overloaded, RateLimited

from .conftest import KEY, REFERENCE

VALUES = {"prompt": "a street", "seconds": 5.0, "resolution": "720p", "aspect": "9:16", "width": 720, "height": 1280, "seed": 7}


@pytest.fixture
def row(provider, monkeypatch):
    """An ask of a shipped model, whose vendor is at the loopback provider."""

    def make(name, capability="video", values=None, files=None):
        model = load().model(name)
        vendor = load().vendors[model.vendor]
        moved = {}
        for key, endpoint in vendor.endpoints.items():
            for variable in endpoint.auth.variables:
                monkeypatch.setenv(variable, KEY)
            moved[key] = endpoint.model_copy(update={"base_url": provider.url})
        for variable in vendor.flat.auth.variables if vendor.flat else ():
            monkeypatch.setenv(variable, KEY)
        flat = vendor.flat and vendor.flat.model_copy(update={"base_url": provider.url})
        return Ask(
            REFERENCE, capability, vendor.model_copy(update={"endpoints": moved, "flat": flat}), model, values or VALUES, files or {}
        )

    return make


@pytest.fixture
def pictures(tmp_path):
    files = tuple(tmp_path / name for name in ("a.png", "b.png"))
    for file in files:
        file.write_bytes(b"x")
    return {"image": files}


def asked(engine, ask, provider):
    prepared = engine.prepare(ask)
    return prepared.url.removeprefix(provider.url), prepared.body


def test_kling_takes_words_alone_at_the_top(job, row, provider):
    path, body = asked(job, row("kling/kling-3.0@1080p", values={**VALUES, "resolution": "1080p"}), provider)

    assert path == "/text-to-video/kling-3.0"
    assert body["prompt"] == "a street"
    assert body["settings"] == {"resolution": "1080p", "aspect_ratio": "9:16", "duration": 5, "audio": "off", "multi_shot": False}
    assert body["options"]["external_task_id"] == REFERENCE
    assert "contents" not in body


def test_kling_takes_a_picture_beside_its_words_and_in_its_own_shape(job, row, provider, pictures):
    path, body = asked(job, row("kling/kling-3.0-turbo", files=pictures), provider)

    assert path == "/image-to-video/kling-3.0-turbo"
    assert body["contents"] == [{"type": "prompt", "text": "a street"}, {"type": "first_frame", "url": "eA=="}]
    assert body["settings"] == {"resolution": "720p", "duration": 5}
    assert "prompt" not in body


def test_klings_first_api_writes_lengths_as_text_and_asks_where_a_job_was_taken(job, row, provider, pictures):
    provider.say("/v1/videos/image2video", {"code": 0, "data": {"task_id": "t1", "task_status": "submitted"}})
    ask = row("kling-legacy/kling-v2-5-turbo@720p", files=pictures)

    accepted = job.submit(ask, job.prepare(ask), lambda _: None)

    assert accepted == Job("t1", {"poll": f"{provider.url}/v1/videos/image2video/t1"})
    body = provider.bodies("/v1/videos/image2video")[0]
    assert (body["model_name"], body["mode"], body["duration"], body["image"]) == ("kling-v2-5-turbo", "std", "5", "eA==")
    assert "aspect_ratio" not in body


def test_klings_first_api_finds_a_call_by_our_name(job, row, provider):
    told = {"task_id": "t1", "task_status": "processing", "task_info": {"external_task_id": REFERENCE}}
    provider.say(f"/v1/videos/text2video/{REFERENCE}", {"code": 0, "data": told})
    ask = row("kling-legacy/kling-v2-6")

    assert job.find(ask, job.prepare(ask), lambda _: None) == Job("t1", {"poll": f"{provider.url}/v1/videos/text2video/t1"})


@pytest.mark.parametrize(("resolution", "ratio"), [("720p", "720:1280"), ("1080p", "1080:1920")])
def test_runway_is_asked_in_pixels(job, row, provider, resolution, ratio):
    path, body = asked(job, row("runway/veo3.1", values={**VALUES, "seconds": 4.0, "resolution": resolution}), provider)

    assert path == "/v1/text_to_video"
    assert (body["ratio"], body["duration"], body["audio"]) == (ratio, 4, False)
    assert not {"seed", "promptImage"} & set(body)


@pytest.mark.parametrize("name", ["runway/gen4_turbo", "minimax/MiniMax-Hailuo-2.3"])
def test_what_only_brings_pictures_to_life_is_not_asked_without_one(job, row, name):
    with pytest.raises(InvalidRequest, match="needs image"):
        job.prepare(row(name))


def test_ark_shows_every_picture_as_a_reference_and_bills_by_tokens(job, row, provider, pictures):
    ask = row("ark/doubao-seedance-2-0-260128", files=pictures)
    usage = {"completion_tokens": 100_000, "total_tokens": 100_000}
    provider.say("/contents/generations/tasks/c1", {"status": "succeeded", "content": {"video_url": "https://cdn/v.mp4"}, "usage": usage})

    content = job.prepare(ask).body["content"]
    done = job.poll(ask, Job("c1"))

    assert [item.get("role") for item in content] == [None, "reference_image", "reference_image"]
    # 46 yuan a million, at the rate of 2026-02-27: 0.1458110.
    assert done.cost_micros == 670_731


def test_ark_finds_a_call_in_its_list(job, row, provider):
    provider.say(
        "/contents/generations/tasks?page_num=1&page_size=100",
        {"total": 2, "items": [{"id": "c2"}, {"id": "c1", "safety_identifier": REFERENCE}]},
    )
    ask = row("ark/doubao-seedance-2-0-260128")

    assert job.find(ask, job.prepare(ask), lambda _: None) == Job("c1")


def test_veo_is_told_what_kind_of_picture_it_gets(job, row, provider, pictures):
    path, body = asked(job, row("gemini/veo-3.1-generate-preview", values={**VALUES, "seconds": 4.0}, files=pictures), provider)

    assert path == "/models/veo-3.1-generate-preview:predictLongRunning"
    assert body["instances"] == [{"prompt": "a street", "image": {"bytesBase64Encoded": "eA==", "mimeType": "image/png"}}]
    assert body["parameters"] == {"aspectRatio": "9:16", "durationSeconds": 4, "resolution": "720p"}


def test_wan_has_a_model_for_words_and_another_for_pictures(job, row, pictures):
    words, framed = (job.prepare(row("dashscope/wan2.6@1080p", values={**VALUES, "resolution": "1080p"}, files=files)).body
                     for files in ({}, pictures))  # fmt: skip

    assert (words["model"], words["parameters"]["size"]) == ("wan2.6-t2v", "1080*1920")
    assert (framed["model"], framed["parameters"]["resolution"]) == ("wan2.6-i2v", "1080P")
    assert "size" not in framed["parameters"]
    assert "resolution" not in words["parameters"]


@pytest.mark.parametrize(
    ("name", "path", "length"),
    [
        ("fal/bytedance/seedance-2.0/mini", "/bytedance/seedance-2.0/mini/image-to-video", "5"),
        ("fal/fal-ai/veo3.1/fast", "/fal-ai/veo3.1/fast/image-to-video", "5s"),
        ("wavespeed/kwaivgi/kling-v2.6-pro", "/kwaivgi/kling-v2.6-pro/text-to-video", 5),
        ("replicate/google/veo-3.1-fast", "/models/google/veo-3.1-fast/predictions", 5),
    ],
)
def test_gateways_have_a_path_for_each_model_and_lengths_in_its_own_words(job, row, provider, pictures, name, path, length):
    path_asked, body = asked(job, row(name, files=pictures if name.startswith("fal") else {}), provider)

    assert path_asked == path
    assert body.get("input", body)["duration"] == length


@pytest.mark.parametrize(
    ("code", "failure"), [(1002, RateLimited), (1001, AmbiguousSubmit), (1024, AmbiguousSubmit), (2013, InvalidRequest)]
)
def test_minimax_says_in_a_200_what_went_wrong(job, row, provider, pictures, code, failure):
    provider.say("/video_generation", {"task_id": "", "base_resp": {"status_code": code, "status_msg": "no"}})
    ask = row("minimax/MiniMax-Hailuo-2.3", files=pictures)

    with pytest.raises(failure):
        job.submit(ask, job.prepare(ask), lambda _: None)


def test_minimax_speaks_in_hexadecimal_and_counts_a_chinese_character_as_two(call, row, provider):
    good = {"status_code": 0, "status_msg": "success"}
    provider.say("/t2a_v2", {"data": {"audio": "494433"}, "extra_info": {"usage_characters": 4}, "base_resp": good})
    values = {"text": "你好", "voice": "female-yujie", "emotion": "tense", "speed": 1.0}
    ask = row("minimax/speech-2.6-turbo", "speech", values)

    done = call.submit(ask, call.prepare(ask), lambda _: None)

    assert done.outputs[0].data == b"ID3"
    assert done.cost_micros == 240
    assert provider.bodies("/t2a_v2")[0]["voice_setting"]["emotion"] == "fearful"


@pytest.mark.parametrize(
    ("name", "resolution", "size"),
    [("dashscope/wan2.6", "720p", "1280*720"), ("dashscope/wan2.6@1080p", "1080p", "1920*1080")],
)
def test_a_clip_in_no_shape_of_its_own_is_not_made_larger_than_its_row_prices(job, row, name, resolution, size):
    body = job.prepare(row(name, values={"prompt": "a street", "seconds": 5.0, "resolution": resolution})).body

    assert body["parameters"]["size"] == size


@pytest.mark.parametrize("name", ["kling/kling-3.0", "kling-legacy/kling-v2-6"])
@pytest.mark.parametrize("code", [5000, 5002])
def test_an_inner_error_of_kling_does_not_say_that_nothing_was_taken(job, row, provider, name, code):
    ask = row(name)
    provider.say(job.prepare(ask).url.removeprefix(provider.url), {"code": code, "message": "internal error"})

    with pytest.raises(AmbiguousSubmit):
        job.submit(ask, job.prepare(ask), lambda _answer: None)


@pytest.mark.parametrize(("name", "files"), [("runway/gen4.5", False), ("runway/veo3.1", False), ("runway/gen4_turbo", True)])
def test_runway_is_told_a_shape_although_nobody_asks_for_one(job, row, pictures, name, files):
    values = {"prompt": "a street", "seconds": 4.0, "resolution": "720p"}

    assert job.prepare(row(name, values=values, files=pictures if files else {})).body["ratio"] == "1280:720"


@pytest.mark.parametrize(
    ("name", "failure"),
    [
        ("replicate/google/veo-3.1-fast", AmbiguousSubmit),
        ("luma/ray-2", AmbiguousSubmit),
        ("wavespeed/kwaivgi/kling-v2.6-pro", AmbiguousSubmit),
        # Whose documents say that nothing was taken.
        ("runway/gen4.5", Overloaded),
    ],
)
def test_a_503_has_taken_nothing_only_where_its_vendor_says_so(job, row, provider, name, failure):
    ask = row(name)
    provider.say(job.prepare(ask).url.removeprefix(provider.url), status=503, body={"detail": "Service unavailable"})

    with pytest.raises(failure):
        job.submit(ask, job.prepare(ask), lambda _answer: None)
