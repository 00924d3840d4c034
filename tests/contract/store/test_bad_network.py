"""A bucket behind a network that swallows what is sent, or is slow: it costs seconds, and what is large arrives all the same."""

import time
from collections.abc import Iterator

import pytest

from shared.errors import StoreAway
from shared.store import bucket as buckets
from shared.store import patience
from shared.store.bucket import Bucket, Place
from tests.support.s3 import REGION, S3Server
from tests.support.silent_proxy import SilentProxy, silent_proxy

MOST_S = 8.0


@pytest.fixture
def way(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[SilentProxy]:
    """The way to the bucket; a twentieth of the usual patience."""
    monkeypatch.setattr(buckets, "PATIENCES_S", (0.5, 30.0))
    monkeypatch.setattr(patience, "PATIENCES_S", (0.5, 30.0))
    monkeypatch.setattr(patience, "_TELLING_BYTES", 10_000)
    few = {"max_retries": 1}
    monkeypatch.setattr(buckets, "_SENDING", {**buckets._SENDING, **few})
    monkeypatch.setattr(buckets, "_ASKING", {**buckets._ASKING, **few})
    with silent_proxy(s3.endpoint) as proxy:
        yield proxy


@pytest.fixture
def bucket(s3: S3Server, way: SilentProxy) -> Bucket:
    """The bucket by that way, with connections that were used before."""
    bucket = Bucket(Place(s3.bucket, endpoint=way.endpoint, region=REGION))
    bucket.write("known", b"x" * 1000)
    return bucket


def test_connections_that_have_gone_silent_are_given_up_for_new_ones(bucket: Bucket, way: SilentProxy) -> None:
    assert bucket.read("known") is not None
    way.is_silent, began = True, time.monotonic()
    time.sleep(0.1)
    way.is_silent = False

    assert bucket.read("known") == b"x" * 1000
    bucket.write("other", b"y")

    assert time.monotonic() - began < MOST_S


def test_a_network_that_swallows_everything_costs_seconds(bucket: Bucket, way: SilentProxy) -> None:
    way.is_silent, began = True, time.monotonic()

    with pytest.raises(StoreAway, match="does not answer"):
        bucket.read("known")
    with pytest.raises(StoreAway, match="does not answer"):
        bucket.write_first("first", b"y")

    assert time.monotonic() - began < MOST_S


def test_what_is_large_arrives_over_a_slow_link_which_is_learnt_once(bucket: Bucket, way: SilentProxy, s3: S3Server) -> None:
    way.bytes_per_s = 150_000

    bucket.write("large", b"z" * 150_000)
    before = way.sent_bytes
    bucket.write("larger", b"z" * 150_000)

    # Nothing of it was begun with too little patience and sent again.
    assert 150_000 <= way.sent_bytes - before < 1.2 * 150_000
    assert [s3.client.head_object(Bucket=s3.bucket, Key=name)["ContentLength"] for name in ("large", "larger")] == [150_000, 150_000]
    assert bucket.read("large") == b"z" * 150_000


def test_what_is_sent_into_silence_is_no_slow_link(bucket: Bucket, way: SilentProxy) -> None:
    way.is_silent, began = True, time.monotonic()

    with pytest.raises(StoreAway):
        bucket.write("other", b"y" * 1000)

    assert time.monotonic() - began < MOST_S


def test_a_link_that_was_slow_once_is_not_taken_for_slow_for_ever() -> None:
    link = patience.Link(at_once_bytes=32 << 20)
    link.learn(8 << 20, took_s=80.0)
    slow = link.first_step(32 << 20), link.first_step(1000)
    link.learn(100 << 20, took_s=10.0)

    assert slow == (3, 0)
    assert link.first_step(32 << 20) == 0
