"""Which keys of a Redis a backup is about, and which of them mean something only while the line is at work."""

import re

from shared import keyspace

_OURS = (f"{keyspace.PREFIX}:", f"{keyspace.LINE}:")

_FLEETING = tuple(
    re.compile(pattern)
    for pattern in (
        # The broker's messages, where it shares the database: they are hints, and a copy of them would only run twice.
        rf"{keyspace.PREFIX}:broker(:|$)",
        # Who works on what: nobody does.
        rf"{re.escape(keyspace.SWEEP)}$",
        rf"{re.escape(keyspace.LIVE)}$",
        rf"{re.escape(keyspace.NOTICES)}$",
        rf"{keyspace.PREFIX}:lock:",
        rf"{keyspace.PREFIX}:given:.*:giving$",
        rf"{keyspace.PREFIX}:\{{[^}}]*\}}:(advance|delivery|delivery:rest|export:.*)$",
        # Slots at providers, whoever waits for one, and messages that wait; open calls are noted again when their season goes on.
        re.escape(keyspace.TIMERS),
        rf"{re.escape(keyspace.LINE)}:(waiting|open|late|workers|restoring)$",
        rf"{re.escape(keyspace.LINE)}:(queue|flight|callbacks|wanted):",
    )
)


def is_ours(key: str) -> bool:
    """Whether a key belongs to the line, its broker's included."""
    return key.startswith(_OURS)


def is_kept(key: str) -> bool:
    """Whether a key is brought back from a backup."""
    return is_ours(key) and not any(pattern.match(key) for pattern in _FLEETING)
