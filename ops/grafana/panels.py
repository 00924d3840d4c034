"""The panels of the dashboard, row by row: what each shows, and the queries behind it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Query:
    """A PromQL expression, and what its series are called (Grafana's `{{label}}`)."""

    expr: str
    legend: str = ""


@dataclass(frozen=True)
class Panel:
    """A panel. `unit` is Grafana's name of it; `width` is in columns, of 24."""

    title: str
    queries: tuple[Query, ...]
    kind: Literal["stat", "timeseries", "bargauge"] = "timeseries"
    unit: str = "short"
    width: int = 8
    tells: str = ""
    is_stacked: bool = False


def _stat(title: str, expr: str, unit: str = "short", tells: str = "") -> Panel:
    return Panel(title, (Query(expr),), kind="stat", unit=unit, width=4, tells=tells)


ROWS: dict[str, tuple[Panel, ...]] = {
    "Now": (
        _stat("Parts that answer", "sum(cliffhanger_part_up)", tells="Two: the ledger and the broker."),
        _stat("Seasons that run", 'sum(cliffhanger_seasons{state="running"})'),
        _stat("Scenes to make", 'sum(cliffhanger_scenes{state="open"})'),
        _stat("Spent today", 'sum(cliffhanger_account_day_money_usd{kind="spent"})', "currencyUSD"),
        _stat("Held", 'sum(cliffhanger_account_money_usd{kind="held"})', "currencyUSD", "Perhaps charged: a person has to look."),
        _stat("Workers", "sum(cliffhanger_workers)"),
    ),
    "Queues": (
        Panel("Backlog", (Query("sum by (kind) (cliffhanger_backlog)", "{{kind}}"),), tells="What workers are scaled by."),
        Panel("Workers", (Query("sum by (kind) (cliffhanger_workers)", "{{kind}}"),)),
        Panel("Oldest message", (Query("topk(10, cliffhanger_queue_oldest_seconds)", "{{queue}}"),), unit="s"),
        Panel(
            "Messages",
            (
                Query("sum by (kind) (cliffhanger_queue_messages)", "{{kind}} waiting"),
                Query("sum by (kind) (cliffhanger_queue_unacked)", "{{kind}} in hand"),
            ),
        ),
        Panel("Timers", (Query("cliffhanger_timers_waiting", "waiting"), Query("cliffhanger_timers_due", "due"))),
        Panel(
            "Timers late, sweeps a minute",
            (
                Query("cliffhanger_timers_late_seconds", "late (s)"),
                Query("60 * sum(rate(cliffhanger_sweeps_total[5m]))", "sweeps"),
            ),
        ),
    ),
    "Providers": (
        Panel(
            "In flight",
            (Query("cliffhanger_account_in_flight", "{{account}}"), Query("cliffhanger_account_concurrency", "{{account}} at most")),
            tells="The most sinks after refusals, and creeps back.",
        ),
        Panel("Use of the limit", (Query("cliffhanger_account_limit_share", "{{account}}"),), unit="percentunit"),
        Panel("Calls that wait for a slot", (Query("cliffhanger_account_waiting", "{{account}}"),)),
        Panel(
            "Requests a minute",
            (
                Query('60 * sum by (account) (rate(cliffhanger_call_acts_total{act="submit"}[5m]))', "{{account}} sent"),
                Query("cliffhanger_account_requests_per_minute", "{{account}} at most"),
            ),
        ),
        Panel(
            "Refusals for limits (429) a minute",
            (Query("60 * sum by (account, kind) (rate(cliffhanger_throttled_total[5m]))", "{{account}}, {{kind}}"),),
        ),
        Panel("Pauses", (Query("cliffhanger_account_blocked_seconds", "{{account}}"),), unit="s"),
        Panel(
            "Breakers",
            (
                Query("cliffhanger_breaker_open", "{{model}} open"),
                Query("60 * sum by (model) (rate(cliffhanger_breaker_opened_total[5m]))", "{{model}} opened a minute"),
            ),
        ),
        Panel("Accounts stopped", (Query("cliffhanger_account_stopped", "{{account}}"),)),
        Panel("What became of calls, a minute", (Query("60 * sum by (act) (rate(cliffhanger_call_acts_total[5m]))", "{{act}}"),)),
    ),
    "Money": (
        Panel(
            "Spent an hour",
            (Query('sum by (account) (delta(cliffhanger_account_money_usd{kind="spent"}[1h]))', "{{account}}"),),
            unit="currencyUSD",
            is_stacked=True,
        ),
        Panel("Bound and spent, ever", (Query("sum by (kind) (cliffhanger_account_money_usd)", "{{kind}}"),), unit="currencyUSD"),
        Panel(
            "Today, of the day's budget",
            (
                Query(
                    'sum by (account) (cliffhanger_account_day_money_usd{kind=~"reserved|held|spent"})'
                    " / on (account) sum by (account) (cliffhanger_account_day_cap_usd)",
                    "{{account}}",
                ),
            ),
            kind="bargauge",
            unit="percentunit",
        ),
        Panel("Seasons", (Query('sum by (season) (cliffhanger_season_money_usd{kind="spent"})', "{{season}}"),), unit="currencyUSD"),
        Panel(
            "Seasons, of their budgets",
            (
                Query(
                    'sum by (season) (cliffhanger_season_money_usd{kind=~"reserved|held|spent"})'
                    " / on (season) sum by (season) (cliffhanger_season_cap_usd)",
                    "{{season}}",
                ),
            ),
            kind="bargauge",
            unit="percentunit",
        ),
        Panel(
            "Accounts, of their budgets",
            (
                Query(
                    'sum by (account) (cliffhanger_account_money_usd{kind=~"reserved|held|spent"})'
                    " / on (account) sum by (account) (cliffhanger_account_cap_usd)",
                    "{{account}}",
                ),
            ),
            kind="bargauge",
            unit="percentunit",
        ),
    ),
    "Seasons": (
        Panel("Episodes", (Query("sum by (state) (cliffhanger_episodes)", "{{state}}"),), is_stacked=True),
        Panel("Scenes", (Query("sum by (state) (cliffhanger_scenes)", "{{state}}"),), is_stacked=True),
        Panel("Scenes to make, by season", (Query('sum by (season) (cliffhanger_scenes{state="open"})', "{{season}}"),)),
        Panel(
            "Half of a stage's products take at most",
            (Query("histogram_quantile(0.5, sum by (stage, le) (rate(cliffhanger_stage_seconds_bucket[30m])))", "{{stage}}"),),
            unit="s",
        ),
        Panel(
            "19 of 20 of a stage's products take at most",
            (Query("histogram_quantile(0.95, sum by (stage, le) (rate(cliffhanger_stage_seconds_bucket[30m])))", "{{stage}}"),),
            unit="s",
        ),
        Panel(
            "Products and failures a minute",
            (
                Query("60 * sum by (stage) (rate(cliffhanger_stage_seconds_count[5m]))", "{{stage}}"),
                Query("60 * sum by (stage) (rate(cliffhanger_stages_failed_total[5m]))", "{{stage}} failed"),
            ),
        ),
    ),
    "Ledger": (
        Panel("Paid calls", (Query("cliffhanger_calls_open", "under way"), Query("cliffhanger_calls_overdue", "that nobody looks after"))),
        Panel(
            "Memory of Redis",
            (Query("cliffhanger_redis_memory_bytes", "{{part}}"), Query("cliffhanger_redis_memory_limit_bytes", "{{part}} at most")),
            unit="bytes",
        ),
        Panel("Writes that reach the disk", (Query("cliffhanger_redis_persistence_ok", "{{part}}"),)),
        Panel("Journal", (Query("cliffhanger_journal_entries", "entries"),)),
        Panel("Events to tell", (Query("cliffhanger_notices_waiting", "waiting"),)),
        Panel("Reading all this takes", (Query("cliffhanger_read_seconds", "seconds"), Query("cliffhanger_up", "all was read"))),
    ),
}
"""The dashboard, top to bottom."""
