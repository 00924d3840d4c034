"""What is posted to a client's webhook, rightly and wrongly."""

import base64
import hashlib
import hmac
import json
import queue
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from ops.simulator.ed25519 import is_signed, public_key
from ops.simulator.options import Latency
from tests.unit.ops.simulator.conftest import ATLAS_VIDEO, Customer

KEY = b"a webhook's key"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"


class Ear:
    """A client's webhook: what it hears, in order."""

    def __init__(self) -> None:
        self.heard: queue.Queue[tuple[dict[str, str], bytes]] = queue.Queue()
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                ear.heard.put((dict(self.headers.items()), self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/told"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def next(self) -> dict[str, object]:
        return json.loads(self.heard.get(timeout=10)[1])


@pytest.fixture
def ear() -> Iterator[Ear]:
    ear = Ear()
    yield ear
    ear.server.shutdown()
    ear.thread.join()
    ear.server.server_close()


def is_right(headers: dict[str, str], body: bytes, customer: Customer) -> bool:
    names = {name.lower(): value for name, value in headers.items()}
    signed = f"{names['webhook-id']}.{names['webhook-timestamp']}.".encode() + body
    right = "v1," + base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    is_fresh = abs(int(names["webhook-timestamp"]) - customer.books()["now"]) < 300
    return hmac.compare_digest(right, names["webhook-signature"]) and is_fresh


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def is_atlas(headers: dict[str, str], body: bytes, keys: dict[str, bytes]) -> bool:
    names = {name.lower().removeprefix("x-atlascloud-webhook-"): value for name, value in headers.items()}
    key = keys.get(names["key-id"])
    return key is not None and is_signed(key, f"{names['timestamp']}.".encode() + body, decoded(names["signature-ed25519"]))


def test_the_end_of_a_job_is_told_and_signed(run: Callable[..., Customer], ear: Ear) -> None:
    customer = run(webhook_secret=SECRET)
    job = customer.order(webhook_url=ear.url).json()["id"]

    headers, body = ear.heard.get(timeout=10)

    told = json.loads(body)
    assert is_right(headers, body, customer)
    assert (told["id"], told["status"]) == (job, "completed")
    assert customer.get(told["url"]).status_code == 200


@pytest.mark.parametrize(
    ("fault", "right"), [("webhook_stale", [False]), ("webhook_key_rotated", [False]), ("webhook_forged", [False, True])]
)
def test_a_signature_can_be_wrong(run: Callable[..., Customer], ear: Ear, fault: str, right: list[bool]) -> None:
    customer = run(webhook_secret=SECRET)
    customer.rule(fault)
    customer.order(webhook_url=ear.url)

    heard = [ear.heard.get(timeout=10) for _ in right]

    assert [is_right(headers, body, customer) for headers, body in heard] == right


def test_atlas_signs_with_a_key_of_its_key_set(customer: Customer, ear: Ear) -> None:
    customer.rule("webhook_forged")
    customer.post("/api/v1/model/generateVideo", {**ATLAS_VIDEO, "webhook_url": ear.url})
    keys = {
        key["kid"]: decoded(key["x"])
        for key in requests.get(f"{customer.simulator.url}/api/v1/webhooks/jwks.json", timeout=20).json()["keys"]
    }

    heard = [ear.heard.get(timeout=10) for _ in range(2)]

    assert [is_atlas(headers, body, keys) for headers, body in heard] == [False, True]


def test_a_rotated_key_is_in_the_key_set_once_it_is_used(customer: Customer, ear: Ear) -> None:
    before = customer.get("/api/v1/webhooks/jwks.json").json()["keys"]
    customer.rule("webhook_key_rotated")
    customer.post("/api/v1/model/generateVideo", {**ATLAS_VIDEO, "webhook_url": ear.url})
    headers, body = ear.heard.get(timeout=10)

    after = customer.get("/api/v1/webhooks/jwks.json").json()["keys"]

    seen = [is_atlas(headers, body, {key["kid"]: decoded(key["x"]) for key in keys}) for keys in (before, after)]
    assert seen == [False, True]


def test_a_public_key_is_the_one_that_others_compute() -> None:
    known = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"

    assert public_key(bytes(range(32))).hex() == known


@pytest.mark.parametrize(
    ("fault", "words"), [("webhook_doubled", ["completed", "completed"]), ("webhook_out_of_order", ["completed", "running"])]
)
def test_more_is_told_than_the_end(customer: Customer, ear: Ear, fault: str, words: list[str]) -> None:
    customer.rule(fault)
    customer.order(webhook_url=ear.url)

    heard = [ear.next() for _ in words]

    assert [told["status"] for told in heard] == words
    assert len({told["session_id"] for told in heard}) == 1


def test_a_job_is_told_that_nobody_has_sent(customer: Customer, ear: Ear) -> None:
    customer.rule("webhook_unknown")
    job = customer.order(webhook_url=ear.url).json()["id"]

    assert [ear.next()["id"] == job for _ in range(2)] == [False, True]


def test_the_end_can_be_told_before_the_submit_is_answered(run: Callable[..., Customer], ear: Ear) -> None:
    customer = run(latency=Latency(100))
    customer.rule("webhook_early")

    job = customer.order(webhook_url=ear.url).json()["id"]

    assert ear.heard.qsize() == 1
    assert ear.next()["id"] == job


@pytest.mark.parametrize(("fault", "url"), [("webhook_never", None), ("form", "http://192.0.2.1/told")])
def test_nothing_is_told_by_a_fault_or_beyond_loopback(customer: Customer, ear: Ear, fault: str, url: str | None) -> None:
    customer.rule(fault)
    customer.finished(webhook_url=url or ear.url)

    assert [row["event"] for row in customer.books()["webhooks"]] == ["not sent"]
    assert ear.heard.empty()
