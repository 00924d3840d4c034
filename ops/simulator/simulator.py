"""The simulator in a thread and a loop of its own, for tests and for the command."""

import asyncio
import threading
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application

from ops.simulator.books import BookFile, books
from ops.simulator.door import Door
from ops.simulator.gate import Gate
from ops.simulator.media.kitchen import Kitchen
from ops.simulator.options import Options
from ops.simulator.world import World

LARGEST_BODY = 200 * 1024 * 1024
BOOKS_EVERY_S = 0.5
PATIENCE_S = 30


class Simulator:
    """A running provider. `with Simulator(Options(...)) as simulator: simulator.url` - or start() and stop()."""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self.url = ""
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="simulator", daemon=True)
        self._ready = threading.Event()
        self._problem: BaseException | None = None

    def start(self) -> "Simulator":
        """Listen; answers when `url` is there. Raises what kept it from listening."""
        self._thread.start()
        if not self._ready.wait(PATIENCE_S):
            raise TimeoutError(f"the simulator was not ready after {PATIENCE_S} s")
        if self._problem:
            raise self._problem
        return self

    def stop(self) -> None:
        """Close every connection, write the books, end the threads, delete the media."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopped.set)
            self._thread.join(PATIENCE_S)

    def books(self) -> dict[str, Any]:
        """The books as they are now."""
        return asyncio.run_coroutine_threadsafe(self._books(), self._loop).result(PATIENCE_S)

    def __enter__(self) -> "Simulator":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def _books(self) -> dict[str, Any]:
        return books(self._world)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopped = asyncio.Event()
        kitchen = Kitchen()
        door = Door(self.options.host, self.options.port)
        try:
            self._world = World(self.options, kitchen, door)
            self._listen(door)
        except BaseException as problem:  # noqa: BLE001 - whatever it is, start() raises it
            self._problem = problem
            kitchen.close()
            self._ready.set()
            return
        try:
            await self._keep_books()
        finally:
            await door.close()
            kitchen.close()

    def _listen(self, door: Door) -> None:
        application = Application([(r".*", Gate, {"world": self._world})], log_function=lambda _: None)
        door.open(HTTPServer(application, max_buffer_size=LARGEST_BODY, max_body_size=LARGEST_BODY))
        self.url = f"http://{self.options.host}:{door.port}"
        self._announce()
        self._ready.set()

    def _announce(self) -> None:
        path = self.options.ready_file
        if path is not None:
            draft = path.with_name(f".{path.name}.draft")
            draft.write_text(self.url, encoding="utf-8")
            draft.replace(path)

    async def _keep_books(self) -> None:
        file = BookFile(self._world)
        while not self._stopped.is_set():
            file.write_if_changed()
            try:
                await asyncio.wait_for(self._stopped.wait(), BOOKS_EVERY_S)
            except TimeoutError:
                continue
        file.write()
