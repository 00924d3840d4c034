"""What a provider said, as an error may quote it: one short line, without keys."""

import re
from base64 import b64decode

LONGEST = 200
# What looks like a key, whoever's it is; providers like to quote the one that they refuse.
_KEYS = re.compile(r"(?i)\b(bearer|key)[ :=]+[A-Za-z0-9._~+/=*-]{8,}|\b(?:sk|pk|rk|xi|fal|r8|hf)[-_][A-Za-z0-9_*.-]{6,}|\beyJ[\w.-]{16,}")
_PACKED = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")


def quoted(text: object, secret: str = "") -> str:
    """At most 200 characters on one line. `secret`, also in Base64, and what looks like a key are struck out."""
    words = str(text)[:4000]
    if len(secret) >= 4:
        words = _PACKED.sub(lambda packed: "…" if _holds(packed[0], secret) else packed[0], words.replace(secret, "…"))
    words = _KEYS.sub("…", words)
    line = " ".join("".join(character if character.isprintable() else " " for character in words).split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _holds(packed: str, secret: str) -> bool:
    """Whether a word is Base64 (of either alphabet) of something with the secret in it, as HTTP's Basic has it."""
    word = packed.rstrip("=").replace("-", "+").replace("_", "/")
    return secret.encode() in b64decode(word[: len(word) - (len(word) % 4 == 1)] + "==")
