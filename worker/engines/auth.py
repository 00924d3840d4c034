"""How a request says who asks: the kinds of `auth` in a vendor's row."""

import os
from collections.abc import Callable, Mapping

from shared.catalogue.access import Auth
from worker.engines.failures import AuthFailed

Sign = Callable[[Auth, str], Mapping[str, str]]
"""(auth, key): the headers."""

AUTH: dict[str, Sign] = {
    "none": lambda _auth, _key: {},
    "bearer": lambda _auth, key: {"Authorization": f"Bearer {key}"},
    "key": lambda _auth, key: {"Authorization": f"Key {key}"},
    "header": lambda auth, key: {str(auth.header): key},
}


def key_of(auth: Auth) -> str:
    """The key, "" where none is needed. Raises AuthFailed naming the variable that is not set or cannot be a key."""
    if auth.kind == "none" or auth.env is None:
        return ""
    key = os.environ.get(auth.env, "").strip()
    if not key:
        raise AuthFailed(f"{auth.env} is not set; export the provider's key under this name")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise AuthFailed(f"{auth.env} holds a space or a character that no key has; copy the key again")
    return key


def headers_of(auth: Auth) -> dict[str, str]:
    """The headers that say who asks. Raises AuthFailed."""
    return dict(AUTH[auth.kind](auth, key_of(auth)))
