"""The small seasons of the chaos suite: two to four scenes of a second, every stage of them paid."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from producer.order import Order, read_order
from shared.line.requests import Format
from tests.chaos.provider import providers
from tests.factories.season_file import a_scene_of, a_season_file

TINY = Format(width=64, height=112, fps=8)

EMMA = [a_scene_of("Stay.", duration_seconds=1), a_scene_of("You knew.", "All along.", duration_seconds=1)]
DANIEL = [a_scene_of("No.", speaker="Daniel", duration_seconds=1, emotional_beat="angry"), a_scene_of("Go.", duration_seconds=1)]
SILENT = [a_scene_of(duration_seconds=1), a_scene_of("Wait.", duration_seconds=1, action="Daniel turns.")]

SHAPES: tuple[tuple[list[dict[str, Any]], ...], ...] = (
    (EMMA,),
    ([*EMMA, *DANIEL],),
    (EMMA[:1], DANIEL[:1]),
    ([*SILENT, EMMA[1]],),
)
"""Episodes, as lists of scenes."""


def order(folder: Path, shape: int, *, with_second: bool = False, **changes: Any) -> Order:
    """The order of a season, in the smallest format that there is. Reads the catalogue that the environment names."""
    file = folder / "season.yaml"
    season = a_season_file(*SHAPES[shape], providers=providers(with_second=with_second), **changes)
    file.write_text(yaml.safe_dump(season, allow_unicode=True), encoding="utf-8")
    read = read_order(file, folder / "out")
    return replace(read, production=read.production.model_copy(update={"format": TINY}))
