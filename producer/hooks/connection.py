"""A connection whose request begins soon and has a head of bounded size: whoever opens many, or never ends one, holds nothing for long."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD_BYTES = 65_536
HEAD_TIMEOUT_S = 10.0


class Connection(HttpToolsProtocol):
    """As uvicorn has it, with these two limits; `head_timeout_s` is from the connection, or the request's first byte, to the head's end.

    As long is an answered request's body waited for.
    """

    head_timeout_s = HEAD_TIMEOUT_S
    _head_bytes = 0
    _is_in_head = True
    _is_in_body = False
    _too_late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser, unless the head is too long already."""
        if self._is_in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._is_in_head and self._head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The request's head is too long.")
        is_between = not self._is_in_head and not self._is_in_body and self.cycle.response_complete
        if is_between and self._too_late is None:
            # An empty line begins no request, yet it ends uvicorn's patience with an idle connection.
            self._wait()

    def on_message_begin(self) -> None:
        """A request begins, perhaps behind another one."""
        self._is_in_head, self._head_bytes = True, 0
        self._wait()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._is_in_head, self._is_in_body = False, True
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The body is whole."""
        self._is_in_body = False
        self._stop_waiting()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """An answer is sent; the rest of a body that nobody reads is taken for a while, lest the answer be lost with it."""
        super().on_response_complete()
        if self._is_in_body:
            self._wait()

    def _wait(self) -> None:
        self._stop_waiting()
        self._too_late = self.loop.call_later(self.head_timeout_s, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._too_late is not None:
            self._too_late.cancel()
            self._too_late = None
