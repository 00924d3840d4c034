"""Where a submit takes our address, by what the vendor's row says."""

from typing import Any

import pytest
from pydantic import ValidationError

from shared.catalogue import load
from shared.catalogue.vendors import HttpVendor
from shared.catalogue.webhook import Webhook
from worker.engines.callback import with_callback

CALLBACK = "https://hooks.example.com/acme/token-1"
URL = "https://api.example.com/jobs"


@pytest.mark.parametrize(
    ("row", "url", "content"),
    [
        ({"field": "callback_url"}, URL, {"prompt": "x", "callback_url": CALLBACK}),
        ({"field": "/options/callback_url"}, URL, {"prompt": "x", "options": {"callback_url": CALLBACK}}),
        (
            {"field": "webhook", "also": {"webhook_events_filter": ["completed"]}},
            URL,
            {"prompt": "x", "webhook_events_filter": ["completed"], "webhook": CALLBACK},
        ),
        ({"query": "fal_webhook"}, f"{URL}?fal_webhook=https%3A%2F%2Fhooks.example.com%2Facme%2Ftoken-1", {"prompt": "x"}),
    ],
)
def test_the_address_is_where_the_row_says(row: Any, url: str, content: Any) -> None:
    assert with_callback(Webhook(**row), CALLBACK, URL, {"prompt": "x"}) == (url, content)


def test_a_query_that_is_there_is_gone_on_with() -> None:
    url, _ = with_callback(Webhook(query="webhook"), CALLBACK, f"{URL}?a=1", None)

    assert url.startswith(f"{URL}?a=1&webhook=https")


@pytest.mark.parametrize(("row", "callback"), [(None, CALLBACK), (Webhook(field="x"), "")])
def test_without_a_row_or_an_address_the_request_is_as_it_was(row: Webhook | None, callback: str) -> None:
    assert with_callback(row, callback, URL, {"prompt": "x"}) == (URL, {"prompt": "x"})


@pytest.mark.parametrize("content", ["<speak/>", [1, 2]])
def test_what_has_no_fields_has_no_place_for_it(content: Any) -> None:
    assert with_callback(Webhook(field="x"), CALLBACK, URL, content) == (URL, content)


def test_the_options_of_a_request_stay() -> None:
    content = {"options": {"watermark": False}}

    _, filled = with_callback(Webhook(field="/options/callback_url"), CALLBACK, URL, content)

    assert filled == {"options": {"watermark": False, "callback_url": CALLBACK}}


NOT_WHOLE: list[Any] = [
    {},
    {"field": "a", "query": "b"},
    {"field": "a", "verifier": "standard"},
    {"field": "a", "verifier": "wavespeed_v3"},
    {"query": "a b"},
]


@pytest.mark.parametrize("row", NOT_WHOLE)
def test_a_row_that_is_not_whole_is_refused(row: Any) -> None:
    with pytest.raises(ValidationError):
        Webhook(**row)


def test_a_variable_may_hold_several_secrets() -> None:
    row = Webhook(field="x", verifier="standard", secret_env="A_SECRET")  # type: ignore[arg-type]

    assert row.secrets({"A_SECRET": "whsec_one whsec_two,whsec_three"}) == ["whsec_one", "whsec_two", "whsec_three"]


SIGNED = {"kling": "standard", "replicate": "standard", "wavespeed": "wavespeed_v3", "fal": "ed25519_jwks", "atlascloud": "ed25519_jwks"}


@pytest.mark.parametrize(("vendor", "verifier"), SIGNED.items())
def test_who_signs_is_checked(vendor: str, verifier: str) -> None:
    row = load().vendors[vendor]

    assert isinstance(row, HttpVendor)
    assert row.webhook is not None
    assert row.webhook.verifier == verifier
