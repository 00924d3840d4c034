"""The scalar types of a season file: what each accepts, how it is canonicalised, and its JSON Schema."""

import re
import unicodedata
from decimal import Decimal
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, Strict, StringConstraints, WithJsonSchema

from shared import bcp47
from shared.episode_ranges import HIGHEST, ascending, numbers_of
from shared.money import micros_of

BUDGET_LIMIT_USD = 1_000_000
LONGEST_EPISODES = 2000
"""Characters of a list of episodes."""

GENDERS: dict[str, Literal["male", "female", "unspecified"]] = {
    "male": "male", "m": "male", "man": "male", "boy": "male", "男": "male", "男性": "male",
    "female": "female", "f": "female", "woman": "female", "girl": "female", "女": "female", "女性": "female",
    "unspecified": "unspecified", "": "unspecified",
}  # fmt: skip


def _printable(text: str) -> str:
    """Text without control characters; line ends and tabs become spaces, runs of spaces one."""
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\r\t":
            raise ValueError(f"holds the control character U+{ord(character):04X}; take it out")
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def _filled(text: str) -> str:
    if not text:
        raise ValueError("is empty; write it, or leave the field out where it is optional")
    return text


def _no_path(title: str) -> str:
    if "/" in title or "\\" in title or set(title) == {"."}:
        raise ValueError(f"{title[:40]!r} looks like a path, and a title names a folder; write it without '/', '\\' and lone dots")
    return title


def _language(text: str) -> str:
    try:
        return bcp47.canonical(text)
    except bcp47.NotATag as error:
        hint = f"; did you mean {error.meant!r}?" if error.meant else "; write a tag such as 'zh-CN', 'en' or 'ja'"
        raise ValueError(f"{error}{hint}") from None


def _gender(value: Any) -> Any:
    if isinstance(value, str):
        gender = GENDERS.get(value.strip().casefold())
        if gender is None:
            raise ValueError(f"{value[:40]!r} is not a gender known here; write 'male', 'female' or 'unspecified'")
        return gender
    return value


def _episodes(value: Any) -> Any:
    if isinstance(value, str):
        if len(value) > LONGEST_EPISODES:
            raise ValueError(f"has {len(value)} characters; at most {LONGEST_EPISODES} are allowed")
        return numbers_of(value)
    numbers = list(value) if isinstance(value, list | tuple) else [value]
    if any(isinstance(number, bool) or not isinstance(number, int) for number in numbers):
        raise ValueError("must name episodes, such as '1-3, 7' or [1, 2, 3, 7]")
    return ascending(numbers)


def _web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in {"http", "https"} or not host or re.search(r"\s", text):
        raise ValueError("is not a web address; write one such as 'https://example.com/hook'")
    if parts.username is not None or parts.password is not None:
        raise ValueError("holds a user name or a password, which would be seen in logs; leave them out")
    return text


def _dollars(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise ValueError("must be an amount in dollars such as 25 or 12.50")  # noqa: TRY004  # pydantic reports ValueError
    # A number of up to fifteen digits is printed as it was written, so the amount stays exact.
    text = str(value)
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", text):
        raise ValueError("must be a finite amount in dollars such as 25 or 12.50")
    amount = Decimal(text)
    if amount < 0:
        raise ValueError(f"must be 0 or more, not {text}")
    if amount > BUDGET_LIMIT_USD:
        raise ValueError(f"must be {BUDGET_LIMIT_USD} or less, not {text}")
    try:
        micros_of(amount)
    except ValueError:
        raise ValueError(f"{text} has more than six decimals; write at most six") from None
    return amount


def _model_name(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*/[A-Za-z0-9][A-Za-z0-9._:/-]*", text):
        raise ValueError(f"{text[:60]!r} names no model; write 'vendor/model', such as 'studio/rig'")
    return text


_clean = AfterValidator(_printable)
_needed = AfterValidator(_filled)

Title = Annotated[str, StringConstraints(max_length=200), _clean, _needed, AfterValidator(_no_path)]
Name = Annotated[str, StringConstraints(max_length=80), _clean, _needed]
Short = Annotated[str, StringConstraints(max_length=500), _clean]
Long = Annotated[str, StringConstraints(max_length=4000), _clean]
Spoken = Annotated[str, StringConstraints(max_length=1000), _clean, _needed]
"""What somebody says: a line is read aloud as a whole, hence its bound."""
Phrase = Annotated[str, StringConstraints(max_length=500), _clean, _needed]
Premise = Annotated[str, StringConstraints(max_length=20_000), _clean, _needed]
FilePath = Annotated[str, StringConstraints(max_length=1000), _clean, _needed]
Language = Annotated[str, StringConstraints(max_length=bcp47.LONGEST_TAG), AfterValidator(_language)]
WebAddress = Annotated[str, StringConstraints(max_length=2000), _clean, AfterValidator(_web_address)]
ModelName = Annotated[str, StringConstraints(max_length=200), AfterValidator(_model_name)]
Gender = Annotated[
    Literal["male", "female", "unspecified"],
    BeforeValidator(_gender),
    WithJsonSchema({"type": "string", "enum": list(GENDERS)}),
]
Dollars = Annotated[
    Decimal,
    BeforeValidator(_dollars),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": BUDGET_LIMIT_USD},
                {"type": "string", "pattern": r"^[0-9]{1,7}(\.[0-9]{1,6})?$"},
            ]
        }
    ),
]
Whole = Annotated[int, Strict()]
"""A whole number: `true` and `"1"` are not."""
EpisodeNumbers = Annotated[
    tuple[int, ...],
    BeforeValidator(_episodes),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1, "maxLength": LONGEST_EPISODES},
                {"type": "integer", "minimum": 1, "maximum": HIGHEST},
                {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": HIGHEST}, "minItems": 1},
            ]
        }
    ),
]
"""Numbers of episodes, ascending: written as a list, or as `1-3, 7`."""
SceneSeconds = Annotated[float, Strict(), Field(ge=1, le=300, allow_inf_nan=False)]
EpisodeSeconds = Annotated[float, Strict(), Field(ge=5, le=1800, allow_inf_nan=False)]
Volume = Annotated[float, Strict(), Field(ge=0, le=1, allow_inf_nan=False)]
