"""The books for people: one self-contained page."""

from collections.abc import Mapping
from typing import Any


def page(books: Mapping[str, Any]) -> str:
    """The page."""
    return f"<pre>{books['totals']}</pre>"
