"""One model for each vendor and protocol: what models of one protocol share is played once."""

from dataclasses import replace

from tests.contract.harness import Case, cases, is_refused_at_once
from tests.contract.providers.registry import STANDINS


def firsts() -> list[Case]:
    """One model a vendor and protocol."""
    found: dict[object, Case] = {}
    for case in cases():
        # Of a vendor without a stand-in test_rows says so.
        if case.vendor not in STANDINS or is_refused_at_once(case):
            continue
        found.setdefault((case.vendor, case.capability, STANDINS[case.vendor].protocol_of(case.model)), case)
    return list(found.values())


def has_jobs(case: Case) -> bool:
    return STANDINS[case.vendor].makes_jobs(case.model, case.capability)


FIRSTS = firsts()
JOBS = [case for case in FIRSTS if has_jobs(case)]
FRAMED = [replace(case, pictures=1) for case in FIRSTS if replace(case, pictures=1) in cases() and not case.pictures]
"""The same with a picture, where that is another path."""
