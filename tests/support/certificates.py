"""Certificates made for a test: a chain of two, for whatever purpose and time is asked for. No key is ever written into the repository."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

CLAIM_SIGNING = ObjectIdentifier("1.3.6.1.4.1.62558.2.1")
WEB_SERVER = ExtendedKeyUsageOID.SERVER_AUTH
EMAIL = ExtendedKeyUsageOID.EMAIL_PROTECTION


@dataclass(frozen=True)
class Chain:
    """PEM: the signer's certificate and its authority's, the signer's key, the authority alone."""

    chain: bytes
    key: bytes
    authority: bytes

    def written(self, folder: Path) -> tuple[Path, Path]:
        """The chain's and the key's file in a folder."""
        cert, key = folder / "chain.pem", folder / "key.pem"
        cert.write_bytes(self.chain)
        key.write_bytes(self.key)
        return cert, key


def chain(*, purpose: ObjectIdentifier | None = EMAIL, days: tuple[float, float] = (-1, 30), key: Any = None) -> Chain:
    """A chain whose signer may be used for `purpose`, from and until so many days from now."""
    now = datetime.now(UTC)
    above, signer = ec.generate_private_key(ec.SECP256R1()), key or ec.generate_private_key(ec.SECP256R1())
    authority = (
        _begun("Test authority", above.public_key(), now - timedelta(400), now + timedelta(400), serial=1)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(signs_content=False), critical=True)
        .sign(above, hashes.SHA256())
    )
    begun = (
        _begun("Test signer", signer.public_key(), now + timedelta(days[0]), now + timedelta(days[1]), serial=2)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_content=True), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key()), critical=False)
    )
    if purpose is not None:
        begun = begun.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    own = begun.sign(above, hashes.SHA256())
    pem = serialization.Encoding.PEM
    secret = signer.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Chain(own.public_bytes(pem) + authority.public_bytes(pem), secret, authority.public_bytes(pem))


def _begun(name: str, public: Any, first: datetime, last: datetime, *, serial: int) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named("Test authority"))
        .public_key(public)
        .serial_number(serial)
        .not_valid_before(first)
        .not_valid_after(last)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Tests")])


def _usage(*, signs_content: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs_content,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs_content,
        crl_sign=not signs_content,
        encipher_only=False,
        decipher_only=False,
    )
