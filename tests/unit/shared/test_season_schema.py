"""The published schema is the models' own, explains every field, and accepts the examples."""

import json
from pathlib import Path

import jsonschema
import pytest

from producer.intake.forms import read_document
from shared.season import SeasonFile
from shared.season_schema import season_schema

ROOT = Path(__file__).parents[3]
EXAMPLES = [*sorted((ROOT / "examples").rglob("heirs*.*")), ROOT / "examples" / "letter.yaml"]


def test_the_published_schema_is_in_step_with_the_models():
    published = (ROOT / "docs" / "season.schema.json").read_text(encoding="utf-8")

    assert published == json.dumps(season_schema(), ensure_ascii=False, indent=2) + "\n", (
        "write docs/season.schema.json from season_schema()"
    )


def test_the_schema_is_a_valid_one():
    jsonschema.Draft202012Validator.check_schema(season_schema())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_fit_the_schema(path):
    jsonschema.validate(read_document(path).data, season_schema())


@pytest.mark.parametrize(
    "data", [{"title": "T", "episodes": True}, {"titel": "T"}, {"title": "T", "style": None}, {"title": "T", "episodes": []}]
)
def test_what_the_models_refuse_the_schema_refuses(data):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, season_schema())


def test_every_field_is_described_and_shown():
    parts = {"SeasonFile": season_schema()} | season_schema()["$defs"]

    bare = [
        f"{part}.{name}"
        for part, schema in parts.items()
        for name, field in schema.get("properties", {}).items()
        if "description" not in field
    ]
    unshown = [
        f"{part}.{name}"
        for part, schema in parts.items()
        for name, field in schema.get("properties", {}).items()
        if not {"examples", "enum", "default", "$ref"} & set(field) and field.get("type") in {"string", "integer", "number"}
    ]

    assert bare == []
    assert unshown == []


def test_every_example_of_a_field_is_accepted():
    validator = jsonschema.Draft202012Validator(season_schema())
    parts = [season_schema(), *season_schema()["$defs"].values()]

    for part in parts:
        for name, field in part.get("properties", {}).items():
            for example in field.get("examples", []):
                assert validator.evolve(schema={**field, "$defs": season_schema()["$defs"]}).is_valid(example), (name, example)


def test_a_season_needs_a_title_and_nothing_else():
    assert SeasonFile(title="T").on_failure == "continue"
    assert season_schema()["required"] == ["title"]
