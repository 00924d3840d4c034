"""The verifiers by the name that a vendor's row gives them."""

from collections.abc import Callable, Mapping

from producer.hooks.key_set import KeySet
from producer.hooks.public_key import PublicKey
from producer.hooks.shared_secret import standard, wavespeed_v3
from producer.hooks.unsigned import Unsigned
from producer.hooks.verifier import Verifier
from shared.catalogue import webhook as row
from shared.catalogue.vendors import HttpVendor
from shared.errors import SettingsError

Build = Callable[[row.Webhook, str, list[str]], Verifier]
"""(the row, the vendor's base_url, the secrets that are set): its verifier. Raises ValueError for a secret that cannot be used."""

VERIFIERS: Mapping[row.Verifier, Build] = {
    "standard": lambda _webhook, _base_url, secrets: standard(secrets),
    "wavespeed_v3": lambda _webhook, _base_url, secrets: wavespeed_v3(secrets),
    "ed25519_jwks": lambda webhook, base_url, _secrets: PublicKey(webhook.form, KeySet(key_set_address(webhook, base_url))),
    "none": lambda _webhook, _base_url, _secrets: Unsigned(),
}


def build_verifier(vendor: HttpVendor, environment: Mapping[str, str]) -> Verifier:
    """What checks a vendor's callbacks. Raises SettingsError for a secret that cannot be used."""
    webhook = vendor.webhook
    assert webhook is not None, "asked for only where a row has one"
    try:
        return VERIFIERS[webhook.verifier](webhook, base_url_of(vendor), webhook.secrets(environment))
    except ValueError as error:
        raise SettingsError(f"{', '.join(webhook.secret_env)}: {error}") from None


def key_set_address(webhook: row.Webhook, base_url: str) -> str:
    """The whole address of a vendor's public keys."""
    return webhook.jwks if webhook.jwks.startswith("http") else base_url.rstrip("/") + webhook.jwks


def base_url_of(vendor: HttpVendor) -> str:
    """The address under which a vendor's paths are."""
    endpoint = vendor.flat or next(iter(vendor.endpoints.values()))
    return endpoint.base_url
