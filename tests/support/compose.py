"""The compose file as tests read it: anchors and merges resolved, variables by their defaults or by those of an env file."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
# ${NAME}, ${NAME-default}, ${NAME:-default}; "$$" is a dollar sign.
_VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?::?-(?P<default>[^}]*))?\})")


def read_env_file(path: Path) -> dict[str, str]:
    """The variables of a file for --env-file."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))  # type: ignore[misc]


def read_compose(variables: Mapping[str, str] = {}) -> dict[str, Any]:
    """The file, as the engine would see it."""
    return _filled(yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8")), variables)


def environment_of(service: Mapping[str, Any], variables: Mapping[str, str]) -> dict[str, str]:
    """A service's environment; a variable without a value is taken over from `variables`, or is not set."""
    given = service.get("environment", {})
    whole = {name: variables.get(name) if value is None else str(value) for name, value in given.items()}
    return {name: value for name, value in whole.items() if value is not None}


def _filled(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(part, variables) for name, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, variables) for part in value]
    if not isinstance(value, str):
        return value
    return _VARIABLE.sub(lambda found: variables.get(found["name"], found["default"] or "") if found["name"] else "$", value)
