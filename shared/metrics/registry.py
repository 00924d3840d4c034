"""Every metric of the line. `docs/metrics.md` is this as a table."""

from collections.abc import Mapping

from shared.metrics import names
from shared.metrics.metric import Metric

# A studio's line of speech takes a tenth of a second, a provider's film up to half an hour.
STAGE_BOUNDS_S = (0.1, 0.3, 1, 3, 10, 30, 60, 120, 300, 600, 1800)

_KIND = "kind"
_QUEUE = ("kind", "queue")
_ACCOUNT = ("account",)
_MONEY = "`kind`: reserved, held, spent, and wasted, which is a part of spent"

_GAUGES = (
    Metric(names.UP, "gauge", "1 where everything could be read, else 0."),
    Metric(names.PART_UP, "gauge", "1 where a part could be read: `ledger`, `broker`.", ("part",)),
    Metric(names.READ_SECONDS, "gauge", "How long it took to read all of this."),
    # Queues
    Metric(names.BACKLOG, "gauge", "Work for a worker now: messages, those in hand, and timers that are due. Scale on it.", _QUEUE),
    Metric(names.QUEUE_MESSAGES, "gauge", "Messages that no worker has taken yet.", _QUEUE),
    Metric(names.QUEUE_UNACKED, "gauge", "Messages that workers have in hand (Redis brokers).", _QUEUE),
    Metric(names.QUEUE_OLDEST_SECONDS, "gauge", "For how long the message that is taken next has waited (Redis brokers).", _QUEUE),
    Metric(names.WORKERS, "gauge", "Worker processes that told of themselves within half a minute, by what they serve.", (_KIND,)),
    Metric(names.TIMERS_WAITING, "gauge", "Messages that wait for their time: a poll, a slot, a pause."),
    Metric(names.TIMERS_DUE, "gauge", "Of these, messages whose time has come."),
    Metric(names.TIMERS_LATE_SECONDS, "gauge", "For how long the first of these has been due."),
    # Providers
    Metric(names.ACCOUNT_IN_FLIGHT, "gauge", "Jobs in flight at a provider.", _ACCOUNT),
    Metric(names.ACCOUNT_CONCURRENCY, "gauge", "Jobs that may be in flight: the catalogue's number, or less after refusals.", _ACCOUNT),
    Metric(names.ACCOUNT_RPM, "gauge", "Requests a minute that are sent at most: the catalogue's, or less after refusals.", _ACCOUNT),
    Metric(names.ACCOUNT_LIMIT_SHARE, "gauge", "Jobs in flight as a share of what may be.", _ACCOUNT),
    Metric(names.ACCOUNT_WAITING, "gauge", "Calls that wait for a slot.", _ACCOUNT),
    Metric(names.ACCOUNT_BLOCKED_SECONDS, "gauge", "For how long nothing is sent, since the provider asked for a pause.", _ACCOUNT),
    Metric(names.ACCOUNT_STOPPED, "gauge", "1 where nothing is sent until a person has looked: no funds, or a wrong key.", _ACCOUNT),
    Metric(names.BREAKER_OPEN, "gauge", "1 while a model that has failed in a row is not asked.", ("account", "model")),
    # Money
    Metric(names.ACCOUNT_MONEY, "gauge", f"US dollars, ever. {_MONEY}.", ("account", _KIND)),
    Metric(names.ACCOUNT_DAY_MONEY, "gauge", f"US dollars, this day (UTC). {_MONEY}.", ("account", _KIND)),
    Metric(names.ACCOUNT_CAP, "gauge", "The most that an account may cost, ever (US dollars); absent without a cap.", _ACCOUNT),
    Metric(names.ACCOUNT_DAY_CAP, "gauge", "The most that an account may cost a day (US dollars); absent without a cap.", _ACCOUNT),
    Metric(names.SEASON_MONEY, "gauge", f"US dollars of a live season. {_MONEY}.", ("season", _KIND)),
    Metric(names.SEASON_CAP, "gauge", "A live season's budget (US dollars); absent without one.", ("season",)),
    # Seasons
    Metric(names.SEASONS, "gauge", "Live seasons, by state: those that run, and those that are still to be delivered.", ("state",)),
    Metric(names.EPISODES, "gauge", "Episodes of a live season, dubs too, by state: open, done, partial, failed.", ("season", "state")),
    Metric(names.SCENES, "gauge", "Scenes (or jobs) of a live season, by state: open, done, failed.", ("season", "state")),
    Metric(names.CALLS_OPEN, "gauge", "Paid calls that are under way."),
    Metric(names.CALLS_OVERDUE, "gauge", "Of these, calls that nobody has looked after for a minute beyond their time."),
    Metric(names.NOTICES_WAITING, "gauge", "Seasons' events that are still to be told to their webhooks."),
    Metric(names.JOURNAL_ENTRIES, "gauge", "Entries of the ledger's journal that were not exported yet."),
    # Redis
    Metric(names.REDIS_MEMORY_BYTES, "gauge", "Memory in use.", ("part",)),
    Metric(names.REDIS_MEMORY_LIMIT_BYTES, "gauge", "`maxmemory`; absent where there is none.", ("part",)),
    Metric(
        names.REDIS_PERSISTENCE_OK,
        "gauge",
        "1 where the last write to the disk succeeded; of the ledger, where it is append-only too.",
        ("part",),
    ),
)

_COUNTERS = (
    Metric(
        names.CALL_ACTS,
        "counter",
        "Acts of the ledger (docs/ledger.md): what became of paid calls. `act`: reserve, submit, settle, release, hold, find, waste, use.",
        ("account", "act"),
    ),
    Metric(
        names.THROTTLED,
        "counter",
        "Refusals for limits (429). `kind`: rate, concurrency, or none for a pause.",
        ("account", _KIND),
    ),
    Metric(names.BREAKER_OPENED, "counter", "How often a model was given a pause after failures in a row.", ("account", "model")),
    Metric(names.STAGES_FAILED, "counter", "Scenes, jobs and episodes that failed, by the stage at which they did.", ("stage",)),
    Metric(
        names.STAGE_SECONDS,
        "histogram",
        "From the begin of a product (of a paid one: its submit) until it is in the store, by stage and vendor.",
        ("stage", "vendor"),
        STAGE_BOUNDS_S,
    ),
    Metric(names.SWEEPS, "counter", "Looks at all live seasons."),
)

METRICS: Mapping[str, Metric] = {metric.name: metric for metric in (*_GAUGES, *_COUNTERS)}
"""By name."""
