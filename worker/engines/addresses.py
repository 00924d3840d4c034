"""Where a request goes: the protocol of what is asked, and its addresses. The key is sent nowhere else."""

from typing import Any
from urllib.parse import urljoin, urlsplit

from shared.catalogue.endpoint import Endpoint
from shared.catalogue.variables import whole_address
from shared.catalogue.vendors import HttpVendor
from worker.engines.engine import Ask
from worker.engines.failures import AuthFailed, InvalidRequest
from worker.engines.inputs import AskValues
from worker.engines.template import fill_path


def endpoint_of(ask: Ask) -> Endpoint:
    """The protocol by which this is asked."""
    return vendor_of(ask).endpoint(ask.model, ask.capability)


def vendor_of(ask: Ask) -> HttpVendor:
    """The vendor's row, which an engine over HTTP can read."""
    assert isinstance(ask.vendor, HttpVendor), "the gateway asks the offline studio itself"
    return ask.vendor


def address(ask: Ask, path: str, values: AskValues) -> str:
    """A whole address. Raises InvalidRequest where a placeholder of the path has no value, AuthFailed where base_url lacks a variable."""
    try:
        filled = fill_path(path, values)
    except KeyError as missing:
        raise InvalidRequest(f"{ask.model.name}: the path {path} needs {missing}, and this call has none") from None
    return filled if path.startswith(("http://", "https://")) else base_of(ask).rstrip("/") + filled


def base_of(ask: Ask) -> str:
    """The address that paths follow. Raises AuthFailed where a variable in it is not set: it belongs to the account, as the key does."""
    try:
        return whole_address(endpoint_of(ask).base_url)
    except ValueError as wrong:
        raise AuthFailed(f"{ask.model.name}: {wrong}") from None


def own_address(ask: Ask, given: Any) -> str | None:
    """An address that an answer gave, None where it leads elsewhere than base_url: the key is sent nowhere else."""
    if not isinstance(given, str) or not given:
        return None
    base = base_of(ask)
    url = urljoin(base, given)
    try:
        same = _origin(url) == _origin(base)
    except ValueError:
        return None
    return url if same else None


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
