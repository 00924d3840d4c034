"""Takes away what is pasted around a key: white space, quotes, `Bearer`, `NAME=`. None of it is part of any key."""

import re
from dataclasses import dataclass, field

# Beside white space: marks without width that editors and web pages leave at the ends.
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
_QUOTES = "\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb"
_GENERIC = ("API_KEY", "KEY", "TOKEN", "SECRET", "ACCESS_KEY", "SECRET_KEY")
_ASSIGNMENT = re.compile(r"(?P<export>export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*")
_HEADER = re.compile(r"authorization\s*:\s*", re.IGNORECASE)
_BEARER = re.compile(r"bearer(?:\s*:\s*|\s+|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Cleaned:
    """What is left, and what was taken away; white space is not worth a word."""

    text: str = field(repr=False)
    notes: tuple[str, ...] = ()


def cleaned(raw: str, name: str) -> Cleaned:
    """The key in what the variable `name` holds. A line for another variable is left as it is: its key is somebody else's."""
    text, notes = raw, []
    while True:
        before, text = text, _bare(text)
        for said, rest in (
            ("quotes", text.strip(_QUOTES)),
            (f"'{name}='", _without_name(text, name)),
            ("'Authorization:'", _HEADER.sub("", text, count=1) if _HEADER.match(text) else text),
            ("'Bearer'", _BEARER.sub("", text, count=1) if _BEARER.match(text) else text),
        ):
            if rest != text:
                notes.append(said)
                text = rest
                break
        if text == before:
            return Cleaned(text, tuple(f"{said} taken away" for said in dict.fromkeys(notes)))


def names_another(text: str, name: str) -> bool:
    """Whether a text is a line for another variable than `name`."""
    found = _ASSIGNMENT.match(text)
    if found is None or found["name"].upper() in (name, *_GENERIC) or found.end() == len(text):
        return False
    # Base64 may end with equals signs, and only with these.
    is_named = bool(found["export"]) or re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+", found["name"]) is not None
    return is_named and text[found.end() :].strip("=") != ""


def _without_name(text: str, name: str) -> str:
    found = _ASSIGNMENT.match(text)
    return text[found.end() :] if found and found["name"].upper() in (name, *_GENERIC) else text


def _bare(text: str) -> str:
    while (stripped := text.strip().strip(_INVISIBLE)) != text:
        text = stripped
    return text
