"""Giving a file to a provider before the request that costs: multipart, or JSON with the file in it; answers its address or its id."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from shared.catalogue.endpoint import Endpoint
from shared.keys.quoting import Secrets
from shared.keys.sign import secrets_of
from shared.pointer import first
from worker.engines.addresses import address, base_of, endpoint_of, vendor_of
from worker.engines.answers import document_of, is_ok, line_of, refuse_submit, told_by
from worker.engines.engine import Ask, Prepared
from worker.engines.failures import AmbiguousSubmit, InvalidRequest, Overloaded
from worker.engines.inputs import AskValues, written
from worker.engines.session import Answer, Lost, NotSent
from worker.engines.template import Values, fill

Send = Callable[[Prepared], Answer]
"""Sends a request, with the key. Raises NotSent, Lost."""


def uploaded(ask: Ask, path: Path, secrets: Secrets, send: Send) -> str:
    """What the request names an uploaded file by. It costs nothing, so every doubt is Overloaded: try again.

    Raises what `Engine.prepare` raises. `secrets` is what no text may show.
    """
    endpoint = endpoint_of(ask)
    prepared = _prepared(ask, endpoint, path)
    try:
        answer = send(prepared)
    except (NotSent, Lost) as error:
        raise Overloaded(f"{ask.model.name}: upload: {error}") from None
    document = document_of(answer)
    assert endpoint.upload is not None, "asked for only where the row has it"
    name = first(document, endpoint.upload.url) if is_ok(endpoint, document) and answer.status < 300 else None
    if not isinstance(name, str | int) or isinstance(name, bool):
        _refuse(ask, answer, document, secrets)
    return str(name)


def file_key(ask: Ask, path: Path) -> str:
    """Names a file with an account: the same bytes, given to the same place in the same way under the same key, have the same name."""
    endpoint, vendor = endpoint_of(ask), vendor_of(ask)
    upload = endpoint.upload
    assert upload is not None, "asked for only where the row has it"
    # Who has another key asks for another account, which knows nothing of what was given to the first. Of it only this digest is kept.
    keys = secrets_of(endpoint)[: len(endpoint.auth.variables)]
    place = "\n".join((vendor.account or ask.model.vendor, base_of(ask), upload.path, path.suffix, *keys))
    return hashlib.sha256(place.encode() + b"\n" + hashlib.sha256(path.read_bytes()).digest()).hexdigest()[:32]


def _prepared(ask: Ask, endpoint: Endpoint, path: Path) -> Prepared:
    upload = endpoint.upload
    assert upload is not None, "asked for only where the row has it"
    limit = vendor_of(ask).limits.max_body
    if path.stat().st_size > limit:
        raise InvalidRequest(f"{ask.model.name}: {path.name} is larger than limits.max_body ({limit} bytes)")
    values = AskValues(ask, endpoint, max_bytes=0)
    url, headers = address(ask, upload.path, values), fill(endpoint.headers, values) or {}
    if upload.body is not None:
        return Prepared("POST", url, headers, fill(upload.body, _with_file(values, path)))
    # The name of a file may tell of the script; providers need only its kind.
    return Prepared(
        "POST", url, headers, form=fill(upload.form, values) or {}, files=((upload.field, "input" + path.suffix, path.read_bytes()),)
    )


def _with_file(values: AskValues, path: Path) -> Values:
    def value(name: str, form: str | None) -> Any:
        return written(path, form or "data_uri") if name == "file" else values(name, form)

    return value


def _refuse(ask: Ask, answer: Answer, document: Any, secrets: Secrets) -> NoReturn:
    endpoint = endpoint_of(ask)
    try:
        refuse_submit(endpoint, answer, document, secrets, f"{ask.model.name}: upload")
    except AmbiguousSubmit:
        raise Overloaded(line_of(f"{ask.model.name}: upload", answer, told_by(endpoint, document, secrets))) from None
