"""Which hosts may be reached at an address that somebody else gave (I10): public ones, and those that the operator allows."""

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# For the network's own machinery (RFC 6890), some clouds' metadata among it; Python counts parts of it as public.
_PROTOCOL = ipaddress.ip_network("192.0.0.0/24")

Resolve = Callable[[str, int], list[str]]
"""(host, port): its addresses. Raises OSError."""


class Refused(Exception):
    """An address that may not be reached; the text says why."""


class Unknown(Exception):
    """A name that has no address now."""


@dataclass(frozen=True)
class Target:
    """Where a connection goes: to one of `addresses`, which were checked, whatever the name says later."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]

    @property
    def is_secure(self) -> bool:
        return self.scheme == "https"

    @property
    def host_header(self) -> str:
        """The host as the request names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def addresses_of(host: str, port: int) -> list[str]:
    """The addresses of a name, or the one that it is."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def target_of(url: str, allowed: Iterable[str] = (), resolve: Resolve = addresses_of) -> Target:
    """Check an address and pin it down. Raises Refused, Unknown."""
    parts = _parsed(url)
    host, port = str(parts.host).strip("[]"), parts.port or PORTS[str(parts.scheme)]
    try:
        addresses = resolve(host, port)
    except (OSError, UnicodeError):
        raise Unknown(f"{host[:100]} has no address") from None
    if not addresses:
        raise Unknown(f"{host[:100]} has no address")
    if not is_allowed(host, port, allowed):
        for address in addresses:
            if not is_public(address):
                where = host[:100] if host == address else f"{host[:100]} is at {address}, which"
                raise Refused(f"{where} is not public; allow it by CLIFFHANGER_ALLOW_HOSTS if it is meant")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(str(parts.scheme), host, port, path, tuple(addresses))


def _parsed(url: str) -> Url:
    try:
        parts = parse_url(url)
    except LocationParseError:
        raise Refused("the address cannot be read") from None
    if parts.scheme not in PORTS:
        raise Refused(f"the address begins with {str(parts.scheme)[:20]!r}; only http and https are fetched")
    if not parts.host:
        raise Refused("the address names no host")
    if parts.auth:
        raise Refused("the address holds a user name or a password")
    return parts


def is_allowed(host: str, port: int, allowed: Iterable[str]) -> bool:
    """Whether the operator named the host, or the host at this port."""
    name = f"[{host}]" if ":" in host else host.rstrip(".").lower()
    return bool({name, f"{name}:{port}"} & set(allowed))


def is_public(address: str) -> bool:
    """Whether everybody's network leads there. An IPv4 address that is wrapped into IPv6 counts as what it is."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    if ip in _PROTOCOL:
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local)
