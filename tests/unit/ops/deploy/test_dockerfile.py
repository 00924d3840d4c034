"""ops/Dockerfile, read as an engine would begin to, and the folder that it is given."""

import re

import pytest
from dockerfile_parse import DockerfileParser

from tests.support.compose import ROOT, read_compose

TEXT = (ROOT / "ops/Dockerfile").read_text(encoding="utf-8")


@pytest.fixture
def steps(tmp_path) -> list[dict[str, str]]:
    path = tmp_path / "Dockerfile"
    path.write_text(TEXT, encoding="utf-8")
    return [step for step in DockerfileParser(str(path)).structure if step["instruction"] != "COMMENT"]


def test_what_is_built_by_default_is_the_small_image_and_runs_as_nobody_in_particular(steps: list[dict[str, str]]) -> None:
    stages = [step["value"] for step in steps if step["instruction"] == "FROM"]
    users = [step["value"] for step in steps if step["instruction"] == "USER"]

    assert stages[-1] == "base AS line"
    assert users[-1] == "10001:10001", "a number, so that a cluster can tell that it is not root"


def test_the_targets_of_the_compose_file_are_there(steps: list[dict[str, str]]) -> None:
    stages = {step["value"].split(" AS ")[1] for step in steps if step["instruction"] == "FROM"}
    builds = [service["build"] for service in read_compose()["services"].values() if "build" in service]

    assert {build["target"] for build in builds} <= stages
    assert {build["dockerfile"] for build in builds} == {"ops/Dockerfile"}


def test_what_it_starts_from_is_pinned_to_a_patch_release() -> None:
    assert re.search(r"^ARG PYTHON=3\.11\.\d+-slim-\w+$", TEXT, re.MULTILINE)


def test_packages_are_installed_in_exactly_the_versions_that_were_tried(steps: list[dict[str, str]]) -> None:
    installs = [
        part for step in steps if step["instruction"] == "RUN" for part in step["value"].split("&&") if " install --no-cache-dir" in part
    ]

    assert len(installs) == 3
    assert all("--constraint /constraints.txt" in part and "--no-cache-dir" in part for part in installs)


def test_nothing_but_what_is_built_from_reaches_the_engine(steps: list[dict[str, str]]) -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:] for line in lines if line.startswith("!")}
    copied = [step["value"].split() for step in steps if step["instruction"] == "COPY" and "--from" not in step["value"]]
    sources = {source.split("/")[0] for words in copied for source in words[:-1]}

    assert lines[1] == "*"
    assert sources == let_in
