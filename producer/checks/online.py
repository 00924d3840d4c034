"""Tries a key with the one question that its vendor's row names: a GET that costs nothing, sent once, to base_url's host alone."""

import json
import time
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

import requests

from shared.catalogue.access import Check
from shared.catalogue.endpoint import Endpoint
from shared.catalogue.placeholders import names_in
from shared.catalogue.variables import whole_address
from shared.errors import InputError
from shared.keys import KeyRing
from shared.keys.quoting import quoted
from shared.keys.sign import headers_of, secrets_of
from shared.pointer import at, first

Meaning = Literal["ok", "refused", "no money", "busy", "unreachable", "wrong path", "trouble", "not tried"]

CONNECT_S = 5.0
READ_S = 10.0
WHOLE_S = 20.0
LARGEST_BYTES = 4_000_000
_OWN_HEADERS = {"User-Agent": "cliffhanger", "Accept": "application/json"}
_CHUNK = 65_536
_BY_STATUS: dict[int, tuple[Meaning, str]] = {
    401: ("refused", "the key is refused"),
    402: ("no money", "the account has no money"),
    403: ("refused", "the key is refused, or may not ask this"),
    404: ("wrong path", "there is nothing at the check's path; correct base_url or check.path in the catalogue"),
    405: ("wrong path", "the check's path takes no GET; correct check.path in the catalogue"),
    429: ("busy", "too many requests at the moment; the key was not judged"),
}


@dataclass(frozen=True)
class Answer:
    """What a vendor said to a check. `text` is one line without keys; `status` is HTTP's, None where no answer came."""

    meaning: Meaning
    text: str
    status: int | None = None

    @property
    def is_well(self) -> bool:
        """Whether nothing speaks against the key."""
        return self.meaning in ("ok", "not tried")


def try_key(endpoint: Endpoint, ring: KeyRing) -> Answer:
    """Ask, and say what the answer means. Never raises for what a vendor or a network does."""
    if endpoint.check is None:
        return Answer("not tried", "no read-only call is known")
    try:
        url = _address(endpoint, endpoint.check)
        headers = {**_plain(endpoint.headers), **_OWN_HEADERS, **headers_of(endpoint, ring)}
    except (ValueError, InputError) as error:
        return Answer("not tried", str(error))
    try:
        status, body = _get(url, headers)
    except (requests.RequestException, OSError, ValueError) as error:
        return Answer("unreachable", f"no answer from {urlsplit(url).hostname} ({_name(error)})")
    return _judged(endpoint, endpoint.check, status, body, ring)


def _address(endpoint: Endpoint, check: Check) -> str:
    base = whole_address(endpoint.base_url)
    if not check.path.startswith(("http://", "https://")):
        return base.rstrip("/") + check.path
    # By its scheme too: a key never goes unencrypted because of a slip in one row.
    if urlsplit(check.path)[:2] != urlsplit(base)[:2]:
        raise ValueError("check.path leads elsewhere than base_url, and a key goes nowhere else")
    return check.path


def _plain(headers: dict[str, str]) -> dict[str, str]:
    """The row's headers that need no job to be filled."""
    return {name: value for name, value in headers.items() if not any(names_in(value))}


def _get(url: str, headers: dict[str, str]) -> tuple[int, bytes]:
    """The status and the beginning of the body. Nothing of the environment goes along: no proxy, no .netrc, no cookies."""
    deadline = time.monotonic() + WHOLE_S
    with requests.Session() as session:
        session.trust_env = False
        with session.get(url, headers=headers, timeout=(CONNECT_S, READ_S), allow_redirects=False, stream=True) as response:
            body = b""
            for chunk in response.iter_content(_CHUNK):
                body += chunk
                if len(body) > LARGEST_BYTES:
                    break
                if time.monotonic() > deadline:
                    raise TimeoutError("the answer takes too long")
            return response.status_code, body


def _judged(endpoint: Endpoint, check: Check, status: int, body: bytes, ring: KeyRing) -> Answer:
    document = _document(body)
    said = first(document, (*endpoint.errors.message, "/error/message", "/message", "/msg", "/detail", "/error"))
    words = f": {quoted(said, secrets_of(endpoint, ring))}" if isinstance(said, str) else ""
    good = status in check.ok and all(_is(at(document, pointer), wanted) for pointer, wanted in check.ok_when.items())
    if good:
        return Answer("ok", "the key is taken", status)
    meaning, text = _by_code(endpoint, document) or _by_status(status)
    return Answer(meaning, f"{text} (HTTP {status}{words})", status)


def _by_code(endpoint: Endpoint, document: Any) -> tuple[Meaning, str] | None:
    """What the vendor's own codes say, which come before the status."""
    codes = [str(code).casefold() for pointer in endpoint.errors.code if isinstance(code := at(document, pointer), str | int)]
    if _listed(codes, endpoint.errors.no_funds):
        return _BY_STATUS[402]
    return _BY_STATUS[401] if _listed(codes, endpoint.errors.auth) else None


def _by_status(status: int) -> tuple[Meaning, str]:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if 300 <= status < 400:
        return "wrong path", "it answers with a redirect; correct base_url or check.path in the catalogue"
    return "trouble", "the answer does not say whether the key is taken"


def _listed(codes: list[str], listed: tuple[str, ...]) -> bool:
    return any(code == entry or (entry.endswith("*") and code.startswith(entry[:-1])) for code in codes for entry in listed)


def _is(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, list):
        return any(_is(value, one) for one in wanted)
    return str(value).casefold() == str(wanted).casefold()


def _document(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _name(error: BaseException) -> str:
    """What happened, in one word: the words of these exceptions hold addresses and headers."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return type(reason or error).__name__
