"""What a provider said, as an error may quote it: one short line, without keys."""

import re

LONGEST = 200
# What looks like a key, whoever's it is; providers like to quote the one that they refuse.
_KEYS = re.compile(r"(?i)\b(bearer|key)[ :=]+[A-Za-z0-9._~+/=*-]{8,}|\b(?:sk|pk|rk|xi|fal|r8|hf)[-_][A-Za-z0-9_*.-]{6,}|\beyJ[\w.-]{16,}")


def quoted(text: object, secret: str = "") -> str:
    """At most 200 characters on one line. `secret` and what looks like a key are struck out."""
    words = str(text)[:4000]
    if len(secret) >= 4:
        words = words.replace(secret, "…")
    words = _KEYS.sub("…", words)
    line = " ".join("".join(character if character.isprintable() else " " for character in words).split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
