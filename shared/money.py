"""Money: integer micro-dollars inside the line, decimal dollars where people read and write. No floats."""

from decimal import Decimal

MICROS_PER_USD = 1_000_000


def micros_of(usd: Decimal) -> int:
    """Dollars as micro-dollars. Raises ValueError where the amount has a fraction of a micro-dollar."""
    micros = usd * MICROS_PER_USD
    if micros != int(micros):
        raise ValueError(f"{usd:f} USD is not a whole number of micro-dollars")
    return int(micros)


def usd_of(micros: int) -> Decimal:
    """Micro-dollars as dollars, exactly."""
    return Decimal(micros) / MICROS_PER_USD


def dollars(micros: int) -> str:
    """Micro-dollars for people, with cents, and with as many more decimals as the amount has: $0.22, $1.50, $0.0034."""
    text = f"{usd_of(micros):,.6f}".rstrip("0")
    decimals = len(text) - text.index(".") - 1
    return "$" + text + "0" * max(0, 2 - decimals)
