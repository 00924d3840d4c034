"""A request as it came over the wire, and the reply that a provider gives."""

import json
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Request:
    """Header names in lower case; `host` without its port."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    raw: bytes

    @property
    def host(self) -> str:
        return self.headers.get("host", "").rpartition(":")[0]

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def json(self) -> Any:
        """The body. Raises Wrong where it is no JSON or not said to be."""
        if self.media_type != "application/json":
            raise Wrong(f"Content-Type must be application/json, not {self.media_type!r}")
        try:
            return json.loads(self.raw)
        except ValueError:
            raise Wrong("the body is no JSON") from None

    @property
    def form(self) -> dict[str, bytes]:
        """The parts of a multipart body, by name. Raises Wrong."""
        if self.media_type != "multipart/form-data":
            raise Wrong(f"Content-Type must be multipart/form-data, not {self.media_type!r}")
        head = b"Content-Type: " + self.headers["content-type"].encode() + b"\r\n\r\n"
        message = BytesParser(policy=HTTP).parsebytes(head + self.raw)
        parts = {part.get_param("name", header="content-disposition"): part.get_payload(decode=True) for part in message.iter_parts()}
        return {str(name): content for name, content in parts.items()}

    def is_file(self, field: str) -> bool:
        """Whether a part of the form is a file rather than a text."""
        return f'name="{field}"; filename='.encode() in self.raw


def request_of(method: str, target: str, headers: dict[str, str], raw: bytes) -> Request:
    """A request from its line, headers and body."""
    path, _, query = target.partition("?")
    return Request(method, path, dict(parse_qsl(query, keep_blank_values=True)), headers, raw)


@dataclass(frozen=True)
class Reply:
    """`body` is JSON, or bytes as they are."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def raw(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body, ensure_ascii=False).encode()

    @property
    def media_type(self) -> str:
        return "application/octet-stream" if isinstance(self.body, bytes) else "application/json; charset=utf-8"


class Refused(Exception):
    """The provider answers with an error."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(str(reply))
        self.reply = reply


class Wrong(Exception):
    """A request is not as the provider's documents ask; the text says where and what would be right."""


PAGE = Reply(502, b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>", {"Content-Type": "text/html"})
"""What stands between, speaking for itself."""
