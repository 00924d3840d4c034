"""Signing by the user's own certificate: what cannot sign says so in one line, and no line says where a key lies."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa

from shared.errors import StageFailed
from shared.line.delivery import Labels
from tests.support.certificates import CLAIM_SIGNING, WEB_SERVER, Chain, chain
from worker.media.c2pa import Credential, check, credential_for


def test_no_signature_is_asked_of_anybody_who_wants_none(monkeypatch) -> None:
    monkeypatch.delenv("CLIFFHANGER_C2PA_CERT", raising=False)

    assert credential_for(Labels()) is None


def test_a_certificate_of_the_settings_signs(monkeypatch, tmp_path) -> None:
    _set(monkeypatch, chain(), tmp_path)

    credential = credential_for(Labels(c2pa=True))

    assert credential is not None
    assert "BEGIN" not in repr(credential)


def test_without_a_certificate_the_setting_is_named(monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLIFFHANGER_C2PA_CERT", raising=False)
    monkeypatch.delenv("CLIFFHANGER_C2PA_KEY", raising=False)

    with pytest.raises(StageFailed, match="CLIFFHANGER_C2PA_CERT is not set here"):
        credential_for(Labels(c2pa=True))


def test_a_file_that_is_not_there_is_told_without_its_path(monkeypatch, tmp_path) -> None:
    _set(monkeypatch, chain(), tmp_path)
    monkeypatch.setenv("CLIFFHANGER_C2PA_KEY", str(tmp_path / "elsewhere.pem"))

    with pytest.raises(StageFailed, match="CLIFFHANGER_C2PA_KEY: the file cannot be read") as told:
        credential_for(Labels(c2pa=True))
    assert "elsewhere" not in str(told.value)


def _set(monkeypatch: pytest.MonkeyPatch, made: Chain, folder: Path) -> None:
    monkeypatch.chdir(folder)
    cert, key = made.written(folder)
    monkeypatch.setenv("CLIFFHANGER_C2PA_CERT", str(cert))
    monkeypatch.setenv("CLIFFHANGER_C2PA_KEY", str(key))


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lambda: chain(days=(-30, -1)), "the certificate expired on 20.*; renew it"),
        (lambda: chain(days=(1, 30)), "the certificate is valid from 20.* on"),
        (lambda: chain(purpose=WEB_SERVER), "the certificate is not for signing content; its extended key usage must be"),
        (lambda: chain(purpose=None), "the certificate is not for signing content"),
        (lambda: chain(key=rsa.generate_private_key(65537, 1024)), "C2PA has no signatures by such a key"),
        (lambda: chain(key=ec.generate_private_key(ec.SECP256K1())), "C2PA has no signatures by such a key"),
        (lambda: chain(key=dsa.generate_private_key(1024)), "C2PA has no signatures by such a key"),
    ],
)
def test_what_cannot_sign_is_told_in_a_line(made, says) -> None:
    found = made()

    with pytest.raises(StageFailed, match=says) as told:
        check(Credential(found.chain, found.key))
    assert "\n" not in str(told.value)


def test_a_key_of_another_certificate_is_told() -> None:
    with pytest.raises(StageFailed, match="is not the key of the first certificate"):
        check(Credential(chain().chain, chain().key))


@pytest.mark.parametrize(
    ("certificate", "key", "says"), [(b"", None, "holds no certificate"), (None, b"secret words", "holds no private key")]
)
def test_a_file_of_something_else_is_told_without_what_is_in_it(certificate, key, says) -> None:
    made = chain()

    with pytest.raises(StageFailed, match=says) as told:
        check(Credential(made.chain if certificate is None else certificate, made.key if key is None else key))
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (ec.generate_private_key(ec.SECP256R1()), "es256"),
        (ec.generate_private_key(ec.SECP384R1()), "es384"),
        (ed25519.Ed25519PrivateKey.generate(), "ed25519"),
        (rsa.generate_private_key(65537, 2048), "ps256"),
    ],
    ids=["P-256", "P-384", "Ed25519", "RSA"],
)
def test_the_algorithm_follows_from_the_key(key, algorithm) -> None:
    made = chain(purpose=CLAIM_SIGNING, key=key)

    assert check(Credential(made.chain, made.key)) == algorithm
