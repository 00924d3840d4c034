"""Reads the vendors' files and answers which model has a name, and which can do a stage."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from shared.catalogue.models import Model
from shared.catalogue.vendors import CAPABILITY_OF, ENGINES, Vendor
from shared.errors import InputError

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Catalogue:
    """Vendors by name, in the order of their files."""

    vendors: Mapping[str, Vendor]

    @property
    def models(self) -> list[Model]:
        """Every model, in the order of the files."""
        return [model for vendor in self.vendors.values() for model in vendor.models.values()]

    def model(self, name: str) -> Model:
        """The model of the name `vendor/model`. Raises InputError that names what is near, else what there is."""
        vendor_name, _, model_name = name.partition("/")
        vendor = self.vendors.get(vendor_name)
        if vendor is None:
            raise InputError(f"there is no vendor {vendor_name[:60]!r}; {_instead(name, [model.name for model in self.models])}")
        if model_name not in vendor.models:
            known = [model.name for model in vendor.models.values()]
            raise InputError(f"{vendor_name} has no model {model_name[:60]!r}; {_instead(name, known)}")
        return vendor.models[model_name]

    def for_stage(self, stage: str) -> list[Model]:
        """The models that can do a stage of the season file, in the order of the files. Raises KeyError for no such stage."""
        return [model for model in self.models if CAPABILITY_OF[stage] in model.capabilities]


def _instead(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    return f"{hint}known are: {', '.join(known)}"


@cache
def load(folder: Path = FOLDER) -> Catalogue:
    """The catalogue in `folder`: one vendor a `*.yaml`. Raises InputError naming file and field where one is wrong."""
    vendors: dict[str, Vendor] = {}
    for path in sorted(folder.glob("*.yaml")):
        for name, row in _mapping(path).items():
            if name in vendors:
                raise InputError(f"{path}: {name}: this vendor is already in another file; give it one file")
            vendors[name] = _vendor(path, name, row)
    return Catalogue(vendors)


def _mapping(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise InputError(f"{path}: cannot be read as YAML: {' '.join(str(error).split())}") from None
    if not isinstance(data, dict):
        raise InputError(f"{path}: must be a mapping of a vendor's name to its row")
    return data


def _vendor(path: Path, name: str, row: Any) -> Vendor:
    if not isinstance(row, dict) or row.get("engine") not in ENGINES:
        raise InputError(f"{path}: {name}.engine: must be one of {', '.join(ENGINES)}")
    models = row.get("models")
    if isinstance(models, dict):
        row = {**row, "models": {key: _named(name, key, model) for key, model in models.items()}}
    try:
        return ENGINES[row["engine"]].model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in (name, *first["loc"]))
        raise InputError(f"{path}: {place}: {first['msg']}") from None


def _named(vendor: str, key: str, model: Any) -> Any:
    return {"vendor": vendor, "model": key, **model} if isinstance(model, dict) else model
