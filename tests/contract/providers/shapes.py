"""What a body must look like: types and units are held to strictly (5 is not "5", 5.0 not 5), unknown fields are refused."""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

from tests.contract.providers.wire import Wrong

Check = Callable[[Any, str], None]


def check(value: Any, shape: Any, where: str = "body") -> None:
    """Hold a value to a shape. Raises Wrong.

    A mapping names fields (`name?` may be absent); a list of one shape is a list of such; a set holds the words that are allowed; a
    type is exact; a function checks for itself; anything else must be equal.
    """
    if isinstance(shape, Mapping):
        _fields(value, shape, where)
    elif isinstance(shape, list):
        _is(value, list, where)
        if not value:
            raise Wrong(f"{where}: is empty")
        for index, item in enumerate(value):
            check(item, shape[0], f"{where}[{index}]")
    elif isinstance(shape, set | frozenset):
        if not any(type(value) is type(word) and value == word for word in shape):
            raise Wrong(f"{where}: must be one of {sorted(map(repr, shape))}, not {value!r}")
    elif isinstance(shape, type):
        _is(value, shape, where)
    elif callable(shape):
        shape(value, where)
    elif type(value) is not type(shape) or value != shape:
        raise Wrong(f"{where}: must be {shape!r}, not {str(value)[:80]!r}")


def _fields(value: Any, shape: Mapping[str, Any], where: str) -> None:
    _is(value, dict, where)
    known = {name.removesuffix("?"): inner for name, inner in shape.items()}
    for name in value:
        if name not in known:
            raise Wrong(f"{where}.{name}: unknown field; known are: {', '.join(known)}")
    for name, inner in shape.items():
        if name.removesuffix("?") in value:
            check(value[name.removesuffix("?")], inner, f"{where}.{name.removesuffix('?')}")
        elif not name.endswith("?"):
            raise Wrong(f"{where}.{name}: is missing")


def _is(value: Any, kind: type, where: str) -> None:
    if type(value) is not kind:
        raise Wrong(f"{where}: must be {kind.__name__}, not {type(value).__name__} ({str(value)[:60]!r})")


def text(most: int, least: int = 1) -> Check:
    """Characters."""

    def hold(value: Any, where: str) -> None:
        _is(value, str, where)
        if not least <= len(value) <= most:
            raise Wrong(f"{where}: must have {least} to {most} characters, not {len(value)}")

    return hold


def whole(least: int, most: int) -> Check:
    """A JSON integer."""

    def hold(value: Any, where: str) -> None:
        _is(value, int, where)
        if not least <= value <= most:
            raise Wrong(f"{where}: must be from {least} to {most}, not {value}")

    return hold


def number(least: float, most: float) -> Check:
    """A JSON number, whole or not."""

    def hold(value: Any, where: str) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise Wrong(f"{where}: must be a number from {least} to {most}, not {value!r}")

    return hold


def data_uri(*types: str) -> Check:
    """`data:image/png;base64,…` of something."""

    def hold(value: Any, where: str) -> None:
        _is(value, str, where)
        head, _, body = value.partition(",")
        if not head.startswith("data:") or not head.endswith(";base64") or head[5:-7] not in types:
            raise Wrong(f"{where}: must be a data URI of {' or '.join(types)}, not {value[:40]!r}")
        unpacked(body, where)

    return hold


def bare_base64(value: Any, where: str) -> None:
    """Base64 without a prefix."""
    _is(value, str, where)
    unpacked(value, where)


def unpacked(body: str, where: str) -> bytes:
    """What Base64 holds. Raises Wrong."""
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise Wrong(f"{where}: is no Base64") from None


def web_address(value: Any, where: str) -> None:
    """An address of the web."""
    _is(value, str, where)
    if not value.startswith(("http://", "https://")):
        raise Wrong(f"{where}: must be an address of the web, not {value[:40]!r}")


def either(*shapes: Any) -> Check:
    """One of several shapes."""

    def hold(value: Any, where: str) -> None:
        reasons = []
        for shape in shapes:
            try:
                check(value, shape, where)
            except Wrong as wrong:
                reasons.append(str(wrong))
            else:
                return
        raise Wrong("; or ".join(reasons))

    return hold


ASPECTS = {"9:16": 9 / 16, "16:9": 16 / 9, "1:1": 1, "3:4": 3 / 4, "4:3": 4 / 3, "21:9": 21 / 9, "2:3": 2 / 3, "3:2": 3 / 2}
NEARLY = 0.02


def aspect_of(width: int, height: int) -> str:
    """The shape of a size in pixels. Raises Wrong where it is none of the usual ones."""
    near = [name for name, share in ASPECTS.items() if abs(width / height / share - 1) < NEARLY]
    if not near:
        raise Wrong(f"{width}x{height} is no usual shape")
    return near[0]


PICTURE = data_uri("image/png", "image/jpeg", "image/webp")
"""A picture as a data URI."""
