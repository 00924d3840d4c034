"""Signs a finished MP4 with a C2PA manifest (Content Credentials) that says that a machine made it, by the user's own certificate.

The manifest is C2PA's claim of version 2: one action `c2pa.created` whose digital source type is IPTC's trainedAlgorithmicMedia
(https://cv.iptc.org/newscodes/digitalsourcetype/). Nothing is asked of the network, but for time stamps where their address is set.
"""

import importlib.metadata
import importlib.util
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shared.errors import MissingPart, StageFailed
from shared.line.delivery import Labels
from shared.presets.words import GENERATOR, SOURCE_TYPE
from shared.settings import load_settings

# What a certificate must be for, by C2PA's profile of certificates: claim signing, or as earlier ones e-mail or documents.
_PURPOSES = ("1.3.6.1.4.1.62558.2.1", "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36")
# Pictures and sound are hashed piece by piece (a Merkle tree in `c2pa.hash.bmff.v3`) and copied through a file: else a worker would hold an
# episode in its memory twice. For 293 MB: 60 MB of memory instead of 616.
_CORE = {"merkle_tree_chunk_size_in_kb": 1024, "backing_store_memory_threshold_in_mb": 8}
_SETTINGS = {
    "core": _CORE,
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
    "trust": {"trust_config": "\n".join(_PURPOSES)},
}
_CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
_LEAST_RSA_BITS = 2048


@dataclass(frozen=True)
class Credential:
    """A certificate with its chain (PEM, the signer's first) and private key; `time_stamps` is the address of an RFC 3161 authority."""

    chain: bytes
    key: bytes
    time_stamps: str | None = None

    def __repr__(self) -> str:
        return "Credential(…)"


def credential_for(labels: Labels) -> Credential | None:
    """What signs an episode with these labels, by the settings; None where no signature is wanted.

    Raises StageFailed where one is and the settings have nothing that can sign, MissingPart where the extra is not installed.
    """
    if not labels.c2pa:
        return None
    settings = load_settings()
    if settings.c2pa_cert is None or settings.c2pa_key is None:
        missing = "CERT" if settings.c2pa_cert is None else "KEY"
        raise StageFailed(f"a signed C2PA manifest is asked for, but CLIFFHANGER_C2PA_{missing} is not set here; set it, or 'c2pa: false'")
    credential = Credential(_read(settings.c2pa_cert, "CERT"), _read(settings.c2pa_key, "KEY"), settings.c2pa_timestamp_url)
    check(credential)
    return credential


def sign(path: Path, credential: Credential, *, title: str) -> None:
    """Put a signed manifest into the MP4 at `path`; its pictures and sound stay as they are.

    Raises StageFailed, one line, where the credential cannot sign; the file is then as it was.
    """
    algorithm = check(credential)
    import c2pa  # noqa: PLC0415  # an extra

    signed = path.with_name(f".{path.stem}.signed.mp4")
    try:
        context = c2pa.Context(c2pa.Settings.from_dict(_SETTINGS))
        stamps = credential.time_stamps.encode() if credential.time_stamps else None
        signer = c2pa.Signer.from_info(c2pa.C2paSignerInfo(algorithm.encode(), credential.chain, credential.key, stamps))
        c2pa.Builder(manifest(title), context).sign_file(path, signed, signer)
        signed.replace(path)
    except c2pa.C2paError as error:
        raise StageFailed(f"signing {path.name}: {_line(error)}") from None
    finally:
        with suppress(OSError):
            signed.unlink()


def manifest(title: str) -> dict[str, Any]:
    """What is signed, as c2pa-python takes it."""
    agent = {"name": GENERATOR, "version": importlib.metadata.version("cliffhanger")}
    created = {"action": "c2pa.created", "digitalSourceType": SOURCE_TYPE, "softwareAgent": agent}
    return {
        "claim_generator_info": [agent],
        "title": title,
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [created]}}],
    }


def read_manifest(path: Path) -> dict[str, Any] | None:
    """The active manifest of an MP4; None where it has none, or where what it has does not fit the file."""
    if importlib.util.find_spec("c2pa") is None:
        return None
    import c2pa  # noqa: PLC0415  # an extra

    try:
        with c2pa.Reader(str(path), context=c2pa.Context(c2pa.Settings.from_dict(_SETTINGS))) as reader:
            told = json.loads(reader.json())
            if reader.get_validation_state() == "Invalid":
                return None
    except c2pa.C2paError:
        return None
    found: dict[str, Any] | None = told.get("manifests", {}).get(told.get("active_manifest"))
    return found


def check(credential: Credential) -> str:
    """The signature algorithm of a credential. Raises StageFailed where it cannot sign, MissingPart where the extra is absent."""
    if importlib.util.find_spec("c2pa") is None:
        raise MissingPart("a signed C2PA manifest needs the extra: pip install 'cliffhanger[c2pa]'")
    from cryptography import x509  # noqa: PLC0415  # an extra
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        certificate = x509.load_pem_x509_certificates(credential.chain)[0]
    except (ValueError, IndexError):
        raise StageFailed("CLIFFHANGER_C2PA_CERT: holds no certificate; a PEM chain is expected, the signer's own first") from None
    try:
        key = load_pem_private_key(credential.key, None)
    except (ValueError, TypeError, _unsupported()):
        raise StageFailed("CLIFFHANGER_C2PA_KEY: holds no private key that can be read; PEM without a password is expected") from None
    _check_certificate(certificate)
    if certificate.public_key() != key.public_key():
        raise StageFailed("CLIFFHANGER_C2PA_KEY: is not the key of the first certificate in CLIFFHANGER_C2PA_CERT")
    return _algorithm(key)


def _check_certificate(certificate: Any) -> None:
    from cryptography import x509  # noqa: PLC0415  # an extra

    now = datetime.now(UTC)
    if now >= certificate.not_valid_after_utc:
        raise StageFailed(f"CLIFFHANGER_C2PA_CERT: the certificate expired on {certificate.not_valid_after_utc:%Y-%m-%d}; renew it")
    if now < certificate.not_valid_before_utc:
        raise StageFailed(f"CLIFFHANGER_C2PA_CERT: the certificate is valid from {certificate.not_valid_before_utc:%Y-%m-%d} on")
    try:
        purposes = {purpose.dotted_string for purpose in certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value}
    except x509.ExtensionNotFound:
        purposes = set()
    if not purposes & set(_PURPOSES):
        raise StageFailed(
            "CLIFFHANGER_C2PA_CERT: the certificate is not for signing content; its extended key usage must be C2PA claim signing "
            f"({_PURPOSES[0]}), e-mail protection or document signing"
        )


def _algorithm(key: Any) -> str:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa  # noqa: PLC0415  # an extra

    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= _LEAST_RSA_BITS:
        return "ps256"
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    raise StageFailed("CLIFFHANGER_C2PA_KEY: C2PA has no signatures by such a key; use P-256, P-384, P-521, Ed25519, or RSA of 2048 bits")


def _unsupported() -> type[Exception]:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415  # an extra

    return UnsupportedAlgorithm


def _read(path: Path, name: str) -> bytes:
    try:
        return path.expanduser().read_bytes()
    except OSError as error:
        # Where the key lies is nobody's business who reads a log.
        raise StageFailed(f"CLIFFHANGER_C2PA_{name}: the file cannot be read: {error.strerror}") from None


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
