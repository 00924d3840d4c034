"""Which path is answered by what, in which dialect."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from ops.simulator.answer import Answer
from ops.simulator.dialects.atlas import Atlas
from ops.simulator.dialects.dialect import Dialect
from ops.simulator.dialects.native import Native
from ops.simulator.dialects.openai import OpenAI
from ops.simulator.endpoints import admin, atlas, native, newapi, openai

Endpoint = Callable[..., Awaitable[Answer]]


OPEN = "/api/v1/webhooks/jwks.json"
"""The one path of a protocol that needs no key."""


@dataclass(frozen=True)
class Route:
    """One method on one path; groups of the pattern are passed on."""

    method: str
    pattern: re.Pattern[str]
    endpoint: Endpoint


def _route(method: str, path: str, endpoint: Endpoint) -> Route:
    return Route(method, re.compile(path.replace("{id}", "([A-Za-z0-9_-]+)")), endpoint)


ROUTES: tuple[Route, ...] = (
    _route("POST", "/api/v1/model/generateVideo", atlas.generate_video),
    _route("POST", "/api/v1/model/generateImage", atlas.generate_image),
    _route("GET", "/api/v1/model/prediction/{id}", atlas.prediction),
    _route("GET", "/api/v1/model/prediction/{id}/get", atlas.article_prediction),
    _route("POST", "/api/v1/model/uploadMedia", atlas.upload),
    _route("GET", "/api/v1/models", atlas.models),
    _route("GET", OPEN, atlas.key_set),
    _route("POST", "/v1/chat/completions", openai.chat),
    _route("POST", "/v1/images/generations", openai.images),
    _route("POST", "/v1/audio/speech", openai.speech),
    _route("GET", "/v1/models", openai.models),
    _route("POST", "/v1/models/list", openai.models),
    _route("POST", "/v1/video/generations", newapi.generations),
    _route("GET", "/v1/video/generations/{id}", newapi.generation),
    _route("POST", "/v1/video/generate", newapi.generate),
    _route("POST", "/v1/images/references", newapi.reference),
    _route("POST", "/v1/audio/synthesis", newapi.synthesis),
    _route("POST", "/v1/video/lipsync", newapi.lipsync),
    _route("POST", "/v1/audio/background", newapi.background),
    _route("POST", "/sim/v1/jobs", native.create),
    _route("GET", "/sim/v1/jobs", native.listing),
    _route("GET", "/sim/v1/jobs/{id}", native.show),
    _route("DELETE", "/sim/v1/jobs/{id}", native.cancel),
    _route("POST", "/sim/v1/uploads", native.upload),
    _route("GET", "/", admin.show_page),
    _route("GET", "/_sim/books", admin.show_books),
    _route("GET", "/_sim/faults", admin.show_faults),
    _route("POST", "/_sim/rules", admin.set_rules),
    _route("POST", "/_sim/limits", admin.set_limits),
    _route("POST", "/_sim/latency", admin.set_latency),
    _route("POST", "/_sim/offers", admin.set_offers),
    _route("POST", "/_sim/clock", admin.set_clock),
    _route("POST", "/_sim/down", admin.shut),
    _route("POST", "/_sim/reset", admin.reset),
)

PREFIXES: tuple[tuple[str, str, Dialect], ...] = (("/api/v1/", "atlas", Atlas()), ("/v1/", "v1", OpenAI()), ("/sim/v1/", "sim", Native()))
"""Path prefix, the account's prefix, and the dialect in which errors are told that belong to no endpoint."""


def find(method: str, path: str) -> tuple[Endpoint, tuple[Any, ...]] | None:
    """The endpoint of a path and what its pattern has caught."""
    for route in ROUTES:
        found = route.pattern.fullmatch(path) if route.method == method else None
        if found:
            return route.endpoint, found.groups()
    return None
