"""How a request says who asks: the kinds of `auth` in a vendor's row."""

from collections.abc import Callable, Mapping, Sequence

from shared.catalogue.access import Auth
from shared.catalogue.endpoint import Endpoint
from shared.errors import InputError
from shared.keys.jwt import Tokens
from shared.keys.key import Key
from shared.keys.known import remember
from shared.keys.quoting import Secrets
from shared.keys.ring import KeyRing, key_ring

Sign = Callable[[Auth, Sequence[str]], Mapping[str, str]]
"""(auth, the values of `auth.variables`): the headers."""

TOKENS = Tokens()

AUTH: Mapping[str, Sign] = {
    "none": lambda _auth, _keys: {},
    "bearer": lambda _auth, keys: {"Authorization": f"Bearer {keys[0]}"},
    "key": lambda _auth, keys: {"Authorization": f"Key {keys[0]}"},
    "header": lambda auth, keys: {str(auth.header): keys[0]},
    "jwt_hs256": lambda _auth, keys: {"Authorization": f"Bearer {TOKENS.token(keys[0], keys[1])}"},
}


def keys_of(endpoint: Endpoint, ring: KeyRing | None = None) -> list[Key]:
    """What is known of each variable that an endpoint needs. Raises SettingsError for a keys file that cannot be used."""
    ring = ring or key_ring()
    return [ring.find(name, endpoint.min_key_length) for name in endpoint.auth.variables]


def headers_of(endpoint: Endpoint, ring: KeyRing | None = None) -> dict[str, str]:
    """The headers that say who asks. Raises InputError naming the variable that is not set or cannot be a key."""
    keys = keys_of(endpoint, ring)
    for key in keys:
        if key.state == "missing":
            raise InputError(f"{key.wrong}; export the provider's key under this name, or write it into the keys file")
        if key.state == "unfit":
            raise InputError(key.wrong)
        remember(key.value)
    return dict(AUTH[endpoint.auth.kind](endpoint.auth, [key.value for key in keys]))


def secrets_of(endpoint: Endpoint, ring: KeyRing | None = None) -> Secrets:
    """What no text may show: the endpoint's keys, and the tokens made of them."""
    try:
        values = tuple(key.value for key in keys_of(endpoint, ring) if key.value)
    except InputError:
        return ()
    tokens = TOKENS.known(*values) if endpoint.auth.kind == "jwt_hs256" and len(values) == 2 else ()
    return values + tokens
