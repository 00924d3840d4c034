"""The texts that language models are told, in folders of templates: whatever is put into one is taken literally, and opens no place."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.line.filling import literal


@cache
def templates(folder: Path) -> Environment:
    """The texts of a folder, to be rendered and then filled by `shared.line.filling.fill`."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=False,  # noqa: S701  # prompts are no HTML
        undefined=StrictUndefined,
        finalize=lambda value: literal(str(value)),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
