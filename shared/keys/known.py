"""The secrets that this process has come to know, so that its log lines and traces can be kept free of them."""

import os
import re

from shared.keys.quoting import may_hold, struck, without_keys

_NAMES = re.compile(r"(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|AUTH)$")
# Shorter ones are words; to strike them out would strike out every text.
_LEAST = 8

_known: dict[str, None] = {}


def remember(secret: str) -> None:
    """No line of this process shows this any more."""
    if len(secret) >= _LEAST and secret not in _known:
        _known[secret] = None


def remember_environment() -> None:
    """Remember the values of all variables that are named as secrets are."""
    for name, value in os.environ.items():
        if _NAMES.search(name) and not value.startswith("/"):
            remember(value.strip())
            # user:password, of which either alone may come back.
            remember(value.strip().partition(":")[2])


def without_known(text: str) -> str:
    """A text without the known secrets in any of their spellings, and without what looks like one."""
    secrets = tuple(_known)
    return without_keys(struck(text, secrets) if may_hold(text, secrets) else text)
