"""Tells what cannot be a key, and what would be right; what it says never shows the text."""

import re

from shared.keys.clean import names_another

# The words of examples, without case and without what joins them.
_WORDS = frozenset(
    {
        *("apikey", "accesskey", "secretkey", "key", "token", "secret", "password", "mykey", "myapikey", "mysecret", "skkey", "sktest"),
        *("placeholder", "changeme", "changeit", "replaceme", "fillme", "todo", "tbd", "insert", "paste", "here"),
        *("none", "null", "nil", "undefined", "example", "sample", "dummy", "skexample", "skplaceholder"),
    }
)
_PARTS = re.compile(
    r"^your|your\w*(?:key|token|secret|here)|^(?:insert|paste|enter|replace|put|add)\w*(?:key|token|secret|here)|changeme|keyhere$"
)
_BRACKETED = re.compile(r"<.*>|\{.*\}|\[.*\]|\$\{?\w+\}?|%\w+%", re.DOTALL)
# Any number of prefixes such as sk-, then x or stars alone: sk-xxxx, sk-proj-XXXX-XXXX, ****.
_CROSSED_OUT = re.compile(r"(?:[A-Za-z0-9]{1,8}[-_])*[xX*]{3,}(?:[-_]+[xX*]+)*")
_SHORTENED = re.compile(r"\.{3}|…|\*{3}|•{2}")


def wrong_with(text: str, name: str, least: int | None = None) -> str | None:
    """What is wrong with a text, cleaned, as the key in the variable `name`; None where it may be one.

    `least` is how many characters a key has at least; None is not known, so any length may be right.
    """
    if not text:
        return "is empty; give the provider's key"
    if names_another(text, name):
        return "holds a line for another variable; give the key alone, and make sure that it is this provider's"
    if _is_placeholder(text, name):
        return "holds the placeholder of an example; replace it with your own key"
    if _SHORTENED.search(text):
        return "holds a key that was shortened where it was shown; copy the whole key"
    return _badly_spelt(text) or _too_short(text, least)


def _badly_spelt(text: str) -> str | None:
    if len(text.splitlines()) > 1:
        return "holds more than one line; give the key alone, on one line"
    if any(character.isspace() for character in text):
        return "has white space inside; a key has none: copy it again"
    if not text.isascii():
        return "has a character that is not ASCII, which no key has; copy it again"
    if not text.isprintable():
        return "has a control character, which no key has; copy it again"
    return None


def _too_short(text: str, least: int | None) -> str | None:
    if least is None or len(text) >= least:
        return None
    return f"has {len(text)} characters, and a key of this provider has {least} or more; copy the whole key"


def _is_placeholder(text: str, name: str) -> bool:
    word = re.sub(r"[\W_]+", "", text).casefold()
    return bool(text.upper() == name or word in _WORDS or _PARTS.search(word) or _BRACKETED.fullmatch(text) or _CROSSED_OUT.fullmatch(text))
