"""The engine `job`: submit, poll, fetch, all by the vendor's row; for every asynchronous provider."""

import logging
import time
from collections.abc import Callable
from typing import Any

from shared.catalogue.endpoint import Endpoint
from shared.pointer import at, first
from worker.engines.answers import Told, document_of, is_ok, line_of, refuse_listed, refuse_question, refuse_submit, told_by
from worker.engines.engine import Ask, Finished, Job, Output, Prepared, Running
from worker.engines.failures import AmbiguousSubmit, JobCancelled, JobFailed, JobTimedOut, JobUnknown, Moderated, Unanswered
from worker.engines.find import find
from worker.engines.http import HttpEngine, address, endpoint_of, own_address
from worker.engines.outputs import cost_micros, finished, outputs_of
from worker.engines.session import Answer
from worker.engines.waits import wait_of
from worker.engines.whereabouts import follows_submit, urls_of

logger = logging.getLogger(__name__)

LONGEST_ID = 512


class JobEngine(HttpEngine):
    """Stateless but for the words of status that it has already logged."""

    _logged: set[tuple[str, str]]

    def accept(self, ask: Ask, answer: Answer) -> Job | Finished:
        """The accepted job; its product where the answer has it already. Raises as submit does."""
        endpoint, document, secrets = endpoint_of(ask), document_of(answer), self.secrets(ask)
        if not isinstance(document, dict | list):
            raise AmbiguousSubmit(f"{ask.model.name}: took the request with an answer that is no JSON; whether a job runs is not known")
        job_id, good = _id(document, endpoint), is_ok(endpoint, document)
        told = told_by(endpoint, document, secrets)
        if not good:
            refuse_listed(endpoint, answer, told, line_of(ask.model.name, answer, told))
        word = _word(document, endpoint)
        meaning = endpoint.status_map.get((word or "").casefold())
        if job_id is None:
            return self._without_id(ask, answer, document, told, meaning)
        # Without a status there may be the product at once, although it has a name like a job.
        is_done = endpoint.resolve is None and (meaning == "done" or (word is None and good))
        outputs = outputs_of(ask, endpoint, document, endpoint.outputs) if is_done else ()
        if outputs and not _went_wrong(endpoint, document):
            return finished(ask, endpoint, answer, document, outputs, job_id)
        return Job(job_id, urls_of(ask, document, job_id, answer.url))

    def _without_id(self, ask: Ask, answer: Answer, document: Any, told: Told, meaning: str | None) -> Finished:
        endpoint, secrets = endpoint_of(ask), self.secrets(ask)
        if meaning in ("failed", "timeout", "cancelled", "moderated"):
            raise _failure(ask, answer, document, meaning, line_of(ask.model.name, answer, told))
        good = is_ok(endpoint, document)
        outputs = outputs_of(ask, endpoint, document, endpoint.outputs)
        if good and outputs and not _went_wrong(endpoint, document):
            return finished(ask, endpoint, answer, document, outputs, None)
        if not good or (told.codes and not endpoint.submit.ok_when):
            refuse_submit(endpoint, answer, document, secrets, ask.model.name)
        raise AmbiguousSubmit(f"{ask.model.name}: took the request with an answer that names no job; whether one runs is not known")

    def poll(self, ask: Ask, job: Job) -> Running | Finished:
        """Ask about a job."""
        endpoint = endpoint_of(ask)
        poll = endpoint.poll
        assert poll is not None, "the catalogue holds no job without poll"
        url = job.urls.get("poll") or self._at(ask, job, poll.path)
        if url is None:
            raise Unanswered(f"{ask.model.name}: job {self.shown(ask, job.id)} has no address under base_url at which it can be polled")
        answer, document = self.asked(ask, poll.method, url)
        word = _word(document, endpoint)
        if word is None and "" not in endpoint.status_map:
            refuse_question(endpoint, answer, document, self.secrets(ask), f"{ask.model.name}: no status")
        return self._judged(ask, job, answer, document, word or "")

    def _judged(self, ask: Ask, job: Job, answer: Answer, document: Any, word: str) -> Running | Finished:
        endpoint = endpoint_of(ask)
        meaning = endpoint.status_map.get(word.casefold())
        if meaning is None:
            self._log_once(ask, word)
        if meaning is None or meaning == "running":
            return Running(self.shown(ask, word), wait_of(answer.headers, time.time()).after_s)
        told = told_by(endpoint, document, self.secrets(ask))
        line = f"{line_of(ask.model.name, answer, told)} (job {self.shown(ask, job.id)}: {self.shown(ask, word)})"
        if meaning != "done" or _went_wrong(endpoint, document):
            raise _failure(ask, answer, document, meaning, line)
        if endpoint.resolve is not None:
            answer, document, outputs = self._resolved(ask, job, document)
            if _went_wrong(endpoint, document):
                raise _failure(ask, answer, document, meaning, line)
        else:
            outputs = outputs_of(ask, endpoint, document, endpoint.outputs)
        if not outputs:
            raise _failure(ask, answer, document, _held_back(endpoint, document), f"{line}: done, but there is no product")
        return finished(ask, endpoint, answer, document, outputs, job.id)

    def _resolved(self, ask: Ask, job: Job, document: Any) -> tuple[Answer, Any, tuple[Output, ...]]:
        """The answer that tells where the product is. Raises Unanswered: the job is done, so that it is asked again."""
        endpoint = endpoint_of(ask)
        resolve = endpoint.resolve
        assert resolve is not None, "asked for only where the row has it"
        url = own_address(ask, first(document, resolve.url_ptr)) or job.urls.get("result")
        if url is None and resolve.path is not None and not follows_submit(resolve.path):
            output = first(document, resolve.id)
            if output is None and resolve.id:
                return Answer(200, {}, b""), document, ()
            url = address(ask, resolve.path, self.values(ask, id=job.id, output=output))
        if url is None:
            raise Unanswered(
                f"{ask.model.name}: job {self.shown(ask, job.id)} is done, and no answer has its product's address under base_url"
            )
        answer = self.question(ask, resolve.method, url)
        resolved = document_of(answer)
        if answer.status in resolve.failed and isinstance(resolved, dict | list):
            told = told_by(endpoint, resolved, self.secrets(ask))
            raise _failure(ask, answer, resolved, "failed", f"{line_of(ask.model.name, answer, told)} (job {self.shown(ask, job.id)})")
        try:
            resolved = self.understood(ask, answer)
        except JobUnknown as failure:
            raise Unanswered(failure.message) from None
        return answer, resolved, outputs_of(ask, endpoint, resolved, resolve.outputs)

    def find(self, ask: Ask, prepared: Prepared, on_answer: Callable[[bytes], None]) -> Job | Finished | None:
        """Look a call up by its reference."""
        return find(self, ask, prepared, on_answer)

    def cancel(self, ask: Ask, job: Job) -> bool:
        """Ask the provider to stop a job."""
        cancel = endpoint_of(ask).cancel
        if cancel is None:
            return False
        url = job.urls.get("cancel") or self._at(ask, job, cancel.path)
        if url is None:
            return False
        answer = self.question(ask, cancel.method, url)
        if answer.status >= 500 or answer.status == 429:
            wait = wait_of(answer.headers, time.time())
            raise Unanswered(f"{ask.model.name}: cancel: HTTP {answer.status}{wait.note}", wait.after_s)
        return 200 <= answer.status < 300

    def _at(self, ask: Ask, job: Job, path: str | None) -> str | None:
        return None if path is None or follows_submit(path) else address(ask, path, self.values(ask, id=job.id))

    def _log_once(self, ask: Ask, word: str) -> None:
        seen = self.__dict__.setdefault("_logged", set())
        if (ask.model.vendor, word) not in seen and len(seen) < 1000:
            seen.add((ask.model.vendor, word))
            logger.warning(
                "%s answers with a status that its row does not map: %r; taken as still running", ask.model.name, self.shown(ask, word)
            )


def _id(document: Any, endpoint: Endpoint) -> str | None:
    value = first(document, endpoint.submit.id)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value).strip()
    return text if text not in ("", ".", "..") and len(text) <= LONGEST_ID and text.isprintable() else None


def _word(document: Any, endpoint: Endpoint) -> str | None:
    """The status word; true and false count as words."""
    assert endpoint.poll is not None, "the catalogue holds no job without poll"
    value = first(document, endpoint.poll.status)
    return str(value) if isinstance(value, str | int | float) else None


def _went_wrong(endpoint: Endpoint, document: Any) -> bool:
    return any(at(document, pointer) for pointer in endpoint.done_but_failed_if)


def _held_back(endpoint: Endpoint, document: Any) -> str:
    return "moderated" if any(at(document, pointer) for pointer in endpoint.errors.moderated_if) else "failed"


def _failure(ask: Ask, answer: Answer, document: Any, meaning: str, line: str) -> JobFailed | Moderated:
    """What a job's bad end means. It was charged where the provider says so, else where its row does."""
    endpoint = endpoint_of(ask)
    told = told_by(endpoint, document, ())
    cost = cost_micros(ask, endpoint, answer, document)
    billed_by_row = endpoint.bills_failures or (endpoint.bills_cancelled and meaning == "cancelled")
    is_billed = billed_by_row if cost is None else cost > 0
    if meaning == "moderated" or told.is_in(endpoint.errors.moderation):
        return Moderated(line, is_billed, cost)
    if meaning == "timeout" or told.is_in(endpoint.errors.timeout):
        return JobTimedOut(line, is_billed, cost)
    kind = JobCancelled if meaning == "cancelled" else JobFailed
    return kind(line, is_billed, cost)
