"""`cliffhanger schema`: the JSON Schema of the season file, or of jobs files."""

import json
from typing import Annotated

import typer

from producer.batch.schema import jobs_schema
from shared.season_schema import season_schema


def schema(jobs: Annotated[bool, typer.Option("--jobs", help="That of the jobs file, which 'cliffhanger batch' takes.")] = False) -> None:
    """Print the JSON Schema of the season file, for editors and scripts."""
    typer.echo(json.dumps(jobs_schema() if jobs else season_schema(), ensure_ascii=False, indent=2))
