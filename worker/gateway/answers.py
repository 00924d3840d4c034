"""What providers answered to a submit, kept in the store from the moment it arrives until the call is settled.

A process may die, or Redis may be away, between a provider's answer and the ledger's note of it: the answer survives here.
"""

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from worker.engines.engine import Job

log = logging.getLogger(__name__)


class KeptAnswers:
    """A folder of answers, one file an attempt."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def keep(self, call_id: str, attempt: int, answer: bytes) -> None:
        """Keep an answer, whole and on disk before this returns.

        It is the second note of what the ledger is told next: a full disk is logged, and must not lose the first.
        """
        try:
            self._write(self._file(call_id, attempt), answer)
        except OSError as error:
            log.warning("the answer to call %s cannot be kept in the store (%s); make room there", call_id, error)

    def kept(self, call_id: str, attempt: int) -> bytes | None:
        """The answer to an attempt, where one arrived."""
        try:
            return self._file(call_id, attempt).read_bytes()
        except FileNotFoundError:
            return None

    def forget(self, call_id: str) -> None:
        """The call is settled: nobody asks for its answers any more."""
        for file in self._file(call_id, 0).parent.glob(f"{call_id}-*"):
            file.unlink(missing_ok=True)

    def _write(self, file: Path, answer: bytes) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        with part.open("wb") as stream:
            stream.write(answer)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)

    def _file(self, call_id: str, attempt: int) -> Path:
        return self._root / call_id[:2] / f"{call_id}-{attempt}"


KEPT = {"kept": True}
"""Stands for the job of a call that was answered at once: its answer is kept."""


def job_json(job: Job) -> dict[str, Any]:
    """A job as the ledger keeps it."""
    return {"id": job.id, "urls": dict(job.urls)} if job.urls else {"id": job.id}


def job_of(kept: Mapping[str, Any]) -> Job:
    """A job from the ledger."""
    return Job(str(kept["id"]), dict(kept.get("urls", {})))
