"""Why a product is not there yet: none of these is a failure of the scene, and a task that meets one ends and comes back."""


class NotYet(Exception):
    """The root: it can be obtained later, or elsewhere."""


class Wait(NotYet):
    """Come back in `delay_s`; sooner where `lane` is woken, or where the call named by `queued` is granted its slot.

    `called`: a call about which its provider may call back, which ends the wait.
    `is_down`: its model has failed too often of late; another one may be asked meanwhile.
    `why`: for people, where these do not tell.
    """

    def __init__(self, delay_s: float, *, lane: str = "", queued: str = "", called: str = "", is_down: bool = False, why: str = "") -> None:
        super().__init__(delay_s)
        self.delay_s = delay_s
        self.lane = lane
        self.queued = queued
        self.called = called
        self.is_down = is_down
        self.why = why or self._told_by_itself()

    def _told_by_itself(self) -> str:
        if self.is_down:
            return "its model has failed too often of late"
        if self.queued:
            return "its provider is busy: it waits for a slot"
        return "another task makes what it needs" if self.lane else "it has to wait"


class Elsewhere(NotYet):
    """The next step is for the workers of another queue."""

    def __init__(self, queue: str) -> None:
        super().__init__(queue)
        self.queue = queue


class Doubled(NotYet):
    """A second copy of the same message: another worker has the first in hand, and goes on."""


class Refused(NotYet):
    """The model will not make it, and was not paid: the next one in the list may be asked.

    `for_time`: it was given up for time, as often as is tried.
    """

    def __init__(self, reason: str, *, for_time: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.for_time = for_time
