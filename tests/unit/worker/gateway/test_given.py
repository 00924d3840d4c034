"""A file that was given to a provider is given once, also when many scenes want it at the same moment."""

import threading

import pytest
import redis

from worker.gateway.given import GivenInRedis


def test_a_file_is_given_once_to_many_who_want_it_at_once(client: redis.Redis) -> None:
    given, names, begun = [], [], threading.Barrier(6)

    def give() -> str:
        given.append("again")
        return "ref-1"

    def want() -> None:
        begun.wait(timeout=20)
        names.append(GivenInRedis(client).name("face", 60, give))

    wanters = [threading.Thread(target=want) for _ in range(6)]
    for wanter in wanters:
        wanter.start()
    for wanter in wanters:
        wanter.join(timeout=20)

    assert names == ["ref-1"] * 6
    assert given == ["again"]


def test_a_gift_that_failed_is_tried_by_the_next(client: redis.Redis) -> None:
    def fail() -> str:
        raise OSError("the line is down")

    with pytest.raises(OSError, match="down"):
        GivenInRedis(client).name("face", 60, fail)

    assert GivenInRedis(client).name("face", 60, lambda: "ref-2") == "ref-2"


def test_a_name_is_remembered_no_longer_than_it_is_good_for(client: redis.Redis) -> None:
    GivenInRedis(client).name("face", 60, lambda: "ref-3")

    (key,) = client.keys("*given*")

    assert 59_000 < int(client.pttl(key)) <= 60_000
