"""docs/catalogue.md names every field and every placeholder of a vendor's row."""

from pathlib import Path

import pytest
import yaml

from shared.catalogue import load
from shared.catalogue.endpoint import Endpoint
from shared.catalogue.models import Model
from shared.catalogue.placeholders import PLACEHOLDERS
from shared.catalogue.vendors import HttpVendor

DOCUMENT = (Path(__file__).parents[4] / "docs" / "catalogue.md").read_text(encoding="utf-8")
NOT_WRITTEN = {"flat", "vendor", "model", "blends", "language_needs"}


@pytest.mark.parametrize("row", [HttpVendor, Endpoint, Model], ids=lambda row: row.__name__)
def test_every_field_is_in_the_document(row):
    assert [name for name in row.model_fields if name not in NOT_WRITTEN and f"`{name}" not in DOCUMENT] == []


def test_every_placeholder_is_in_the_document_with_its_meaning():
    assert [name for name, meaning in PLACEHOLDERS.items() if f"| `{{{name}}}` | {meaning} |" not in DOCUMENT] == []


def test_the_example_is_a_row_that_is_read(tmp_path):
    example = DOCUMENT.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "acme.yaml").write_text(example, encoding="utf-8")

    assert [model.name for model in load(tmp_path).models] == ["acme/film-1"]
    assert list(yaml.safe_load(example)) == ["acme"]
