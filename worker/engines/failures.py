"""How a call to a provider can go wrong. An engine raises what it saw; only the gateway decides what follows (worker/gateway)."""

from typing import Literal

from shared.errors import CliffhangerError


class ProviderFailure(CliffhangerError):
    """The root. The message is one line for people, without secrets: who, what was said, and what would help."""


class RateLimited(ProviderFailure):
    """The provider takes no more for now, and has not taken this. `after_s` is how long it asks to wait, where it says so."""

    def __init__(self, message: str, after_s: float | None = None, kind: Literal["rate", "concurrency"] = "rate") -> None:
        super().__init__(message)
        self.after_s = after_s
        self.kind = kind

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return (type(self), (self.message, self.after_s, self.kind))


class Overloaded(ProviderFailure):
    """The provider refuses for reasons of its own, or no connection was made: nothing was taken, and later may be better."""

    def __init__(self, message: str, after_s: float | None = None) -> None:
        super().__init__(message)
        self.after_s = after_s

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return (type(self), (self.message, self.after_s))


class TimedOut(Overloaded):
    """The provider gave a request up for time, and its row says that such an answer means that nothing was taken."""


class Billable(ProviderFailure):
    """A bad end that may be charged (`is_billed`), at `cost_micros` (USD) where the provider says how much."""

    def __init__(self, message: str, is_billed: bool = False, cost_micros: int | None = None) -> None:
        super().__init__(message)
        self.is_billed = is_billed
        self.cost_micros = cost_micros

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return (type(self), (self.message, self.is_billed, self.cost_micros))


class Moderated(Billable):
    """The provider will not make this, for its content. `is_billed` where it was refused only after it had been made."""


class InvalidRequest(ProviderFailure):
    """The provider does not accept this request (or no longer has this model); it will not accept it later either."""


class NoFunds(ProviderFailure):
    """The account is empty: nothing more will be taken until it is filled."""


class AuthFailed(ProviderFailure):
    """The key is missing, wrong, or not allowed to do this."""


class JobFailed(Billable):
    """An accepted job has ended without a product. `is_billed` where the provider charges such jobs."""


class JobCancelled(JobFailed):
    """An accepted job was cancelled at the provider."""


class JobTimedOut(JobFailed):
    """An accepted job has ended since the provider gave it up for time. A job that only lasts long is none of these."""


class JobUnknown(ProviderFailure):
    """The provider does not know a job (any more): gone after its retention, or not there yet."""


class AmbiguousSubmit(ProviderFailure):
    """It is not known whether the provider took the request: it must never be sent again by itself."""


class Unanswered(ProviderFailure):
    """A question that costs nothing (poll, download, lookup) had no usable answer: ask again. `after_s` as the provider asks."""

    def __init__(self, message: str, after_s: float | None = None) -> None:
        super().__init__(message)
        self.after_s = after_s

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return (type(self), (self.message, self.after_s))


class OutputGone(ProviderFailure):
    """The address of a finished product no longer serves it (403, 404, 410): a new poll may give a new one."""


class OutputRefused(ProviderFailure):
    """A product's address may not be fetched (not a public host), or what it serves is too large or not media."""


class LookupUnsupported(ProviderFailure):
    """The vendor offers no way to look a call up."""
