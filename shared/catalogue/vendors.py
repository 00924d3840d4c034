"""What a catalogue says of a vendor: one pydantic class an engine, listed in ENGINES.

To add an engine: a subclass of Vendor (and of Model, where its models need fields of their own), and its row in ENGINES.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from shared.catalogue.endpoint import Endpoint
from shared.catalogue.fields import Bytes
from shared.catalogue.layers import lay_over
from shared.catalogue.models import Capability, Model, Row
from shared.catalogue.openai_form import OPENAI_FORM
from shared.catalogue.variables import variables_in
from shared.catalogue.webhook import Webhook

# What a stage of a season file asks of a model.
CAPABILITY_OF: Mapping[str, Capability] = {
    "script": "text",
    "polish": "text",
    "review": "text",
    "rewrite": "text",
    "translate": "text",
    "reference": "reference",
    "video": "video",
    "speech": "speech",
    "lipsync": "lipsync",
    "music": "music",
    # The stages of jobs files.
    "image": "reference",
    "clip": "video",
    "text": "text",
}


class Vendor(Row):
    """A vendor: its engine says by which protocol its models are asked."""

    engine: str
    description: str = ""
    models: dict[str, Model]


class StudioVendor(Vendor):
    """The offline studio: no network, no key; each model is an engine in `worker/studio`."""

    engine: Literal["studio"]
    description: str


class Verified(Row):
    """When a row was last compared with what, by whoever wrote it."""

    date: date
    source: str


class Limits(Row):
    """What an account may do at once and a minute; None is not known, so only the provider's refusals limit."""

    rpm: int | None = Field(None, gt=0)
    concurrency: int | None = Field(None, gt=0)
    scope: Literal["account", "model"] = "account"
    max_body: Bytes = 50_000_000


class Budget(Row):
    """Caps of the account, whatever the seasons allow. US dollars."""

    per_day_usd: Decimal | None = Field(None, ge=0, allow_inf_nan=False)
    total_usd: Decimal | None = Field(None, ge=0, allow_inf_nan=False)


class HttpVendor(Vendor):
    """A vendor that is asked over HTTP. `flat` is its only protocol, or `endpoints` has one for each capability or name."""

    engine: Literal["job", "call", "openai"]
    verified: Annotated[Verified | None, BeforeValidator(lambda row: None if row is False else row)] = None
    """None (in the file: false): written from what others say, and never compared."""
    account: str | None = None
    """Vendors of one account share its limits and its budget; None is the vendor's own name."""
    limits: Limits = Limits()
    budget: Budget = Budget()
    webhook: Webhook | None = None
    flat: Endpoint | None = None
    endpoints: dict[str, Endpoint] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _lay_out(cls, row: Any) -> Any:
        if not isinstance(row, dict) or not isinstance(row.get("endpoints") or {}, dict):
            return row
        if "flat" in row:
            raise ValueError("flat is no field; write the fields of a vendor's only protocol at the top of its row")
        shared = {name: value for name, value in row.items() if name in Endpoint.model_fields}
        own = {name: value for name, value in row.items() if name not in Endpoint.model_fields or name == "engine"}
        named = row.get("endpoints") or {}
        own["endpoints"] = {name: _whole(shared, part, name) for name, part in named.items()}
        if "submit" in shared or not named:
            own["flat"] = shared if shared.get("engine") != "openai" else None
        if shared.get("engine") == "openai":
            own["endpoints"] = {name: _whole(shared, {}, name) for name in _asked(row)} | own["endpoints"]
        return own

    @model_validator(mode="after")
    def _every_model_is_served(self) -> "HttpVendor":
        for model in self.models.values():
            if model.endpoint is not None and model.endpoint not in self.endpoints:
                raise ValueError(f"model {model.model}: there is no endpoint {model.endpoint!r}; there are: {', '.join(self.endpoints)}")
            for capability in model.capabilities:
                if model.endpoint is None and capability not in self.endpoints and self.flat is None:
                    raise ValueError(f"model {model.model}: no endpoint serves {capability}; there are: {', '.join(self.endpoints)}")
        return self

    def endpoint(self, model: Model, capability: Capability) -> Endpoint:
        """The protocol by which `model` is asked for `capability`."""
        if model.endpoint is not None:
            return self.endpoints[model.endpoint]
        found = self.endpoints.get(capability, self.flat)
        assert found is not None, "checked when the catalogue was read"
        return found

    def wanted_keys(self) -> dict[str, int | None]:
        """The variables that must hold this vendor's keys, each with how many characters a key has at least (None: not known)."""
        wanted: dict[str, int | None] = {}
        for endpoint in self.protocols():
            for name in endpoint.auth.variables:
                wanted[name] = max(filter(None, (wanted.get(name), endpoint.min_key_length)), default=None)
        return wanted

    def address_variables(self) -> tuple[str, ...]:
        """The environment variables that this vendor's addresses need."""
        return tuple(dict.fromkeys(name for endpoint in self.protocols() for name in variables_in(endpoint.base_url)))

    def protocols(self) -> list[Endpoint]:
        """Every endpoint, the only one too."""
        return [*self.endpoints.values(), *([self.flat] if self.flat else [])]


_OF_EVERY_PROTOCOL = frozenset({"engine", "base_url", "auth", "headers", "errors", "timeouts", "download", "check"})


def _whole(shared: Mapping[str, Any], part: Any, name: str) -> Any:
    """An endpoint: its own fields over the vendor's, over what all of its engine have in common."""
    if not isinstance(part, dict):
        return part
    if part.get("engine") == "openai" != shared.get("engine"):
        # The protocol at the top of the row is another one: only what all protocols have is shared.
        shared = {field: value for field, value in shared.items() if field in _OF_EVERY_PROTOCOL}
    whole = lay_over(shared, part)
    if whole.get("engine") == "openai" and name in OPENAI_FORM:
        return lay_over(OPENAI_FORM[name], whole)  # type: ignore[index]  # just looked up
    return whole


def _asked(row: Mapping[str, Any]) -> list[str]:
    """The capabilities of a row's models that every vendor of engine openai serves alike."""
    models = row.get("models")
    rows = [model for model in models.values() if isinstance(model, dict)] if isinstance(models, dict) else []
    asked = [name for model in rows for name in [model.get("capability"), *(model.get("capabilities") or [])]]
    return [name for name in dict.fromkeys(asked) if name in OPENAI_FORM]


ENGINES: Mapping[str, type[Vendor]] = {
    "studio": StudioVendor,
    "job": HttpVendor,
    "call": HttpVendor,
    "openai": HttpVendor,
}
