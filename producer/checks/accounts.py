"""All vendors' accounts at once: which keys are there, whether they can be keys, and what the vendors say to them."""

import threading
import time
from dataclasses import dataclass
from typing import Any, Literal

from producer.checks.online import CONNECT_S, WHOLE_S, Answer, try_key
from producer.intake.keys import keys_of, unset_in_address
from shared.catalogue import Catalogue
from shared.catalogue.endpoint import Endpoint
from shared.catalogue.vendors import HttpVendor
from shared.keys import Key, KeyRing, key_ring

# No thread lives longer, but for a name server that does not answer.
PATIENCE_S = CONNECT_S + WHOLE_S + 10.0
State = Literal["present", "missing", "unfit"]


@dataclass(frozen=True)
class Account:
    """One vendor's keys; `answer` is what the vendor said to them, None where it was not asked."""

    vendor: str
    keys: tuple[Key, ...]
    address: tuple[str, ...] = ()
    """Variables of the vendor's address that are not set."""
    answer: Answer | None = None

    @property
    def state(self) -> State:
        """Of all its keys together: one that is unfit, or absent, is enough."""
        states = {key.state for key in self.keys}
        if "unfit" in states:
            return "unfit"
        return "missing" if "missing" in states or self.address else "present"

    @property
    def is_well(self) -> bool:
        """Whether nothing is there that cannot be right; a key that is not set is nobody's mistake."""
        return self.state != "unfit" and (self.answer is None or self.answer.is_well)

    def to_json(self) -> dict[str, Any]:
        """The object in `providers` of `doctor --json`."""
        answer = self.answer
        return {
            "vendor": self.vendor,
            "state": self.state,
            "keys": [key_json(key) for key in self.keys],
            "answer": None if answer is None else {"meaning": answer.meaning, "status": answer.status, "text": answer.text},
        }


def key_json(key: Key) -> dict[str, Any]:
    """A key as JSON: everything but the key."""
    return {"variable": key.name, "state": key.state, "where": key.where or None, "wrong": key.wrong or None, "notes": list(key.notes)}


def accounts(catalogue: Catalogue, ring: KeyRing | None = None) -> list[Account]:
    """Every vendor that is asked over HTTP. Raises SettingsError for a keys file that cannot be used."""
    ring = ring or key_ring()
    return [
        Account(name, tuple(keys_of(vendor, ring)), unset_in_address(vendor, ring))
        for name, vendor in catalogue.vendors.items()
        if isinstance(vendor, HttpVendor)
    ]


def tried(catalogue: Catalogue, ring: KeyRing | None = None, patience_s: float = PATIENCE_S) -> list[Account]:
    """The same, with what the vendors say whose keys are there: all are asked at once, each once."""
    ring = ring or key_ring()
    found = accounts(catalogue, ring)
    answers: dict[str, Answer] = {}
    threads = [
        threading.Thread(target=_try, args=(account.vendor, _checked(catalogue, account.vendor), ring, answers), daemon=True)
        for account in found
        if account.state == "present"
    ]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + patience_s
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    silent = Answer("unreachable", f"no answer within {patience_s:.0f} s")
    return [
        Account(one.vendor, one.keys, one.address, answers.get(one.vendor, silent) if one.state == "present" else None) for one in found
    ]


def _try(vendor: str, endpoint: Endpoint, ring: KeyRing, answers: dict[str, Answer]) -> None:
    answers[vendor] = try_key(endpoint, ring)


def _checked(catalogue: Catalogue, name: str) -> Endpoint:
    """The endpoint by which a vendor's key is tried: the first that names a check, else the first."""
    vendor = catalogue.vendors[name]
    assert isinstance(vendor, HttpVendor), "the studio has no account"
    protocols = vendor.protocols()
    return next((endpoint for endpoint in protocols if endpoint.check is not None), protocols[0])
