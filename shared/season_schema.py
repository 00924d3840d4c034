"""The season file as JSON Schema, for editors and for whoever writes seasons by program."""

from typing import Any

from shared.season import SeasonFile


def season_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a season file, as published in `docs/season.schema.json`."""
    schema = _without_null(SeasonFile.model_json_schema())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Cliffhanger season file"}


def _without_null(schema: Any) -> Any:
    """The schema without `null`: a field that is not wanted is left out, not emptied; and without generated titles."""
    if isinstance(schema, list):
        return [_without_null(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: value for name, value in schema.items() if not (name == "default" and value is None)}
    if isinstance(kept.get("title"), str):
        del kept["title"]
    options = [option for option in kept.get("anyOf", []) if option != {"type": "null"}]
    if len(options) == 1:
        del kept["anyOf"]
        kept = {**options[0], **kept}
    elif options:
        kept["anyOf"] = options
    return {name: _without_null(value) for name, value in kept.items()}
