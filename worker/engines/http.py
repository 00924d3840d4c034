"""What every engine over HTTP does alike: addresses, keys, one billable request, questions that cost nothing, uploads."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from shared.catalogue.endpoint import Endpoint
from shared.catalogue.layers import lay_over
from shared.catalogue.vendors import HttpVendor
from worker.engines.answers import document_of, is_ok, line_of, refuse_question, refuse_submit, told_by
from worker.engines.auth import headers_of, key_of
from worker.engines.download import Downloads
from worker.engines.engine import Ask, Finished, Job, Output, Prepared
from worker.engines.failures import AmbiguousSubmit, AuthFailed, InvalidRequest, Overloaded, Unanswered
from worker.engines.inputs import AskValues
from worker.engines.pointer import first, put
from worker.engines.session import Answer, Call, Lost, NotSent, Session
from worker.engines.template import fill, fill_path

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
        body = submit.body
        if ask.model.request and not isinstance(body, str | list) and not submit.form:
            body = lay_over(body or {}, ask.model.request)
        filled = fill(body, values)
        if submit.client_ref_field and isinstance(filled, dict):
            put(filled, submit.client_ref_field, ask.reference)
        headers = fill({**endpoint.headers, **submit.headers}, values) or {}
        if submit.idempotency_header:
            headers[submit.idempotency_header] = ask.reference
        form = fill(lay_over(submit.form, ask.model.request), values) if submit.form else None
        return Prepared(submit.method, address(ask, submit.path, values), headers, filled, form or {})

    def submit(self, ask: Ask, prepared: Prepared, on_answer: Callable[[bytes], None]) -> Job | Finished:
        """Send the one billable request."""
        return self._taken(ask, self._post(ask, prepared), on_answer)

    def resume(self, ask: Ask, answer: bytes) -> Job | Finished:
        """What a kept answer means."""
        return self.accept(ask, _unpacked(answer))

    def fetch(self, ask: Ask, output: Output, target: Path) -> Path:
        """Write an output into a file."""
        return self.downloads.fetch(ask, output, target)

    def _post(self, ask: Ask, prepared: Prepared) -> Answer:
        try:
            return self.session.send(self._call(ask, prepared))
        except NotSent as error:
            raise Overloaded(f"{ask.model.name}: {error}; nothing was sent") from None
        except Lost as error:
            raise AmbiguousSubmit(f"{ask.model.name}: {error}; whether it took the request is not known") from None

    def _taken(self, ask: Ask, answer: Answer, on_answer: Callable[[bytes], None]) -> Job | Finished:
        endpoint = endpoint_of(ask)
        if answer.status not in endpoint.submit.ok:
            refuse_submit(endpoint, answer, document_of(answer), key_of(endpoint.auth), ask.model.name)
        on_answer(_packed(endpoint, answer))
        return self.accept(ask, answer)

    def _call(self, ask: Ask, prepared: Prepared) -> Call:
        endpoint = endpoint_of(ask)
        return Call(
            prepared.method,
            prepared.url,
            {**prepared.headers, **headers_of(endpoint.auth)},
            prepared.body,
            prepared.form,
            connect_s=endpoint.timeouts.connect,
            read_s=endpoint.timeouts.read,
            max_bytes=endpoint.max_answer or self.largest_answer,
        )

    def question(self, ask: Ask, method: str, url: str) -> Answer:
        """Ask what costs nothing. Raises Unanswered where no whole answer comes."""
        endpoint = endpoint_of(ask)
        headers = fill(endpoint.headers, self.values(ask)) or {}
        try:
            return self.session.send(self._call(ask, Prepared(method, url, headers)))
        except (NotSent, Lost) as error:
            raise Unanswered(f"{ask.model.name}: {error}") from None

    def asked(self, ask: Ask, method: str, url: str) -> tuple[Answer, Any]:
        """Ask, and read the answer as JSON. Raises Unanswered, JobUnknown, AuthFailed."""
        answer = self.question(ask, method, url)
        document = document_of(answer)
        if not 200 <= answer.status < 300:
            refuse_question(endpoint_of(ask), answer, document, self.secret(ask), ask.model.name)
        if document is None:
            raise Unanswered(f"{ask.model.name}: the answer is no JSON ({answer.headers.get('content-type', 'of no type')[:40]})")
        return answer, document

    def values(self, ask: Ask, **more: Any) -> AskValues:
        """The placeholders of a path."""
        return AskValues(ask, endpoint_of(ask), max_bytes=0, **more)

    def secret(self, ask: Ask) -> str:
        """The key that no text may show, "" where there is none."""
        try:
            return key_of(endpoint_of(ask).auth)
        except AuthFailed:
            return ""

    def _upload(self, ask: Ask) -> Callable[[Path], str] | None:
        endpoint = endpoint_of(ask)
        return (lambda path: self._uploaded(ask, endpoint, path)) if endpoint.upload else None

    def _uploaded(self, ask: Ask, endpoint: Endpoint, path: Path) -> str:
        """The address of an uploaded file. It costs nothing, so every doubt is Overloaded: try again."""
        upload = endpoint.upload
        assert upload is not None, "asked for only where the row has it"
        limit = vendor_of(ask).limits.max_body
        if path.stat().st_size > limit:
            raise InvalidRequest(f"{ask.model.name}: {path.name} is larger than limits.max_body ({limit} bytes)")
        call = self._call(ask, Prepared("POST", address(ask, upload.path, self.values(ask)), dict(endpoint.headers)))
        # The name of a file may tell of the script; providers need only its kind.
        name = "input" + path.suffix
        try:
            answer = self.session.send(_with_file(call, upload.field, name, path.read_bytes()))
        except (NotSent, Lost) as error:
            raise Overloaded(f"{ask.model.name}: upload: {error}") from None
        document = document_of(answer)
        url = first(document, upload.url) if is_ok(endpoint, document) and answer.status < 300 else None
        if isinstance(url, str):
            return url
        return self._refused_upload(ask, endpoint, answer, document)

    def _refused_upload(self, ask: Ask, endpoint: Endpoint, answer: Answer, document: Any) -> str:
        try:
            refuse_submit(endpoint, answer, document, self.secret(ask), f"{ask.model.name}: upload")
        except AmbiguousSubmit:
            told = told_by(endpoint, document, self.secret(ask))
            raise Overloaded(line_of(f"{ask.model.name}: upload", answer, told)) from None


def endpoint_of(ask: Ask) -> Endpoint:
    """The protocol by which this is asked."""
    return vendor_of(ask).endpoint(ask.model, ask.capability)


def vendor_of(ask: Ask) -> HttpVendor:
    """The vendor's row, which an engine over HTTP can read."""
    assert isinstance(ask.vendor, HttpVendor), "the gateway asks the offline studio itself"
    return ask.vendor


def address(ask: Ask, path: str, values: AskValues) -> str:
    """A whole address. Raises InvalidRequest where a placeholder of the path has no value."""
    try:
        filled = fill_path(path, values)
    except KeyError as missing:
        raise InvalidRequest(f"{ask.model.name}: the path {path} needs {missing}, and this call has none") from None
    return filled if path.startswith(("http://", "https://")) else endpoint_of(ask).base_url.rstrip("/") + filled


def own_address(ask: Ask, given: Any) -> str | None:
    """An address that an answer gave, None where it leads elsewhere than base_url: the key is sent nowhere else."""
    if not isinstance(given, str) or not given:
        return None
    base = endpoint_of(ask).base_url
    url = urljoin(base, given)
    try:
        same = _origin(url) == _origin(base)
    except ValueError:
        return None
    return url if same else None


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _with_file(call: Call, field: str, name: str, content: bytes) -> Call:
    return Call(call.method, call.url, call.headers, None, {}, ((field, name, content),), call.connect_s, call.read_s, call.max_bytes)


def _packed(endpoint: Endpoint, answer: Answer) -> bytes:
    """An answer as it is kept: a line of JSON (status, headers that matter), then the body as it came."""
    cost = endpoint.cost_from_response
    kept = (*_KEPT_HEADERS, cost.header.lower()) if cost and cost.header else _KEPT_HEADERS
    head: Mapping[str, Any] = {"status": answer.status, "headers": {name: answer.headers[name] for name in kept if name in answer.headers}}
    return json.dumps(head).encode() + b"\n" + answer.body


def _unpacked(kept: bytes) -> Answer:
    head, _, body = kept.partition(b"\n")
    read = json.loads(head)
    return Answer(int(read["status"]), read["headers"], body)
