"""Providers' accounts as people read them: which key is where, what is wrong with it, what the vendor says."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from producer.checks.accounts import Account
from producer.checks.online import Answer, Meaning
from shared.keys import Key

_STYLES: dict[Meaning, str] = {"ok": "green", "not tried": "dim", "busy": "yellow"}


def accounts_told(found: Sequence[Account]) -> Iterator[RenderableType]:
    """A table of the vendors of whose keys something is there, and a line on the others."""
    begun = [account for account in found if any(key.state != "missing" for key in account.keys)]
    if begun:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for column in ("vendor", "key", "from", "can be a key", "online"):
            table.add_column(column, overflow="fold")
        for account in begun:
            _add(table, account)
        yield table
    others = [account.vendor for account in found if account not in begun]
    if others:
        yield f"[dim]no key is set for {escape(', '.join(others))}[/]"


def _add(table: Table, account: Account) -> None:
    for number, key in enumerate(account.keys):
        first = number == 0
        vendor, answer = (escape(account.vendor), _answer(account.answer)) if first else ("", "")
        # Of the keys file its name and line: its folder is told by the check of the keys.
        table.add_row(vendor, key.name, escape(key.where.rpartition("/")[2]), _judged(key), answer)


def _judged(key: Key) -> str:
    if key.state == "present":
        return "[green]yes[/]" + (f" [dim]({escape(', '.join(key.notes))})[/]" if key.notes else "")
    return f"[red]{'no: ' + escape(key.reason) if key.state == 'unfit' else 'missing'}[/]"


def _answer(answer: Answer | None) -> str:
    if answer is None:
        return "[dim]not tried[/]"
    style = _STYLES.get(answer.meaning, "red")
    return f"[{style}]{escape(f'{answer.meaning}: {answer.text}' if answer.meaning != 'ok' else f'ok ({answer.status})')}[/]"
