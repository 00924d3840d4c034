"""The files in docs/ that are made from the code are in step with it, and the documents name what exists."""

import re
from pathlib import Path

import pytest

from ops.docs import PACKAGES, ROOT, documents
from producer.cli.app import app


@pytest.mark.parametrize("path", list(documents()), ids=lambda path: path.name)
def test_a_made_document_is_in_step_with_the_code(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == documents()[path], "run `make docs`"


def test_every_package_says_what_it_is() -> None:
    silent = [
        folder
        for package in PACKAGES
        for folder in {path.parent for path in (ROOT / package).rglob("*.py")}
        if not (folder / "__init__.py").read_text(encoding="utf-8").startswith('"""')
    ]

    assert silent == []


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [command.callback.__name__ for command in app.registered_commands if command.callback]

    assert [command for command in commands if f"`{command}" not in readme] == []


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_links_lead_to_files_that_exist(document: str) -> None:
    path = ROOT / document
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))

    assert [target for target in targets if not (path.parent / target).exists()] == []
