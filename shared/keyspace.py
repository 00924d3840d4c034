"""The names of every Redis key. All keys of one season share a hash tag, so that its scripts stay on one node of a cluster."""

PREFIX = "cliffhanger"

SEASONS = f"{PREFIX}:seasons"
"""Sorted set of season ids by the time of their last submission (seconds)."""

LIVE = f"{PREFIX}:live"
"""Set of the seasons that the sweep looks after."""

STORE = f"{PREFIX}:store"
"""Hash: which store the line's seasons are made in, `id` and `name`; see shared/store/one.py."""

SWEEP = f"{PREFIX}:sweep"
"""Lock: one sweep at a time across all workers."""

BROKER = f"{PREFIX}:broker"
"""String: the mark of the broker that the line sends its messages by; see worker/broker_mark.py."""

FOUND = f"{PREFIX}:broker:found"
"""Flag: somebody has found the broker empty, and has sent for the sweep."""

LINE = f"{{{PREFIX}}}"
"""The beginning of the keys that money, limits and timers share: one hash tag, since one script changes them together."""

TIMERS = f"{LINE}:timers"
"""The beginning of the durable timers' keys; see worker/timers."""

NOTICES = f"{PREFIX}:notices"
"""Sorted set of the events that are still to be told (`season id`), by when to look after them (milliseconds)."""

CONFIRMED = f"{LINE}:confirmed"
"""Integer: how many permits to submit were asked to be confirmed by replicas; see shared/ledger/replicas.py."""

CALLBACK_SECRET = f"{LINE}:callback-secret"
"""String: what signs the addresses of callbacks (hexadecimal); see shared/callback.py."""

WAITING = f"{LINE}:waiting"
"""Sorted set of the accounts for whose slots somebody waits, by when to look for free ones (milliseconds)."""


def meta(season: str) -> str:
    """Hash: state, times, output folder, counters of a season."""
    return f"{PREFIX}:{{{season}}}:meta"


def production(season: str) -> str:
    """String: the season's header as JSON."""
    return f"{PREFIX}:{{{season}}}:production"


def script(season: str, episode: int) -> str:
    """String: one episode's script as JSON."""
    return f"{PREFIX}:{{{season}}}:script:{episode}"


def episode(season: str, episode: int) -> str:
    """Hash: the state of one episode and its scenes."""
    return f"{PREFIX}:{{{season}}}:episode:{episode}"


def advance(season: str) -> str:
    """Flag: somebody wants a batch looked at; who is looking does so once more."""
    return f"{PREFIX}:{{{season}}}:advance"


def delivery(season: str) -> str:
    """Flag: a delivery of this season is on its queue."""
    return f"{PREFIX}:{{{season}}}:delivery"


def delivery_rest(season: str) -> str:
    """Flag: a season that goes on was delivered just now; the next delivery waits until this has expired."""
    return f"{PREFIX}:{{{season}}}:delivery:rest"


def traced(season: str, run: str) -> str:
    """Flag: the span of this order has been told."""
    return f"{PREFIX}:{{{season}}}:traced:{run}"


def export(season: str, key: str) -> str:
    """Hash: how the making of an export stands, by its content key; see shared/exports/ask.py."""
    return f"{PREFIX}:{{{season}}}:export:{key}"


def notices(season: str) -> str:
    """Hash: what is told, or was told, to the address that the season file names, by the event's id; see shared/outbox.py."""
    return f"{PREFIX}:{{{season}}}:notices"


def lock(key: str) -> str:
    """Lock: who is making the product of this content key."""
    return f"{PREFIX}:lock:{key}"


def given(key: str) -> str:
    """String: what a file that was given to a provider goes by there."""
    return f"{PREFIX}:given:{key}"
