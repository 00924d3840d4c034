"""Who asks, as the engines say it; what is wrong with a key is a failure of the provider's account."""

from shared.catalogue.endpoint import Endpoint
from shared.errors import InputError
from shared.keys.sign import headers_of as signed_headers_of
from worker.engines.failures import AuthFailed


def headers_of(endpoint: Endpoint) -> dict[str, str]:
    """The headers that say who asks. Raises AuthFailed naming the variable that is not set or cannot be a key."""
    try:
        return signed_headers_of(endpoint)
    except InputError as error:
        raise AuthFailed(error.message) from None
