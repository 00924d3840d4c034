"""Content keys: the hash of all that a product depends on. What exists under its key is never made, or paid for, again."""

import hashlib
import json

from shared.line.request import Request
from shared.line.requests import StageName

# Raised when the product of an unchanged request comes out differently, so that the old one is made again.
MADE_BY: dict[str, int] = {
    "line/join": 2,
    "studio/rig": 1,
    "studio/kokoro": 1,
    "studio/espeak": 1,
    "studio/lips": 1,
    "studio/score": 1,
}


def content_key(stage: StageName, model: str, request: Request, take: int = 0, retake: int = 0) -> str:
    """The content key: 32 hexadecimal digits (128 bits of SHA-256 over canonical JSON).

    `take` counts redos: an otherwise equal request gets a new key, hence a new product. `retake` counts those before it that a
    quality gate refused: it names a call, and is left out where it is 0.
    """
    asked = request.model_dump(mode="json", exclude=set(request.unhashed))
    document: dict[str, object] = {"stage": stage, "model": model, "version": MADE_BY.get(model, 1), "take": take, "request": asked}
    if retake:
        document["retake"] = retake
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]


def seed_of(*parts: object) -> int:
    """A seed (31 bits, non-negative) that depends on nothing but `parts`."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) >> 1
