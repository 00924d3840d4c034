"""`cliffhanger schema`: the JSON Schema of the season file."""

import json

import typer

from shared.season import season_schema


def schema() -> None:
    """Print the JSON Schema of the season file, for editors and scripts."""
    typer.echo(json.dumps(season_schema(), ensure_ascii=False, indent=2))
