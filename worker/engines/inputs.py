"""What a request's placeholders stand for: the ask's values, what follows from them, and its files in the vendor's form."""

import base64
import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.catalogue.endpoint import Endpoint
from shared.catalogue.placeholders import LISTS, PLACEHOLDER
from worker.engines.engine import Ask
from worker.engines.failures import InvalidRequest
from worker.engines.template import fill, plain

Put = Callable[[Path], str]
"""Uploads a file; answers its address or id."""

ADDRESS_TTL_S = 24 * 3600.0
"""A job may wait in its provider's queue for long before its files are fetched."""

# base64 writes three bytes as four characters.
_GROWTH = 4 / 3


@dataclass(frozen=True)
class FilePart:
    """A file as a part of a form. `name` says its role and kind alone: a file's own name may tell of the script."""

    name: str
    content: bytes


class AskValues:
    """Looks placeholders up. `upload` is called once a file, and only for a placeholder that the request names."""

    def __init__(self, ask: Ask, endpoint: Endpoint, *, max_bytes: int, upload: Put | None = None, **more: Any) -> None:
        self._ask = ask
        self._endpoint = endpoint
        self._left_bytes = max_bytes
        self._upload = upload
        self._more = {"model": ask.model.model.partition("@")[0], "reference": ask.reference, **more}
        self._addresses: dict[Path, str] = {}

    def __call__(self, name: str, form: str | None = None) -> Any:
        """The value, None where there is none. Raises InvalidRequest for a file that cannot be given in this form."""
        if name in self._more:
            return self._more[name]
        if name in self._endpoint.derived:
            return self._derived(name)
        return self._own(name, form)

    def _own(self, name: str, form: str | None = None) -> Any:
        """What the ask itself says."""
        value = self._more.get(name, self._ask.values.get(name))
        if value is not None:
            return value
        if name in LISTS:
            return [self._given(path, form, LISTS[name]) for path in self._ask.files.get(LISTS[name], ())] or None
        if name in LISTS.values():
            paths = self._ask.files.get(name, ())
            return self._given(paths[0], form, name) if paths else None
        compute = COMPUTED.get(name)
        return compute(self._ask.values) if compute else None

    def _derived(self, name: str) -> Any:
        derived = self._endpoint.derived[name]
        value = self._origin(derived.origin)
        chosen = derived.absent if value is None else derived.table.get(str(plain(value)), derived.default)
        # It may name what was derived above it; the catalogue sees to that.
        return fill(chosen, self)

    def _origin(self, origin: str) -> Any:
        if PLACEHOLDER.search(origin):
            return fill(origin, self._own)
        # Of a file only its type is looked at: whether there is one.
        is_file = origin in LISTS or origin in LISTS.values()
        return self._own(origin, "type" if is_file else None)

    def _given(self, path: Path, form: str | None, role: str) -> str | FilePart:
        form = form or self._endpoint.inputs
        if form == "type":
            return media_type(path)
        if form == "upload" or (form == "url" and self._upload is not None):
            if self._upload is None:
                raise InvalidRequest(f"{self._ask.model.name}: takes files only by upload, and its row has no upload")
            if path not in self._addresses:
                self._addresses[path] = self._upload(path)
            return self._addresses[path]
        if form == "url":
            return self._address(path)
        self._left_bytes -= int(path.stat().st_size * (1 if form == "file" else _GROWTH))
        if self._left_bytes < 0:
            raise InvalidRequest(f"{self._ask.model.name}: {path.name} makes the request larger than limits.max_body allows")
        if form == "file":
            return FilePart(role + path.suffix, path.read_bytes())
        return written(path, form)

    def _address(self, path: Path) -> str:
        """An address under which the provider can fetch a file, the same for all that one request says of it."""
        if path not in self._addresses:
            address = self._ask.address(path, ADDRESS_TTL_S)
            if address is None:
                raise InvalidRequest(
                    f"{self._ask.model.name}: takes files only as public addresses, and {path.name} is a local file; keep the products in "
                    "an object store that it can reach (CLIFFHANGER_STORE=s3://…, CLIFFHANGER_STORE_PUBLIC_ENDPOINT)"
                )
            self._addresses[path] = address
        return self._addresses[path]


def parted(form: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[tuple[str, str, bytes], ...]]:
    """A form's fields, and its files as (field, name, bytes); a list of files is a part each."""
    fields, files = {}, []
    for name, value in form.items():
        parts = value if isinstance(value, list) and value and all(isinstance(part, FilePart) for part in value) else [value]
        if isinstance(parts[0], FilePart):
            files += [(name, part.name, part.content) for part in parts]
        else:
            fields[name] = value
    return fields, tuple(files)


def written(path: Path, form: str) -> str:
    """A file as text: `base64`, or a data URI."""
    text = base64.b64encode(path.read_bytes()).decode()
    return text if form == "base64" else f"data:{media_type(path)};base64,{text}"


def media_type(path: Path) -> str:
    """By the file's suffix."""
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def _size(values: Mapping[str, Any]) -> str | None:
    width, height = values.get("width"), values.get("height")
    return f"{width}x{height}" if width and height else None


def _milliseconds(values: Mapping[str, Any]) -> int | None:
    seconds = values.get("seconds")
    return None if seconds is None else round(seconds * 1000)


def _frames(values: Mapping[str, Any]) -> int | None:
    seconds, fps = values.get("seconds"), values.get("fps")
    return None if seconds is None or fps is None else round(seconds * fps)


def _silent(_values: Mapping[str, Any]) -> bool:
    """Sound of its own is what many models make unless they are told not to, at a higher price."""
    return False


COMPUTED: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "size": _size,
    "milliseconds": _milliseconds,
    "frames": _frames,
    "native_audio": _silent,
}
"""What follows from other values, where the ask does not say it itself."""
