"""What a vendor's row says of access: which variables hold its keys, how a request shows them, and a free question that tries them."""

import ipaddress
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from shared.catalogue.fields import PathTemplate, Pointer
from shared.catalogue.models import Row

LEAST_OF_A_STAND_IN = 8
"""Characters of a key for an address on this machine: whoever runs what stands there makes the keys up."""


class Auth(Row):
    """Who asks. `env` is the NAME of the environment variable that holds the key; `header` is for `kind: header`.

    `kind: jwt_hs256` signs a token of 30 minutes with a pair: `env` names the access key, `secret_env` the secret.
    """

    kind: Literal["bearer", "header", "key", "jwt_hs256", "none"]
    env: str | None = Field(None, pattern=r"^[A-Z][A-Z0-9_]*$")
    secret_env: str | None = Field(None, pattern=r"^[A-Z][A-Z0-9_]*$")
    header: str | None = Field(None, pattern=r"^[A-Za-z0-9-]+$")
    min_length: int | None = Field(None, ge=1, le=4096)
    """A key has so many characters or more; None is not known, so any length is tried."""

    @model_validator(mode="after")
    def _is_whole(self) -> "Auth":
        if self.kind != "none" and self.env is None:
            raise ValueError("env is missing; give the name of the environment variable that holds the key")
        if self.kind == "header" and self.header is None:
            raise ValueError("header is missing; kind header needs the header's name")
        if self.kind == "jwt_hs256" and self.secret_env is None:
            raise ValueError("secret_env is missing; kind jwt_hs256 needs the name of the variable that holds the secret")
        if self.kind != "jwt_hs256" and self.secret_env is not None:
            raise ValueError(f"secret_env is for kind jwt_hs256; kind {self.kind} has one key, in env")
        return self

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that must hold something, the key's first."""
        return () if self.kind == "none" else tuple(name for name in (self.env, self.secret_env) if name)


class Check(Row):
    """A question that costs nothing and needs the key, for `doctor --online`: GET alone, so that it can never be a job."""

    method: Literal["GET"] = "GET"
    path: PathTemplate
    """After base_url, at whose host alone it is asked; without placeholders."""
    ok: frozenset[int] = frozenset({200})
    ok_when: dict[Pointer, Any] = Field(default_factory=dict)
    """What the body has where the key is taken, of vendors that refuse with a 200: a pointer to a value, or to a list of values."""


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
