"""Chance that depends on what is asked, not on when: the same seed, fault and request give the same throw in any order of arrival."""

import hashlib


def throw(seed: int, *names: object) -> float:
    """A number in [0, 1) that depends on all the names and nothing else."""
    text = "\x1f".join([str(seed), *(str(name) for name in names)])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7]) / 2**56


def digest(*names: object, length: int = 24) -> str:
    """Hexadecimal digits that stand for all the names."""
    return hashlib.sha256("\x1f".join(str(name) for name in names).encode()).hexdigest()[:length]
