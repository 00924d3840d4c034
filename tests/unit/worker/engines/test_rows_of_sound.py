"""The shipped rows of speech, music and lip sync: what they send, and what they understand of the answers."""

import base64
import re

import pytest

from shared.catalogue import load
from shared.catalogue.vendors import HttpVendor
from worker.engines.engine import Ask, Finished, Job, Output, Prepared, Running
from worker.engines.failures import (
    AmbiguousSubmit,
    AuthFailed,
    InvalidRequest,
    JobFailed,
    Moderated,
    NoFunds,
    Overloaded,
    RateLimited,
)

from .conftest import REFERENCE, Say

MP3 = b"ID3\x04 sound"
CLIP, SOUND = b"\x00\x00\x00\x18ftypmp42 clip", b"RIFF\x00\x00\x00\x00WAVE sound"


@pytest.fixture
def row(provider, monkeypatch):
    """An ask of a shipped model, at this provider."""

    def make(name, capability, values, files=None):
        vendor_name, _, model_name = name.partition("/")
        vendor = load().vendors[vendor_name]
        assert isinstance(vendor, HttpVendor)
        for variable in vendor.wanted_keys():
            monkeypatch.setenv(variable, "a-key-of-this-vendor-0123456789abcdef")
        model = vendor.models[model_name]
        endpoint = vendor.endpoint(model, capability)
        here = endpoint.model_copy(update={"base_url": provider.url})
        name_of_it = model.endpoint or (capability if capability in vendor.endpoints else None)
        update = {"endpoints": {**vendor.endpoints, name_of_it: here}} if name_of_it else {"flat": here}
        return Ask(REFERENCE, capability, vendor.model_copy(update=update), model, values, files or {})

    return make


@pytest.fixture
def scene(tmp_path):
    clip, sound = tmp_path / "the-heir.mp4", tmp_path / "the-heir.wav"
    clip.write_bytes(CLIP)
    sound.write_bytes(SOUND)
    return {"video": (clip,), "audio": (sound,)}


def made(engine, ask):
    return engine.submit(ask, engine.prepare(ask), lambda _: None)


LINE = {"text": "Go.", "voice": "George", "emotion": "angry", "speed": 1.0, "language": "en"}
SPOKEN = "/text-to-speech/JBFqnCBsd6RMkjVDRZzb/with-timestamps?output_format=mp3_44100_128"


def test_elevenlabs_speaks_and_says_when_each_character_is_heard(provider, call, row):
    alignment = {"characters": ["G", "o"], "character_start_times_seconds": [0, 0.1], "character_end_times_seconds": [0.1, 0.2]}
    provider.say(
        SPOKEN,
        Say(200, {"audio_base64": base64.b64encode(MP3).decode(), "alignment": alignment}, {"character-cost": "3", "request-id": "r1"}),
    )

    done = made(call, row("elevenlabs/eleven_multilingual_v2", "speech", LINE))

    assert done == Finished((Output(data=MP3, suffix=".mp3"),), None, 300, {"alignment": alignment})
    assert provider.bodies(SPOKEN) == [
        {"text": "Go.", "model_id": "eleven_multilingual_v2", "voice_settings": {"speed": 1, "stability": 0.3, "style": 0.5}}
    ]
    assert provider.asked[0].headers["xi-api-key"].startswith("a-key")


def test_a_voice_of_ones_own_is_named_by_its_id(call, row):
    request = call.prepare(row("elevenlabs/eleven_v3", "speech", {**LINE, "voice": "0wnV0ice"}))

    assert request.url.endswith("/text-to-speech/0wnV0ice/with-timestamps?output_format=mp3_44100_128")
    assert request.body["voice_settings"] == {"stability": 0.5}


@pytest.mark.parametrize(
    ("status", "detail", "failure", "kind"),
    [
        (429, {"status": "too_many_concurrent_requests"}, RateLimited, "concurrency"),
        (429, {"code": "concurrent_limit_exceeded", "status": "concurrent_limit_exceeded"}, RateLimited, "concurrency"),
        (429, {"code": "rate_limit_exceeded"}, RateLimited, "rate"),
        (429, {"status": "system_busy"}, RateLimited, "rate"),
        (503, {"status": "system_busy"}, Overloaded, None),
        (401, {"status": "quota_exceeded", "message": "2 credits left"}, NoFunds, None),
        (401, {"status": "invalid_api_key"}, AuthFailed, None),
        (400, {"status": "voice_not_found"}, InvalidRequest, None),
        (422, [{"loc": ["body"], "msg": "field required"}], InvalidRequest, None),
        (500, {"status": "internal_error"}, AmbiguousSubmit, None),
    ],
)
def test_a_refusal_of_elevenlabs_means_what_its_code_says(provider, call, row, status, detail, failure, kind):
    provider.say(SPOKEN, Say(status, {"detail": detail}))

    with pytest.raises(failure) as told:
        made(call, row("elevenlabs/eleven_multilingual_v2", "speech", LINE))

    assert type(told.value) is failure
    assert kind is None or told.value.kind == kind


def test_elevenlabs_makes_a_bed_without_voices(provider, call, row):
    provider.say("/music?output_format=mp3_44100_128", MP3)

    done = made(call, row("elevenlabs/music_v1", "music", {"prompt": "calm", "seconds": 30.0, "seed": 7}))

    assert (done.outputs, done.cost_micros) == ((Output(data=MP3, suffix=".mp3"),), None)
    assert provider.bodies("/music?output_format=mp3_44100_128") == [
        {"prompt": "calm", "music_length_ms": 30000, "model_id": "music_v1", "force_instrumental": True}
    ]


def test_azure_is_asked_in_ssml_with_a_style(provider, call, row):
    provider.say("/cognitiveservices/v1", MP3)
    line = {**LINE, "text": 'Go & <stay>, "Li"', "voice": "zh-CN-YunxiNeural", "language": "cmn-CN"}

    done = made(call, row("azure/neural-han", "speech", line))

    asked = provider.asked[0]
    assert done.outputs == (Output(data=MP3, suffix=".mp3"),)
    assert asked.headers["content-type"] == "application/ssml+xml"
    assert asked.headers["x-microsoft-outputformat"] == "audio-48khz-192kbitrate-mono-mp3"
    assert re.sub(r"\s+", " ", asked.raw.decode()) == (
        '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xmlns:mstts="https://www.w3.org/2001/mstts" '
        'xml:lang="cmn-CN"><voice name="zh-CN-YunxiNeural"><mstts:express-as style="angry" styledegree="1.3"><prosody rate="1">'
        "Go &amp; &lt;stay&gt;, &quot;Li&quot;</prosody></mstts:express-as></voice></speak>"
    )


def test_azures_region_is_a_part_of_its_address(call, row, monkeypatch):
    vendor = load().vendors["azure"]
    monkeypatch.setenv("AZURE_SPEECH_REGION", "westeurope")
    ask = row("azure/neural", "speech", {**LINE, "voice": "en-US-JennyNeural"})

    request = call.prepare(Ask(ask.reference, ask.capability, vendor, ask.model, ask.values))

    assert request.url == "https://westeurope.tts.speech.microsoft.com/cognitiveservices/v1"


def test_the_price_of_a_line_at_azure_holds_its_markup(call, row):
    model = load().vendors["azure"].models["neural-han"]
    body = call.prepare(
        row("azure/neural-han", "speech", {**LINE, "text": "", "voice": "zh-CN-XiaoxiaoNeural", "emotion": "romantic"})
    ).body

    billed = re.sub(r"</?(speak|voice)\b[^>]*>", "", body)

    assert len(billed) * 16 <= model.input_price.amount * 1_000_000


def test_sync_takes_clip_and_sound_in_the_request_with_a_key(provider, job, row, scene):
    provider.say("/generate", Say(201, {"id": "g1", "status": "PENDING"}))
    provider.say(
        "/generate/g1",
        {"id": "g1", "status": "PROCESSING"},
        {"id": "g1", "status": "COMPLETED", "outputUrl": "https://x/out.mp4", "outputDuration": 10.5},
    )
    ask = row("sync/lipsync-2", "lipsync", {"seconds": 10.0}, scene)

    accepted = made(job, ask)
    first, done = job.poll(ask, accepted), job.poll(ask, accepted)

    assert accepted == Job("g1")
    assert provider.asked[0].headers["idempotency-key"] == REFERENCE
    assert CLIP in provider.asked[0].raw
    assert SOUND in provider.asked[0].raw
    assert b'{"sync_mode": "bounce"}' in provider.asked[0].raw
    assert b"heir" not in provider.asked[0].raw
    assert first == Running("PROCESSING")
    assert done == Finished((Output(url="https://x/out.mp4", suffix=".mp4"),), "g1", None, {"seconds": 10.5})


@pytest.mark.parametrize(("word", "failure"), [("FAILED", JobFailed), ("REJECTED", JobFailed)])
def test_sync_may_fail_or_reject(provider, job, row, scene, word, failure):
    provider.say("/generate/g1", {"id": "g1", "status": word, "error": "no face", "errorCode": "generation_no_face"})

    with pytest.raises(failure):
        job.poll(row("sync/lipsync-2", "lipsync", {}, scene), Job("g1"))


@pytest.mark.parametrize(
    ("status", "code", "failure"),
    [
        (402, "plan_limit", NoFunds),
        (429, "rate_limit_exceeded", RateLimited),
        (409, "IDEMPOTENCY_OUTCOME_UNKNOWN", AmbiguousSubmit),
        (503, "IDEMPOTENCY_OUTCOME_UNKNOWN", AmbiguousSubmit),
    ],
)
def test_a_refusal_of_sync_means_what_its_code_says(provider, job, row, scene, status, code, failure):
    provider.say("/generate", Say(status, {"statusCode": status, "errorCode": code, "message": "no"}))

    with pytest.raises(failure) as told:
        made(job, row("sync/sync-3", "lipsync", {}, scene))

    assert type(told.value) is failure


def test_heygen_is_given_assets_by_their_ids(provider, job, row, scene):
    provider.say("/v3/assets", {"data": {"asset_id": "a1", "url": "https://x"}}, {"data": {"asset_id": "a2", "url": "https://x"}})
    provider.say("/v3/lipsyncs", {"data": {"lipsync_id": "l1"}})
    provider.say("/v3/lipsyncs/l1", {"data": {"id": "l1", "status": "completed", "video_url": "https://x/v.mp4", "duration": 9.5}})
    ask = row("heygen/lipsync-precision", "lipsync", {}, scene)

    accepted = made(job, ask)
    done = job.poll(ask, accepted)

    assert provider.bodies("/v3/lipsyncs") == [
        {
            "video": {"type": "asset_id", "asset_id": "a1"},
            "audio": {"type": "asset_id", "asset_id": "a2"},
            "mode": "precision",
            "keep_the_same_format": True,
            "callback_id": REFERENCE,
        }
    ]
    assert done == Finished((Output(url="https://x/v.mp4", suffix=".mp4"),), "l1", None, {"seconds": 9.5})


def test_a_call_of_heygen_is_found_by_our_reference(provider, job, row):
    provider.say("/v3/lipsyncs?limit=100", {"data": [{"id": "l0", "callback_id": "x"}, {"id": "l1", "callback_id": REFERENCE}]})
    ask = row("heygen/lipsync-speed", "lipsync", {})

    found = job.find(ask, Prepared("POST", f"{provider.url}/v3/lipsyncs"), lambda _: None)

    assert found is not None
    assert found.id == "l1"


def test_stability_is_asked_in_multipart_and_answers_with_sound(provider, call, row):
    provider.say("/v2beta/audio/stable-audio-2/text-to-audio", MP3)

    done = made(call, row("stability/stable-audio-2.5", "music", {"prompt": "calm", "seconds": 30.0, "seed": 7}))

    asked = provider.asked[0]
    assert done.outputs == (Output(data=MP3, suffix=".mp3"),)
    assert asked.headers["content-type"].startswith("multipart/form-data")
    assert asked.headers["accept"] == "audio/*"
    assert b'name="duration"\r\n\r\n30\r\n' in asked.raw
    assert b'name="model"\r\n\r\nstable-audio-2.5\r\n' in asked.raw


@pytest.mark.parametrize(
    ("status", "name", "failure"),
    [(403, "content_moderation", Moderated), (402, "payment_required", NoFunds), (429, "rate_limit_exceeded", RateLimited)],
)
def test_a_refusal_of_stability_means_what_its_name_says(provider, call, row, status, name, failure):
    provider.say("/v2beta/audio/stable-audio-2/text-to-audio", Say(status, {"id": "1", "name": name, "errors": ["no"]}))

    with pytest.raises(failure) as told:
        made(call, row("stability/stable-audio-2.5", "music", {"prompt": "x", "seconds": 30.0}))

    assert told.value.message.endswith(": no")


def test_holysheep_is_given_a_character_before_and_names_it_by_its_id(provider, call, row, tmp_path):
    face = tmp_path / "li-wei.png"
    face.write_bytes(b"\x89PNG\r\n\x1a\n face")
    provider.say("/images/references", {"data": {"reference_id": "ref_9"}})
    provider.say("/video/generate", {"video_url": "https://x/v.mp4", "generation_id": "g7", "processing_time_ms": 900})
    values = {"prompt": "a street", "seconds": 10.0, "resolution": "1080p", "fps": 24, "aspect": "9:16", "seed": 7}

    done = made(call, row("holysheep/video-gen-2.0", "video", values, {"image": (face,)}))

    assert provider.bodies("/images/references")[0]["image"] == base64.b64encode(face.read_bytes()).decode()
    assert provider.bodies("/video/generate")[0]["character_reference"] == "ref_9"
    assert done.facts == {"generation_id": "g7", "processing_ms": 900}


def test_holysheep_makes_a_clip_of_nobody_without_a_character(provider, call, row):
    provider.say("/video/generate", {"video_url": "https://x/v.mp4"})

    made(call, row("holysheep/video-gen-2.0", "video", {"prompt": "a street", "seconds": 10.0}))

    assert [asked.path for asked in provider.asked] == ["/video/generate"]
    assert "character_reference" not in provider.bodies("/video/generate")[0]


def test_models_that_think_are_asked_in_their_own_words(provider, openai, row):
    provider.say("/chat/completions", {"choices": [{"message": {"content": "x"}, "finish_reason": "stop"}]})
    values = {"messages": [{"role": "user", "content": "hi"}], "max_tokens": 500, "temperature": 0.8}

    made(openai, row("openai/gpt-5-mini", "text", values))

    assert provider.bodies("/chat/completions") == [
        {"model": "gpt-5-mini", "messages": values["messages"], "max_completion_tokens": 500, "reasoning_effort": "low"}
    ]


def test_a_server_that_speaks_as_openai_does_needs_an_address_and_a_key(provider, openai, monkeypatch):
    monkeypatch.setenv("COMPATIBLE_BASE_URL", f"{provider.url}/v1/")
    monkeypatch.setenv("COMPATIBLE_API_KEY", "a-key-of-this-server-0123456789")
    vendor = load().vendors["compatible"]
    provider.say("/v1/chat/completions", {"choices": [{"message": {"content": "Scene 1"}, "finish_reason": "stop"}]})
    provider.say("/v1/images/generations", {"data": [{"url": "https://x/p.png"}]})
    provider.say("/v1/audio/speech", MP3)

    def asked(model, capability, values):
        return made(openai, Ask(REFERENCE, capability, vendor, vendor.models[model], values)).outputs[0]

    assert asked("gpt-4.1-mini", "text", {"messages": []}).data == b"Scene 1"
    assert asked("gpt-image-1", "reference", {"prompt": "x", "aspect": "9:16"}).url == "https://x/p.png"
    assert asked("tts-1", "speech", {"text": "Hi", "voice": "nova"}).data == MP3
    assert provider.bodies("/v1/images/generations")[0]["size"] == "1024x1536"


def test_chat_beside_jobs_is_asked_as_openai_is_at_its_own_address():
    text = load().vendors["atlascloud"].endpoints["text"]

    assert (text.engine, text.base_url, text.submit.path) == ("openai", "https://api.atlascloud.ai/v1", "/chat/completions")
    assert (text.poll, text.upload, text.outputs, text.timeouts.read) == (None, None, ("/choices/0/message/content",), 300)
