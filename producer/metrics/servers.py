"""Reads how the Redis servers themselves do: memory, and whether what they keep reaches the disk."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import redis

from producer.metrics.reading import Reading
from shared.metrics import names


def read_server(client: Any, part: str, reading: Reading) -> None:
    """One server. Nothing is told where the user may not ask. Raises redis.RedisError where it does not answer."""
    with suppress(redis.exceptions.NoPermissionError):
        memory, disk = client.info("memory"), client.info("persistence")
        reading.add(names.REDIS_MEMORY_BYTES, memory["used_memory"], part=part)
        if limit := int(memory.get("maxmemory", 0)):
            reading.add(names.REDIS_MEMORY_LIMIT_BYTES, limit, part=part)
        reading.add(names.REDIS_PERSISTENCE_OK, int(_is_kept(disk, must_append=part == "ledger")), part=part)


def _is_kept(disk: Mapping[str, Any], *, must_append: bool) -> bool:
    appends = bool(disk.get("aof_enabled"))
    writes = (disk.get("aof_last_write_status", "ok"), disk.get("aof_last_bgrewrite_status", "ok")) if appends else ()
    return all(status == "ok" for status in (*writes, disk.get("rdb_last_bgsave_status", "ok"))) and (appends or not must_append)
