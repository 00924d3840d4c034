"""Environment variables in an address: `https://${REGION}.example.com`, for what every user has of their own."""

import os
import re
from collections.abc import Mapping

VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
ADDRESS = re.compile(r"https?://[^\s/@?#{}$]+(/[^\s?#{}$]*)?")


def variables_in(address: str) -> tuple[str, ...]:
    """The names of the variables that an address needs."""
    return tuple(VARIABLE.findall(address))


def whole_address(address: str, environment: Mapping[str, str] = os.environ) -> str:
    """An address with its variables' values. Raises ValueError naming the variable that is not set, or makes no address."""
    names = variables_in(address)
    missing = [name for name in names if not environment.get(name, "").strip()]
    if missing:
        raise ValueError(f"{missing[0]} is not set; the address is {address}")
    whole = VARIABLE.sub(lambda found: environment[found[1]].strip(), address)
    if not ADDRESS.fullmatch(whole):
        raise ValueError(f"{' and '.join(names) or 'it'} makes {whole[:100]!r} of {address}, which is no http or https address")
    return whole
