"""The simulator's clock: real time plus an offset that tests advance, so that addresses expire without waiting."""

import time


class Clock:
    """Seconds since the epoch. Only job ages, expiry and webhooks follow the offset; rate windows are real time."""

    def __init__(self) -> None:
        self._started = time.time() - time.monotonic()
        self.offset_s = 0.0

    def now(self) -> float:
        """Simulated time, in seconds since the epoch."""
        return self._started + time.monotonic() + self.offset_s

    @staticmethod
    def real() -> float:
        """Real time in seconds, for rate windows; it has no meaning but its differences."""
        return time.monotonic()

    def advance(self, seconds: float) -> None:
        """Move the simulated time forward."""
        if seconds < 0:
            raise ValueError(f"clock: advance by {seconds} s is backwards; give seconds >= 0")
        self.offset_s += seconds
