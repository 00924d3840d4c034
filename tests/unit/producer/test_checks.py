"""Keys are tried by one GET that costs nothing, at base_url's host alone; what the answer means is told without the key."""

import json
import socket
import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from producer.checks.accounts import accounts, tried
from producer.checks.online import try_key
from shared.catalogue import Catalogue
from shared.catalogue.vendors import HttpVendor
from shared.keys import KeyRing

KEY, SECRET = "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "f9e8d7c6b5a4938271605f4e3d2c1b0a"
RING = KeyRing({"ACME_KEY": KEY, "ACME_SECRET": SECRET})


class Vendor:
    """A vendor on loopback: `status` and `body` are what it says, `asked` what it was asked."""

    def __init__(self) -> None:
        self.status, self.body, self.headers, self.asked = 200, b"{}", {}, []
        self.is_silent = threading.Event()
        self.together: threading.Barrier | None = None
        me = self

        class Handler(BaseHTTPRequestHandler):
            def do(self) -> None:
                me.asked.append((self.command, self.path, {name.lower(): value for name, value in self.headers.items()}))
                if me.is_silent.is_set():
                    me.over.wait(20)
                if me.together is not None:
                    me.together.wait(20)
                self.send_response(me.status)
                for name, value in {"Content-Length": str(len(me.body)), **me.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(me.body)

            do_GET = do_POST = do  # noqa: N815  # the names that http.server looks for

            def log_message(self, *_) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_) -> None:
                pass

        self.over = threading.Event()
        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def says(self, status, body=None, **headers) -> None:
        self.status, self.body, self.headers = status, body if isinstance(body, bytes) else json.dumps(body).encode(), headers

    def stop(self) -> None:
        self.over.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def vendor():
    vendor = Vendor()
    yield vendor
    vendor.stop()


def a_row(vendor, **changes):
    row = {
        "engine": "call",
        "base_url": f"{vendor.url}/v1",
        "auth": {"kind": "bearer", "env": "ACME_KEY"},
        "submit": {"path": "/make"},
        "headers": {"X-Version": "7", "X-Model": "{model}"},
        "check": {"path": "/models"},
        "errors": {"code": "/error/code", "message": "/error/message", "no_funds": ["no_money*"], "auth": ["bad_key"]},
        "models": {"m": {"vendor": "acme", "model": "m", "capability": "video", "price": {"amount": "1"}}},
        **changes,
    }
    return HttpVendor.model_validate(row)


def answer(vendor, **changes):
    return try_key(a_row(vendor, **changes).protocols()[0], RING)


def test_the_question_is_one_get_with_the_key_and_the_rows_own_headers(vendor):
    told = answer(vendor)

    assert (told.meaning, told.status, told.is_well) == ("ok", 200, True)
    [(method, path, headers)] = vendor.asked
    assert (method, path, headers["authorization"], headers["x-version"]) == ("GET", "/v1/models", f"Bearer {KEY}", "7")
    assert "x-model" not in headers


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (401, {}, "refused"),
        (403, b"<html>", "refused"),
        (402, {}, "no money"),
        (404, {}, "wrong path"),
        (405, {}, "wrong path"),
        (302, {}, "wrong path"),
        (429, {}, "busy"),
        (500, {}, "trouble"),
        (400, {"error": {"code": "BAD_KEY"}}, "refused"),
        (429, {"error": {"code": "no_money_left"}}, "no money"),
        (200, {"error": {"code": "bad_key"}}, "ok"),
    ],
)
def test_each_answer_has_its_meaning(vendor, status, body, meaning):
    vendor.says(status, body)

    assert answer(vendor).meaning == meaning


def test_a_vendor_that_refuses_with_a_200_is_understood_by_its_body(vendor):
    check = {"path": "/models", "ok_when": {"/base_resp/status_code": 0}}
    vendor.says(200, {"base_resp": {"status_code": 1004}, "error": {"code": "bad_key", "message": "no"}})
    refused = answer(vendor, check=check)
    vendor.says(200, {"base_resp": {"status_code": 0}})

    assert (refused.meaning, refused.text) == ("refused", "the key is refused (HTTP 200: no)")
    assert answer(vendor, check=check).meaning == "ok"


def test_a_redirect_is_not_followed(vendor):
    vendor.says(307, {}, Location="/v1/elsewhere")

    assert answer(vendor).meaning == "wrong path"
    assert len(vendor.asked) == 1


def test_a_key_that_the_vendor_repeats_is_not_told(vendor):
    vendor.says(401, {"error": {"message": f"no: {KEY} {b64encode(KEY.encode()).decode()}"}})

    assert answer(vendor).text == "the key is refused (HTTP 401: no: … …)"


def test_a_pair_is_tried_with_its_token(vendor):
    answer(vendor, auth={"kind": "jwt_hs256", "env": "ACME_KEY", "secret_env": "ACME_SECRET"})

    assert vendor.asked[0][2]["authorization"].startswith("Bearer eyJ")
    assert SECRET not in str(vendor.asked)


def test_nobody_there_is_told_without_the_address(vendor):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        told = answer(vendor, base_url=f"http://127.0.0.1:{free.getsockname()[1]}")

    assert (told.meaning, told.text) == ("unreachable", "no answer from 127.0.0.1 (NewConnectionError)")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"check": None}, "no read-only call is known"),
        ({"check": {"path": "http://127.0.0.1:9/models"}}, "check.path leads elsewhere than base_url, and a key goes nowhere else"),
    ],
)
def test_what_cannot_be_tried_is_not(vendor, changes, why):
    told = answer(vendor, **changes)

    assert (told.meaning, told.text, told.is_well, vendor.asked) == ("not tried", why, True, [])


def test_a_key_goes_to_its_host_by_no_other_scheme(vendor):
    told = answer(vendor, base_url=vendor.url.replace("http:", "https:"), check={"path": f"{vendor.url}/models"})

    assert (told.meaning, vendor.asked) == ("not tried", [])


@pytest.mark.parametrize("check", [{"method": "POST", "path": "/models"}, {"path": "/make", "method": "PUT"}])
def test_a_check_is_a_get_whatever_a_row_says(vendor, check):
    with pytest.raises(ValueError, match="method"):
        a_row(vendor, check=check)


def test_a_check_is_never_where_work_is_bought(vendor):
    with pytest.raises(ValueError, match="where work is bought"):
        a_row(vendor, submit={"path": "/make", "method": "GET"}, check={"path": "/make"})


def test_only_vendors_whose_keys_are_there_and_fit_are_asked_and_each_once(vendor):
    keys = {"fine": "FINE_KEY", "absent": "ABSENT_KEY", "unfit": "UNFIT_KEY"}
    catalogue = Catalogue({name: a_row(vendor, auth={"kind": "bearer", "env": env}) for name, env in keys.items()})

    found = tried(catalogue, KeyRing({"FINE_KEY": KEY, "UNFIT_KEY": "changeme"}))

    assert [(one.vendor, one.state, one.answer and one.answer.meaning, one.is_well) for one in found] == [
        ("fine", "present", "ok", True),
        ("absent", "missing", None, True),
        ("unfit", "unfit", None, False),
    ]
    assert len(vendor.asked) == 1


def test_a_vendor_that_keeps_silent_is_not_waited_for(vendor):
    vendor.is_silent.set()

    [told] = tried(Catalogue({"acme": a_row(vendor)}), RING, patience_s=0.2)

    assert told.answer.meaning == "unreachable"


def test_many_are_asked_at_once(vendor):
    # Nobody is answered before all have been asked.
    vendor.together = threading.Barrier(12)

    found = tried(Catalogue({f"acme{number}": a_row(vendor) for number in range(12)}), RING, patience_s=20)

    assert [told.answer.meaning for told in found] == ["ok"] * 12


def test_without_being_asked_to_nobody_is_tried(vendor):
    assert [one.answer for one in accounts(Catalogue({"acme": a_row(vendor)}), RING)] == [None]
    assert vendor.asked == []
