"""Puts an answer that broke off and its continuation together."""


def joined(first: str, more: str) -> str:
    """The whole of an answer that broke off; what the continuation repeats appears once."""
    return first + more
