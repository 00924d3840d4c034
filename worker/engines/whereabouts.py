"""Where an accepted job is asked about and stopped: addresses that an answer gives, or that follow the one which took it."""

from collections.abc import Mapping
from typing import Any

from shared.catalogue.endpoint import Cancel, Endpoint, Poll, Resolve
from shared.pointer import first
from worker.engines.addresses import endpoint_of, own_address
from worker.engines.engine import Ask
from worker.engines.inputs import AskValues
from worker.engines.template import fill_path

SUBMITTED = "{submitted}"


def urls_of(ask: Ask, document: Any, job_id: str, submitted: str) -> dict[str, str]:
    """By what is asked there (poll, cancel, result). `submitted` is the address that took the job, "" where it is not known.

    Of the addresses that an answer gives, those alone count that lead to base_url's host.
    """
    found = {}
    for name, part in _parts(endpoint_of(ask)).items():
        url = own_address(ask, first(document, part.url_ptr)) or _after(ask, part.path, job_id, submitted)
        if url is not None:
            found[name] = url
    return found


def follows_submit(path: str | None) -> bool:
    """Whether a path begins where the job was taken, so that it cannot be known later."""
    return path is not None and path.startswith(SUBMITTED)


def _after(ask: Ask, path: str | None, job_id: str, submitted: str) -> str | None:
    if path is None or not follows_submit(path) or not submitted:
        return None
    # The address is one already: filled in, it would be percent-encoded twice.
    rest = fill_path(path.removeprefix(SUBMITTED), AskValues(ask, endpoint_of(ask), max_bytes=0, id=job_id))
    return submitted.partition("?")[0].rstrip("/") + rest


def _parts(endpoint: Endpoint) -> Mapping[str, Poll | Cancel | Resolve]:
    parts = {"poll": endpoint.poll, "cancel": endpoint.cancel, "result": endpoint.resolve}
    return {name: part for name, part in parts.items() if part is not None}
