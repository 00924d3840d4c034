"""What every engine over HTTP does alike: addresses, keys, one billable request, questions that cost nothing, uploads."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from shared.catalogue.endpoint import Endpoint
from shared.catalogue.layers import lay_over
from shared.keys.quoting import Secrets, quoted
from shared.keys.sign import secrets_of
from shared.pointer import put
from worker.engines.addresses import address, endpoint_of, own_address, vendor_of
from worker.engines.answers import document_of, refuse_question, refuse_submit
from worker.engines.auth import headers_of
from worker.engines.callback import with_callback
from worker.engines.download import Downloads
from worker.engines.engine import Ask, Finished, Job, Output, Prepared
from worker.engines.failures import AmbiguousSubmit, InvalidRequest, Overloaded, Unanswered
from worker.engines.inputs import AskValues, parted
from worker.engines.session import Answer, Call, Lost, NotSent, Session
from worker.engines.template import fill
from worker.engines.uploading import file_key, uploaded

__all__ = ["HttpEngine", "address", "endpoint_of", "own_address", "vendor_of"]

ANSWER_BYTES = 8_000_000
MEDIA_ANSWER_BYTES = 64_000_000
_KEPT_HEADERS = ("content-type", "retry-after", "retry-after-ms", "x-request-id", "request-id")


class HttpEngine(ABC):
    """The common part. A protocol says what an accepting answer means (`accept`), and how a job goes on (`poll`)."""

    largest_answer = ANSWER_BYTES

    def __init__(self, session: Session, downloads: Downloads) -> None:
        self.session = session
        self.downloads = downloads

    @abstractmethod
    def accept(self, ask: Ask, answer: Answer) -> Job | Finished:
        """What an answer to submit with an accepting status means."""

    def prepare(self, ask: Ask) -> Prepared:
        """Build the request; upload what must be uploaded."""
        endpoint, submit = endpoint_of(ask), endpoint_of(ask).submit
        values = AskValues(ask, endpoint, max_bytes=vendor_of(ask).limits.max_body, upload=self._upload(ask))
        for name in submit.needs:
            # Of a file its type is enough, and costs nothing.
            if values(name, "type") is None:
                raise InvalidRequest(f"{ask.model.name}: needs {name}, and this call has none")
        content: Any = submit.form or submit.body
        if ask.model.request and not isinstance(content, str | list):
            content = lay_over(content or {}, ask.model.request)
        filled = fill(content, values)
        if submit.client_ref_field and isinstance(filled, dict):
            put(filled, submit.client_ref_field, ask.reference)
        headers = fill({**endpoint.headers, **submit.headers}, values) or {}
        if submit.idempotency_header:
            headers[submit.idempotency_header] = ask.reference
        url, filled = with_callback(vendor_of(ask).webhook, ask.callback, address(ask, submit.path, values), filled)
        if not submit.form:
            return Prepared(submit.method, url, headers, filled)
        fields, files = parted(filled or {})
        return Prepared(submit.method, url, headers, form=fields, files=files)

    def submit(self, ask: Ask, prepared: Prepared, on_answer: Callable[[bytes], None]) -> Job | Finished:
        """Send the one billable request."""
        try:
            return self._taken(ask, self._post(ask, prepared), on_answer)
        except InvalidRequest:
            # It may name a file that the provider has forgotten before its time: who asks again gives it anew.
            self._forget(ask)
            raise

    def resume(self, ask: Ask, answer: bytes) -> Job | Finished:
        """What a kept answer means."""
        return self.accept(ask, _unpacked(answer))

    def fetch(self, ask: Ask, output: Output, target: Path) -> Path:
        """Write an output into a file."""
        return self.downloads.fetch(ask, output, target)

    def _post(self, ask: Ask, prepared: Prepared) -> Answer:
        try:
            return self.session.send(self.call(ask, prepared))
        except NotSent as error:
            raise Overloaded(f"{ask.model.name}: {error}; nothing was sent") from None
        except Lost as error:
            raise AmbiguousSubmit(f"{ask.model.name}: {error}; whether it took the request is not known") from None

    def _taken(self, ask: Ask, answer: Answer, on_answer: Callable[[bytes], None]) -> Job | Finished:
        endpoint = endpoint_of(ask)
        if answer.status not in endpoint.submit.ok:
            refuse_submit(endpoint, answer, document_of(answer), self.secrets(ask), ask.model.name)
        on_answer(_packed(endpoint, answer))
        return self.accept(ask, answer)

    def call(self, ask: Ask, prepared: Prepared) -> Call:
        """A request as it is sent: with the key, and with the endpoint's patience."""
        endpoint = endpoint_of(ask)
        return Call(
            prepared.method,
            prepared.url,
            {**prepared.headers, **headers_of(endpoint)},
            prepared.body,
            prepared.form,
            prepared.files,
            connect_s=endpoint.timeouts.connect,
            read_s=ask.timeout_s or endpoint.timeouts.read,
            max_bytes=endpoint.max_answer or self.largest_answer,
        )

    def question(self, ask: Ask, method: str, url: str) -> Answer:
        """Ask what costs nothing. Raises Unanswered where no whole answer comes."""
        endpoint = endpoint_of(ask)
        headers = fill(endpoint.headers, self.values(ask)) or {}
        try:
            return self.session.send(self.call(ask, Prepared(method, url, headers)))
        except (NotSent, Lost) as error:
            raise Unanswered(f"{ask.model.name}: {error}") from None

    def asked(self, ask: Ask, method: str, url: str) -> tuple[Answer, Any]:
        """Ask, and read the answer as JSON. Raises Unanswered, JobUnknown, AuthFailed."""
        answer = self.question(ask, method, url)
        return answer, self.understood(ask, answer)

    def understood(self, ask: Ask, answer: Answer) -> Any:
        """An answer to a question as JSON. Raises as `asked` does."""
        document = document_of(answer)
        if not 200 <= answer.status < 300:
            refuse_question(endpoint_of(ask), answer, document, self.secrets(ask), ask.model.name)
        if document is None:
            raise Unanswered(f"{ask.model.name}: the answer is no JSON ({answer.headers.get('content-type', 'of no type')[:40]})")
        return document

    def values(self, ask: Ask, **more: Any) -> AskValues:
        """The placeholders of a path."""
        return AskValues(ask, endpoint_of(ask), max_bytes=0, **more)

    def secrets(self, ask: Ask) -> Secrets:
        """What no text may show."""
        return secrets_of(endpoint_of(ask))

    def shown(self, ask: Ask, text: object) -> str:
        """What a provider said, as a line may show it: at most 80 characters, without secrets."""
        return quoted(text, self.secrets(ask))[:80]

    def _upload(self, ask: Ask) -> Callable[[Path], str] | None:
        upload = endpoint_of(ask).upload
        if upload is None:
            return None

        def give(path: Path) -> str:
            return uploaded(ask, path, self.secrets(ask), lambda prepared: self.session.send(self.call(ask, prepared)))

        if upload.ttl is None:
            return give
        ttl_s = upload.ttl
        return lambda path: ask.given.name(file_key(ask, path), ttl_s, lambda: give(path))

    def _forget(self, ask: Ask) -> None:
        upload = endpoint_of(ask).upload
        if upload is not None and upload.ttl is not None:
            for path in chain.from_iterable(ask.files.values()):
                ask.given.forget(file_key(ask, path))


def _packed(endpoint: Endpoint, answer: Answer) -> bytes:
    """An answer as it is kept: a line of JSON (status, headers that matter), then the body as it came."""
    cost = endpoint.cost_from_response
    kept = (*_KEPT_HEADERS, cost.header.lower()) if cost and cost.header else _KEPT_HEADERS
    head: Mapping[str, Any] = {
        "status": answer.status,
        "url": answer.url,
        "headers": {name: answer.headers[name] for name in kept if name in answer.headers},
    }
    return json.dumps(head).encode() + b"\n" + answer.body


def _unpacked(kept: bytes) -> Answer:
    head, _, body = kept.partition(b"\n")
    read = json.loads(head)
    return Answer(int(read["status"]), read["headers"], body, read.get("url", ""))
