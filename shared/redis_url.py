"""The forms of a Redis URL, one for redis-py and for Celery: a server by TCP, TLS or a unix socket, or Sentinels that know who it is.

`sentinel://[USER:PASSWORD@]HOST[:PORT][,HOST[:PORT]…][/DB]?master=NAME`: the hosts are Sentinels', user and password the servers'.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

SCHEMES = ("redis", "rediss", "unix", "redis+socket", "sentinel")
SENTINEL_PORT = 26379
FORM = "sentinel://[user:password@]host[:port][,host[:port]…][/db]?master=NAME"
_OPTIONS = ("master", "sentinel_username", "sentinel_password", "ssl")
# redis-py's names, the same in rediss:// URLs and here.
_SSL_OPTIONS = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_cert_reqs", "ssl_check_hostname")


@dataclass(frozen=True)
class Sentinels:
    """Where Sentinels are, and how to reach the servers that they watch."""

    hosts: tuple[tuple[str, int], ...]
    master: str
    db: int = 0
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    sentinel_username: str | None = None
    sentinel_password: str | None = field(default=None, repr=False)
    tls: dict[str, Any] | None = None
    """redis-py's `ssl_*` options, for servers and Sentinels alike; None is no TLS."""

    def for_sentinels(self) -> dict[str, Any]:
        """redis-py's options for the connections to the Sentinels themselves."""
        login = {"username": self.sentinel_username, "password": self.sentinel_password}
        secure = {} if self.tls is None else {"ssl": True, **self.tls}
        return {name: value for name, value in {**login, **secure}.items() if value is not None}


def scheme_of(url: str) -> str:
    """What stands before `://`."""
    return url.partition("://")[0]


def check_redis_url(url: str) -> str:
    """The URL, if it can be used. Raises ValueError, which never repeats the URL: there may be a password in it."""
    scheme = scheme_of(url)
    if scheme not in SCHEMES:
        raise ValueError(f"give a URL such as redis://127.0.0.1:6379/0, one of {', '.join(SCHEMES)}")
    if scheme == "sentinel":
        sentinels_of(url)
    elif scheme in ("redis", "rediss"):
        _checked_port(url)
    return url


def sentinels_of(url: str) -> Sentinels:
    """Read a `sentinel://` URL. Raises ValueError with what is wrong, and the form."""
    rest, _, query = url.removeprefix("sentinel://").partition("?")
    login, _, places = rest.rpartition("@")
    hosts, _, db = places.partition("/")
    options = dict(parse_qsl(query))
    if unknown := [name for name in options if name not in (*_OPTIONS, *_SSL_OPTIONS)]:
        raise ValueError(f"{unknown[0]!r} is no option of sentinel URLs; there are {', '.join((*_OPTIONS, *_SSL_OPTIONS))}")
    if not options.get("master"):
        raise ValueError(f"the name that the Sentinels watch the server under is missing: {FORM}")
    if db and not db.isdecimal():
        raise ValueError(f"{db!r} is no number of a database: {FORM}")
    user, _, password = login.partition(":")
    return Sentinels(
        hosts=tuple(_place(host) for host in hosts.split(",")),
        master=options["master"],
        db=int(db or 0),
        username=unquote(user) or None,
        password=unquote(password) or None,
        sentinel_username=options.get("sentinel_username"),
        sentinel_password=options.get("sentinel_password"),
        tls=_tls_of_sentinels(options),
    )


def without_tls_options(url: str) -> tuple[str, dict[str, Any]]:
    """A rediss:// or amqps:// URL without its `ssl_*` options, and these: servers are verified unless they say otherwise."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    tls = tls_options({name: value for name, value in query.items() if name.startswith("ssl_")})
    left = urlencode({name: value for name, value in query.items() if not name.startswith("ssl_")})
    return urlunsplit(parts._replace(query=left)), tls


def tls_options(given: dict[str, str]) -> dict[str, Any]:
    """redis-py's `ssl_*` options, from text."""
    tls: dict[str, Any] = {"ssl_cert_reqs": "required", "ssl_check_hostname": True, **given}
    if tls["ssl_cert_reqs"] not in ("required", "optional", "none"):
        raise ValueError(f"ssl_cert_reqs is {tls['ssl_cert_reqs']!r}; it is required, optional or none")
    tls["ssl_check_hostname"] = tls["ssl_cert_reqs"] != "none" and str(tls["ssl_check_hostname"]).lower() not in ("false", "no", "0")
    return tls


def for_redis_py(url: str) -> str:
    """The URL of one server as redis-py reads it: Celery's `redis+socket://` is its `unix://`."""
    if scheme_of(url) != "redis+socket":
        return url
    path, _, query = url.removeprefix("redis+socket://").partition("?")
    options = dict(parse_qsl(query))
    return f"unix://{path}?db={options.get('virtual_host', '0')}"


def for_celery(url: str) -> str:
    """The URL of one server as Celery reads it: redis-py's `unix://` is its `redis+socket://`."""
    if scheme_of(url) != "unix":
        return url
    path, _, query = url.removeprefix("unix://").partition("?")
    return f"redis+socket://{path}?virtual_host={dict(parse_qsl(query)).get('db', '0')}"


def _tls_of_sentinels(options: dict[str, str]) -> dict[str, Any] | None:
    given = {name: options[name] for name in _SSL_OPTIONS if name in options}
    wanted = options.get("ssl", "true" if given else "false").lower()
    if wanted not in ("true", "false"):
        raise ValueError(f"ssl is {options['ssl']!r}; it is true or false")
    return tls_options(given) if wanted == "true" else None


def _place(text: str) -> tuple[str, int]:
    parts = urlsplit(f"//{text}")
    if not parts.hostname:
        raise ValueError(f"a Sentinel's host is missing: {FORM}")
    return parts.hostname, _checked_port(f"sentinel://{text}") or SENTINEL_PORT


def _checked_port(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        raise ValueError("the port is not a number from 0 to 65535; give for example redis://127.0.0.1:6379/0") from None
