"""The shipped rows, played by a provider that speaks as their sources say."""

import pytest

from shared.catalogue import load
from shared.catalogue.placeholders import names_in
from worker.engines.call import CallEngine
from worker.engines.engine import Ask, Finished, Job, Running
from worker.engines.failures import AmbiguousSubmit, Moderated, NoFunds, RateLimited
from worker.engines.job import JobEngine

from .conftest import REFERENCE, Say

VIDEO = {"prompt": "a street", "seconds": 5.0, "resolution": "720p", "aspect": "9:16", "width": 720, "height": 1280, "fps": 24, "seed": 7}
SEEDANCE = "atlascloud/bytedance/seedance-v1.5-pro/text-to-video"


@pytest.fixture
def row(provider, monkeypatch):
    """An ask of a shipped model, whose vendor is at the loopback provider."""

    def make(name, capability, values, files=None):
        model = load().model(name)
        vendor = load().vendors[model.vendor]
        auth = {"kind": "bearer", "env": "ACME_API_KEY"}

        def moved(endpoint):
            return endpoint.model_copy(update={"base_url": provider.url, "auth": endpoint.auth.model_copy(update=auth)})

        endpoints = {key: moved(endpoint) for key, endpoint in vendor.endpoints.items()}
        here = vendor.model_copy(update={"endpoints": endpoints, "flat": vendor.flat and moved(vendor.flat)})
        return Ask(REFERENCE, capability, here, model, values, files or {})

    return make


def submit(engine, ask):
    return engine.submit(ask, engine.prepare(ask), lambda _: None)


def test_atlas_makes_a_video(provider, job, row):
    provider.say("/model/generateVideo", {"code": 200, "data": {"id": "p1", "status": "starting"}})
    data = {"id": "p1", "error": ""}
    provider.say(
        "/model/prediction/p1",
        {"code": 200, "data": {**data, "status": "processing", "outputs": None}},
        {"code": 200, "data": {**data, "status": "completed", "outputs": ["https://cdn/v.mp4"]}},
    )
    ask = row(SEEDANCE, "video", VIDEO)

    accepted = submit(job, ask)

    assert accepted == Job("p1")
    assert job.poll(ask, accepted) == Running("processing")
    assert job.poll(ask, accepted).outputs[0].url == "https://cdn/v.mp4"
    assert provider.bodies("/model/generateVideo") == [
        {
            "model": SEEDANCE.partition("/")[2],
            "prompt": "a street",
            "duration": 5,
            "resolution": "720p",
            "aspect_ratio": "9:16",
            "seed": 7,
            "generate_audio": False,
        }
    ]


def test_atlas_makes_a_picture(provider, job, row):
    provider.say("/model/generateImage", {"code": 200, "data": {"id": "p1"}})
    ask = row(
        "atlascloud/black-forest-labs/flux-2-pro/text-to-image", "reference", {"prompt": "a face", "width": 720, "height": 1280, "seed": 7}
    )

    submit(job, ask)

    assert provider.bodies("/model/generateImage") == [
        {"model": "black-forest-labs/flux-2-pro/text-to-image", "prompt": "a face", "size": "720*1280", "seed": 7}
    ]


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Say(429, {"code": 429, "msg": "slow", "data": None}), RateLimited),
        (Say(402, {"code": 402, "msg": "money", "data": None}), NoFunds),
        (Say(200, {"code": 402, "msg": "money", "data": None}), NoFunds),
        (Say(400, {"code": 1039, "msg": "policy", "data": None}), Moderated),
        (Say(451, {"code": 451, "msg": "law", "data": None}), Moderated),
        (Say(500, {"code": 500, "msg": "?", "data": None}), AmbiguousSubmit),
        (Say(504, b"gateway"), AmbiguousSubmit),
        (Say(200, {"code": 200, "data": {}}), AmbiguousSubmit),
    ],
    ids=lambda value: f"{value.status}-{value.body}" if isinstance(value, Say) else value.__name__,
)
def test_atlas_refuses(provider, job, row, answer, failure):
    provider.say("/model/generateVideo", answer)

    with pytest.raises(failure):
        submit(job, row(SEEDANCE, "video", VIDEO))


def test_a_job_that_atlas_held_back_was_moderated(provider, job, row):
    provider.say("/model/prediction/p1", {"code": 200, "data": {"status": "failed", "error": "policy", "error_code": 1039}})

    with pytest.raises(Moderated):
        job.poll(row(SEEDANCE, "video", VIDEO), Job("p1"))


def test_atlas_in_its_articles_form(provider, job, row):
    provider.say("/model/generateVideo", {"request_id": "r1"})
    provider.say("/model/prediction/r1/get", {"status": "completed", "output": {"video_url": "https://cdn/v.mp4"}})
    ask = row(SEEDANCE.replace("atlascloud", "atlascloud-article"), "video", VIDEO)

    assert job.poll(ask, submit(job, ask)).outputs[0].url == "https://cdn/v.mp4"


@pytest.mark.parametrize(
    ("accepted", "done"),
    [
        ({"task_id": "t1", "status": "queued"}, {"status": "completed", "url": "https://cdn/v.mp4", "error": None}),
        ({"id": "t1"}, {"status": "succeeded", "url": "https://cdn/v.mp4"}),
        ({"job_id": "t1"}, {"status": "completed", "result": {"video_url": "https://cdn/v.mp4"}}),
        ({"data": {"video_url": "https://cdn/v.mp4"}, "processing_time": 3}, None),
    ],
)
def test_holysheeps_videos_come_in_every_form_of_the_articles(provider, job, row, accepted, done):
    provider.say("/video/generations", accepted)
    provider.say("/video/generations/t1", done)
    ask = row("holysheep/kling-video-v1.5", "video", VIDEO)

    answer = submit(job, ask)
    finished = answer if isinstance(answer, Finished) else job.poll(ask, answer)

    assert finished.outputs[0].url == "https://cdn/v.mp4"


@pytest.mark.parametrize(
    ("name", "capability", "values", "path", "answer", "sent"),
    [
        (
            "video-gen-2.0", "video", {**VIDEO, "seconds": 10}, "/video/generate", {"video_url": "https://cdn/x"},
            {"prompt": "a street", "duration": 10, "resolution": "720p", "fps": 24, "aspect_ratio": "9:16", "seed": 7, "num_videos": 1},
        ),
        (
            "voice-tts-3.0", "speech", {"text": "Go!", "voice": "Tianmei", "language": "zh-CN", "emotion": "angry", "speed": 0.95},
            "/audio/synthesis", {"data": {"audio_url": "https://cdn/x"}},
            {"input": "Go!", "voice": "Tianmei", "language": "zh-CN", "speed": 0.95, "pitch": 1.05, "energy": 1.4, "output_format": "mp3"},
        ),
        (
            "stable-diffusion-xl-1.0", "reference", {"prompt": "a face", "width": 1024, "height": 1024, "seed": 42}, "/images/generations",
            {"data": [{"url": "https://cdn/x"}]},
            {"prompt": "a face", "width": 1024, "height": 1024, "steps": 25, "cfg_scale": 7.5, "seed": 42},
        ),
        (
            "background", "music", {"mood": "tense", "seconds": 30}, "/audio/background", {"data": {"audio_url": "https://cdn/x"}},
            {"mood": "suspense", "duration": 30, "fade_in": 2, "fade_out": 2},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "-" in value else "",
)  # fmt: skip
def test_holysheeps_other_endpoints_answer_at_once(provider, call, row, name, capability, values, path, answer, sent):
    provider.say(path, answer)

    done = submit(call, row(f"holysheep/{name}", capability, values))

    assert done.outputs[0].url == "https://cdn/x"
    assert provider.bodies(path) == [{"model": name, **sent}]


def test_holysheep_syncs_lips(provider, call, row, tmp_path):
    for name in ("v.mp4", "a.wav"):
        (tmp_path / name).write_bytes(b"x")
    provider.say("/video/lipsync", {"data": {"synced_video_url": "https://cdn/x.mp4"}})
    ask = row("holysheep/lipsync", "lipsync", {"language": "zh-CN"}, {"video": (tmp_path / "v.mp4",), "audio": (tmp_path / "a.wav",)})

    done = submit(call, ask)

    assert done.outputs[0].url == "https://cdn/x.mp4"
    assert provider.bodies("/video/lipsync")[0]["video_url"] == "data:video/mp4;base64,eA=="


def test_every_shipped_model_can_be_asked(provider, session, downloads, row):
    engines = {"job": JobEngine(session, downloads), "call": CallEngine(session, downloads), "openai": CallEngine(session, downloads)}
    values = {**VIDEO, "text": "Hi", "voice": "x", "language": "en", "emotion": "sad", "speed": 1.0, "messages": [], "mood": "tense"}

    for model in load().models:
        for capability in model.capabilities:
            if model.vendor == "studio":
                continue
            ask = row(model.name, capability, values)
            endpoint = ask.vendor.endpoint(model, capability)
            if not endpoint.submit.needs:
                prepared = engines[endpoint.engine].prepare(ask)
                assert not list(names_in((prepared.body, prepared.form)))

    assert provider.asked == []
