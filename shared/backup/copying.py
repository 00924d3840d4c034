"""Copies the line's keys from one Redis into an empty one, each as it is: what a key holds is not looked at."""

from collections.abc import Iterator
from itertools import islice

import redis
from redis.exceptions import NoPermissionError, ResponseError

from shared import keyspace
from shared.backup.keys import is_kept, is_ours
from shared.errors import CliffhangerError, InputError
from shared.ledger.journal import CHECKPOINT, JOURNAL

RESTORING = f"{keyspace.LINE}:restoring"
"""Flag: a restore has begun here and not ended. Until it is given again and ends, nothing is ordered here or paid (reserve.lua)."""

_PAGE = 500


def check_empty(target: redis.Redis, called: str) -> None:
    """That a Redis has nothing of the line's, or only what a restore left that was killed. Raises InputError."""
    if target.exists(RESTORING):
        return
    # Workers may have been started: what they note by themselves is no ledger.
    if found := [name for name in (keyspace.SEASONS, JOURNAL, CHECKPOINT) if target.exists(name)]:
        raise InputError(f"{called}: is not empty ({found[0]} is there); nothing is ever laid over a ledger: give an empty Redis")


def check_whole(target: redis.Redis, called: str) -> None:
    """That what a Redis has is not the half of a backup. Raises InputError."""
    if target.exists(RESTORING):
        raise half_restored(called)


def half_restored(called: str) -> InputError:
    """What is said of a Redis, or of its folder, in which a restore has begun and not ended."""
    return InputError(f"{called}: a restore has begun here and not ended, books may be missing: give 'cliffhanger restore' again")


def forget_copy(target: redis.Redis) -> None:
    """Remove what a restore that was killed has left: what it had booked is not in the copy, and would be taken for booked."""
    keys = [name for name in _keys(target) if is_kept(name) and name != RESTORING]
    for start in range(0, len(keys), _PAGE):
        target.delete(*keys[start : start + _PAGE])


def copy_keys(source: redis.Redis, target: redis.Redis) -> int:
    """Copy what is worth it; answers how many keys. `source` answers bytes. Raises CliffhangerError, redis.RedisError."""
    target.set(RESTORING, "1")
    forget_copy(target)
    copied = 0
    keys = (key for key in _keys(source) if is_kept(key))
    while page := list(islice(keys, _PAGE)):
        reading = source.pipeline(transaction=False)
        for key in page:
            reading.dump(key)
            reading.pttl(key)
        answers = reading.execute()
        writing = target.pipeline(transaction=False)
        for key, payload, ttl_ms in zip(page, answers[::2], answers[1::2], strict=True):
            if payload is not None:
                writing.restore(key, max(0, int(ttl_ms)), payload, replace=True)
                copied += 1
        try:
            writing.execute()
        except NoPermissionError as error:
            raise CliffhangerError(f"Redis refuses RESTORE ({error}): give the command a URL whose user has +restore") from None
        except ResponseError as error:
            if "payload version" not in str(error):
                raise
            raise CliffhangerError(f"the Redis that is restored into is older than the backup's ({error}): give one no older") from None
    return copied


def end_copy(target: redis.Redis) -> None:
    """All is there, and may be used."""
    target.delete(RESTORING)


def _keys(client: redis.Redis) -> Iterator[str]:
    for prefix in (f"{keyspace.PREFIX}:*", f"{keyspace.LINE}:*"):
        for key in client.scan_iter(prefix, count=1000):
            name = key.decode() if isinstance(key, bytes) else str(key)
            if is_ours(name):
                yield name
