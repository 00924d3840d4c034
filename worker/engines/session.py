"""One HTTP policy for all providers: checked certificates, timeouts always, no redirects, no retries, capped answers.

Nothing of the environment changes a request: no proxies, no .netrc (it would replace the provider's key), no cookies.
"""

import json
import mimetypes
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Any, NoReturn

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError
from urllib3.util.retry import Retry

from worker.engines.deadline import Deadline

USER_AGENT = "cliffhanger"
POOL_SIZE = 32
# Servers close idle connections after five seconds or more. One that is younger is surely open: a billable request that goes into a
# closing connection ends ambiguously, for nothing.
LONGEST_IDLE_S = 3.0
_CHUNK = 65_536
# The head may take as long as one read, the body as long as two.
_READS = 3
_UNCONNECTED = (NewConnectionError, ConnectTimeoutError)
_UNWRITABLE = (
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidJSONError,
)


class NotSent(Exception):
    """No connection was made: nothing can have been taken."""


class Lost(Exception):
    """The request left, and no whole answer came: anything may have happened."""


@dataclass(frozen=True)
class Answer:
    """A whole answer. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str = ""
    """What was asked."""

    def json(self) -> Any:
        """The body as JSON. Raises ValueError where it is none."""
        try:
            return json.loads(self.body)
        except RecursionError:
            raise ValueError("nested too deeply") from None


@dataclass(frozen=True)
class Call:
    """A request as it goes over the wire. `body` is JSON, or text as it is; `files` are (field, name, bytes)."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """With the key, so that no `repr` has them."""
    body: Any = None
    form: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[tuple[str, str, bytes], ...] = ()
    connect_s: float = 10.0
    read_s: float = 60.0
    max_bytes: int = 8_000_000


class Session:
    """Connections to providers, kept and shared by the threads of one process."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.clear()
        self._session.headers["User-Agent"] = USER_AGENT
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter(max_retries=Retry(0, read=False), pool_maxsize=POOL_SIZE))

    def send(self, call: Call) -> Answer:
        """Send once. Raises NotSent, Lost."""
        given: dict[str, Any] = {}
        if call.form or call.files:
            # Also without a file: some providers take nothing but multipart.
            given["files"] = [(name, (None, _field(value))) for name, value in call.form.items()]
            given["files"] += [(name, (file, content, _kind(file))) for name, file, content in call.files]
        elif isinstance(call.body, str):
            given["data"] = call.body.encode()
        elif call.body is not None:
            given["json"] = call.body
        with Deadline(call.read_s * _READS) as end:
            _asking.end = end
            try:
                answer = self._answer(call, given)
            finally:
                _asking.end = None
            if end.is_over:
                raise Lost(f"the answer was not whole after {call.read_s * _READS:.0f} s")
            return answer

    def _answer(self, call: Call, given: Mapping[str, Any]) -> Answer:
        try:
            response = self._session.request(
                call.method,
                call.url,
                headers=dict(call.headers),
                timeout=(call.connect_s, call.read_s),
                allow_redirects=False,
                stream=True,
                **given,
            )
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            _tell(error)
        try:
            body = _read(response, call)
        except (requests.RequestException, HTTPError, OSError) as error:
            response.close()
            raise Lost(f"the answer broke off: {_name(error)}") from None
        return Answer(response.status_code, {name.lower(): value for name, value in response.headers.items()}, body, call.url)

    def close(self) -> None:
        """Close every connection."""
        self._session.close()


def _read(response: requests.Response, call: Call) -> bytes:
    deadline = time.monotonic() + call.read_s * 2
    chunks, size = [], 0
    for chunk in response.iter_content(_CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        if size > call.max_bytes:
            response.close()
            raise Lost(f"the answer is larger than {call.max_bytes} bytes")
        if time.monotonic() > deadline:
            response.close()
            raise Lost(f"the answer was not whole after {call.read_s * 2:.0f} s")
    return b"".join(chunks)


def _tell(error: Exception) -> NoReturn:
    """Whether anything can have been taken."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(reason, _UNCONNECTED) or isinstance(error, (requests.ConnectTimeout, *_UNCONNECTED)):
        raise NotSent(f"no connection: {_name(reason or error)}") from None
    if _is_unwritable(error):
        # Its words may quote a header, hence a key.
        raise NotSent(f"the request cannot be written: {type(error).__name__}") from None
    raise Lost(f"the connection ended without an answer: {_name(reason or error)}") from None


def _is_unwritable(error: Exception) -> bool:
    """Whether the request itself is at fault, which shows before a byte is sent."""
    if isinstance(error, requests.exceptions.InvalidHeader):
        # The same class tells of a header of the answer that is wrong; then it holds what urllib3 raised.
        return not (error.args and isinstance(error.args[0], HTTPError))
    is_plain = isinstance(error, ValueError) and not isinstance(error, requests.RequestException | HTTPError)
    return is_plain or isinstance(error, _UNWRITABLE)


def _name(error: BaseException) -> str:
    """What happened, without addresses or headers: the innermost exception's name and words."""
    cause: BaseException = error
    while cause.__cause__ or cause.__context__:
        cause = cause.__cause__ or cause.__context__  # type: ignore[assignment]  # one of them is there
    words = " ".join(str(cause).split())[:120]
    return f"{type(cause).__name__} ({words})" if words and not isinstance(cause, HTTPError) else type(cause).__name__


def _field(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _kind(file: str) -> str:
    """The media type of a part: without one some providers take a film for text."""
    return mimetypes.guess_type(file)[0] or "application/octet-stream"


_asking = threading.local()
"""`end`: the deadline of what this thread asks; a connection is shared by requests of several."""


class _Watched:
    """A connection that says when it was never made, and is not used again after a rest."""

    _used_at = 0.0

    def connect(self) -> None:
        try:
            super().connect()  # type: ignore[misc]  # mixed into a connection
        except (NewConnectionError, ConnectTimeoutError):
            raise
        except Exception as error:
            # A handshake that fails: not one byte of the request has left.
            raise NewConnectionError(self, type(error).__name__) from error  # type: ignore[arg-type]  # mixed into a connection

    @property
    def is_connected(self) -> bool:
        rested_s = time.monotonic() - self._used_at
        return bool(super().is_connected) and rested_s < LONGEST_IDLE_S  # type: ignore[misc]  # mixed into a connection

    def getresponse(self) -> Any:
        end: Deadline | None = getattr(_asking, "end", None)
        if end is not None:
            end.add(self.sock)  # type: ignore[attr-defined]  # mixed into a connection
        response = super().getresponse()  # type: ignore[misc]  # mixed into a connection
        self._used_at = time.monotonic()
        return response


class _Plain(_Watched, HTTPConnection):
    pass


class _Secure(_Watched, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
