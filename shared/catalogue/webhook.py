"""What a vendor's row says of its callbacks: where a submit takes our address, and how what comes there is signed."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from shared.catalogue.fields import PathTemplate, Pointer, Pointers
from shared.catalogue.models import Row

Verifier = Literal["standard", "wavespeed_v3", "ed25519_jwks", "none"]
"""`none`: not signed; the address itself, which nobody can guess, is all that tells the provider from others."""

_SHARED_SECRET: frozenset[Verifier] = frozenset({"standard", "wavespeed_v3"})

EnvName = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]


def _as_pointer(field: Any) -> Any:
    # A field at the top of the body may be given by its bare name.
    return f"/{field}" if isinstance(field, str) and not field.startswith("/") else field


class Webhook(Row):
    """How the vendor calls back. What a callback says is never believed: it only has its job asked about at once."""

    field: Annotated[Pointer | None, BeforeValidator(_as_pointer)] = None
    """Where submit's body (or form) takes the address; a bare name is a field at its top."""
    query: str | None = Field(None, pattern=r"^[A-Za-z0-9_.-]+$")
    """The parameter of submit's address that takes it instead."""
    also: dict[str, Any] = Field(default_factory=dict)
    """What the body has besides when it has an address, such as which events are wanted."""
    verifier: Verifier = "none"
    secret_env: Annotated[tuple[EnvName, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)] = ()
    """The NAMES of the variables with the signing secrets; while one is being replaced, both may sign. Each may hold several."""
    form: Literal["atlas", "fal"] = "atlas"
    """What `ed25519_jwks` signs, and the headers that it comes in."""
    jwks: PathTemplate = "/webhooks/jwks.json"
    """Where the vendor's public keys are: a path after base_url, or a whole address."""
    dedupe: Pointers = ()
    """Where a body names its delivery, for vendors whose headers do not."""
    dedupe_header: str | None = Field(None, pattern=r"^[A-Za-z0-9-]+$")

    @model_validator(mode="after")
    def _is_whole(self) -> "Webhook":
        if (self.field is None) == (self.query is None):
            raise ValueError("give either field (where the body takes the address) or query (the parameter that does)")
        if self.verifier in _SHARED_SECRET and not self.secret_env:
            raise ValueError(f"secret_env is missing; verifier {self.verifier} needs the name of the variable with its secret")
        return self

    def secrets(self, environment: Mapping[str, str]) -> list[str]:
        """The signing secrets that are set, in order; a variable may hold several, with spaces or commas between."""
        return [secret for name in self.secret_env for secret in environment.get(name, "").replace(",", " ").split()]
