"""What only a bucket can do wrong: half a product, a service that is away or refuses, a cache that several processes share."""

import os
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests
from celery import Celery

from shared.errors import NotFound, StoreAway, StoreRefused
from shared.settings import load_settings
from shared.store import bucket as buckets
from shared.store import objects, spool
from shared.store.objects import ObjectStore
from shared.store.open import open_store
from tests.contract.store.conftest import OpenStore
from tests.factories.stored import a_need, put
from tests.support.s3 import S3Server
from worker import last_notes

KEY = a_need().key
PUT_AND_DIE = """
import os, signal
from shared.settings import load_settings
from shared.store.bucket import Bucket
from shared.store.open import open_store
from tests.factories.stored import put
Bucket.write_first = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
put(open_store(load_settings()))
"""

USE_FORK_AND_USE = """
import os
from shared.settings import load_settings
from shared.store.open import open_store
open_store(load_settings()).has("a" * 64)
if (child := os.fork()) == 0:
    open_store(load_settings()).has("a" * 64)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.fixture
def store(open_bucket: OpenStore) -> ObjectStore:
    """The store of one host."""
    store = open_bucket()
    assert isinstance(store, ObjectStore)
    return store


def fetched(store: ObjectStore) -> set[str]:
    """The files that a host has of products."""
    return {file.name for file in store.cache.root.glob("kept-products/*/*/*")} - {"product.json"}


def test_what_a_death_left_of_a_product_is_absent_told_and_made_again(store: ObjectStore, s3: S3Server, tmp_path: Path) -> None:
    environment = {**os.environ, **s3.environment, "CLIFFHANGER_STORE_CACHE": str(tmp_path / "dead")}
    died = subprocess.run([sys.executable, "-c", PUT_AND_DIE], env=environment, cwd=Path(__file__).parents[3], check=False)

    assert died.returncode == -9
    assert len(s3.keys(f"products/{KEY}")) == 1
    assert store.find(KEY) is None
    assert [held.is_whole for held in store.products()] == [False]
    put(store)
    assert store.has(KEY)


def test_a_process_forked_from_one_that_used_a_bucket_fails_instead_of_waiting_without_end(s3: S3Server, tmp_path: Path) -> None:
    environment = {**os.environ, **s3.environment, "CLIFFHANGER_STORE_CACHE": str(tmp_path)}
    command = [sys.executable, "-c", USE_FORK_AND_USE]
    ran = subprocess.run(command, env=environment, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True, timeout=30)

    assert "a bucket was used before this process was forked" in ran.stderr
    assert ran.stdout == "1\n"


def test_a_record_comes_last_and_goes_first(store: ObjectStore, s3: S3Server) -> None:
    put(store, more={"cover": "a picture"})

    store.bucket.remove(f"products/{KEY}/product.json")
    shutil.rmtree(store.cache.root)

    assert store.find(KEY) is None
    assert len(s3.keys(f"products/{KEY}/")) == 2


def test_the_files_of_whoever_came_second_are_removed(store: ObjectStore, open_bucket: OpenStore, s3: S3Server) -> None:
    put(store, "first")
    put(open_bucket("b"), "second")

    assert len(s3.keys(f"products/{KEY}/")) == 2


@pytest.mark.parametrize("damage", ["gone", "cut", "other"])
def test_a_product_with_a_damaged_file_is_told_and_made_again(open_bucket: OpenStore, s3: S3Server, damage: str) -> None:
    product = put(open_bucket(), "sound")
    name = next(name for name in s3.keys(f"products/{KEY}") if name.endswith(".wav"))
    if damage == "gone":
        s3.client.delete_object(Bucket=s3.bucket, Key=name)
    else:
        s3.client.put_object(Bucket=s3.bucket, Key=name, Body=b"so" if damage == "cut" else b"noise")
    other = open_bucket("b")

    with pytest.raises(NotFound, match="produce again to make it anew"):
        other.path(product, "music")

    assert not other.has(KEY)
    put(other, "sound")
    assert open_bucket("c").folder(KEY).joinpath("music.wav").read_text() == "sound"


def test_a_host_that_knows_an_older_product_of_a_key_leaves_the_one_that_was_made_anew(open_bucket: OpenStore) -> None:
    host, maker = open_bucket("b"), open_bucket()
    put(maker, "first")
    older = host.get(KEY)
    maker.remove(KEY)
    put(maker, "made anew")

    with pytest.raises(NotFound):
        host.path(older, "music")

    assert open_bucket("c").folder(KEY).joinpath("music.wav").read_text() == "made anew"
    assert host.folder(KEY).joinpath("music.wav").read_text() == "made anew"


def test_a_host_asks_once_for_what_never_changes_but_not_for_ever(
    store: ObjectStore, s3: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store)
    s3.client.delete_object(Bucket=s3.bucket, Key=f"products/{KEY}/product.json")

    assert store.has(KEY)
    monkeypatch.setattr(objects, "TRUST_S", 0)
    assert not store.has(KEY)


def test_a_file_is_fetched_once_whoever_asks_at_the_same_time(
    store: ObjectStore, open_bucket: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = put(store)
    asked: list[str] = []
    read = buckets.Bucket.read_part
    monkeypatch.setattr(buckets.Bucket, "read_part", lambda self, name, *span: asked.append(name) or read(self, name, *span))
    same_host = [open_bucket("b") for _ in range(6)]

    with ThreadPoolExecutor(6) as pool:
        paths = list(pool.map(lambda other: other.path(product, "music"), same_host))

    assert (len(asked), len(set(paths))) == (1, 1)


def test_little_room_keeps_what_was_used_last_and_what_a_session_uses(open_bucket: OpenStore) -> None:
    maker = open_bucket()
    products = [put(maker, f"{seed}" * 1000, seed=seed, more={f"file-{seed}": "x"}) for seed in range(6)]
    host = open_bucket("b", store_cache_gb=3500 / 1e9)
    assert isinstance(host, ObjectStore)

    with host.session():
        held = host.path(products[0], "music")
        for product in products[1:]:
            with open_bucket("b", store_cache_gb=3500 / 1e9).session():
                assert host.path(product, "music").exists()
        assert held.exists()
        assert host.path(products[5], "music").exists()
    with host.session():
        host.cache.make_room()

    assert sum(file.stat().st_size for file in host.cache.root.glob("kept-products/*/*/*")) <= 3500
    assert host.path(products[0], "music").read_text() == "0" * 1000


def test_a_session_of_a_dead_process_holds_nothing(open_bucket: OpenStore) -> None:
    product, host = put(open_bucket()), open_bucket("b", store_cache_gb=0)
    assert isinstance(host, ObjectStore)
    with host.session():
        host.path(product, "music")
    (host.cache.root / "sessions" / "1-dead").touch()
    os.utime(host.cache.root / "sessions" / "1-dead", (0, 0))

    host.cache.make_room()

    assert fetched(host) == set()


def test_notes_survive_a_bucket_that_is_away_and_reach_the_others_later(store: ObjectStore, open_bucket: OpenStore, s3: S3Server) -> None:
    other = open_bucket("b")
    s3.stop()
    try:
        store.keep_note("answers/ab/abc-1", b"paid for")
        assert store.note("answers/ab/abc-1") == b"paid for"
        with pytest.raises(StoreAway):
            other.note("answers/ab/abc-1")
    finally:
        s3.start()

    with store.session():
        assert other.note("answers/ab/abc-1") == b"paid for"


def test_a_worker_that_ends_sends_what_waits_when_the_bucket_is_back(
    store: ObjectStore, open_bucket: OpenStore, s3: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3.stop()
    store.keep_note("answers/ab/abc-1", b"paid for")
    monkeypatch.setattr(last_notes, "line_of", lambda _: SimpleNamespace(store=store))
    monkeypatch.setattr(last_notes.time, "sleep", lambda _: s3.start() if not store.catch_up() else None)
    monkeypatch.setattr(spool, "_TRY_AGAIN_S", 0.0)

    last_notes.leave_nothing(Celery())

    assert open_bucket("b").note("answers/ab/abc-1") == b"paid for"


def test_a_bucket_that_does_not_answer_is_one_line(store: ObjectStore, s3: S3Server) -> None:
    s3.stop()
    try:
        with pytest.raises(StoreAway) as told:
            store.has(KEY)
    finally:
        s3.start()

    assert not isinstance(told.value, StoreRefused)
    assert str(told.value).startswith(f"the store s3://{s3.bucket} at {s3.endpoint} does not answer (")
    assert "\n" not in str(told.value)
    assert not store.has(KEY)


def test_a_bucket_that_is_not_there_is_named(open_bucket: OpenStore) -> None:
    with pytest.raises(StoreRefused, match=r"CLIFFHANGER_STORE: there is no bucket of that name in s3://no-such-bucket at http"):
        open_bucket(store="s3://no-such-bucket").has(KEY)


@pytest.mark.parametrize(
    ("status", "code", "line"),
    [
        (
            403,
            "SignatureDoesNotMatch",
            r"CLIFFHANGER_STORE: s3://ours at http\S+ refuses these credentials \(SignatureDoesNotMatch: Told\)",
        ),
        (403, "AccessDenied", r"refuses these credentials \(AccessDenied: Told\); set AWS_ACCESS_KEY_ID"),
        (400, "AuthorizationHeaderMalformed", r"CLIFFHANGER_STORE_REGION: .* is in another region"),
    ],
)
def test_a_service_that_refuses_us_says_what_to_mend(
    s3: S3Server, tmp_path: Path, status: int, code: str, line: str
) -> None:  # `s3` for its credentials
    class Refusing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f"<Error><Code>{code}</Code><Message>Told</Message></Error>".encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Refusing)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        about = {"store": "s3://ours", "store_endpoint": f"http://127.0.0.1:{server.server_port}", "store_cache": tmp_path}
        with pytest.raises(StoreRefused, match=line) as told:
            open_store(load_settings(**about)).has(KEY)
    finally:
        server.shutdown()
        server.server_close()

    assert "\n" not in str(told.value)


def test_providers_are_given_addresses_only_where_they_reach_the_bucket(store: ObjectStore, open_bucket: OpenStore, s3: S3Server) -> None:
    product = put(store)
    public = open_bucket(store_public_endpoint=s3.endpoint)
    outside = store.cache.root.parent / "fitted.wav"
    outside.write_text("made to fit")

    assert store.address(store.path(product, "music"), 60) is None
    addresses = [public.address(path, 60) for path in (public.path(product, "music"), outside, outside)]

    assert [requests.get(str(address), timeout=10).text for address in addresses] == ["sound", "made to fit", "made to fit"]
    assert len(s3.keys("lent/")) == 1


def test_a_file_that_is_not_fetched_is_told_by_its_record(open_bucket: OpenStore) -> None:
    product, host = put(open_bucket()), open_bucket("b")
    assert isinstance(host, ObjectStore)

    there = host.source(product, "music")

    assert (there.size_bytes, there.modified_ns, fetched(host)) == (5, 3_000_000_000, set())
    assert there.looks_like(there.bring().stat())


@pytest.mark.parametrize("url", ["s3://", "s3://UPPER", "s3://bucket?x=1", "gs://bucket", "s3://bucket//twice"])
def test_an_address_that_is_no_buckets_is_refused(url: str) -> None:
    with pytest.raises(Exception, match=r"CLIFFHANGER_STORE: give a folder that all workers share, or an address such as s3://bucket"):
        load_settings(store=url)
