"""`cliffhanger export`: a finished season in the forms that others ask for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from producer.cli.options import Json, SeasonId
from producer.cli.outcome import print_json
from producer.exporting import Exporting, Messages, Outcome, say_problems
from producer.reach import Reached, reach
from producer.watch import people_console
from shared.delivery.exports import Placed, place_exports
from shared.errors import InputError
from shared.exports.forms import FORMS, form_of
from shared.exports.order import ExportOrder, Part, Wanted, order_of
from shared.exports.target import load_target
from shared.settings import load_settings
from shared.store.one import claim_store
from shared.store.open import open_store
from shared.store.store import Store

_FORMS_HELP = "; ".join(f"{name}: {form.says}" for name, form in FORMS.items())


def export(
    season: SeasonId,
    form: Annotated[list[str], typer.Option("--form", metavar="FORM", help=f"{_FORMS_HELP}. Several may be given.")],
    preset: Annotated[str, typer.Option("--preset", metavar="NAME", help="Another platform, for mp4 and cover.")] = "",
    language: Annotated[str, typer.Option("--language", metavar="LANG", help="The dub in this language, instead of the original.")] = "",
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Instead of the folder that the season went to.")] = None,
    as_json: Json = False,
) -> None:
    """Export what is finished of a season: films, masters, covers, subtitles, edits for editing programs, or all in one zip."""
    settings = load_settings()
    wanted = Wanted(tuple(dict.fromkeys(form_of(name) for name in form)), preset, language)
    _check_preset(wanted)
    store = open_store(settings)
    with reach(settings, season) as reached:
        order = order_of(reached.state, store, wanted, load_target)
        outcome = _made(reached, store, order)
        out = out or Path(reached.state.meta()["out"])
        season_folder, name = out / reached.state.production().slug, reached.state.season
    made = [part for part in order.parts if part.placed and part.need.key not in outcome.failed]
    folder = place_exports(season_folder, [_placed(part, store) for part in made], store) if made else season_folder / "exports"
    entries = [entry for part in made for entry in _entries(part, store, folder)]
    unfinished = [*order.unfinished, *dict.fromkeys(outcome.failed.values())]
    if as_json:
        print_json({"season": name, "exports": entries, "problems": unfinished})
    else:
        say_problems(people_console(), unfinished, _beyond(entries))
        for entry in entries:
            typer.echo(entry["path"])
    raise typer.Exit(1 if unfinished else 0)


def _check_preset(wanted: Wanted) -> None:
    """A preset that nothing would be made for is a mistake. Raises InputError."""
    if wanted.preset and not any(FORMS[form].takes_preset for form in wanted.forms):
        able = " or ".join(name for name, form in FORMS.items() if form.takes_preset)
        raise InputError(f"--preset {wanted.preset}: {', '.join(wanted.forms)} is the same for every platform; give it with --form {able}")


def _made(reached: Reached, store: Store, order: ExportOrder) -> Outcome:
    """Have the parts made that the store lacks, by the line's workers or by ones that come for as long as it takes."""
    season, run = reached.state.season, reached.run
    if all(store.has(part.need.key) for part in order.parts):
        return Outcome()
    if run is None and not reached.is_shared:
        raise InputError(f"{season}: another command is making it; wait until that has ended")
    if run is not None:
        run.start_workers()
    else:
        claim_store(store, reached.client)
    with Messages(reached.settings, season) as messages:
        tend = run.look_after if run is not None else lambda: None
        return Exporting(reached.client, store, season, order.parts, messages.send, people_console(), tend).until_made()


def _placed(part: Part, store: Store) -> Placed:
    return Placed("/".join(filter(None, (part.folder or part.form, part.name))), part.folder, store.get(part.need.key))


def _entries(part: Part, store: Store, folder: Path) -> list[Mapping[str, Any]]:
    """What is told of a part: the files that it is made for, without those that they need."""
    placed = _placed(part, store)
    files = placed.product.files
    findings = placed.product.facts.get("preset_findings")
    return [
        {
            "form": part.form,
            "language": shown.get("language") or part.language or None,
            "preset": part.preset or None,
            "path": str(folder / placed.path(shown["path"])),
            "sha256": files[shown["path"]].sha256,
            **({"seconds": shown["seconds"]} if "seconds" in shown else {}),
            **({"findings": findings} if findings else {}),
        }
        for shown in placed.product.facts["shown"]
    ]


def _beyond(entries: list[Mapping[str, Any]]) -> list[str]:
    """What a platform would not take of its files, a line each."""
    return [f"{Path(entry['path']).name}: {finding['says']}" for entry in entries for finding in entry.get("findings", ())]
