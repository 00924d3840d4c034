"""Posts one event (I10): only to a public or allowed host, at the very address that was checked; redirects are not followed.

Signed as Standard Webhooks has it, specification 1.0.0: `webhook-id` is the event's, the same at every try; without a secret there is no
signature.
"""

import time
from dataclasses import dataclass, field
from ssl import SSLContext

from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

from shared.outbox import Notice
from shared.standard_webhooks import secret_key, signature
from worker.engines.deadline import Deadline
from worker.engines.download import trusting
from worker.engines.pinned import pinned_pool
from worker.engines.reach import Refused, Resolve, Target, Unknown, addresses_of, target_of
from worker.engines.session import USER_AGENT
from worker.engines.waits import wait_of

# A thread of the control queue is busy for so long at most with whoever does not answer.
TIMEOUT = Timeout(connect=3.0, read=5.0)
# However slowly the answer drips.
WHOLE_S = 10.0
GONE = 410


class NotTaken(Exception):
    """An event was not taken; the text is one line that says why. `after_s` is how long the receiver asks to wait, where it does."""

    def __init__(self, reason: str, after_s: float = 0.0) -> None:
        super().__init__(reason)
        self.after_s = after_s


class NeverTaken(NotTaken):
    """It will not be taken at this address either: the address is refused."""


class NotWanted(NotTaken):
    """The receiver wants no more events (HTTP 410)."""


@dataclass(frozen=True)
class Poster:
    """How events are posted by this process. `secret` signs them, None leaves them unsigned."""

    allowed: frozenset[str] = frozenset()
    secret: str | None = field(default=None, repr=False)
    resolve: Resolve = addresses_of
    context: SSLContext | None = None

    def post(self, notice: Notice) -> None:
        """Post an event. Raises NotTaken, NeverTaken, NotWanted."""
        try:
            target = target_of(notice.url, self.allowed, self.resolve)
        except Refused as refused:
            raise NeverTaken(f"webhook_url is refused: {refused}") from None
        except Unknown as unknown:
            raise NotTaken(str(unknown)) from None
        status, after_s = self._answer(target, notice)
        if status == GONE:
            raise NotWanted(f"{target.host} wants no more events (HTTP 410)")
        if not 200 <= status < 300:
            redirected = "; redirects are not followed, give the address itself" if 300 <= status < 400 else ""
            raise NotTaken(f"{target.host} answered HTTP {status}{redirected}", after_s)

    def _answer(self, target: Target, notice: Notice) -> tuple[int, float]:
        """The status, and how long to wait (seconds, 0 where that is not said)."""
        # Each try goes to the next address: one of them may be out of reach from here.
        address = target.addresses[max(0, notice.tries - 1) % len(target.addresses)]
        headers = {"Host": target.host_header, **self._headers(notice)}
        with Deadline(WHOLE_S) as deadline:
            pool = pinned_pool(target, address, TIMEOUT, self.context or trusting())
            deadline.watch(pool)
            try:
                answer = pool.urlopen(
                    "POST", target.path, notice.body, headers, redirect=False, retries=False, preload_content=False, decode_content=False
                )
                # Nothing of the answer is used but its status, and no more of it is read.
                answer.close()
            except (HTTPError, OSError) as error:
                raise NotTaken(f"{target.host} did not answer ({type(error).__name__})") from None
            finally:
                pool.close()
            if deadline.is_over:
                raise NotTaken(f"{target.host} did not answer in time")
        wait = wait_of({name.lower(): value for name, value in answer.headers.items()}, time.time())
        return answer.status, wait.after_s or 0.0

    def _headers(self, notice: Notice) -> dict[str, str]:
        stamp = int(time.time())
        headers = {"Content-Type": "application/json", "User-Agent": USER_AGENT, "webhook-id": notice.id, "webhook-timestamp": str(stamp)}
        if self.secret is not None:
            headers["webhook-signature"] = signature(secret_key(self.secret), notice.id, stamp, notice.body)
        return headers
