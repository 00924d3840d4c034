"""ElevenLabs' speech with timestamps and its music (elevenlabs-python: text_to_speech, music; elevenlabs.io/docs: errors)."""

import base64
from typing import Any, ClassVar

from tests.contract.providers.shapes import check, number, text, whole
from tests.contract.providers.vendor import Failure, Route, Standin
from tests.contract.providers.wire import Refused, Reply, Request, Wrong
from worker.engines.failures import AmbiguousSubmit, InvalidRequest, Moderated, NoFunds, RateLimited

_SPEECH, _MUSIC = frozenset({"speech"}), frozenset({"music"})
_SETTINGS = {
    "stability?": number(0, 1),
    "similarity_boost?": number(0, 1),
    "style?": number(0, 1),
    "use_speaker_boost?": bool,
    "speed?": number(0.7, 1.2),
}
_BODY = {
    "text": text(40_000),
    "model_id": {"eleven_multilingual_v2", "eleven_v3", "eleven_flash_v2_5", "eleven_turbo_v2_5"},
    "language_code?": text(2, 2),
    "voice_settings?": _SETTINGS,
    "seed?": whole(0, 2**32 - 1),
    "previous_text?": text(10_000),
    "next_text?": text(10_000),
    "apply_text_normalization?": {"auto", "on", "off"},
}
_MUSIC_BODY = {
    "prompt": text(4100),
    "music_length_ms": whole(3000, 600_000),
    "model_id?": {"music_v1", "music_v2"},
    "force_instrumental?": bool,
    "seed?": whole(0, 2**31 - 1),
}
FORMATS = {f"mp3_{rate}" for rate in ("22050_32", "24000_48", "44100_32", "44100_64", "44100_96", "44100_128", "44100_192", "48000_192")}
VOICES = {
    "EXAVITQu4vr4xnSDxMaL": "Sarah",
    "FGY2WhTYpPnrIDTdsKH5": "Laura",
    "IKne3meq5aSn9XLyUdCD": "Charlie",
    "JBFqnCBsd6RMkjVDRZzb": "George",
    "N2lVS1w4EtoT3dr4eOWO": "Callum",
    "SAz9YHcvj6GT2YYXdXww": "River",
    "TX3LPaxmHKxFdv7VOQHJ": "Liam",
    "Xb7hH8MSUJpSbSDYk0k2": "Alice",
    "XrExE9yKIg1WjnnlVkGX": "Matilda",
    "bIHbv24MWmeRgasZH58o": "Will",
    "cgSgspJ2msm6clMCkdW9": "Jessica",
    "cjVigY5qzO86Huf0OWal": "Eric",
    "iP95p4xoKVk53GoZ742B": "Chris",
    "nPczCjzI2devNBz1zQrb": "Brian",
    "onwK4e9ZLuTAKqWW03F9": "Daniel",
    "pFZP5JQG7iQjIQuC4Bku": "Lily",
    "pqHfZKP75CvOlQylNhV4": "Bill",
    "CwhRBWXzGAHq8TQ4Fs17": "Roger",
    "pNInz6obpgDQGcFmaJgB": "Adam",
}
"""The premade voices that every account has, by the ids that requests take."""


def refusal(status: int, word: str, message: str = "…") -> Reply:
    return Reply(status, {"detail": {"status": word, "message": message}})


class ElevenLabs(Standin):
    source = "github.com/elevenlabs/elevenlabs-python; elevenlabs.io/docs: with-timestamps, music compose, errors, premade voices"
    host = "api.elevenlabs.io"
    queries = frozenset({"output_format", "enable_logging"})
    carries: ClassVar = {"speech": frozenset({"text", "voice", "model"}), "music": frozenset({"prompt", "seconds"})}
    failures = (
        Failure("concurrency", "submit", refusal(429, "too_many_concurrent_requests"), RateLimited, kind="concurrency"),
        Failure("busy", "submit", refusal(429, "system_busy"), RateLimited),
        # Not a 402: out of credits is told like a wrong key.
        Failure("no-money", "submit", refusal(401, "quota_exceeded", "This request exceeds your quota."), NoFunds),
        Failure("no-money-402", "submit", refusal(402, "payment_required"), NoFunds),
        Failure("no-such-voice", "submit", refusal(404, "voice_not_found"), InvalidRequest, capabilities=_SPEECH),
        Failure("bad-prompt", "submit", refusal(400, "bad_prompt", "copyrighted material"), Moderated, capabilities=_MUSIC),
        Failure("invalid", "submit", Reply(422, {"detail": [{"loc": ["body"], "msg": "wrong", "type": "value_error"}]}), InvalidRequest),
        Failure("server-error", "submit", refusal(500, "internal_server_error"), AmbiguousSubmit),
    )
    routes: ClassVar = (
        Route("POST", "/v1/text-to-speech/(?P<voice>[^/]+)/with-timestamps", "speak", "submit"),
        Route("POST", "/v1/music", "compose", "submit"),
    )

    def authorise(self, request: Request) -> None:
        self.header(request, "xi-api-key", self.key, refusal(401, "invalid_api_key", f"Invalid API key {self.key}"))

    def refusing(self, code: str) -> Reply:
        return refusal(400, code)

    def invalid(self, why: str) -> Reply:
        return Reply(422, {"detail": [{"loc": ["body"], "msg": why, "type": "value_error"}]})

    def _format(self, request: Request) -> None:
        if set(request.query) - {"output_format", "enable_logging"} or request.query.get("output_format", "mp3_44100_128") not in FORMATS:
            raise Wrong(f"query: {request.query} is not understood")

    def speak(self, request: Request, voice: str) -> Reply:
        self._format(request)
        if voice not in VOICES:
            self.complaints.append(f"{voice} is no voice's id")
            raise Refused(refusal(404, "voice_not_found"))
        body = request.json
        check(body, _BODY)
        if body["model_id"] == "eleven_v3":
            check(body.get("voice_settings", {}), {**_SETTINGS, "stability?": {0, 0.5, 1}}, "body.voice_settings")
            if "previous_text" in body:
                raise Wrong("previous_text: eleven_v3 does not take it")
        if "language_code" in body and body["model_id"] == "eleven_multilingual_v2":
            raise Wrong("language_code: eleven_multilingual_v2 does not take it")
        self.bill("speech", {"text": body["text"], "voice": VOICES[voice], "model": body["model_id"]})
        alignment = {"characters": list("Go"), "character_start_times_seconds": [0, 0.1], "character_end_times_seconds": [0.1, 0.2]}
        told: dict[str, Any] = {"audio_base64": base64.b64encode(self.product("speech")).decode(), "alignment": alignment}
        return Reply(200, told, {"request-id": "r1", "character-cost": str(len(body["text"]))})

    def compose(self, request: Request) -> Reply:
        self._format(request)
        body = request.json
        check(body, _MUSIC_BODY)
        self.bill("music", {"prompt": body["prompt"], "seconds": body["music_length_ms"] / 1000})
        return Reply(200, self.product("music"), {"Content-Type": "audio/mpeg", "song-id": "s1"})
