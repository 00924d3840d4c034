"""The service over HTTP: who is let in, and what comes of it in the ledger."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
import redis
import requests

from producer.hooks.connection import Connection
from shared import keyspace
from shared.callback import callback_secret, token_of
from shared.ledger.ledger import Ledger
from shared.settings import Settings
from tests.support.callers import OTHER_SECRET, SECRET, as_standard
from tests.support.hooks import post, running_hooks
from tests.unit.shared.ledger.calls import submitted, submitting
from worker.timers.timers import Timers

ROW = """
{name}:
  verified: false
  base_url: http://127.0.0.1:1/v1
  auth: {{kind: none}}
  engine: job
  submit: {{path: /jobs, body: {{prompt: "{{prompt}}"}}, id: /id}}
  poll: {{path: "/jobs/{{id}}", status: /status}}
  status_map: {{done: done}}
  outputs: /url
  webhook: {webhook}
  models: {{film: {{capability: video, price: {{amount: "1"}}}}}}
"""
ROWS = {
    "plain": "{field: callback_url}",
    "named": "{field: callback_url, dedupe: /delivery}",
    "signed": "{field: webhook, verifier: standard, secret_env: [ACME_SECRET, ACME_NEXT_SECRET]}",
}
LONG_MS = 60_000


@pytest.fixture(scope="module")
def service(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    catalogue = tmp_path_factory.mktemp("rows") / "rows.yaml"
    catalogue.write_text("".join(ROW.format(name=name, webhook=webhook) for name, webhook in ROWS.items()), encoding="utf-8")
    settings = Settings(redis_url=redis_url, catalogue=str(catalogue))
    with running_hooks(settings, {"ACME_SECRET": SECRET, "ACME_NEXT_SECRET": OTHER_SECRET}) as url:
        yield url


@pytest.fixture
def line(client: redis.Redis) -> SimpleNamespace:
    """A submitted call whose message waits for a minute."""
    ledger, timers = Ledger(client), Timers(client)
    submitted(ledger)
    ledger.polled("c1", next_poll_ms=LONG_MS, troubles=0)
    timers.schedule("t1", "message", delay_ms=LONG_MS)
    ledger.await_callback("c1", "t1")
    return SimpleNamespace(ledger=ledger, timers=timers, client=client)


def address(service: str, line: SimpleNamespace, vendor: str = "plain", call: str = "c1", attempt: int = 1) -> str:
    # The database was emptied, and with it the line's secret: the service reads it anew, at most once a second.
    line.client.set(keyspace.CALLBACK_SECRET, "ab" * 32)
    return f"{service}/{vendor}/{token_of(callback_secret(line.client), vendor, call, attempt)}"


def is_woken(line: SimpleNamespace) -> bool:
    return [claim.id for claim in line.timers.claim()[0]] == ["t1"]


@pytest.fixture(autouse=True)
def _same_secret(client: redis.Redis) -> None:
    client.set(keyspace.CALLBACK_SECRET, "ab" * 32)


def test_a_callback_wakes_its_call(service: str, line: SimpleNamespace) -> None:
    assert post(address(service, line)) == 200

    assert is_woken(line)


def test_its_body_is_not_believed(service: str, line: SimpleNamespace) -> None:
    before = line.ledger.call("c1")

    post(address(service, line), json.dumps({"status": "failed", "id": "j2", "outputs": ["http://169.254.169.254/"]}).encode())

    after = line.ledger.call("c1")
    assert (after.state, after.job, after.amount_micros) == (before.state, before.job, before.amount_micros)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda url: url[:-1] + ("A" if url[-1] != "A" else "B"), 404),
        (lambda url: url.replace("/plain/", "/signed/"), 404),
        (lambda url: url.replace("/plain/", "/nobody/"), 404),
        (lambda url: url.replace("/plain/", "/studio/"), 404),
        (lambda url: url + "/more", 404),
        (lambda url: url.rpartition("/")[0], 404),
    ],
)
def test_another_address_is_not_found_and_wakes_nobody(service: str, line: SimpleNamespace, change, status: int) -> None:
    assert post(change(address(service, line))) == status

    assert not is_woken(line)


@pytest.mark.parametrize(("call", "attempt"), [("nobody", 1), ("c1", 2)])
def test_an_unknown_call_or_attempt_is_not_found(service: str, line: SimpleNamespace, call: str, attempt: int) -> None:
    assert post(address(service, line, call=call, attempt=attempt)) == 404

    assert not is_woken(line)


def test_the_same_body_twice_is_a_conflict(service: str, line: SimpleNamespace) -> None:
    assert [post(address(service, line), b'{"n": 1}'), post(address(service, line), b'{"n": 1}')] == [200, 409]


def test_another_body_of_the_same_delivery_is_a_conflict(service: str, line: SimpleNamespace) -> None:
    url = address(service, line, "named")

    assert [post(url, b'{"delivery": 7, "status": "done"}'), post(url, b'{"delivery": 7, "status": "running"}')] == [200, 409]


def test_a_body_that_is_no_json_cannot_name_its_delivery(service: str, line: SimpleNamespace) -> None:
    assert post(address(service, line, "named"), b"<html>") == 400

    assert not is_woken(line)


@pytest.mark.parametrize("secret", [SECRET, OTHER_SECRET])
def test_a_signed_callback_wakes_its_call_by_either_secret(service: str, line: SimpleNamespace, secret: str) -> None:
    assert post(address(service, line, "signed"), b"{}", as_standard(b"{}", int(time.time()), secret)) == 200

    assert is_woken(line)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        # Signed when the test runs: by then a whole suite may have run since it was collected.
        (lambda _now: {}, 401),
        (lambda now: as_standard(b"{}", now, "whsec_AAAA"), 401),
        (lambda now: as_standard(b'{"other": 1}', now), 401),
        (lambda now: as_standard(b"{}", now - 3600), 400),
    ],
)
def test_a_forged_or_stale_callback_wakes_nobody(
    service: str, line: SimpleNamespace, headers: Callable[[int], dict[str, str]], status: int
) -> None:
    assert post(address(service, line, "signed"), b"{}", headers(int(time.time()))) == status

    assert not is_woken(line)


def test_a_callback_that_is_quicker_than_the_submits_answer_is_taken(service: str, client: redis.Redis) -> None:
    submitting(Ledger(client))

    answer = requests.post(address(service, SimpleNamespace(client=client)), data=b"{}", timeout=10)

    assert answer.json() == {"status": "early"}


def test_a_body_that_is_too_long_is_not_read(service: str, line: SimpleNamespace) -> None:
    assert post(address(service, line), b"x" * 2_000_001) == 413

    assert not is_woken(line)


def test_a_body_that_is_too_long_and_does_not_say_so_is_cut_off(service: str, line: SimpleNamespace) -> None:
    answer = requests.post(address(service, line), data=(b"x" * 100_000 for _ in range(30)), timeout=10)

    assert answer.status_code == 413


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_allowed(service: str, line: SimpleNamespace, method: str) -> None:
    answer = requests.request(method, address(service, line), timeout=10)

    assert answer.status_code == 405
    assert not is_woken(line)


def test_health_is_told_with_what_was_heard(service: str, line: SimpleNamespace) -> None:
    post(address(service, line))

    answer = requests.get(f"{service}/health", timeout=10)

    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["heard"]["woken"] >= 1


def test_nothing_of_the_token_is_logged(service: str, line: SimpleNamespace, caplog: pytest.LogCaptureFixture) -> None:
    url = address(service, line, "signed")

    with caplog.at_level("DEBUG"):
        post(url, b"{}", as_standard(b"{}", 1))

    assert "signed more than 300 s ago" in caplog.text
    assert url.rpartition("/")[2] not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("producer"))


def test_without_redis_the_provider_is_asked_to_try_again(tmp_path: Path, client: redis.Redis) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    catalogue = tmp_path / "rows.yaml"
    catalogue.write_text(ROW.format(name="plain", webhook=ROWS["plain"]), encoding="utf-8")

    with running_hooks(Settings(redis_url=f"redis://127.0.0.1:{port}/0", catalogue=str(catalogue))) as url:
        assert post(address(url, SimpleNamespace(client=client))) == 503
        assert requests.get(f"{url}/health", timeout=10).status_code == 503


def catalogue_of(folder: Path, name: str) -> str:
    catalogue = folder / "rows.yaml"
    catalogue.write_text(ROW.format(name=name, webhook=ROWS[name]), encoding="utf-8")
    return str(catalogue)


def test_callbacks_that_come_at_once_after_the_start_are_all_taken(tmp_path: Path, redis_url: str, line: SimpleNamespace) -> None:
    with running_hooks(Settings(redis_url=redis_url, catalogue=catalogue_of(tmp_path, "plain"))) as url, ThreadPoolExecutor(8) as callers:
        there = address(url, line)

        statuses = list(callers.map(lambda number: post(there, b"%d" % number), range(8)))

    assert statuses == [200] * 8


def test_without_redis_all_that_come_at_once_are_asked_to_try_again(tmp_path: Path, client: redis.Redis) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    settings = Settings(redis_url=f"redis://127.0.0.1:{port}/0", catalogue=catalogue_of(tmp_path, "plain"))

    with running_hooks(settings) as url, ThreadPoolExecutor(8) as callers:
        there = address(url, SimpleNamespace(client=client))

        assert list(callers.map(lambda _: post(there), range(8))) == [503] * 8


def test_of_an_unknown_token_no_body_is_waited_for(service: str) -> None:
    host, port = service.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as caller:
        caller.sendall(b"POST /plain/c1-1-AAAAAAAAAAAAAAAAAAAAAA HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{")

        assert caller.recv(1000).startswith(b"HTTP/1.1 404 ")


def test_no_caller_writes_lines_of_the_log(service: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        requests.post(f"{service}/%0aERROR%20everything%20burns%1b[31m/x", data=b"x" * 2_000_001, timeout=10)

    assert "burns" not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("producer"))


def test_an_address_with_a_slash_behind_is_not_found(service: str, line: SimpleNamespace) -> None:
    answer = requests.post(address(service, line) + "/", data=b"{}", timeout=10, allow_redirects=False)

    assert answer.status_code == 404


def connected(service: str) -> socket.socket:
    host, port = service.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=10)


@pytest.mark.parametrize("header", [b"h: " + b"x" * 1000 + b"\r\n", b"x" * 1000], ids=["many headers", "one header without an end"])
def test_a_head_without_an_end_is_cut_off(service: str, header: bytes) -> None:
    with connected(service) as caller:
        caller.sendall(b"POST /plain/x HTTP/1.1\r\nh: ")

        with pytest.raises(OSError, match=r"reset|Broken pipe"):
            caller.sendall(header * 50_000)


def test_a_connection_on_which_nothing_comes_is_closed(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "head_timeout_s", 0.1)

    with connected(service) as silent, connected(service) as slow:
        slow.sendall(b"POST /plain/x HTTP/1.1\r\nHost")

        assert silent.recv(1) == b""
        assert slow.recv(1) == b""


def test_requests_behind_one_another_are_all_taken(service: str, line: SimpleNamespace) -> None:
    path = address(service, line).removeprefix(service).encode()
    one = b"POST " + path + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nConnection: %s\r\n\r\n%d"

    with connected(service) as caller:
        caller.sendall(b"".join(one % (b"close" if number == 2 else b"keep-alive", number) for number in range(3)))
        answers = b"".join(iter(lambda: caller.recv(65_536), b""))

    assert answers.count(b"HTTP/1.1 200 ") == 3


def test_a_body_that_goes_on_after_the_answer_does_not_keep_the_connection(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "head_timeout_s", 0.3)

    with connected(service) as caller:
        caller.sendall(b"POST /plain/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
        assert caller.recv(1000).startswith(b"HTTP/1.1 404 ")

        with pytest.raises(OSError, match=r"reset|Broken pipe"):
            drip(caller)


def test_an_empty_line_does_not_keep_a_connection(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "head_timeout_s", 0.2)

    with connected(service) as caller:
        caller.sendall(b"POST /plain/x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        assert caller.recv(1000).startswith(b"HTTP/1.1 404 ")
        caller.sendall(b"\r\n")

        assert caller.recv(1) == b""


def drip(caller: socket.socket) -> None:
    """A letter at a time, until nobody takes it."""
    for _ in range(500):
        caller.sendall(b"x")
        time.sleep(0.02)
