"""The manifest: its form, its money, its paths."""

import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.delivery.manifest import EpisodeEntry, Manifest, ProductEntry, count_scenes
from shared.errors import InputError
from shared.money import usd_of
from tests.factories.manifest import START, make_episode, make_manifest, make_product, make_scene

CONTRACT = [
    "season", "title", "state", "generated_at", "total_cost_usd", "budget_usd", "total_jobs", "successful", "failed", "cost_by_stage",
    "cost_by_model", "episodes",
]  # fmt: skip
EPISODE_CONTRACT = [
    "number", "state", "path", "sha256", "duration_seconds", "width", "height", "fps", "loudness_lufs", "subtitles", "cost_usd", "scenes",
]  # fmt: skip
SCENE_CONTRACT = ["number", "state", "reason", "products"]
PRODUCT_CONTRACT = ["stage", "model", "key", "path", "cost_usd", "seconds", "provider_job_id"]


def test_the_fields_of_the_contract_come_first_and_in_its_order():
    document = json.loads(make_manifest().to_json())

    episode = document["episodes"][0]
    scene = episode["scenes"][0]
    assert list(document)[: len(CONTRACT)] == CONTRACT
    assert list(episode)[: len(EPISODE_CONTRACT)] == EPISODE_CONTRACT
    assert list(scene)[: len(SCENE_CONTRACT)] == SCENE_CONTRACT
    assert list(scene["products"][0])[: len(PRODUCT_CONTRACT)] == PRODUCT_CONTRACT


def test_what_is_written_is_read_back_equal():
    manifest = make_manifest()

    again = Manifest.from_json(manifest.to_json())

    assert again == manifest
    assert again.to_json() == manifest.to_json()


@given(st.integers(min_value=0, max_value=10**12))
def test_every_amount_survives_json_to_the_micro_dollar(micros):
    text = make_product("video", cost_usd=usd_of(micros)).model_dump_json()

    assert isinstance(json.loads(text)["cost_usd"], float)
    assert ProductEntry.model_validate_json(text).cost_usd * 1_000_000 == micros


def test_a_micro_dollar_is_exact():
    assert usd_of(1) == Decimal("0.000001")
    assert usd_of(1_250_000) == Decimal("1.25")
    assert usd_of(-3) == Decimal("-0.000003")


@pytest.mark.parametrize("amount", [Decimal("0.0000001"), Decimal("NaN"), Decimal("Infinity")])
def test_an_amount_that_is_no_number_of_micro_dollars_is_refused(amount):
    with pytest.raises(ValidationError):
        make_product("video", cost_usd=amount)


def test_times_are_written_in_utc_whatever_zone_they_came_in():
    noon_in_shanghai = datetime(2026, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=8)))

    document = json.loads(make_manifest(started_at=noon_in_shanghai).to_json())

    assert document["started_at"] == "2026-03-01T04:00:00Z"


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValidationError, match="timezone"):
        make_manifest(started_at=START.replace(tzinfo=None))


def test_fields_of_a_newer_version_are_ignored_when_read():
    manifest = make_manifest()
    document = json.loads(manifest.to_json())
    document["mood"] = "bright"
    document["episodes"][0]["scenes"][0]["products"][0]["gpu"] = "H200"

    assert Manifest.from_json(json.dumps(document)) == manifest


def test_a_misspelt_field_is_refused_when_made():
    with pytest.raises(ValidationError, match="extra"):
        make_manifest(titel="x")


def test_a_manifest_of_an_older_version_is_read_without_the_fields_that_it_lacks():
    needed = {"season": "s", "title": "t", "state": "done", "generated_at": "2026-03-01T00:00:00Z"}
    document = {**needed, "episodes": [{"number": 1, "state": "done"}]}

    assert Manifest.from_json(json.dumps(document)).episodes == (EpisodeEntry(number=1, state="done"),)


@pytest.mark.parametrize(
    "path",
    ["../E01.mp4", "/etc/passwd", "products/../../x", "a//b", "./a", "", "a\\b", "C:evil", "a\nb", "nul\0", "manifest.json", "Report.html"],
)
def test_a_path_that_could_lead_elsewhere_is_refused(path):
    with pytest.raises(ValidationError):
        make_episode(1, path=path)
    with pytest.raises(ValidationError):
        make_episode(1, subtitles={"en": path})


def test_every_named_file_is_listed_with_its_digest_where_that_is_known():
    manifest = make_manifest(episodes=1, scenes=1)

    files = manifest.files()

    assert files["E01.mp4"] == manifest.episodes[0].sha256
    assert files["products/E01/S01/video-0.bin"] == manifest.episodes[0].scenes[0].products[0].sha256
    assert {path for path, sha256 in files.items() if sha256 is None} == {
        "E01.cover.jpg", "E01.zh-CN.srt", "E01.zh-CN.vtt", "products/E01/S01/picture.jpg", "products/cast/1.jpg", "products/cast/2.jpg",
    }  # fmt: skip


def test_the_counts_are_of_scenes_and_leave_open_ones_out():
    scenes = tuple(make_scene(1, number, state=state) for number, state in enumerate(["done", "failed", "running", "done"], 1))

    assert count_scenes([make_episode(1).model_copy(update={"scenes": scenes})]) == {
        "total_jobs": 4, "successful": 2, "failed": 1,
    }  # fmt: skip


def test_a_file_that_is_no_manifest_is_named_with_what_is_wrong_in_it(tmp_path):
    path = tmp_path / "manifest.json"
    path.write_text('{"season": "s", "title": "t", "state": "splendid", "generated_at": "2026-03-01T00:00:00Z"}')

    with pytest.raises(InputError, match=r"manifest\.json .*: state: Input should be"):
        Manifest.read(path)
