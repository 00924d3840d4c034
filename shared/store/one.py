"""One line, one store: a folder that hosts only seem to share is told before anything is made, or paid for, that the others lack."""

import redis

from shared import keyspace
from shared.errors import InputError, StoreRefused
from shared.store.store import Store


def claim_store(store: Store, client: redis.Redis) -> None:
    """Make this the line's store, for an order. Raises InputError where seasons are under way in another one."""
    known = _known(client)
    identity = store.identity()
    if known.get("id") == identity:
        return
    if known and client.scard(keyspace.LIVE):
        raise InputError(
            f"CLIFFHANGER_STORE: {store.name} is not the store of the seasons that are being made, which is {known['name']}: name that "
            "one; a folder must be the same shared folder on every host; to move to another store, wait until they have ended"
        )
    client.hset(keyspace.STORE, mapping={"id": identity, "name": store.name})


def check_store(store: Store, client: redis.Redis) -> None:
    """Whether a worker has the store in which its seasons are ordered. Raises StoreRefused; an embedded run's Redis knows of none."""
    known = _known(client)
    if known and known["id"] != store.identity():
        where = f"also named {store.name}, but" if known["name"] == store.name else f"{known['name']}:"
        raise StoreRefused(
            f"CLIFFHANGER_STORE: {store.name} on this host is not the store of this line, which is {where} another one; "
            "share one folder between all hosts, or keep the products in a bucket (s3://…)"
        )


def _known(client: redis.Redis) -> dict[str, str]:
    return {str(name): str(value) for name, value in client.hgetall(keyspace.STORE).items()}
