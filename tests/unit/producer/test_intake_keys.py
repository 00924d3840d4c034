"""Which vendors can be asked, by the keys that are there."""

import pytest

from producer.batch.models import find_models
from producer.intake.keys import keyed_by, missing_keys, unfit_keys
from shared.catalogue import Catalogue
from shared.errors import InputError, SettingsError
from shared.keys import KeyRing
from tests.factories.catalogue import a_vendor

MODELS = {"clip": {"capability": "video"}}
PAIR = {"kind": "jwt_hs256", "env": "ACME_KEY", "secret_env": "ACME_SECRET"}


def test_a_vendor_with_a_pair_needs_both() -> None:
    vendor = a_vendor("acme", MODELS, auth=PAIR)

    assert missing_keys(vendor, KeyRing({"ACME_KEY": "one"})) == ["ACME_SECRET"]
    assert missing_keys(vendor, KeyRing({"ACME_KEY": "one", "ACME_SECRET": "two"})) == []


def test_a_vendor_whose_address_needs_a_variable_cannot_be_asked_without_it() -> None:
    vendor = a_vendor("acme", MODELS, base_url="https://${ACME_REGION}.example.com")

    assert missing_keys(vendor, KeyRing({"ACME_KEY": "one"})) == ["ACME_REGION"]
    assert missing_keys(vendor, KeyRing({"ACME_KEY": "one", "ACME_REGION": "west"})) == []


def test_a_key_that_cannot_be_one_is_not_missing_and_yet_nobody_can_be_asked_with_it() -> None:
    vendor, ring = a_vendor("acme", MODELS), KeyRing({"ACME_KEY": "<key>"})

    assert missing_keys(vendor, ring) == []
    assert unfit_keys(vendor, ring) == ["ACME_KEY (environment) holds the placeholder of an example; replace it with your own key"]
    assert not keyed_by(Catalogue({"acme": vendor}), ring)("acme")


def test_a_keys_file_that_cannot_be_used_is_no_missing_key(tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("ACME_KEY", raising=False)
    monkeypatch.setenv("CLIFFHANGER_KEYS_FILE", str(tmp_path / "absent.env"))

    with pytest.raises(SettingsError, match="there is no such file"):
        missing_keys(a_vendor("acme", MODELS))


def test_a_jobs_file_is_refused_for_a_key_that_cannot_be_one(monkeypatch) -> None:
    monkeypatch.setenv("ACME_KEY", "sk-xxxx")
    catalogue = Catalogue({"acme": a_vendor("acme", MODELS)})

    with pytest.raises(InputError) as refused:
        find_models(["acme/clip"], "video", catalogue, keyed_by(catalogue))

    assert str(refused.value).startswith("ACME_KEY (environment) holds the placeholder of an example")
