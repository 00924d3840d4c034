"""What a provider said, as an error may quote it: one short line, without keys in any of the forms that they come back in."""

import html
import re
from base64 import b64decode
from collections.abc import Callable
from functools import partial
from urllib.parse import unquote

Secrets = tuple[str, ...]
"""What no text may show: the keys of a vendor, and what was made of them."""

LONGEST = 200
# Shorter ones are words of a simulator; to strike them out would strike out every text.
_LEAST_SECRET = 4
_LONGEST_READ = 20_000
# What looks like a key, whoever's it is; providers like to quote the one that they refuse.
_KEYS = re.compile(r"(?i)\b(bearer|key)[ :=]+[A-Za-z0-9._~+/=*-]{8,}|\b(?:sk|pk|rk|xi|fal|r8|hf)[-_][A-Za-z0-9_*.-]{6,}|\beyJ[\w.-]{16,}")
_PASSWORD = re.compile(r"(?<=://)[^\s/@\"']*:[^\s/@\"']*(?=@)")
# Whoever has such an address may do what it allows: callbacks, signed downloads.
_SIGNED = re.compile(r"(?i)([?&][\w.%-]*(?:token|signature|sig|key|secret|password|credential)[\w.%-]*=)[^&\s\"'<>]+")
_PACKED = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
_WORD = re.compile(r"\S+")
_ESCAPE = re.compile(r"[%&\\]")
_BACKSLASH = re.compile(r"\\(?:[ux](?P<code>(?<=u)[0-9a-fA-F]{4}|(?<=x)[0-9a-fA-F]{2})|(?P<sign>[^\sux]))")
# An escaped text in an escaped text, and that in an address.
_MOST_LAYERS = 4


def quoted(text: object, secrets: Secrets = ()) -> str:
    """At most 200 characters on one line. What looks like a key is struck out, and each of `secrets` wherever it is."""
    words = _KEYS.sub("…", struck(str(text)[:_LONGEST_READ], secrets)[:4000])
    line = " ".join("".join(character if character.isprintable() else " " for character in words).split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def without_keys(text: str) -> str:
    """A text, of any length and number of lines, without what looks like a key or a password, or signs an address."""
    return _SIGNED.sub(r"\1…", _PASSWORD.sub("…", _KEYS.sub("…", text)))


def may_hold(text: str, secrets: Secrets) -> bool:
    """Whether `struck` might find something; a no is certain, and comes quickly."""
    lower = text.lower()
    if _ESCAPE.search(text) or any(secret.lower() in lower or secret.encode().hex() in lower for secret in secrets):
        return True
    # Base64 has four letters for three; the first and the last may be shared with what stands beside.
    least = min((len(secret) for secret in secrets), default=0) * 4 // 3 - 2
    words = [word for word in _PACKED.findall(text) if len(word) >= least]
    return any(_packs(word, secret) for word in words for secret in secrets)


def struck(text: str, secrets: Secrets) -> str:
    """A text without the secrets: plain, escaped, in hexadecimal, or in Base64 (alone or within something longer)."""
    for secret in sorted({secret for secret in secrets if len(secret) >= _LEAST_SECRET}, key=len, reverse=True):
        for plain in (secret, secret.encode().hex()):
            text = re.sub(re.escape(plain), "…", text, flags=re.IGNORECASE)
        text = _without(text, _WORD, partial(_escapes, secret=secret))
        text = _without(text, _PACKED, partial(_packs, secret=secret))
    return text


def _without(text: str, words: re.Pattern[str], is_told: Callable[[str], bool]) -> str:
    return words.sub(lambda word: "…" if is_told(word[0]) else word[0], text)


def _escapes(word: str, secret: str) -> bool:
    """Whether a word has the secret as addresses, JSON or pages spell it, also where one of them is within another."""
    for _ in range(_MOST_LAYERS):
        if not _ESCAPE.search(word):
            return False
        word = _BACKSLASH.sub(_unescaped, html.unescape(unquote(word)))
        if secret.casefold() in word.casefold():
            return True
    return False


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found["code"], 16)) if found["code"] else found["sign"]


def _packs(packed: str, secret: str) -> bool:
    """Whether a word, or what is left of it without its first letters, is Base64 of either alphabet with the secret in it."""
    word = packed.rstrip("=").replace("-", "+").replace("_", "/")
    return any(secret.encode() in _unpacked(word[skipped:]) for skipped in range(4))


def _unpacked(word: str) -> bytes:
    return b64decode(word[: len(word) - (len(word) % 4 == 1)] + "==")
