"""`cliffhanger providers`: one JSON object for programs, a table of 100 columns for people, and never a key."""

import json

import pytest
from rich.console import Console

from producer.cli import providers as command
from producer.cli.providers import providers
from shared.catalogue import load
from shared.errors import InputError

KEY = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"


@pytest.fixture(autouse=True)
def _keys(monkeypatch):
    for vendor in load().vendors.values():
        for name in getattr(vendor, "wanted_keys", dict)():
            monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOLYSHEEP_API_KEY", "YOUR_HOLYSHEEP_API_KEY")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


@pytest.fixture
def document(capsys):
    def read(**asked):
        providers(**asked, as_json=True)
        return json.loads(capsys.readouterr().out)

    return read


@pytest.fixture
def page(capsys, monkeypatch):
    def read(width=100, **asked):
        monkeypatch.setattr(command, "people_console", lambda: Console(width=width, highlight=False))
        providers(**asked)
        return capsys.readouterr().out

    return read


def test_every_vendor_and_model_of_the_catalogue_is_listed(document):
    listed = document()

    assert [one["vendor"] for one in listed["vendors"]] == list(load().vendors)
    assert [one["name"] for one in listed["models"]] == [model.name for model in load().models]


def test_each_vendor_says_whether_its_key_is_there_and_what_its_row_was_compared_with(document):
    vendors = {one["vendor"]: one for one in document()["vendors"]}

    assert {name: vendors[name]["key"] for name in ("studio", "openai", "atlascloud", "holysheep")} == {
        "studio": "not needed",
        "openai": "present",
        "atlascloud": "missing",
        "holysheep": "unfit",
    }
    assert vendors["atlascloud"]["keys"][0]["variable"] == "ATLASCLOUD_API_KEY"
    assert vendors["atlascloud"]["verified"]["date"] == "2026-11-21"
    assert vendors["holysheep"]["verified"] is None


def test_a_price_has_its_unit_its_amount_and_its_date(document):
    [price] = [one["price"] for one in document(vendor="atlascloud")["models"] if one["model"] == "google/veo3.1/text-to-video"]

    assert price == {"unit": "per_second", "amount": 0.03, "currency": "USD", "as_of": "2026-02-28"}


def test_a_capability_chooses_models_and_the_vendors_that_have_one(document):
    listed = document(capability="lipsync")

    assert all("lipsync" in one["capabilities"] for one in listed["models"])
    assert {one["vendor"] for one in listed["models"]} == {one["vendor"] for one in listed["vendors"]}


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"vendor": "holysheap"}, "there is no vendor 'holysheap'; did you mean 'holysheep'?"),
        ({"capability": "vido"}, "--capability vido: did you mean 'video'?"),
    ],
)
def test_a_name_that_is_not_there_is_refused_with_what_is_near(asked, wrong):
    with pytest.raises(InputError) as refused:
        providers(**asked)

    assert str(refused.value) == wrong


def test_people_see_names_prices_and_keys_within_a_hundred_columns(page):
    text = page()

    assert max(map(len, text.splitlines())) <= 100
    for said in ("OPENAI_API_KEY is present (environment)", "ATLASCLOUD_API_KEY is not set", "HOLYSHEEP_API_KEY (environment) holds the"):
        assert said in text
    assert "openai/sora-v2/text-to-video" in text


def test_no_key_is_shown(page, document):
    assert KEY not in page() + json.dumps(document())
