"""The engines `call` and `openai`: the product is in the answer."""

import base64

import pytest

from shared.catalogue.vendors import HttpVendor
from worker.engines.engine import Ask, Job, Output
from worker.engines.failures import (
    AmbiguousSubmit,
    AuthFailed,
    InvalidRequest,
    JobFailed,
    JobUnknown,
    LookupUnsupported,
    Moderated,
    NoFunds,
    ProviderFailure,
    RateLimited,
)

from .conftest import Say, reset

MP3 = b"ID3\x04 sound"
PNG = b"\x89PNG\r\n\x1a\n picture"


def made(engine, ask):
    return engine.submit(ask, engine.prepare(ask), lambda _: None)


def speech(ask, **row):
    row = {"engine": "call", "submit": {"path": "/tts", "body": {"text": "{text}"}}, "outputs": [], **row}
    return ask("speech", {"text": "Hello"}, **row)


@pytest.mark.parametrize(
    ("body", "row", "output"),
    [
        (MP3, {}, Output(data=MP3, suffix=".mp3")),
        ({"a": base64.b64encode(MP3).decode()}, {"outputs": "/a"}, Output(data=MP3, suffix=".mp3")),
        ({"data": {"audio": MP3.hex()}}, {"outputs": "/data/audio", "encoding": "hex"}, Output(data=MP3, suffix=".mp3")),
        ({"a": "data:audio/wav;base64," + base64.b64encode(MP3).decode()}, {"outputs": "/a"}, Output(data=MP3, suffix=".mp3")),
        (
            {"output": {"audio": {"url": "https://x/y.wav?z=1"}}},
            {"outputs": "/output/audio/url"},
            Output(url="https://x/y.wav?z=1", suffix=".wav"),
        ),
        ({"output": {"audio": {"url": "https://x/y"}}}, {"outputs": "/output/audio"}, Output(url="https://x/y", suffix=".mp3")),
    ],
    ids=["bytes", "base64", "hex", "data URI", "address", "object"],
)
def test_the_product_may_be_given_in_every_form(provider, call, ask, body, row, output):
    provider.say("/tts", body)

    done = made(call, speech(ask, **row))

    assert done.outputs == (output,)


def test_a_kept_product_is_the_same_later(provider, call, ask):
    provider.say("/tts", b"\x00\nID3\xff{}")
    it, kept = speech(ask), []

    done = call.submit(it, call.prepare(it), kept.append)

    assert call.resume(it, kept[0]) == done


@pytest.mark.parametrize(
    ("answer", "row", "failure"),
    [
        (Say(200, b""), {}, AmbiguousSubmit),
        (Say(200, b"<html>"), {}, AmbiguousSubmit),
        (Say(200, {"base_resp": {"status_code": 1026}}), {}, Moderated),
        (Say(200, {"base_resp": {"status_code": 1008}}), {"outputs": "/data/audio"}, NoFunds),
        (Say(200, {"base_resp": {"status_code": 2013}}), {"outputs": "/data/audio"}, InvalidRequest),
        (Say(200, {"data": {"audio": ""}}), {"outputs": "/data/audio"}, AmbiguousSubmit),
        (Say(200, {"data": {"audio": "not base64!"}}), {"outputs": "/data/audio"}, AmbiguousSubmit),
        (Say(200, b"{"), {"outputs": "/data/audio"}, AmbiguousSubmit),
        (Say(500, b""), {}, AmbiguousSubmit),
        (Say(act=reset), {}, AmbiguousSubmit),
        (Say(429, {}), {}, RateLimited),
        (Say(401, {}), {}, AuthFailed),
    ],
    ids=lambda value: f"{value.status}-{value.body}" if isinstance(value, Say) else getattr(value, "__name__", ""),
)
def test_an_answer_without_a_product_is_the_error_that_it_carries_or_doubt(provider, call, ask, answer, row, failure):
    provider.say("/tts", answer)
    errors = {"code": "/base_resp/status_code", "moderation": [1026], "no_funds": [1008]}

    with pytest.raises(ProviderFailure) as told:
        made(call, speech(ask, errors=errors, **row))

    assert type(told.value) is failure


def test_what_answers_at_once_has_no_jobs(call, ask):
    it = speech(ask)

    assert call.cancel(it, Job("x")) is False
    with pytest.raises(JobUnknown):
        call.poll(it, Job("x"))
    with pytest.raises(LookupUnsupported):
        call.find(it, call.prepare(it), lambda _answer: None)


def test_text_is_escaped_in_a_body_of_xml_like_azures(provider, call, ask):
    provider.say("/tts", MP3)
    ssml = "<speak><voice name='{voice}'>{text!x}</voice></speak>"
    it = ask(
        "speech",
        {"text": '<a> & "b"', "voice": "Xiaoxiao"},
        engine="call",
        outputs=[],
        headers={"Content-Type": "application/ssml+xml"},
        submit={"path": "/tts", "body": ssml},
    )

    made(call, it)

    assert provider.asked[0].raw == b"<speak><voice name='Xiaoxiao'>&lt;a&gt; &amp; &quot;b&quot;</voice></speak>"
    assert provider.asked[0].headers["content-type"] == "application/ssml+xml"


def test_a_form_is_sent_as_multipart(provider, call, ask):
    provider.say("/tts", MP3)
    it = ask(
        "music",
        {"prompt": "calm", "seconds": 30},
        engine="call",
        outputs=[],
        submit={"path": "/tts", "form": {"prompt": "{prompt}", "duration": "{seconds}"}},
    )

    made(call, it)

    assert provider.asked[0].headers["content-type"].startswith("multipart/form-data")
    assert b'name="duration"\r\n\r\n30\r\n' in provider.asked[0].raw


@pytest.fixture
def compatible(ask, provider):
    """An ask of a vendor whose row says nothing but that it speaks as OpenAI does."""

    def make(capability, values):
        row = {
            "engine": "openai",
            "base_url": provider.url,
            "auth": {"kind": "bearer", "env": "ACME_API_KEY"},
            "models": {"m": {"vendor": "a", "model": "m", "capability": capability, "price": {"amount": "1"}}},
        }
        vendor = HttpVendor.model_validate(row)
        return Ask("r" * 32, capability, vendor, vendor.models["m"], values)

    return make


def test_a_chat_is_a_text_with_its_usage(provider, openai, compatible):
    provider.say(
        "/chat/completions", {"choices": [{"message": {"content": "Scene 1"}, "finish_reason": "stop"}], "usage": {"total_tokens": 9}}
    )
    it = compatible(
        "text", {"messages": [{"role": "user", "content": "{prompt}"}], "response_format": {"type": "json_object"}, "temperature": 0.5}
    )

    done = made(openai, it)

    assert done.outputs == (Output(data=b"Scene 1", suffix=".txt"),)
    assert done.facts == {"usage": {"total_tokens": 9}, "finish_reason": "stop"}
    assert provider.bodies("/chat/completions") == [
        {
            "model": "m",
            "messages": [{"role": "user", "content": "{prompt}"}],
            "temperature": 0.5,
            "response_format": {"type": "json_object"},
        }
    ]


@pytest.mark.parametrize(
    ("choice", "failure"),
    [
        ({"message": {"content": "x"}, "finish_reason": "content_filter"}, Moderated),
        ({"message": {"content": None, "refusal": "I can't"}, "finish_reason": "stop"}, Moderated),
        ({"message": {"content": ""}, "finish_reason": "length"}, JobFailed),
    ],
)
def test_a_chat_without_its_text_is_charged_all_the_same(provider, openai, compatible, choice, failure):
    provider.say("/chat/completions", {"choices": [choice]})

    with pytest.raises(failure) as told:
        made(openai, compatible("text", {"messages": []}))

    assert told.value.is_billed


@pytest.mark.parametrize(
    ("item", "output"),
    [
        ({"b64_json": base64.b64encode(PNG).decode()}, Output(data=PNG, suffix=".png")),
        ({"url": "https://x/p.webp"}, Output(url="https://x/p.webp", suffix=".webp")),
    ],
)
def test_a_picture_is_base64_or_an_address(provider, openai, compatible, item, output):
    provider.say("/images/generations", {"data": [item]})

    done = made(openai, compatible("reference", {"prompt": "x", "width": 720, "height": 1280}))

    assert done.outputs == (output,)
    assert provider.bodies("/images/generations") == [{"model": "m", "prompt": "x", "n": 1, "size": "720x1280"}]


def test_speech_is_bytes(provider, openai, compatible):
    provider.say("/audio/speech", MP3)

    done = made(openai, compatible("speech", {"text": "Hi", "voice": "nova", "speed": 1.0}))

    assert done.outputs == (Output(data=MP3, suffix=".mp3"),)
    assert provider.bodies("/audio/speech") == [{"model": "m", "input": "Hi", "voice": "nova", "speed": 1, "response_format": "mp3"}]


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Say(429, {"error": {"code": "insufficient_quota"}}), NoFunds),
        (Say(400, {"error": {"code": "moderation_blocked"}}), Moderated),
        (Say(404, {"error": {"code": "model_not_found"}}), InvalidRequest),
    ],
)
def test_errors_of_openai_are_what_their_codes_say(provider, openai, compatible, answer, failure):
    provider.say("/audio/speech", answer)

    with pytest.raises(failure):
        made(openai, compatible("speech", {"text": "Hi"}))


def test_a_used_up_limit_says_when_it_is_reset(provider, openai, compatible):
    headers = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m2s", "x-ratelimit-reset-tokens": "6m0s"}
    provider.say("/audio/speech", Say(429, {}, headers))

    with pytest.raises(RateLimited) as told:
        made(openai, compatible("speech", {"text": "Hi"}))

    assert told.value.after_s == 62
