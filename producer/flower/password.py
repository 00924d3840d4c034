"""Who may look at Flower: `user:password`, and when it is needed."""

import hmac
import ipaddress
from base64 import b64decode
from binascii import Error as NoBase64
from dataclasses import dataclass, field

from shared.errors import InputError, SettingsError
from shared.keys.judge import wrong_with

VARIABLE = "CLIFFHANGER_FLOWER_AUTH"
LEAST_CHARACTERS = 12
# A dozen of one letter is as soon guessed as one.
LEAST_DIFFERENT = 5


@dataclass(frozen=True)
class Password:
    """A user and a password that are good enough to be asked for."""

    user: str
    password: str = field(repr=False)

    @property
    def text(self) -> str:
        """As Flower takes it."""
        return f"{self.user}:{self.password}"

    def is_given_by(self, authorization: str) -> bool:
        """Whether an `Authorization` header has it (RFC 7617, Basic). The comparison takes as long whatever is wrong."""
        scheme, _, packed = authorization.partition(" ")
        try:
            given = b64decode(packed.strip(), validate=True) if scheme.lower() == "basic" else b""
        except (NoBase64, ValueError):
            given = b""
        return hmac.compare_digest(given, self.text.encode())


def password_for(host: str, text: str | None) -> Password | None:
    """The password to ask for at `host`; None on loopback where none is set.

    Raises InputError where one is needed, SettingsError where it is no `user:password` or a weak one; neither shows it.
    """
    if text is None or not text.strip():
        if is_loopback(host):
            return None
        raise InputError(
            f"--host {host or '(every address)'} is reachable from other machines; set {VARIABLE}=user:password "
            f"(a password of {LEAST_CHARACTERS} characters or more), or stay at 127.0.0.1"
        )
    user, colon, password = text.strip().partition(":")
    if not colon or not user or not password:
        raise SettingsError(f"{VARIABLE} is not user:password; give both, with a colon between them")
    if wrong := _wrong_with(user, password):
        raise SettingsError(f"{VARIABLE}: {wrong}")
    return Password(user, password)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens at `host`."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _wrong_with(user: str, password: str) -> str:
    if not (user + password).isascii() or not (user + password).isprintable():
        return "has a character that browsers do not send alike; use letters, digits and signs of ASCII"
    if len(password) < LEAST_CHARACTERS:
        return f"its password has {len(password)} characters; give {LEAST_CHARACTERS} or more, for example from 'openssl rand -base64 18'"
    without_user = password.lower().replace(user.lower(), "")
    if len(set(password.lower())) < LEAST_DIFFERENT or len(without_user) < LEAST_CHARACTERS // 2:
        return "its password is easily guessed; give one that is random, for example from 'openssl rand -base64 18'"
    if wrong_with(password, VARIABLE) is not None or any(word in password.lower() for word in ("password", "changeme", "cliffhanger")):
        return "its password is the word of an example; give one that is random, for example from 'openssl rand -base64 18'"
    return ""
