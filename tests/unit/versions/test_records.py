"""Orders as line version 1 wrote them: this version reads them, writes them no other way, and computes the same content keys.

A record here is never made anew to let a test pass: seasons under way have such records, and a key that changes is bought twice.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from shared.line.survey import every_need
from shared.production import Episode, Production

RECORDS = sorted((Path(__file__).parent / "records").glob("*.json"))


@pytest.fixture(params=RECORDS, ids=lambda path: path.stem)
def record(request: pytest.FixtureRequest) -> dict[str, Any]:
    return json.loads(request.param.read_text(encoding="utf-8"))


def test_an_older_order_is_read_and_nothing_of_it_is_lost(record: dict[str, Any]) -> None:
    production = Production.model_validate_json(json.dumps(record["production"]))
    episodes = {number: Episode.model_validate_json(json.dumps(episode)) for number, episode in record["episodes"].items()}

    assert production.line_version == 1
    assert json.loads(production.model_dump_json()) == record["production"], "a worker of the same line version could not read it"
    assert {number: json.loads(episode.model_dump_json()) for number, episode in episodes.items()} == record["episodes"]


def test_an_older_order_has_the_content_keys_that_it_had(record: dict[str, Any]) -> None:
    production = Production.model_validate_json(json.dumps(record["production"]))

    for number, needed in record["needs"].items():
        episode = Episode.model_validate_json(json.dumps(record["episodes"][number]))
        found = [
            {"stage": need.stage, "key": need.key, "calls": [need.key_of(option) for option in need.options]}
            for need in every_need(production, episode)
        ]
        assert found == needed
