"""What a catalogue says of a vendor: one pydantic class an engine, listed in ENGINES.

To add an engine: a subclass of Vendor (and of Model, where its models need fields of their own), and its row in ENGINES.
"""

from collections.abc import Mapping
from typing import Literal

from shared.catalogue.models import Capability, Model, Row

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
