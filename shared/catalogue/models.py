"""What a catalogue says of a model: what it can do, in which shapes and voices, at what price."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from shared import bcp47

Capability = Literal["text", "reference", "video", "speech", "lipsync", "music"]

PriceUnit = Literal["per_call", "per_second", "per_minute", "per_image", "per_1k_chars", "per_mtok_in", "per_mtok_out"]

Tag = Annotated[str, AfterValidator(bcp47.canonical)]
Aspect = Annotated[str, Field(pattern=r"^[1-9][0-9]?:[1-9][0-9]?$")]
Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]


class Row(BaseModel):
    """A part of a catalogue file. Frozen; unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Price(Row):
    """What a unit of work costs, as of a date; a price without a date never changes. `currency` is an ISO 4217 code."""

    unit: PriceUnit = "per_call"
    amount: Decimal = Field(ge=0, allow_inf_nan=False)
    currency: str = Field("USD", pattern=r"^[A-Z]{3}$")
    as_of: date | None = None


class Voice(Row):
    """A voice of a speech model. `age` is how old it sounds, in years: casting looks for the character's own."""

    gender: Literal["male", "female"]
    age: int = Field(ge=0, le=120)
    language: Tag | None = None
    """The language that the voice is native to; None speaks every language of its model alike."""
    description: str


class ReferenceImages(Row):
    """How many reference pictures a video model takes."""

    max: int = Field(ge=0, le=100)


class Model(Row):
    """A model of a vendor. `vendor` and `model` are its name; the loader sets them from where it stands in the file.

    What a row leaves out (None, or empty) is not known, so it is tried; what it says is held to, before anything is paid.
    """

    vendor: str
    model: str
    capabilities: frozenset[Capability] = Field(min_length=1)
    description: str = ""
    price: Price
    """Of a language model it may be left out of the file where the price list of genai-prices has it (known_prices.py)."""
    durations: tuple[Seconds, ...] = ()
    """The lengths that a video model makes, in seconds; the next longer one is bought and cut."""
    resolutions: tuple[str, ...] = ()
    aspect_ratios: tuple[Aspect, ...] = ()
    seed: bool | None = None
    reference_images: ReferenceImages | None = None
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
    max_characters: int | None = Field(None, gt=0)
    """The longest text that a speech model takes."""
    quality: int | None = Field(None, ge=1, le=10)
    """A rank for `prefer: best`; 10 is best."""
    typical_seconds: Seconds | None = None
    """How long a call usually takes, for `prefer: fastest`."""
    context_tokens: int | None = Field(None, gt=0)
    """How much a text model reads and writes at once."""
    json_schema: bool = False
    """Whether a text model takes a JSON Schema as `response_format` and keeps to it; others are told the form in words."""
    native_audio: Price | Literal["always"] | None = None
    """What a video model's clip costs with sound of its own, where that can be asked for; `always` where no clip is silent. None: none
    is known to come."""
    input_price: Price | None = None
    """What the text that goes in costs, where `price` is only for what comes out."""
    endpoint: str | None = None
    """The vendor's endpoint that serves this model; None is the one named like the capability."""
    request: dict[str, Any] = {}
    """Fields of this model's own in the request, laid over the endpoint's."""

    @model_validator(mode="before")
    @classmethod
    def _one_capability(cls, row: Any) -> Any:
        if isinstance(row, dict) and "capability" in row and "capabilities" not in row:
            row = {name: value for name, value in row.items() if name != "capability"} | {"capabilities": [row["capability"]]}
        return row

    def priced(self, *, with_sound: bool) -> "Model":
        """The same model at the price of clips with sound of their own, or without it."""
        return self.model_copy(update={"price": self.native_audio}) if with_sound and isinstance(self.native_audio, Price) else self

    @property
    def name(self) -> str:
        """`vendor/model`."""
        return f"{self.vendor}/{self.model}"
