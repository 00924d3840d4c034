"""The door: listens on the simulator's port, and can be shut for a while so that connections are refused."""

import asyncio

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

BACKLOG = 1024
MANNERS_S = 0.05
"""Left to the answer of the request that shuts the door."""


class Door:
    """One port. `port` is the real one once it is open."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self.port = port
        self._server: HTTPServer | None = None
        self._closing: asyncio.Task[None] | None = None

    def open(self, server: HTTPServer) -> None:
        """Listen. Raises OSError where the port is taken."""
        sockets = bind_sockets(self.port, self._host, backlog=BACKLOG)
        self._server = server
        self.port = sockets[0].getsockname()[1]
        server.add_sockets(sockets)

    def shut_for(self, seconds: float) -> None:
        """Refuse new connections and close the old ones, then open again."""
        self._closing = asyncio.create_task(self._shut(seconds))

    async def close(self) -> None:
        """Shut for good."""
        server, self._server = self._server, None
        if server:
            server.stop()
            await server.close_all_connections()

    async def _shut(self, seconds: float) -> None:
        await asyncio.sleep(MANNERS_S)
        if self._server is None:
            return
        self._server.stop()
        await self._server.close_all_connections()
        await asyncio.sleep(seconds)
        if self._server is not None:
            self._server.add_sockets(bind_sockets(self.port, self._host, backlog=BACKLOG))
