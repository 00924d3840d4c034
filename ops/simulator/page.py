"""The books for people: one page that needs nothing but itself, and renews itself while jobs are running."""

import time
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

LATEST = 300
STYLE = """
:root { color-scheme: light dark; --ink: #1c1f24; --dim: #68707c; --line: #e3e6ea; --paper: #fff; --ground: #f4f5f7;
  --good: #1a7f4b; --bad: #c0392b; --warm: #9a6700; --bar: #4c7bd9; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --dim: #98a1ad; --line: #2e343c; --paper: #1b1f24; --ground: #121518;
  --good: #4cc38a; --bad: #ff7b6b; --warm: #e3b341; --bar: #6f9bf0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1280px; padding: 24px; background: var(--ground); color: var(--ink);
  font: 14px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 22px; } h2 { margin: 32px 0 8px; font-size: 16px; } p { margin: 4px 0 16px; color: var(--dim); }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(140px, 1fr)); gap: 12px; }
.tile, .box { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; }
.tile b { display: block; font-size: 22px; font-weight: 600; font-variant-numeric: tabular-nums; }
.tile span { color: var(--dim); font-size: 12px; } .box { overflow-x: auto; padding: 4px 0; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 6px 12px; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); }
th { color: var(--dim); font-size: 12px; font-weight: 500; } tr:last-child td { border-bottom: 0; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.wide { white-space: normal; min-width: 160px; }
a { color: var(--bar); } code { font: 12px ui-monospace, monospace; }
.good { color: var(--good); } .bad { color: var(--bad); } .warm { color: var(--warm); }
svg { display: block; width: 100%; height: 64px; fill: var(--bar); }
.empty { padding: 8px 16px; color: var(--dim); }
"""
ABOUT = (
    "Its own books: what it accepted, what it would bill, and what it did to its clients. As JSON: "
    '<a href="/_sim/books">/_sim/books</a>; all faults: <a href="/_sim/faults">/_sim/faults</a>.'
)
COLOURS = {"done": "good", "failed": "bad", "cancelled": "warm", "running": ""}
Cell = tuple[str, str]
"""A cell's HTML and its class."""


def page(books: Mapping[str, Any]) -> str:
    """The whole page, as HTML."""
    totals = books["totals"]
    renew = '<meta http-equiv="refresh" content="5">' if totals["states"].get("running") else ""
    parts = [
        "<h1>Simulated provider</h1>",
        f"<p>{ABOUT}</p>",
        _tiles(totals),
        _section("Submits received in each second", _bars(books["accounts"]["all"]["received_per_second"])),
        _section("Accounts", _accounts(books["accounts"])),
        _section("Sent twice", _duplicates(books["duplicates"])) if books["duplicates"] else "",
        _section("Faults played", _counts(totals["faults"], "fault")),
        _section("Refusals", _counts(totals["refusals"], "status")),
        _section(f"Jobs, newest first{_of(len(books['jobs']))}", _jobs(books["jobs"])),
    ]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width">{renew}<title>Simulated provider</title>'
    return f'<!doctype html><html lang="en"><head>{head}<style>{STYLE}</style></head><body>{"".join(parts)}</body></html>'


def _tiles(totals: Mapping[str, Any]) -> str:
    states = totals["states"]
    tiles = [
        ("accepted", str(totals["accepted"]), ""),
        ("billed jobs", str(totals["billed"]), ""),
        ("billed", _dollars(totals["billed_micros"]), ""),
        ("running", str(states.get("running", 0)), ""),
        ("failed", str(states.get("failed", 0)), "bad" if states.get("failed") else ""),
        ("sent twice", str(totals["duplicates"]), "warm" if totals["duplicates"] else "good"),
        ("billed twice", str(totals["billed_twice"]), "bad" if totals["billed_twice"] else "good"),
        ("429 sent", str(totals["sent_429"]), "warm" if totals["sent_429"] else ""),
        ("polls", str(totals["polls"]), ""),
    ]
    cells = (f'<div class="tile"><b class="{colour}">{value}</b><span>{name}</span></div>' for name, value, colour in tiles)
    return f'<div class="tiles">{"".join(cells)}</div>'


def _accounts(accounts: Mapping[str, Mapping[str, Any]]) -> str:
    heads = ["account", "#most in flight", "#most received in a window", "#most accepted in a window", "#polls", "#429", "#came too early"]
    fields = ("max_in_flight", "max_received_in_window", "max_accepted_in_window", "polls", "sent_429", "submits_too_early")
    rows = ([_code(name), *((str(row[field]), "number") for field in fields)] for name, row in accounts.items())
    return _table(heads, rows)


def _duplicates(rows: Iterable[Mapping[str, Any]]) -> str:
    return _table(["job", "first sent as", "same", "both billed"], (_duplicate(row) for row in rows))


def _duplicate(row: Mapping[str, Any]) -> list[Cell]:
    return [_code(row["id"]), _code(row["first"]), (escape(row["why"]), ""), ("yes", "bad") if row["both_billed"] else ("no", "good")]


def _counts(counts: Mapping[str, int], what: str) -> str:
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    return _table([what, "#times"], ([_code(name), (str(count), "number")] for name, count in ordered))


def _jobs(jobs: Sequence[Mapping[str, Any]]) -> str:
    heads = ["at", "job", "kind", "model", "state", "#bill", "billed", "#fetched whole", "#polls", "faults", "client reference"]
    return _table(heads, (_job(job) for job in list(reversed(jobs))[:LATEST]))


def _job(job: Mapping[str, Any]) -> list[Cell]:
    return [
        (time.strftime("%H:%M:%S", time.gmtime(job["received_at"])), ""),
        _code(job["id"]),
        (escape(job["kind"]), ""),
        (escape(job["model"]), ""),
        (escape(job["status"]), COLOURS[job["state"]]),
        (_dollars(job["bill_micros"]), "number"),
        (escape(job["why"]), ""),
        (str(job["fetched_whole"]), "number" if job["fetched_whole"] or job["state"] != "done" else "number warm"),
        (str(job["polls"]), "number"),
        (escape(", ".join(job["faults"])), "wide warm"),
        _code(job["client_ref"] or ""),
    ]


def _table(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table; heads that begin with # are over numbers."""
    top = "".join(f'<th class="number">{head[1:]}</th>' if head.startswith("#") else f"<th>{head}</th>" for head in heads)
    body = "".join(_row(row) for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>" if body else '<div class="empty">none</div>'


def _row(cells: Sequence[Cell]) -> str:
    inside = "".join(f'<td class="{colour}">{cell}</td>' for cell, colour in cells)
    return f"<tr>{inside}</tr>"


def _bars(series: Sequence[Sequence[int]]) -> str:
    """A bar for each second from the first submit to the last."""
    if not series:
        return '<div class="empty">none</div>'
    most, length = max(count for _, count in series), max(60, series[-1][0] + 1)
    heights = ((second, 56 * count / most) for second, count in series)
    bars = "".join(f'<rect x="{second}" y="{60 - height:.1f}" width="0.8" height="{height:.1f}"/>' for second, height in heights)
    label = f"at most {most} in a second"
    return f'<svg viewBox="0 0 {length} 60" preserveAspectRatio="none" role="img" aria-label="{label}">{bars}</svg>'


def _section(title: str, content: str) -> str:
    return f'<h2>{title}</h2><div class="box">{content}</div>'


def _code(text: str) -> Cell:
    return f"<code>{escape(text)}</code>", ""


def _dollars(micros: int) -> str:
    return f"${micros / 1_000_000:.6f}".rstrip("0").rstrip(".") if micros % 10_000 else f"${micros / 1_000_000:.2f}"


def _of(count: int) -> str:
    return f" (the last {LATEST} of {count})" if count > LATEST else ""
