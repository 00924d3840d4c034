"""Reads the vendors' files and answers which model has a name, and which can do a stage."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from shared.catalogue.check import fields_at, keys_written_down, meant, unfilled
from shared.catalogue.known_prices import known_price
from shared.catalogue.layers import lay_over
from shared.catalogue.models import Model
from shared.catalogue.source import Place, Source, read_source
from shared.catalogue.variables import whole_address
from shared.catalogue.vendors import CAPABILITY_OF, ENGINES, HttpVendor, Vendor
from shared.errors import InputError
from shared.settings import Settings

FOLDER = Path(__file__).parent
_ABSENT = re.compile(r"([a-z_]+(?:\.[a-z_]+)*) is missing")


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


def load_catalogue(settings: Settings) -> Catalogue:
    """The shipped catalogue with what CLIFFHANGER_CATALOGUE lays over it. Raises InputError naming file, line and field."""
    return load(FOLDER, settings.catalogue_paths)


@cache
def load(folder: Path = FOLDER, over: tuple[Path, ...] = ()) -> Catalogue:
    """The catalogue in `folder`, one vendor or more a `*.yaml`, with the files (or folders) `over` it laid over in their order.

    Read once a process. Raises InputError naming file, line and field where one is wrong.
    """
    source = Source()
    for path in sorted(folder.glob("*.yaml")):
        for name, row in _add(source, path).items():
            if name in source.rows:
                raise InputError(f"{path}: {name}: this vendor is already in another file; give it one file")
            source.rows[name] = row
    for path in _files(over):
        for name, row in _add(source, path).items():
            source.rows[name] = lay_over(source.rows.get(name), row)
    return Catalogue({name: _vendor(source, name, row) for name, row in source.rows.items()})


def _add(source: Source, path: Path) -> dict[str, Any]:
    read = read_source(path)
    source.places.update(read.places)
    return read.rows


def _files(over: tuple[Path, ...]) -> list[Path]:
    files: list[Path] = []
    for path in over:
        if not path.exists():
            raise InputError(f"{path}: there is no such file or folder; correct CLIFFHANGER_CATALOGUE")
        files += sorted([*path.glob("*.yaml"), *path.glob("*.yml")]) if path.is_dir() else [path]
    return files


def _vendor(source: Source, name: str, row: Any) -> Vendor:
    if not isinstance(row, dict) or row.get("engine") not in ENGINES:
        _refuse(source, (name, "engine"), f"must be one of {', '.join(ENGINES)}")
    for place in keys_written_down(row, (name,)):
        _refuse(source, place, "holds something like a key; name the environment variable that holds it, as auth: {env: NAME}")
    cls = ENGINES[row["engine"]]
    models = row.get("models")
    if isinstance(models, dict):
        models = {key: _named(name, key, _priced(source, name, row, key, model)) for key, model in models.items()}
    named = {**row, "models": models} if isinstance(models, dict) else row
    try:
        vendor = cls.model_validate(named)
    except ValidationError as error:
        raise _told(source, name, cls, error) from None
    if isinstance(vendor, HttpVendor):
        for place, wrong in unfilled(vendor):
            _refuse(source, (name, *_as_written(source, name, place)), wrong)
    return vendor


def _priced(source: Source, name: str, row: Mapping[str, Any], key: str, model: Any) -> Any:
    """A language model's row with its price; others say theirs themselves."""
    if not isinstance(model, dict) or model.get("price") is not None or set(_capabilities(model)) != {"text"}:
        return model
    base_url = _address(row)
    known = known_price(name, base_url, key, datetime.now(UTC).date())
    if known is None:
        wrong = f"is missing, and the price list of genai-prices has no {key!r} at {base_url}; write price and input_price"
        _refuse(source, (name, "models", key, "price"), wrong)
    return {**known.fields, **{field: value for field, value in model.items() if value is not None}}


def _capabilities(model: Mapping[str, Any]) -> list[str]:
    named = model.get("capabilities") or [model.get("capability")]
    return [str(capability) for capability in named] if isinstance(named, list | tuple) else []


def _address(row: Mapping[str, Any]) -> str:
    """Where a vendor is asked for texts; with its variables unfilled where they are not set."""
    endpoints = row.get("endpoints")
    text = endpoints.get("text") if isinstance(endpoints, dict) else None
    address = str((isinstance(text, dict) and text.get("base_url")) or row.get("base_url"))
    try:
        return whole_address(address)
    except ValueError:
        return address


def _named(vendor: str, key: str, model: Any) -> Any:
    return {"vendor": vendor, "model": key, **model} if isinstance(model, dict) else model


def _refuse(source: Source, place: Place, wrong: str) -> NoReturn:
    raise InputError(f"{source.where(place)}: {'.'.join(str(part) for part in place)}: {wrong}")


def _told(source: Source, name: str, cls: type[Vendor], error: ValidationError) -> InputError:
    errors = error.errors()
    # A misspelt field is also one that is missing; the first is what helps.
    first = next((found for found in errors if found["type"] == "extra_forbidden"), errors[0])
    wrong, loc = first["msg"].removeprefix("Value error, "), first["loc"]
    if first["type"] == "extra_forbidden":
        wrong = f"unknown field; {meant(str(loc[-1]), fields_at(cls, loc[:-1]))}"
    elif first["type"] == "missing":
        wrong = "is missing"
    elif first["type"] == "literal_error":
        words = first["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        wrong = f"must be one of {', '.join(words)}, not {str(first['input'])[:60]!r}"
    elif absent := _ABSENT.match(wrong):
        # Told of the whole, which lacks a part: the place is the part's.
        loc, wrong = (*loc, *absent[1].split(".")), wrong.removeprefix(absent[1]).strip()
    place = (name, *_as_written(source, name, loc))
    return InputError(f"{source.where(place)}: {'.'.join(str(part) for part in place)}: {wrong}")


def _as_written(source: Source, name: str, loc: Place) -> Place:
    """A place of the model as it is in the file: an endpoint's field may stand at the top of the vendor's row."""
    if loc[:1] == ("flat",):
        return loc[1:]
    if loc[:1] == ("endpoints",) and len(loc) > 2 and (name, *loc[:3]) not in source.places and (name, loc[2]) in source.places:
        return loc[2:]
    return loc
