"""Reads a YAML file with the line of every value, so that an error can name it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from shared.errors import InputError

Place = tuple[str | int, ...]

# The C parser is five times as fast; the pure one reads the same.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Source:
    """Rows by vendor, and the `file:line` of every place in them."""

    rows: dict[str, Any] = field(default_factory=dict)
    places: dict[Place, str] = field(default_factory=dict)

    def where(self, place: Place) -> str:
        """`file:line` of a place, else of the nearest that holds it."""
        return next((self.places[place[:length]] for length in range(len(place), -1, -1) if place[:length] in self.places), "")


def read_source(path: Path) -> Source:
    """A file of vendors' rows. Raises InputError where it is no YAML mapping, or names a field twice."""
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        try:
            node = loader.get_single_node()
            source = Source()
            if node is not None:
                _note(source, path, node, ())
            rows = loader.construct_document(node) if node is not None else None
        finally:
            loader.dispose()
    except (OSError, UnicodeError, yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(f"{path}: cannot be read as YAML: {' '.join(str(error).split())}") from None
    if not isinstance(rows, dict):
        raise InputError(f"{path}: must be a mapping of a vendor's name to its row")
    source.rows = {str(name): row for name, row in rows.items()}
    return source


def _note(source: Source, path: Path, node: yaml.Node, place: Place) -> None:
    source.places.setdefault(place, f"{path}:{node.start_mark.line + 1}")
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            name = str(getattr(key, "value", ""))
            line = key.start_mark.line + 1
            if name in seen and name != "<<":
                raise InputError(f"{path}:{line}: {'.'.join(map(str, (*place, name)))}: is there twice; keep one")
            seen.add(name)
            source.places[(*place, name)] = f"{path}:{line}"
            _note(source, path, value, (*place, name))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _note(source, path, value, (*place, index))
