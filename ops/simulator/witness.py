"""What the simulator sees of its clients' manners: submits in any window, jobs in flight, polls, refusals, for each account."""

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from ops.simulator.patience import Patience


@dataclass
class Window:
    """Events in a sliding window of real time, the most that were ever in one, and how many there were in each second."""

    length_s: float
    times: deque[float] = field(default_factory=deque)
    most: int = 0
    series: Counter[int] = field(default_factory=Counter)

    def add(self, now: float) -> None:
        """Note an event."""
        self.count(now)
        self.times.append(now)
        self.most = max(self.most, len(self.times))
        self.series[int(now)] += 1

    def count(self, now: float) -> int:
        """How many are in the window that ends now."""
        while self.times and self.times[0] <= now - self.length_s:
            self.times.popleft()
        return len(self.times)

    def free_in_s(self, now: float, limit: int) -> float:
        """Seconds until there is room for one more under a limit; a whole window where the limit is none at all."""
        if self.count(now) < limit:
            return 0.0
        return self.times[-limit] + self.length_s - now if limit else self.length_s


@dataclass
class Account:
    """What is seen of one account (a path prefix and a key)."""

    received: Window
    accepted: Window
    requests: Window
    in_flight: int = 0
    most_in_flight: int = 0
    polls: int = 0
    refusals: Counter[int] = field(default_factory=Counter)
    patience: Patience = field(default_factory=Patience)


class Witness:
    """All accounts, and the whole as one more named "all"."""

    def __init__(self, window_s: float) -> None:
        self._window_s = window_s
        self.accounts: dict[str, Account] = {"all": self._account()}

    def of(self, account: str) -> Account:
        """One account's sheet."""
        if account not in self.accounts:
            self.accounts[account] = self._account()
        return self.accounts[account]

    def both(self, account: str) -> tuple[Account, Account]:
        """The sheets on which everything of an account is noted."""
        return self.of(account), self.accounts["all"]

    def fly(self, account: str, change: int) -> None:
        """A job has begun (+1) or ended (-1)."""
        for sheet in self.both(account):
            sheet.in_flight += change
            sheet.most_in_flight = max(sheet.most_in_flight, sheet.in_flight)

    def report(self) -> dict[str, dict[str, Any]]:
        """As the books show it."""
        rows = {name: self._row(sheet) for name, sheet in self.accounts.items()}
        rows["all"]["submits_too_early"] = sum(row["submits_too_early"] for row in rows.values())
        return rows

    def _account(self) -> Account:
        return Account(Window(self._window_s), Window(self._window_s), Window(self._window_s))

    def _row(self, sheet: Account) -> dict[str, Any]:
        return {
            "window_s": self._window_s,
            "max_in_flight": sheet.most_in_flight,
            "in_flight": sheet.in_flight,
            "max_received_in_window": sheet.received.most,
            "max_accepted_in_window": sheet.accepted.most,
            "max_requests_in_window": sheet.requests.most,
            "polls": sheet.polls,
            "sent_429": sheet.refusals[429],
            "submits_too_early": sheet.patience.too_early,
            "refusals": {str(status): count for status, count in sorted(sheet.refusals.items())},
            "received_per_second": _series(sheet.received),
            "accepted_per_second": _series(sheet.accepted),
        }


def _series(window: Window) -> list[list[int]]:
    start = min(window.series, default=0)
    return [[second - start, count] for second, count in sorted(window.series.items())]
