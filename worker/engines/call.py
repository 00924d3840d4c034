"""The engine `call`: one request, and the product in its answer: bytes, base64, hex or an address."""

from collections.abc import Callable

from shared.catalogue.endpoint import Endpoint
from worker.engines.answers import document_of, is_ok, refuse_submit, told_by
from worker.engines.engine import Ask, Finished, Job, Output, Prepared, Running
from worker.engines.failures import AmbiguousSubmit, JobUnknown
from worker.engines.find import find
from worker.engines.http import MEDIA_ANSWER_BYTES, HttpEngine, endpoint_of
from worker.engines.media_type import HEAD_BYTES, is_page, suffix_of
from worker.engines.outputs import SUFFIXES, finished, outputs_of
from worker.engines.session import Answer


class CallEngine(HttpEngine):
    """Answers at once: there is never a job to be asked about."""

    largest_answer = MEDIA_ANSWER_BYTES

    def accept(self, ask: Ask, answer: Answer) -> Finished:
        """The product in the answer."""
        endpoint = endpoint_of(ask)
        if not endpoint.outputs:
            return self._whole_body(ask, endpoint, answer)
        document = document_of(answer)
        if document is None:
            raise AmbiguousSubmit(f"{ask.model.name}: took the request with an answer that is no JSON; whether it was charged is not known")
        outputs = outputs_of(ask, endpoint, document, endpoint.outputs) if is_ok(endpoint, document) else ()
        if not outputs:
            self._nothing_made(ask, endpoint, answer, document)
        return finished(ask, endpoint, answer, document, outputs, None)

    def _whole_body(self, ask: Ask, endpoint: Endpoint, answer: Answer) -> Finished:
        head = answer.body[:HEAD_BYTES]
        if not head or is_page(head, answer.headers.get("content-type", "")):
            self._nothing_made(ask, endpoint, answer, document_of(answer))
        output = Output(data=answer.body, suffix=suffix_of(head) or SUFFIXES[ask.capability])
        return finished(ask, endpoint, answer, {}, (output,), None)

    def _nothing_made(self, ask: Ask, endpoint: Endpoint, answer: Answer, document: object) -> None:
        """Raise what an accepting status without a product means: the error that it carries, else doubt."""
        secrets = self.secrets(ask)
        if told_by(endpoint, document, secrets).codes:
            refuse_submit(endpoint, answer, document, secrets, ask.model.name)
        raise AmbiguousSubmit(
            f"{ask.model.name}: took the request with an answer that holds no product; whether it was charged is not known"
        )

    def poll(self, ask: Ask, job: Job) -> Running | Finished:
        """There is nothing to be asked about."""
        raise JobUnknown(f"{ask.model.name}: answers at once and has no jobs, so that {job.id[:80]!r} is none of its own")

    def find(self, ask: Ask, prepared: Prepared, on_answer: Callable[[bytes], None]) -> Job | Finished | None:
        """Look a call up, where the vendor repeats an answer for the same idempotency key."""
        return find(self, ask, prepared, on_answer)

    def cancel(self, _ask: Ask, _job: Job) -> bool:
        """What answers at once cannot be stopped."""
        return False
