"""The lock of a content key: one maker at a time, a dead one replaced at once."""

import os
import subprocess
import sys

import redis

from shared.host import host_id
from shared.keyspace import lock as lock_name
from worker.locks.locks import KeyLock


def test_a_free_lock_is_taken(client: redis.Redis) -> None:
    assert KeyLock(client, "key", "s/1/1").take() is None


def test_a_held_lock_names_its_owner(client: redis.Redis) -> None:
    KeyLock(client, "key", "s/1/1").take()

    assert KeyLock(client, "key", "s/1/2").take() == "s/1/1"


def test_a_released_lock_is_free(client: redis.Redis) -> None:
    first = KeyLock(client, "key", "s/1/1")
    first.take()

    first.release()

    assert KeyLock(client, "key", "s/1/2").take() is None


def test_a_lock_is_released_by_its_owner_only(client: redis.Redis) -> None:
    KeyLock(client, "key", "s/1/1").take()

    KeyLock(client, "key", "s/1/1").release()

    assert KeyLock(client, "key", "s/1/2").take() == "s/1/1"


def test_a_dead_owner_of_this_host_is_replaced_at_once(client: redis.Redis) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    client.set(lock_name("key"), f"s/1/1|{host_id()}|{ended.pid}|0", px=60_000)

    assert KeyLock(client, "key", "s/1/2").take() is None


def test_an_owner_on_another_host_is_waited_for(client: redis.Redis) -> None:
    client.set(lock_name("key"), f"s/1/1|elsewhere|{os.getpid()}|0", px=60_000)

    assert KeyLock(client, "key", "s/1/2").take() == "s/1/1"


def test_keeping_a_lost_lock_does_not_take_it_back(client: redis.Redis) -> None:
    lost, new = KeyLock(client, "key", "s/1/1"), KeyLock(client, "key", "s/1/2")
    lost.take()
    client.delete(lock_name("key"))
    new.take()

    lost.keep()

    assert client.get(lock_name("key")) == new.owner
