"""Reads the presets' files, one a platform, and answers which preset has a name."""

import difflib
from functools import cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from shared.errors import InputError
from shared.presets.models import Preset

FOLDER = Path(__file__).parent


@cache
def names() -> tuple[str, ...]:
    """The names of all presets."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def preset_named(name: str) -> Preset:
    """The preset of this name, in any case of letters. Raises InputError that names what is near, else what there is."""
    known = name.strip().casefold()
    if known not in names():
        near = difflib.get_close_matches(known, names(), n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise InputError(f"there is no preset {name[:60]!r}; {hint}known are: {', '.join(names())}")
    return read(FOLDER / f"{known}.yaml")


@cache
def read(path: Path) -> Preset:
    """The preset in a file. Raises InputError naming file and field where it is wrong."""
    try:
        return Preset.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) | {"name": path.stem})
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{path}: {'.'.join(str(step) for step in first['loc'])}: {first['msg']}") from None
