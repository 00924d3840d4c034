"""Carries one event to its receiver: once, and again with growing pauses, until it is taken or given up."""

import hashlib
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import redis

from shared import keyspace
from shared.outbox import LOOK_AFTER_MS, Notice, Outbox
from shared.state.season import SeasonState
from worker.notices.post import NeverTaken, NotTaken, NotWanted, Poster

log = logging.getLogger(__name__)

MINUTE_S, HOUR_S = 60.0, 3600.0
DELAYS_S = (5.0, 30.0, 2 * MINUTE_S, 10 * MINUTE_S, HOUR_S, 6 * HOUR_S, 24 * HOUR_S)
"""The pauses between the tries. After the last the event is given up."""

# A receiver gets one event at a time: one that is slow keeps one thread, not all of them.
SENDING, RESTING = "sending", "resting"
SENDING_MS = 20_000
BUSY_WAIT_S = 0.5
# Those who wait come one after another, so far apart: thousands that came at once would keep all the line's work waiting.
APART_S = 0.05
# After a failure nobody else tries the same receiver: by the same pauses, as often as it has failed in a row, but no longer than this.
LONGEST_REST_S = 60.0
FAILED_KEPT_S = 86_400


@dataclass(frozen=True)
class Courier:
    """Carries events. `delays_s` are the pauses between the tries of one."""

    client: redis.Redis
    poster: Poster
    delays_s: Sequence[float] = DELAYS_S

    def carry(self, season: str, notice_id: str) -> float | None:
        """Try once; answers after how many seconds to try again, None where there is nothing more to do."""
        outbox = Outbox(self.client)
        notice = outbox.read(season, notice_id)
        if notice is None or notice.fate != "open":
            outbox.forget(season, notice_id)
            return None
        receiver = receiver_key(notice.url)
        if not self.client.set(receiver, SENDING, nx=True, px=SENDING_MS):
            # It is being told something else, or has not answered just now: that is no try.
            wait_s = self._wait_s(receiver, outbox.waiting())
            outbox.look_again(season, notice_id, round(wait_s * 1000) + LOOK_AFTER_MS)
            return wait_s
        rest_s = 0.0
        try:
            again_s, asked_s = self._try(outbox, season, notice)
            rest_s = 0.0 if again_s is None else max(self._rest_s(receiver), asked_s)
            return again_s
        finally:
            if rest_s:
                self.client.set(receiver, RESTING, px=round(rest_s * 1000))
            else:
                self.client.delete(receiver, f"{receiver}:failed")

    def _wait_s(self, receiver: str, waiting: int) -> float:
        rest_s = 0.0 if self.client.get(receiver) == SENDING else int(self.client.pttl(receiver)) / 1000
        return max(BUSY_WAIT_S, rest_s) + random.uniform(0.0, APART_S * waiting)  # noqa: S311  # no secret

    def _rest_s(self, receiver: str) -> float:
        failed = int(self.client.incr(f"{receiver}:failed"))
        self.client.expire(f"{receiver}:failed", FAILED_KEPT_S)
        return min(self.delays_s[min(failed, len(self.delays_s)) - 1], LONGEST_REST_S)

    def _try(self, outbox: Outbox, season: str, notice: Notice) -> tuple[float | None, float]:
        """After how many seconds to try again (None: never), and how long the receiver asks everybody to wait."""
        state = SeasonState(self.client, season)
        if state.client.hget(keyspace.meta(season), "webhook_stopped") == _digest(notice.url):
            outbox.end(season, notice, "stopped")
            return None, 0.0
        notice = replace(notice, tries=notice.tries + 1)
        try:
            self.poster.post(notice)
        except NotWanted as refusal:
            state.set_meta("webhook_stopped", _digest(notice.url))
            self._give_up(outbox, season, replace(notice, fate="stopped"), f"{refusal}; none are sent any more")
        except NeverTaken as refusal:
            self._give_up(outbox, season, notice, str(refusal))
        except NotTaken as failure:
            if notice.tries > len(self.delays_s):
                self._give_up(outbox, season, notice, f"{failure}, {notice.tries} times; given up")
                return None, 0.0
            delay_s = max(self.delays_s[notice.tries - 1], failure.after_s)
            log.warning("event %s: %s; tried again in %.0f s", notice.type, failure, delay_s, extra={"season": season})
            outbox.later(season, notice, round(delay_s * 1000))
            return delay_s, failure.after_s
        else:
            outbox.end(season, notice, "sent")
        return None, 0.0

    def _give_up(self, outbox: Outbox, season: str, notice: Notice, reason: str) -> None:
        """The season is as it is; that somebody was not told of it is one line of its notes."""
        outbox.end(season, notice, "stopped" if notice.fate == "stopped" else "given up")
        log.error("event %s: %s", notice.type, reason, extra={"season": season})
        count = int(self.client.hincrby(keyspace.meta(season), "webhook_untold", 1))
        events = "1 event was" if count == 1 else f"{count} events were"
        SeasonState(self.client, season).set_meta("webhook_note", f"{events} not told to webhook_url: {reason}")


def receiver_key(url: str) -> str:
    """Names a receiver in Redis, whatever is in its address."""
    parts = urlsplit(url)
    return f"{keyspace.NOTICES}:to:{_digest(f'{parts.scheme}://{parts.netloc}')}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
