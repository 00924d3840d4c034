"""The HTTP service: POST /{vendor}/{token} for callbacks, GET /health for whoever watches over it."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import uvicorn
from redis import RedisError
from redis.asyncio import BlockingConnectionPool, Redis
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from producer.hooks.connection import Connection
from producer.hooks.delivery import Delivery, Refused
from producer.hooks.desk import Caller, Desk
from producer.hooks.verifiers import build_verifier
from shared.catalogue import load_catalogue
from shared.catalogue.load import Catalogue
from shared.catalogue.vendors import HttpVendor
from shared.settings import Settings

log = logging.getLogger(__name__)

# A callback may carry the whole answer, with logs and small pictures; none of it is read but what names the delivery.
MOST_BODY_BYTES = 2_000_000
BODY_TIMEOUT_S = 10.0
REDIS_TIMEOUT_S = 5.0
CONNECTIONS = 32
# More requests at once than this are answered with 503; providers try again.
MOST_AT_ONCE = 1000
BACKLOG = 2048


def callers_of(catalogue: Catalogue, environment: Mapping[str, str]) -> dict[str, Caller]:
    """Every vendor whose row says how it calls back. Raises SettingsError for a secret that cannot be used."""
    vendors = {name: vendor for name, vendor in catalogue.vendors.items() if isinstance(vendor, HttpVendor)}
    return {name: Caller(vendor.webhook, build_verifier(vendor, environment)) for name, vendor in vendors.items() if vendor.webhook}


def build_app(desk: Desk) -> Starlette:
    """The application."""

    async def callback(request: Request) -> JSONResponse:
        vendor, token = request.path_params["vendor"], request.path_params["token"]

        async def read() -> Delivery:
            async with asyncio.timeout(BODY_TIMEOUT_S):
                return Delivery(dict(request.headers), await _body(request))

        try:
            return JSONResponse({"status": await desk.take(vendor, token, read)})
        except Refused as refused:
            # The token in the address is a secret between the provider and us: no line has it, nor any other words of whoever calls.
            known = vendor if vendor in desk.callers else "nobody that is known"
            log.log(logging.DEBUG if refused.status in (404, 409) else logging.WARNING, "%s: %s", known, refused.reason)
            return JSONResponse({"error": refused.reason}, refused.status)
        except (TimeoutError, ClientDisconnect):
            return JSONResponse({"error": "the body did not come"}, 408)
        except RedisError as error:
            log.warning("Redis does not answer: %s", type(error).__name__)
            return JSONResponse({"error": "try again later"}, 503, {"Retry-After": "5"})

    async def health(_request: Request) -> JSONResponse:
        try:
            await desk.client.ping()
        except RedisError:
            return JSONResponse({"status": "Redis does not answer"}, 503)
        return JSONResponse({"status": "ok", "heard": dict(desk.heard)})

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await desk.client.aclose()

    routes = [Route("/health", health, methods=["GET"]), Route("/{vendor}/{token}", callback, methods=["POST"])]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.router.redirect_slashes = False
    return app


async def _body(request: Request) -> bytes:
    """The whole body. Raises Refused (413) as soon as it is too long."""
    declared = request.headers.get("content-length", "")
    chunks, size = [], int(declared) if declared.isdigit() else 0
    if size <= MOST_BODY_BYTES:
        size = 0
        async for chunk in request.stream():
            chunks.append(chunk)
            size += len(chunk)
            if size > MOST_BODY_BYTES:
                break
    if size > MOST_BODY_BYTES:
        raise Refused(413, f"the body has more than {MOST_BODY_BYTES} bytes")
    return b"".join(chunks)


def open_async_redis(url: str) -> "Redis":
    """A client for `url`, as shared.redis_client has it for threads."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=REDIS_TIMEOUT_S,
        socket_timeout=REDIS_TIMEOUT_S,
        socket_connect_timeout=REDIS_TIMEOUT_S,
        decode_responses=True,
        protocol=2,
    )
    return Redis.from_pool(pool)


def build_server(settings: Settings, environment: Mapping[str, str]) -> uvicorn.Server:
    """The server, not yet listening; `environment` has the signing secrets. Raises InputError where one cannot be used."""
    assert settings.state_url, "the command has asked for it"
    desk = Desk(open_async_redis(settings.state_url), callers_of(load_catalogue(settings), environment))
    config = uvicorn.Config(
        build_app(desk),
        http=Connection,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=MOST_AT_ONCE,
        timeout_graceful_shutdown=5,
        # The address of whoever called is not used, so no proxy is believed about it.
        proxy_headers=False,
    )
    return uvicorn.Server(config)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 is any free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)
