"""One contract for every verifier: what the provider has signed is taken, and nothing else."""

import asyncio
import base64
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ops.simulator.ed25519 import public_key, sign
from ops.simulator.signing import Signer
from producer.hooks import key_set
from producer.hooks.delivery import Delivery, Refused
from producer.hooks.key_set import KeySet, read_keys
from producer.hooks.public_key import PublicKey
from producer.hooks.shared_secret import standard, wavespeed_v3
from producer.hooks.verifier import Verifier
from tests.support.callers import FAL_KEY, OTHER_SECRET, SECRET, SEED, Sign, as_atlas, as_fal, as_standard, as_wavespeed, fal_keys

NOW = 1_780_000_000
BODY = b'{"id": "job-1", "status": "succeeded", "urls": ["https://cdn.example.com/1.mp4"]}'


def atlas() -> Verifier:
    return PublicKey("atlas", KeySet("https://x/jwks.json", lambda _url: Signer(SEED, "").key_set()))


def fal() -> Verifier:
    return PublicKey("fal", KeySet("https://x/jwks.json", lambda _url: fal_keys(FAL_KEY)))


KINDS: dict[str, tuple[Callable[[], Verifier], Sign]] = {
    "standard": (lambda: standard([SECRET]), as_standard),
    "wavespeed_v3": (lambda: wavespeed_v3([SECRET]), as_wavespeed),
    "atlas": (atlas, as_atlas),
    "fal": (fal, as_fal),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def check(verifier: Verifier, headers: dict[str, str], body: bytes = BODY, now_s: float = NOW) -> str:
    return asyncio.run(verifier.check(Delivery(headers, body), now_s))


def refusal(verifier: Verifier, headers: dict[str, str], body: bytes = BODY, now_s: float = NOW) -> int:
    with pytest.raises(Refused) as refused:
        check(verifier, headers, body, now_s)
    return refused.value.status


@every_kind
def test_what_the_provider_signed_is_taken(kind: str) -> None:
    build, sign_as = KINDS[kind]

    check(build(), sign_as(BODY, NOW))


@every_kind
@pytest.mark.parametrize("late_s", [-300, 300])
def test_five_minutes_of_delay_or_of_a_wrong_clock_are_allowed(kind: str, late_s: int) -> None:
    build, sign_as = KINDS[kind]

    check(build(), sign_as(BODY, NOW), now_s=NOW + late_s)


@every_kind
@pytest.mark.parametrize("late_s", [-301, 301, 3600])
def test_what_was_signed_long_ago_or_ahead_is_stale(kind: str, late_s: int) -> None:
    build, sign_as = KINDS[kind]

    assert refusal(build(), sign_as(BODY, NOW), now_s=NOW + late_s) == 400


@every_kind
def test_without_any_one_of_its_headers_it_is_refused(kind: str) -> None:
    build, sign_as = KINDS[kind]
    headers = sign_as(BODY, NOW)

    for name in headers:
        assert refusal(build(), {other: value for other, value in headers.items() if other != name}) == 401


@pytest.mark.parametrize("stamp", ["", "soon", "-1", "1e9", "१७८", "1" * 400])
@every_kind
def test_a_time_that_is_none_is_refused(kind: str, stamp: str) -> None:
    build, sign_as = KINDS[kind]
    headers = sign_as(BODY, NOW)
    name = next(name for name in headers if name.endswith("timestamp"))

    assert refusal(build(), {**headers, name: stamp}) in (400, 401)


@every_kind
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_flipped_bit_of_the_body_is_refused(kind: str, data: st.DataObject) -> None:
    build, sign_as = KINDS[kind]
    headers = sign_as(BODY, NOW)
    at, bit = data.draw(st.integers(0, len(BODY) - 1)), data.draw(st.integers(0, 7))
    changed = BODY[:at] + bytes([BODY[at] ^ 1 << bit]) + BODY[at + 1 :]

    assert refusal(build(), headers, changed) == 401


@every_kind
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_changed_letter_of_a_header_is_refused(kind: str, data: st.DataObject) -> None:
    build, sign_as = KINDS[kind]
    headers = sign_as(BODY, NOW)
    name = data.draw(st.sampled_from(sorted(headers)))
    at = data.draw(st.integers(0, len(headers[name]) - 1))
    letter = data.draw(st.sampled_from("0123456789abcdefABCDEFXYZ+/=-_., "))
    changed = headers[name][:at] + letter + headers[name][at + 1 :]
    assume(changed != headers[name])

    if name.endswith(("signature", "signature-ed25519")) and means(changed) == means(headers[name]):
        # Base64 has spellings of one value (the last letter's spare bits), hexadecimal has capitals; both say what was signed.
        return

    assert refusal(build(), {**headers, name: changed}) in (400, 401)


def means(signature: str) -> tuple[str, bytes] | None:
    """The version and the bytes that a signature's text stands for; None where it stands for nothing."""
    version, _, value = signature.strip().rpartition(",")
    try:
        return version, bytes.fromhex(value)
    except ValueError:
        pass
    try:
        padded = value.rstrip("=") + "=" * (-len(value.rstrip("=")) % 4)
        return version, base64.b64decode(padded, altchars=b"-_" if set(value) & set("-_") else None, validate=True)
    except ValueError:
        return None


def test_the_vector_of_standard_webhooks_is_taken() -> None:
    # From the reference libraries' tests (standard-webhooks 1.0.0): secret, id, time, body and signature as published.
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }

    name = check(standard(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]), headers, b'{"test": 2432232314}', 1_614_265_330)

    assert name == "msg_p5jXN8AQM9LWM0D4loKWxJek"


def test_the_vector_of_rfc_8032_is_taken_in_our_forms() -> None:
    # RFC 8032, 7.1, test 1: the key pair; what is signed is of our own making.
    secret = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    assert public_key(secret) == public
    document = {"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "k", "x": base64.urlsafe_b64encode(public).decode()}]}
    signed = base64.urlsafe_b64encode(sign(secret, f"{NOW}.".encode() + BODY)).decode().rstrip("=")
    start = "x-atlascloud-webhook-"
    headers = {f"{start}timestamp": str(NOW), f"{start}key-id": "k", f"{start}signature-ed25519": signed}

    check(PublicKey("atlas", KeySet("https://x/", lambda _url: document)), headers)


@pytest.mark.parametrize(("build", "sign_as"), [(standard, as_standard), (wavespeed_v3, as_wavespeed)])
def test_either_secret_signs_while_one_is_replaced(build: Any, sign_as: Any) -> None:
    both = build([OTHER_SECRET, SECRET])

    check(both, sign_as(BODY, NOW, SECRET))
    check(both, sign_as(BODY, NOW, OTHER_SECRET))
    assert refusal(build([OTHER_SECRET]), sign_as(BODY, NOW, SECRET)) == 401


def test_one_of_several_signatures_in_the_header_is_enough() -> None:
    headers = as_standard(BODY, NOW)
    headers["webhook-signature"] = f"v1a,ignored v1,AAAA {headers['webhook-signature']}"

    check(standard([SECRET]), headers)


@pytest.mark.parametrize(("verifier", "sign_as"), [(standard([SECRET]), as_wavespeed), (wavespeed_v3([SECRET]), as_standard)])
def test_one_forms_signature_is_not_the_others(verifier: Verifier, sign_as: Sign) -> None:
    assert refusal(verifier, sign_as(BODY, NOW)) == 401


@pytest.mark.parametrize(("build", "sign_as"), [(standard, as_standard), (wavespeed_v3, as_wavespeed)])
def test_without_a_secret_everything_is_refused(build: Any, sign_as: Any) -> None:
    assert refusal(build([]), sign_as(BODY, NOW)) == 401


class Vendor:
    """A vendor's key set, and how often it was fetched."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.fetched = 0
        self.now = 0.0

    def fetch(self, _url: str) -> Any:
        self.fetched += 1
        if isinstance(self.document, Exception):
            raise self.document
        return self.document

    def verifier(self, form: str) -> Verifier:
        return PublicKey(form, KeySet("https://x/", self.fetch, lambda: self.now))


def checks(vendor: Vendor, form: str, *rounds: dict[str, str]) -> list[int]:
    """The status of each callback, in one loop and a second apart."""

    async def run() -> list[int]:
        verifier, statuses = vendor.verifier(form), []
        for headers in rounds:
            vendor.now += 2.0
            try:
                await verifier.check(Delivery(headers, BODY), NOW)
                statuses.append(200)
            except Refused as refused:
                statuses.append(refused.status)
        return statuses

    return asyncio.run(run())


def test_keys_are_fetched_once_and_kept() -> None:
    vendor = Vendor(Signer(SEED, "").key_set())

    assert checks(vendor, "atlas", *[as_atlas(BODY, NOW)] * 5) == [200] * 5

    assert vendor.fetched == 1


def test_a_key_that_nobody_knows_yet_is_fetched_once() -> None:
    signer = Signer(SEED, "")
    vendor = Vendor(signer.key_set())
    rotated = as_atlas(BODY, NOW, signer, "next")

    async def run() -> None:
        verifier = vendor.verifier("atlas")
        await verifier.check(Delivery(as_atlas(BODY, NOW), BODY), NOW)
        vendor.document, vendor.now = signer.key_set(), 5.0
        await verifier.check(Delivery(rotated, BODY), NOW)
        await verifier.check(Delivery(rotated, BODY), NOW)

    asyncio.run(run())

    assert vendor.fetched == 2


def test_unknown_keys_do_not_have_the_set_fetched_without_end() -> None:
    vendor = Vendor({"keys": []})

    async def run() -> None:
        verifier = vendor.verifier("atlas")
        for _ in range(50):
            with pytest.raises(Refused):
                await verifier.check(Delivery(as_atlas(BODY, NOW), BODY), NOW)

    asyncio.run(run())

    assert vendor.fetched == 1


def test_a_form_that_names_no_key_finds_a_new_one() -> None:
    other = bytes(32)
    vendor = Vendor(fal_keys(other))

    async def run() -> None:
        verifier = vendor.verifier("fal")
        await verifier.check(Delivery(as_fal(BODY, NOW, other), BODY), NOW)
        vendor.document, vendor.now = fal_keys(other, FAL_KEY), 5.0
        await verifier.check(Delivery(as_fal(BODY, NOW), BODY), NOW)

    asyncio.run(run())

    assert vendor.fetched == 2


def test_a_withdrawn_key_is_believed_no_longer_than_an_hour() -> None:
    vendor = Vendor(Signer(SEED, "").key_set())

    async def run() -> None:
        verifier = vendor.verifier("atlas")
        await verifier.check(Delivery(as_atlas(BODY, NOW), BODY), NOW)
        vendor.document, vendor.now = {"keys": []}, 3601.0
        with pytest.raises(Refused):
            await verifier.check(Delivery(as_atlas(BODY, NOW), BODY), NOW)

    asyncio.run(run())


@pytest.mark.parametrize("document", [OSError("no network"), {"keys": None}, [], {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AA"}]}])
def test_a_key_set_that_cannot_be_had_asks_the_provider_to_try_again(document: Any) -> None:
    assert checks(Vendor(document), "atlas", as_atlas(BODY, NOW)) == [503]


def test_keys_of_other_kinds_are_passed_over() -> None:
    assert read_keys({"keys": [{"kty": "RSA", "n": "AQAB"}, "nothing", {"kty": "OKP", "crv": "X25519", "x": "AA"}]}) == {}


def test_a_key_set_that_does_not_answer_is_asked_once_for_all_who_wait() -> None:
    vendor = Vendor(OSError("no route"))

    async def run() -> list[int]:
        verifier = vendor.verifier("atlas")
        refusals = await asyncio.gather(
            *(verifier.check(Delivery(as_atlas(BODY, NOW), BODY), NOW) for _ in range(50)), return_exceptions=True
        )
        return [refusal.status for refusal in refusals if isinstance(refusal, Refused)]

    assert asyncio.run(run()) == [503] * 50
    assert vendor.fetched == 1


def test_two_that_show_a_new_key_at_once_are_both_taken() -> None:
    vendor = Vendor(fal_keys(b"o" * 32))

    async def run() -> None:
        verifier = vendor.verifier("fal")
        await asyncio.gather(verifier.check(Delivery(as_fal(BODY, NOW, b"o" * 32), BODY), NOW))
        vendor.document, vendor.now = fal_keys(b"n" * 32), 60.0
        await asyncio.gather(*(verifier.check(Delivery(as_fal(BODY, NOW, b"n" * 32, name), BODY), NOW) for name in ("a", "b")))

    asyncio.run(run())


def serve(answer: Iterable[bytes]) -> tuple[str, Callable[[], None]]:
    """The address of one answer, sent piece by piece; and what ends it."""
    listening, over = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def run() -> None:
        with suppress(OSError):
            caller = listening.accept()[0]
            with caller:
                caller.recv(65_536)
                for piece in answer:
                    caller.sendall(piece)
                    if over.wait(0.02):
                        return

    thread = threading.Thread(target=run)
    thread.start()

    def end() -> None:
        over.set()
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()
        listening.close()

    return f"http://127.0.0.1:{listening.getsockname()[1]}/jwks.json", end


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        (HEAD, b"{"),
        (HEAD, b"[" * 50_000),
        (HEAD, b"<html>".ljust(50_000)),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n",),
        (HEAD, *[b" "] * 50_000),
        (),
    ],
    ids=["broken off", "deep", "page", "no chunks", "not packed", "redirect", "drop by drop", "nothing"],
)
def test_a_key_set_that_is_none_is_the_providers_trouble(answer: Iterable[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_set, "WHOLE_S", 0.3)
    url, end = serve(answer)

    try:
        with pytest.raises(Refused) as refused:
            asyncio.run(KeySet(url).find("own"))
    finally:
        end()

    assert refused.value.status == 503
