"""Puts what was written of a script beside its season: what each unit ends with, and the answers that could not be used.

DIR/<season-slug>/script/outline.json  E01.json …  E03.draft.refused.txt
"""

from pathlib import Path

from shared.delivery import placing
from shared.line.job import JobLine, JobNeeds
from shared.line.need import Need
from shared.line.writing import script_need
from shared.line.writing_requests import CheckedRequest, Wanted, WritingRequest
from shared.state.season import SeasonState
from shared.store.product import Product
from shared.store.store import Store

FOLDER = "script"
REFUSED = ".refused.txt"


def deliver_script(state: SeasonState, store: Store, folder: Path) -> None:
    """Write what is there into `folder`/script: what was paid for and could not be used too. Raises OSError, BadOutput."""
    place = folder / FOLDER
    production = state.production()
    if production.is_translating:
        # What was translated is put beside the season by whoever reads it for the lines.
        return
    place.mkdir(parents=True, exist_ok=True)
    kept: set[str] = set()
    for number in production.episodes:
        episode = state.script(number)
        line = JobLine(production, episode)
        for scene in episode.scenes:
            kept |= _deliver_unit(line.needs(scene), scene.number, store, place)
    for file in place.glob(f"*{REFUSED}"):
        if file.name not in kept:
            # It was written again since, and taken.
            file.unlink(missing_ok=True)


def _deliver_unit(needs: JobNeeds, number: int, store: Store, place: Path) -> set[str]:
    """Write one unit's script, and the last answer of each of its steps that none came of; answers the names of those."""
    last = script_need(needs.steps)
    stem = _stem(_wanted(last), number)
    if (product := store.find(last.key)) is not None:
        _copy(store, product, "script", place / f"{stem}.json")
    refused = set()
    for _, step in needs.steps:
        *answers, _checked = (store.find(need.key) for need in step)
        answer = next((product for product in reversed(answers) if product is not None), None)
        if answer is not None and "script" not in answer.files:
            name = f"{stem}.{_wanted(step[0]).step}{REFUSED}"
            _copy(store, answer, "text", place / name)
            refused.add(name)
    return refused


def _copy(store: Store, product: Product, role: str, target: Path) -> None:
    placing.copy(store.path(product, role), target, product.files[role].sha256)


def _stem(wanted: Wanted, number: int) -> str:
    if wanted.step == "digest":
        return f"part-{number:03d}"
    return "outline" if wanted.episode is None else f"E{wanted.episode:02d}"


def _wanted(need: Need) -> Wanted:
    assert isinstance(need.request, WritingRequest | CheckedRequest), "a unit of writing asks for nothing else"
    return need.request.wanted
