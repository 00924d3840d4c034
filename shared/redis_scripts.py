"""Loads Lua scripts from the files beside the modules that use them, and runs them by their digest."""

from importlib.resources import files
from typing import Any

import redis


class RedisScript:
    """One Lua script, after the functions that it shares with others. Sent whole once a server, by its SHA-1 afterwards (EVALSHA)."""

    def __init__(self, package: str, name: str, libraries: tuple[str, ...] = ()) -> None:
        sources = [files(package).joinpath(f"{part}.lua").read_text(encoding="utf-8") for part in (*libraries, name)]
        self._source = "\n".join(sources)
        self._registered: dict[int, Any] = {}

    @property
    def source(self) -> str:
        """The whole text, for a client of another kind."""
        return self._source

    def __call__(self, client: redis.Redis, keys: list[str], *args: str | int | float) -> Any:
        """Run the script. Raises redis.RedisError."""
        script = self._registered.get(id(client))
        if script is None:
            script = self._registered[id(client)] = client.register_script(self._source)
        return script(keys=keys, args=list(args), client=client)
