"""The gate: reads requests from tornado, asks the world, and is the only place that writes to a connection."""

import asyncio
import struct
from dataclasses import replace
from socket import SO_LINGER, SOL_SOCKET
from typing import Any

from tornado.iostream import IOStream, StreamClosedError
from tornado.web import RequestHandler

from ops.simulator.answer import Answer, Refusal, Refused
from ops.simulator.call import Call, account_of, key_of
from ops.simulator.dialects.dialect import Dialect
from ops.simulator.dialects.native import Native
from ops.simulator.endpoints.files import serve
from ops.simulator.job import Job
from ops.simulator.rate import rate_headers, refuse_by_rate
from ops.simulator.routes import OPEN, PREFIXES, find
from ops.simulator.rules import Facts
from ops.simulator.world import World

FILES = "/files/"
BLOCK = b"\0" * 65_536
NO_LINGER = struct.pack("ii", 1, 0)


class Gate(RequestHandler):
    """One handler for every path."""

    def initialize(self, world: World) -> None:
        """Tornado's way to pass things."""
        self.world = world

    async def get(self) -> None:
        """Reads, and lets the world answer."""
        call = self._call()
        answer, job = await self._answer(call)
        if call.account.startswith("v1:"):
            answer = replace(answer, headers={**rate_headers(self.world, call.account), **answer.headers})
        if answer.delay_s:
            await asyncio.sleep(answer.delay_s)
        is_whole = await self._write(answer)
        if is_whole and job:
            job.fetched_whole += 1
            self.world.changes += 1

    post = get
    delete = get

    async def _answer(self, call: Call) -> tuple[Answer, Job | None]:
        dialect, prefix = self._dialect(call.path)
        try:
            if call.path.startswith("/_sim/") or call.path == "/":
                return await self._routed(call), None
            struck = self._struck(call)
            if struck:
                return struck, None
            if call.path.startswith(FILES):
                return await serve(self.world, call, call.path.removeprefix(FILES).partition(".")[0])
            if call.path != OPEN:
                self._admit(call)
            return await self._routed(call), None
        except Refused as refused:
            told = dialect.refusal(refused.refusal)
            if prefix:
                self.world.note_refusal(call.account, call.path, replace(refused.refusal, status=told.status))
            return told, None

    def _struck(self, call: Call) -> Answer | None:
        """The answer of a fault that strikes every request while it lasts. Raises Refused."""
        dialect = self._dialect(call.path)[0].name
        struck = self.world.choose("any", Facts(protocol=dialect, path=call.path, account=call.account, identity=call.path))
        denied = struck.fault.deny(struck.fault.taking(struck.options)) if struck and struck.fault.deny else None
        if isinstance(denied, Refusal):
            raise Refused(denied)
        return denied

    async def _routed(self, call: Call) -> Answer:
        found = find(call.method, call.path)
        if found is None:
            raise Refused(Refusal(404, "missing", f"there is no {call.method} {call.path}"))
        endpoint, caught = found
        return await endpoint(self.world, call, *caught)

    def _admit(self, call: Call) -> None:
        key, right = key_of(call.headers), self.world.options.api_key
        if not key or (right is not None and key != right):
            raise Refused(Refusal(401, "auth", "Invalid API key"))
        if self.world.limits(call.account).counts_all:
            refuse_by_rate(self.world, call.account)
        now = self.world.clock.real()
        for sheet in self.world.witness.both(call.account):
            sheet.requests.add(now)

    def _call(self) -> Call:
        request = self.request
        prefix = self._dialect(request.path)[1]
        files = [file for files in request.files.values() for file in files]
        return Call(
            method=request.method or "GET",
            path=request.path,
            base_url=f"{request.protocol}://{request.host}",
            headers=request.headers,
            arguments={name: values[-1].decode(errors="replace") for name, values in request.query_arguments.items()},
            raw=request.body,
            parts=tuple((str(file["filename"]), bytes(file["body"])) for file in files),
            account=account_of(prefix, request.headers) if prefix else "none",
        )

    def _dialect(self, path: str) -> tuple[Dialect, str]:
        return next(((dialect, prefix) for start, prefix, dialect in PREFIXES if path.startswith(start)), (Native(), ""))

    async def _write(self, answer: Answer) -> bool:
        """Write an answer; True where all of it has left."""
        if answer.ending != "whole":
            await self._misbehave(answer)
            return False
        self.set_status(answer.status)
        self.set_header("Content-Type", answer.content_type)
        for name, value in answer.headers.items():
            self.set_header(name, value)
        try:
            await self.finish(answer.body)
        except StreamClosedError:
            return False
        return answer.status == 200

    async def _misbehave(self, answer: Answer) -> None:
        stream = self.detach()
        try:
            await _end(stream, answer)
        except StreamClosedError:
            return
        finally:
            stream.close()

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """A client that leaves early is no error."""
        if not isinstance(value, StreamClosedError):
            super().log_exception(typ, value, tb)


async def _end(stream: IOStream, answer: Answer) -> None:
    match answer.ending:
        case "reset":
            stream.socket.setsockopt(SOL_SOCKET, SO_LINGER, NO_LINGER)
        case "hang":
            left = asyncio.Event()
            stream.set_close_callback(left.set)
            await asyncio.wait([asyncio.ensure_future(left.wait())], timeout=answer.hold_s)
        case "endless":
            await stream.write(_head(answer, None))
            for _ in range(answer.cap_bytes // len(BLOCK)):
                await stream.write(BLOCK)
        case "cut" | "silent_cut" | "excess":
            half = len(answer.body) // 2
            announced = {"cut": len(answer.body), "silent_cut": None, "excess": half}[answer.ending]
            await stream.write(_head(answer, announced) + (answer.body if answer.ending == "excess" else answer.body[:half]))
        case _:
            return


def _head(answer: Answer, length: int | None) -> bytes:
    size = "" if length is None else f"Content-Length: {length}\r\n"
    return f"HTTP/1.1 {answer.status} OK\r\nContent-Type: {answer.content_type}\r\n{size}Connection: close\r\n\r\n".encode()
