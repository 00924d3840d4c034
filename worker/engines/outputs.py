"""What an answer holds of the product: addresses, or the bytes as base64, hex or a data URI; and what the provider charged."""

import base64
import binascii
import logging
from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from shared.catalogue.endpoint import Endpoint
from shared.catalogue.fields import Pointers
from shared.catalogue.models import Capability
from shared.errors import InputError
from shared.money import MICROS_PER_USD
from shared.pointer import at, first
from shared.pricing.price import cost_micros as price_of
from shared.pricing.quantities import Quantities
from worker.engines.engine import Ask, Finished, Output
from worker.engines.session import Answer

logger = logging.getLogger(__name__)

SUFFIXES: Mapping[Capability, str] = {
    "text": ".txt",
    "reference": ".png",
    "video": ".mp4",
    "speech": ".mp3",
    "lipsync": ".mp4",
    "music": ".mp3",
}
"""What a product probably is, where nothing says it."""

KNOWN = frozenset({".mp4", ".webm", ".mov", ".mkv", ".png", ".jpg", ".jpeg", ".webp", ".mp3", ".wav", ".ogg", ".flac", ".m4a", ".aac"})
_MOST_DOLLARS = 100_000
_MOST_UNITS = 10**12


def outputs_of(ask: Ask, endpoint: Endpoint, document: Any, pointers: Pointers) -> tuple[Output, ...]:
    """The products that the first yielding pointer finds: a text, a list of texts, or objects with a `url`. Empty where none."""
    found = first(document, pointers)
    texts = [item.get("url") if isinstance(item, dict) else item for item in (found if isinstance(found, list) else [found])]
    outputs = [_output(ask.capability, endpoint, text) for text in texts if isinstance(text, str) and text]
    return tuple(output for output in outputs if output is not None)


def _output(capability: Capability, endpoint: Endpoint, text: str) -> Output | None:
    if capability == "text":
        return Output(data=text.encode(), suffix=SUFFIXES["text"])
    if text.startswith(("http://", "https://")):
        suffix = PurePosixPath(urlsplit(text).path).suffix.lower()
        return Output(url=text, suffix=suffix if suffix in KNOWN else SUFFIXES[capability])
    encoding: str = endpoint.encoding
    if text.startswith("data:"):
        head, _, text = text.partition(",")
        encoding = "base64" if head.endswith(";base64") else "plain"
    data = _decoded(text, encoding)
    return Output(data=data, suffix=SUFFIXES[capability]) if data else None


def _decoded(text: str, encoding: str) -> bytes:
    try:
        return bytes.fromhex(text) if encoding == "hex" else base64.b64decode(text, validate=True) if encoding == "base64" else b""
    except (ValueError, binascii.Error):
        return b""


def finished(ask: Ask, endpoint: Endpoint, answer: Answer, document: Any, outputs: tuple[Output, ...], job_id: str | None) -> Finished:
    """The end of a call: its products, its price, and what the answer tells of them."""
    facts = {name: value for name, pointers in endpoint.facts.items() if (value := first(document, pointers)) is not None}
    return Finished(outputs, job_id, cost_micros(ask, endpoint, answer, document), facts)


def cost_micros(ask: Ask, endpoint: Endpoint, answer: Answer, document: Any) -> int | None:
    """What the provider says it charged, in micro-dollars rounded up; None where it does not say, or says nothing sensible."""
    source = endpoint.cost_from_response
    if source is None:
        return None
    value = answer.headers.get(source.header.lower()) if source.header else None
    for pointer in source.pointer:
        value = value if value is not None else at(document, pointer)
    if value is None or isinstance(value, bool):
        return None
    if source.counts is not None:
        return _priced(ask, source.counts, _decimal(value))
    usd = _decimal(value) * source.usd_each
    if not usd.is_finite() or not 0 <= usd <= _MOST_DOLLARS:
        logger.warning("%s says that it charged something that is no price; its own price is taken instead", ask.model.name)
        return None
    return int((usd * MICROS_PER_USD).to_integral_value(ROUND_CEILING))


def _priced(ask: Ask, counted: str, count: Decimal) -> int | None:
    """What so much costs by the model's own price."""
    if not count.is_finite() or not 0 <= count <= _MOST_UNITS:
        logger.warning("%s says that it counted something that is no number; its own price is taken instead", ask.model.name)
        return None
    amount: Any = count if counted == "seconds" else int(count.to_integral_value(ROUND_CEILING))
    try:
        return price_of(ask.model, replace(Quantities(), **{counted: amount}))
    except InputError as wrong:
        logger.warning("%s; the price that was expected is taken instead", wrong.message)
        return None


def _decimal(value: Any) -> Decimal:
    try:
        return Decimal(str(value).strip())
    except InvalidOperation:
        return Decimal("NaN")
