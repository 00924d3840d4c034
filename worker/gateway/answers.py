"""What providers answered to a submit, kept in the store from the moment it arrives until the call is settled.

A process may die, or Redis may be away, between a provider's answer and the ledger's note of it: the answer survives here.
"""

import logging
from collections.abc import Mapping
from typing import Any

from shared.errors import StoreAway
from shared.store.store import Store
from worker.engines.engine import Job

log = logging.getLogger(__name__)


class KeptAnswers:
    """Answers as notes of the store, one an attempt."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, call_id: str, attempt: int, answer: bytes) -> None:
        """Keep an answer, whole and on disk before this returns.

        It is the second note of what the ledger is told next: a full disk is logged, and must not lose the first.
        """
        try:
            self._store.keep_note(_name(call_id, attempt), answer)
        except OSError as error:
            log.warning("the answer to call %s cannot be kept in the store (%s); make room there", call_id, error)

    def kept(self, call_id: str, attempt: int) -> bytes | None:
        """The answer to an attempt, where one arrived."""
        return self._store.note(_name(call_id, attempt))

    def keep_unsent(self, call_id: str, token: str) -> None:
        """Keep in mind that what the holder of a token was about to send has not left; no other reservation has that token."""
        try:
            self._store.keep_note(_unsent(call_id, token), b"")
        except OSError as error:
            log.warning("that call %s was not sent cannot be kept in the store (%s); make room there", call_id, error)

    def is_unsent(self, call_id: str, token: str) -> bool:
        """Whether it is known that a token's holder has sent nothing."""
        return self._store.note(_unsent(call_id, token)) is not None

    def forget(self, call_id: str) -> None:
        """The call is settled: nobody asks for its answers any more."""
        try:
            self._store.forget_notes(_name(call_id))
        except StoreAway as error:
            log.warning("the answers to call %s stay in the store: %s", call_id, error)


def _name(call_id: str, attempt: int | str = "") -> str:
    return f"answers/{call_id[:2]}/{call_id}-{attempt}"


def _unsent(call_id: str, token: str) -> str:
    # The last part of a token is its own.
    return _name(call_id, f"unsent-{token.rpartition('|')[2]}")


KEPT = {"kept": True}
"""Stands for the job of a call that was answered at once: its answer is kept."""


def job_json(job: Job) -> dict[str, Any]:
    """A job as the ledger keeps it."""
    return {"id": job.id, "urls": dict(job.urls)} if job.urls else {"id": job.id}


def job_of(kept: Mapping[str, Any]) -> Job:
    """A job from the ledger."""
    return Job(str(kept["id"]), dict(kept.get("urls", {})))
