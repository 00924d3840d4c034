"""What a catalogue says of a vendor and its models: one pydantic class an engine, listed in ENGINES.

To add an engine: a subclass of Vendor (and of Model, where its models need fields of their own), and its row in ENGINES.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared import bcp47

Capability = Literal["text", "reference", "video", "speech", "lipsync", "music"]

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
}

Tag = Annotated[str, AfterValidator(bcp47.canonical)]


class Row(BaseModel):
    """A part of a catalogue file. Frozen; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Price(Row):
    """What a unit of work costs, as of a date; a price without a date never changes."""

    unit: Literal["per_call", "per_second", "per_minute", "per_image", "per_1k_chars", "per_mtok_in", "per_mtok_out"] = "per_call"
    amount: Decimal = Field(ge=0, allow_inf_nan=False)
    currency: Literal["USD"] = "USD"
    as_of: date | None = None


class Voice(Row):
    """A voice of a speech model. `age` is how old it sounds, in years: casting looks for the character's own."""

    gender: Literal["male", "female"]
    age: int = Field(ge=0, le=120)
    language: Tag | None = None
    """The language that the voice is native to; None speaks every language of its model alike."""
    description: str


class Model(Row):
    """A model of a vendor. `vendor` and `model` are its name; the loader sets them from where it stands in the file."""

    vendor: str
    model: str
    capabilities: frozenset[Capability] = Field(min_length=1)
    description: str
    price: Price
    languages: tuple[Tag, ...] = ()
    """What a speech model speaks (BCP 47, Mandarin as cmn). Empty: not known, so any language is tried."""
    voices: dict[str, Voice] = {}
    """Voices by name. Empty: not known, so any name is passed on."""
    blends: bool = False
    """Whether `a*0.7+b*0.3` is a voice too."""
    voice_form: str = "{voice}"
    """How a request spells a voice; `{language}` is the model's own tag, in lower case, for what is spoken."""
    language_needs: dict[Tag, str] = {}
    """A module that must be importable for a language."""

    @property
    def name(self) -> str:
        """`vendor/model`."""
        return f"{self.vendor}/{self.model}"


class Vendor(Row):
    """A vendor: its engine says by which protocol its models are asked."""

    engine: str
    description: str
    models: dict[str, Model]


class StudioVendor(Vendor):
    """The offline studio: no network, no key; each model is an engine in `worker/studio`."""

    engine: Literal["studio"]


ENGINES: Mapping[str, type[Vendor]] = {
    "studio": StudioVendor,
}
