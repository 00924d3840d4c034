"""What a request asks for, read leniently out of the fields that the protocols give it in."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ops.simulator.answer import Refusal, Refused
from ops.simulator.prices import Kind, Quantity

URL = re.compile(r"https?://[^/\"\s]+(/[^?\"\s]*)(\?[^\"\s]*)?")
OWN_FIELDS = ("client_ref", "webhook_url", "callback_url", "webhook", "external_task_id")
"""Fields by which a client names a call. They are part of the body's hash, not of what is asked."""
RESOLUTIONS = {"480p": 480, "540p": 540, "720p": 720, "768p": 768, "1080p": 1080, "2k": 1440, "4k": 2160}
CJK = re.compile(r"[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]")
DEFAULT_SECONDS: Mapping[Kind, Fraction] = {"video": Fraction(5), "music": Fraction(30)}


@dataclass(frozen=True)
class Ask:
    """One billable request.

    `body_sha256` is of the canonical JSON body; `identity` the same without what names the call, so that it is equal in every run.
    """

    kind: Kind
    model: str
    text: str
    seconds: Fraction
    width: int
    height: int
    fps: int
    seed: int
    count: int
    sources: Mapping[str, str]
    client_ref: str | None
    webhook_url: str | None
    body_sha256: str
    identity: str
    tokens: int = 0
    wants_times: bool = False

    @property
    def quantity(self) -> Quantity:
        """What a price counts."""
        return Quantity(self.seconds, self.count, len(self.text), self.tokens)


def read_ask(kind: Kind, body: Mapping[str, Any], model: str = "") -> Ask:
    """Read a body. Raises Refused (400) where a field cannot be what it says."""
    try:
        return _read(kind, body, model)
    except (TypeError, ValueError, ZeroDivisionError) as problem:
        raise Refused(Refusal(400, "invalid", f"a field of the body cannot be read: {problem}")) from problem


def _read(kind: Kind, body: Mapping[str, Any], model: str) -> Ask:
    text = str(_first(body, "prompt", "text", "input", "mood") or "")
    width, height = _size(body)
    return Ask(
        kind=kind,
        model=str(body.get("model") or model),
        text=text,
        seconds=_seconds(kind, body, text),
        width=width,
        height=height,
        fps=max(1, min(60, int(body.get("fps") or 24))),
        seed=int(body.get("seed") or 0),
        count=max(1, min(10, int(_first(body, "n", "num_videos", "num_images") or 1))),
        sources=_sources(body),
        client_ref=_text_or_none(_first(body, "client_ref", "external_task_id")),
        webhook_url=_text_or_none(_first(body, "webhook_url", "callback_url", "webhook")),
        body_sha256=_sha256(body),
        identity=identity_of(body),
        wants_times=bool(body.get("timestamps")),
    )


def identity_of(body: Mapping[str, Any]) -> str:
    """A body's hash without the call's names, and with addresses cut down to their paths (ports and signatures vary)."""
    nameless = {name: value for name, value in body.items() if name not in OWN_FIELDS}
    return hashlib.sha256(URL.sub(r"\1", _canonical(nameless)).encode()).hexdigest()


def spoken_seconds(text: str) -> Fraction:
    """How long a text is to say: 0.06 s a Chinese, Japanese or Korean character, 0.05 s any other, at least 0.4 s."""
    wide = len(CJK.findall(text))
    return max(Fraction(2, 5), Fraction(6 * wide + 5 * (len(text) - wide), 100))


def _seconds(kind: Kind, body: Mapping[str, Any], text: str) -> Fraction:
    given = _first(body, "seconds", "duration", "duration_seconds", "music_length_ms")
    if given is None and "num_frames" in body:
        given = Fraction(int(body["num_frames"]), int(body.get("fps") or 24))
    if given is None:
        return spoken_seconds(text) if kind == "speech" else DEFAULT_SECONDS.get(kind, Fraction(0))
    seconds = Fraction(str(given)) / (1000 if "music_length_ms" in body else 1)
    if not 0 < seconds <= 600:
        raise ValueError(f"duration is {given}; give more than 0 and at most 600 seconds")
    return seconds


def _size(body: Mapping[str, Any]) -> tuple[int, int]:
    if body.get("width") and body.get("height"):
        return _even(int(body["width"])), _even(int(body["height"]))
    size = re.fullmatch(r"(\d+)[x*](\d+)", str(body.get("size") or ""))
    if size:
        return _even(int(size[1])), _even(int(size[2]))
    across, down = (int(part) for part in str(_first(body, "aspect_ratio", "ratio", "aspect") or "9:16").split(":"))
    short = RESOLUTIONS.get(str(_first(body, "resolution", "quality") or "720p").lower(), 720)
    unit = short / min(across, down)
    return _even(round(across * unit)), _even(round(down * unit))


def _even(pixels: int) -> int:
    if not 16 <= pixels <= 4096:
        raise ValueError(f"a side is {pixels} pixels; give 16 to 4096")
    return pixels // 2 * 2


def _sources(body: Mapping[str, Any]) -> dict[str, str]:
    names = {"video": ("video_url", "video"), "audio": ("audio_url", "audio"), "image": ("image_url", "image", "image_urls", "images")}
    found = {role: _first(body, *fields) for role, fields in names.items()}
    firsts = {role: value[0] if isinstance(value, list) and value else value for role, value in found.items()}
    return {role: value for role, value in firsts.items() if isinstance(value, str)}


def _first(body: Mapping[str, Any], *names: str) -> Any:
    return next((body[name] for name in names if body.get(name) is not None), None)


def _text_or_none(value: Any) -> str | None:
    return None if value is None else str(value)


def _canonical(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _sha256(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(body).encode()).hexdigest()
