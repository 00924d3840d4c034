"""The simulator's own limits: submits (or all requests) in a sliding window, and jobs in flight, for each account."""

from ops.simulator.answer import Refusal, Refused
from ops.simulator.world import World


def refuse_by_rate(world: World, account: str) -> None:
    """Raises Refused (429) where the window is full. Headers say when there is room, as far as the dialect sends any."""
    limits, sheet = world.limits(account), world.witness.of(account)
    window = sheet.requests if limits.counts_all else sheet.accepted
    now = world.clock.real()
    if limits.rpm is None or window.free_in_s(now, limits.rpm) <= 0:
        return
    free_s = window.free_in_s(now, limits.rpm)
    message = f"Rate limit reached: {limits.rpm} requests in {world.options.window_s:g} s"
    raise Refused(Refusal(429, "rate", message, {} if account.startswith("atlas") else _headers(free_s)))


def refuse_by_concurrency(world: World, account: str) -> None:
    """Raises Refused (429) where the account has as many jobs in flight as it may."""
    limit = world.limits(account).concurrency
    if limit is not None and world.witness.of(account).in_flight >= limit:
        raise Refused(Refusal(429, "concurrency", f"Too many concurrent jobs: at most {limit}"))


def rate_headers(world: World, account: str) -> dict[str, str]:
    """OpenAI's x-ratelimit headers, where there is a limit."""
    limit = world.limits(account).rpm
    if limit is None:
        return {}
    window, now = world.witness.of(account).accepted, world.clock.real()
    reset_s = 0.0 if not window.count(now) else window.times[0] + world.options.window_s - now
    remaining = max(0, limit - window.count(now))
    return {
        "x-ratelimit-limit-requests": str(limit),
        "x-ratelimit-remaining-requests": str(remaining),
        "x-ratelimit-reset-requests": duration(reset_s),
    }


def duration(seconds: float) -> str:
    """Seconds as OpenAI writes them: `350ms`, `12s`, `6m0s`."""
    if seconds < 1:
        return f"{round(seconds * 1000)}ms"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"


def _headers(free_s: float) -> dict[str, str]:
    return {"retry-after-ms": str(int(free_s * 1000) + 1), "Retry-After": str(int(free_s) + 1)}
