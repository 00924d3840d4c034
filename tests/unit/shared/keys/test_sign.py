"""How a request shows its keys, and what it must then hide."""

import pytest

from shared.catalogue.vendors import HttpVendor
from shared.errors import InputError
from shared.keys import KeyRing
from shared.keys.sign import headers_of, secrets_of

KEY, SECRET = "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "f9e8d7c6b5a4938271605f4e3d2c1b0a"
PAIR = {"kind": "jwt_hs256", "env": "ACME_KEY", "secret_env": "ACME_SECRET"}
RING = KeyRing({"ACME_KEY": KEY, "ACME_SECRET": SECRET})


def endpoint(base_url="https://api.example.com", **auth):
    row = {"engine": "call", "base_url": base_url, "submit": {"path": "/make"}, "models": {}, "auth": {"env": "ACME_KEY", **auth}}
    return HttpVendor.model_validate(row).protocols()[0]


@pytest.mark.parametrize(
    ("auth", "headers"),
    [
        ({"kind": "bearer"}, {"Authorization": f"Bearer {KEY}"}),
        ({"kind": "key"}, {"Authorization": f"Key {KEY}"}),
        ({"kind": "header", "header": "x-api-key"}, {"x-api-key": KEY}),
        ({"kind": "none", "env": None}, {}),
    ],
)
def test_each_kind_has_its_header(auth, headers):
    assert headers_of(endpoint(**auth), RING) == headers


def test_a_pair_signs_a_token_and_pair_and_token_are_secret():
    it = endpoint(**PAIR)

    scheme, _, token = headers_of(it, RING)["Authorization"].partition(" ")

    assert (scheme, token.count(".")) == ("Bearer", 2)
    assert secrets_of(it, RING) == (KEY, SECRET, token)


@pytest.mark.parametrize(
    ("environment", "wrong"),
    [
        ({"ACME_KEY": KEY}, "ACME_SECRET is not set; export the provider's key under this name, or write it into the keys file"),
        ({"ACME_KEY": KEY, "ACME_SECRET": "<secret>"}, "ACME_SECRET (environment) holds the placeholder of an example; replace"),
    ],
)
def test_half_a_pair_is_refused_by_the_variable_that_is_wrong(environment, wrong):
    with pytest.raises(InputError) as refused:
        headers_of(endpoint(**PAIR), KeyRing(environment))

    assert str(refused.value).startswith(wrong)


@pytest.mark.parametrize(
    ("base_url", "is_refused"),
    [("https://api.example.com", True), ("http://127.0.0.1:8900", False), ("http://localhost", False), ("http://[::1]:1", False)],
)
def test_a_stand_in_on_this_machine_takes_shorter_keys(base_url, is_refused):
    it, ring = endpoint(base_url, kind="bearer", min_length=32), KeyRing({"ACME_KEY": "simulated"})

    if is_refused:
        with pytest.raises(InputError, match="has 9 characters, and a key of this provider has 32 or more"):
            headers_of(it, ring)
    else:
        assert headers_of(it, ring) == {"Authorization": "Bearer simulated"}


@pytest.mark.parametrize("auth", [{"kind": "jwt_hs256"}, {"kind": "bearer", "secret_env": "ACME_SECRET"}])
def test_a_secret_and_the_kind_that_signs_come_together(auth):
    with pytest.raises(ValueError, match="secret_env"):
        endpoint(**auth)
