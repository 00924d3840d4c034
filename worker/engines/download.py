"""Fetches products (I10): only from public or allowed hosts, at the very address that was checked, never more than the cap."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from ssl import SSLContext
from urllib.parse import urljoin, urlsplit

import certifi
from urllib3 import BaseHTTPResponse, HTTPConnectionPool
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError
from urllib3.util import Timeout
from urllib3.util.ssl_ import create_urllib3_context

from shared.catalogue.endpoint import Endpoint
from shared.catalogue.vendors import HttpVendor
from worker.engines.auth import headers_of
from worker.engines.deadline import Deadline
from worker.engines.engine import Ask, Output
from worker.engines.failures import OutputGone, OutputRefused, Unanswered
from worker.engines.media_type import HEAD_BYTES, is_page, suffix_of
from worker.engines.outputs import SUFFIXES
from worker.engines.pinned import pinned_pool
from worker.engines.reach import Refused, Resolve, Target, Unknown, addresses_of, target_of
from worker.engines.session import USER_AGENT
from worker.engines.waits import wait_of

LARGEST_FILM = 2_000_000_000
LARGEST_OTHER = 200_000_000
MOST_REDIRECTS = 5
_CHUNK = 262_144
_LATER_S = 0.2
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({401, 403, 404, 410})


@cache
def trusting() -> SSLContext:
    """A TLS context that trusts what the web trusts. Building one takes longer than many a download, hence once a process."""
    context = create_urllib3_context()
    context.load_verify_locations(certifi.where())
    return context


@dataclass(frozen=True)
class Downloads:
    """How products are fetched in this process. `allowed` are hosts that may be private; `resolve` finds addresses."""

    allowed: frozenset[str] = frozenset()
    resolve: Resolve = addresses_of
    context: SSLContext = field(default_factory=trusting)

    def fetch(self, ask: Ask, output: Output, target: Path) -> Path:
        """Write an output into `target`, its suffix set by what it is. Raises Unanswered, OutputGone, OutputRefused."""
        part = target.with_name(target.name + ".part")
        try:
            if output.url is None:
                _accept(ask, output.data or b"", "")
                part.write_bytes(output.data or b"")
            else:
                self._fetch(ask, output.url, part)
            with part.open("rb") as file:
                suffix = suffix_of(file.read(HEAD_BYTES)) or output.suffix or SUFFIXES[ask.capability]
            return part.rename(target.with_suffix(suffix))
        finally:
            part.unlink(missing_ok=True)

    def _fetch(self, ask: Ask, url: str, part: Path) -> None:
        endpoint = _endpoint(ask)
        deadline = time.monotonic() + endpoint.timeouts.download
        for _ in range(MOST_REDIRECTS + 1):
            target = self._target(ask, endpoint, url)
            with self._opened(ask, endpoint, target, deadline) as response:
                place = response.headers.get("location")
                if response.status not in _REDIRECTS or not place:
                    _write(ask, endpoint, response, part, deadline)
                    return
            url = urljoin(url, place)
        raise OutputRefused(f"{ask.model.name}: the product's address redirects more than {MOST_REDIRECTS} times")

    def _target(self, ask: Ask, endpoint: Endpoint, url: str) -> Target:
        try:
            target = target_of(url, self.allowed, self.resolve)
        except Refused as refused:
            raise OutputRefused(f"{ask.model.name}: the product's address is refused: {refused}") from None
        except Unknown as unknown:
            raise Unanswered(f"{ask.model.name}: {unknown}") from None
        hosts = endpoint.download.allowed_hosts
        if hosts and not _is_named(target.host, hosts):
            raise OutputRefused(f"{ask.model.name}: the product is at {target.host[:100]}, which download.allowed_hosts does not name")
        return target

    @contextmanager
    def _opened(self, ask: Ask, endpoint: Endpoint, target: Target, deadline: float) -> Iterator[BaseHTTPResponse]:
        """An answer to be read, from the first address that takes the connection."""
        headers = {"Host": target.host_header, "User-Agent": USER_AGENT, "Accept-Encoding": "identity", **_key(endpoint, target)}
        # A little later than the deadline, so that what ended by it is not taken for whole.
        with Deadline(deadline - time.monotonic() + _LATER_S) as end:
            for index, address in enumerate(target.addresses):
                pool = self._pool(target, address, endpoint, deadline)
                end.watch(pool)
                try:
                    response = pool.urlopen("GET", target.path, headers=headers, redirect=False, retries=False, preload_content=False)
                except (NewConnectionError, ConnectTimeoutError) as error:
                    pool.close()
                    if index + 1 < len(target.addresses):
                        continue
                    raise Unanswered(f"{ask.model.name}: download: no connection ({type(error).__name__})") from None
                except (HTTPError, OSError) as error:
                    pool.close()
                    raise Unanswered(f"{ask.model.name}: download: {type(error).__name__}") from None
                try:
                    yield response
                except HTTPError as error:
                    raise Unanswered(f"{ask.model.name}: the download broke off ({type(error).__name__})") from None
                except OSError as error:
                    # Of the network urllib3 tells in its own words: it is this machine that cannot take it.
                    raise Unanswered(f"{ask.model.name}: the product cannot be written here ({error.strerror or error})") from None
                finally:
                    response.close()
                    pool.close()
                return

    def _pool(self, target: Target, address: str, endpoint: Endpoint, deadline: float) -> HTTPConnectionPool:
        left_s = max(0.1, deadline - time.monotonic())
        timeout = Timeout(connect=min(endpoint.timeouts.connect, left_s), read=min(endpoint.timeouts.read, left_s))
        return pinned_pool(target, address, timeout, self.context)


def _endpoint(ask: Ask) -> Endpoint:
    assert isinstance(ask.vendor, HttpVendor), "the offline studio makes files itself"
    return ask.vendor.endpoint(ask.model, ask.capability)


def _key(endpoint: Endpoint, target: Target) -> Mapping[str, str]:
    """The provider's key, where its row says so, and only for the provider's own hosts."""
    own = urlsplit(endpoint.base_url)
    is_own = target.host == own.hostname and (target.is_secure or own.scheme == "http")
    is_named = target.is_secure and _is_named(target.host, endpoint.download.allowed_hosts)
    return headers_of(endpoint) if endpoint.download.auth and (is_own or is_named) else {}


def _is_named(host: str, names: tuple[str, ...]) -> bool:
    return any(host == name.lower() or (name.startswith("*.") and host.endswith(name[1:].lower())) for name in names)


def _write(ask: Ask, endpoint: Endpoint, response: BaseHTTPResponse, part: Path, deadline: float) -> None:
    """The body into a file, whole or not at all."""
    _check_head(ask, response)
    cap = endpoint.download.max_bytes or (LARGEST_FILM if ask.capability in ("video", "lipsync") else LARGEST_OTHER)
    length = response.headers.get("content-length", "")
    if length.isdigit() and int(length) > cap:
        raise OutputRefused(f"{ask.model.name}: the product has {length} bytes; at most {cap} are taken")
    size, head = 0, b""
    with part.open("wb") as file:
        for chunk in response.stream(_CHUNK, decode_content=False):
            size += len(chunk)
            head = head or chunk[:HEAD_BYTES]
            if size > cap:
                raise OutputRefused(f"{ask.model.name}: the product has more than {cap} bytes, which is all that is taken")
            if time.monotonic() > deadline:
                break
            file.write(chunk)
    if time.monotonic() > deadline:
        raise Unanswered(f"{ask.model.name}: the download was not whole after {endpoint.timeouts.download:.0f} s")
    if length.isdigit() and int(length) != size:
        raise Unanswered(f"{ask.model.name}: the download has {size} bytes of {length}")
    _accept(ask, head, response.headers.get("content-type", ""))


def _check_head(ask: Ask, response: BaseHTTPResponse) -> None:
    if response.status in _GONE:
        raise OutputGone(f"{ask.model.name}: the product's address no longer serves it (HTTP {response.status})")
    if response.status != 200:
        wait = wait_of({name.lower(): value for name, value in response.headers.items()}, time.time())
        raise Unanswered(f"{ask.model.name}: download: HTTP {response.status}{wait.note}", wait.after_s)
    if response.headers.get("content-encoding", "identity") not in ("", "identity"):
        raise Unanswered(f"{ask.model.name}: the download is packed, which was not asked for")


def _accept(ask: Ask, head: bytes, content_type: str) -> None:
    """Nothing, or a page in place of media, is no product. A text is whatever it is."""
    if not head:
        raise Unanswered(f"{ask.model.name}: the product has no bytes")
    if ask.capability != "text" and is_page(head, content_type):
        raise Unanswered(f"{ask.model.name}: a page or a message came in place of media ({content_type[:40] or 'of no type'})")
