"""An order: a season file, understood, with its id and its output folder; and how it reaches Redis and the workers."""

import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import redis

from producer.accounts import open_accounts
from producer.intake.document import Document
from producer.intake.dubs import left_out, settle_undubbed, undubbed_lines, without
from producer.intake.findings import Finding
from producer.intake.importing import read_written
from producer.intake.intake import Intake
from producer.intake.keys import keyed_by
from producer.intake.read import season_of
from producer.review.remark import Remark
from producer.translation.translator import Translation, Translator
from producer.writing.author import Author, Writing
from producer.writing.pricing import price_of_writing
from shared.backup.resting import rouse
from shared.catalogue import load_catalogue
from shared.delivery.collect import check_owner
from shared.delivery.manifest import Manifest
from shared.errors import InputError, NotFound
from shared.host import host_id
from shared.line.dubbing import with_dubs
from shared.production import Episode, Production
from shared.settings import load_settings
from shared.state.season import SeasonState
from shared.store.open import open_store
from shared.store.store import Store

REHEARSED = "rehearsed"
"""The field of a season's meta that tells whether it was ordered as a rehearsal: what follows of that is one too."""


@dataclass(frozen=True)
class Order:
    """What is to be produced. `files` are the user's own pictures by content key.

    `findings` are those on `script`, an imported file; `review` tells what in script and season file will probably not work.
    `writing` is the order by which language models write the script: until that is done, the episodes only stand in for theirs.
    `translation` is that by which they translate it: until that is done, the episodes lack what they are to say in other languages.
    """

    production: Production
    episodes: Mapping[int, Episode]
    notes: tuple[str, ...]
    files: Mapping[str, Path]
    out: Path
    script: Path | None = None
    findings: tuple[Finding, ...] = ()
    review: tuple[Remark, ...] = ()
    writing: Writing | None = None
    translation: Translation | None = None
    goes_untranslated: bool = False
    """Whether it is made all the same where its translation could not be had."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Texts of the user's own by content key."""
    source: Path | None = None
    """The season file."""
    document: Document | None = None
    """What it said when it was read."""
    is_rehearsal: bool = False

    @property
    def is_to_be_written(self) -> bool:
        """Whether its script has to be written first."""
        return self.writing is not None and not self.writing.is_done

    @property
    def is_to_be_translated(self) -> bool:
        """Whether its script has to be translated first."""
        return self.translation is not None and not self.translation.is_done and not self.goes_untranslated

    @property
    def comes_first(self) -> "Order | None":
        """What has to be ordered before it: its script, then that in other languages; None where both are there."""
        if self.is_to_be_written:
            return self.of_writing()
        return self.of_translation() if self.is_to_be_translated else None

    def untranslated(self) -> "Order":
        """The order as it is made where its translation could not be had: what is there of it is used."""
        assert self.translation is not None, "it was to be translated"
        lost = [each.unit.job.name for each in self.translation.done if not each.is_whole]
        note = f"not translated: {', '.join(lost)}; produced again, it is asked for again"
        return replace(self, goes_untranslated=True, notes=(*self.notes, note)).without_undubbed()

    def without_undubbed(self) -> "Order":
        """The order without the dubs that lack lines, with a note on each."""
        own = {number: episode for number, episode in self.episodes.items() if not episode.dub}
        lacking = undubbed_lines(tuple(own.values()), self.production.language, self.production.dubs)
        production = without(self.production, lacking)
        notes = (*self.notes, *map(left_out, lacking))
        return replace(self, production=production, episodes=with_dubs(production, own), notes=notes)

    def read_again(self, takes: Mapping[str, int]) -> "Order":
        """The same order, with whatever of its script is written by now. Raises InputError.

        What its file says by then is for the next command: this one makes what was agreed to.
        """
        assert self.document is not None, "only what is read from a file is written"
        again = _order_of(self.document, self.out, rehearse=self.is_rehearsal, takes=takes)
        return replace(again, source=self.source).with_budget(self.production.budget_micros)

    def of_writing(self) -> "Order":
        """The order of its script, under the same id and budget."""
        assert self.writing is not None, "it is to be written"
        return self._before(self.writing.production, self.writing.episode, self.writing.texts)

    def of_translation(self) -> "Order":
        """The order of its lines in other languages, under the same id and budget."""
        assert self.translation is not None, "it is to be translated"
        return self._before(self.translation.production, self.translation.episode, {})

    def _before(self, production: Production, episode: Episode, texts: Mapping[str, str]) -> "Order":
        own = self.production
        same = {"season": own.season, "budget_micros": own.budget_micros, "webhook_url": own.webhook_url, "takes": own.takes}
        first = replace(self, production=production.model_copy(update=same), episodes={episode.number: episode})
        return replace(first, files={}, texts=texts, writing=None, translation=None, review=())

    @property
    def season(self) -> str:
        """The season's id."""
        return self.production.season

    @property
    def scenes(self) -> int:
        """How many scenes it has; those of dubs are no others."""
        return sum(len(episode.scenes) for episode in self.episodes.values() if not episode.dub)

    @property
    def folder(self) -> Path:
        """Where the episodes will be."""
        return self.out / self.production.slug

    def with_budget(self, micros: int | None) -> "Order":
        """The same order under another budget; None is no limit."""
        return replace(self, production=self.production.model_copy(update={"budget_micros": micros}))


def read_order(path: Path, out: Path, *, rehearse: bool = False, takes: Mapping[str, int] | None = None) -> Order:
    """Read a season file; `takes` are those that were asked for before. Raises InputError with one line."""
    order = _order_of(read_written(path), out.expanduser().absolute(), rehearse=rehearse, takes=takes or {})
    return replace(order, source=path.expanduser().absolute())


def _order_of(document: Document, out: Path, *, rehearse: bool, takes: Mapping[str, int]) -> Order:
    settings = load_settings()
    catalogue = load_catalogue(settings)
    store = open_store(settings)
    author = Author(catalogue, keyed_by(catalogue), store, takes)
    translator = Translator(catalogue, keyed_by(catalogue), store, takes, out, lambda: author.is_still_to_write)
    intake = season_of(document, rehearse=rehearse, by_models=author, translate=translator)
    translation = translator.translation
    if not (author.is_still_to_write or (translation is not None and not translation.is_done)):
        # What nobody will translate any more; a season that can go without is not kept from being made.
        intake = settle_undubbed(intake, document, may_be_left_out=rehearse or translation is not None)
    order = of_intake(intake, out, author.writing, takes)
    return replace(order, document=document, is_rehearsal=rehearse, translation=translation)


def of_intake(intake: Intake, out: Path, writing: Writing | None = None, takes: Mapping[str, int] | None = None) -> Order:
    """The order of a season that was read, into the folder `out`."""
    own = {"season": season_id(intake.production.slug, intake.production.title, out), "takes": dict(takes or {})}
    production = intake.production.model_copy(update=own)
    episodes = with_dubs(production, {episode.number: episode for episode in intake.episodes})
    order = Order(production, episodes, tuple(intake.notes), intake.files, out, intake.script, intake.findings, intake.review, writing)
    # What stands in for a script is nobody's to mend.
    return replace(order, review=()) if order.is_to_be_written else order


def season_id(slug: str, title: str, out: Path) -> str:
    """The id of a season: the same title into the same folder is the same season, to be gone on with."""
    digest = hashlib.sha256(f"{title}\n{out}".encode()).hexdigest()
    return f"{slug}-{digest[:6]}"


def with_takes(order: Order, state: SeasonState) -> Order:
    """The order with the takes that were asked for before: producing again must not bring back what a redo replaced."""
    try:
        takes = state.production().takes
    except NotFound:
        return order
    # What a redo asks for, too: that is in the order, and not in its state yet.
    return carrying(order, {**takes, **order.production.takes})


def carrying(order: Order, takes: Mapping[str, int]) -> Order:
    """The order with these takes."""
    if takes and (order.writing is not None or order.translation is not None):
        return order.read_again(takes)
    return replace(order, production=order.production.model_copy(update={"takes": dict(takes)}))


def prepare_folder(order: Order) -> None:
    """Make the output folder, and find out now that it cannot be used rather than when all is made. Raises InputError."""
    folder = order.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        previous = Manifest.read(folder / "manifest.json")
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise InputError(f"--out {order.out}: {folder} cannot be written ({error}); give a folder that can") from None
    except InputError:
        # Whatever it is, it is no manifest of ours, and will be replaced.
        return
    check_owner(previous, order.production.title, folder)


def submit(order: Order, client: redis.Redis, store: Store) -> SeasonState:
    """Write the order into Redis, and the user's pictures into the store. Workers find it by the sweep, or sooner when told."""
    for key, path in order.files.items():
        store.put_upload(path, key)
    for key, text in order.texts.items():
        store.put_text(text, key)
    state = SeasonState(client, order.season)
    told = {"notes": list(order.notes), "review": [remark.to_entry() for remark in order.review]}
    meta = {"out": str(order.out), "host": host_id(), **{name: json.dumps(texts, ensure_ascii=False) for name, texts in told.items()}}
    # Of what was ordered before nothing must be left: of an order of writing the calls themselves are priced.
    meta["writing"] = json.dumps(_prices_before(order))
    if order.source is not None:
        # A season whose script was still to be written goes on from its file.
        meta["source"] = str(order.source)
        meta[REHEARSED] = "1" if order.is_rehearsal else ""
    open_accounts(client, order.production)
    rouse(client, order.season)
    state.submit(order.production, order.episodes.values(), meta)
    return state


def _prices_before(order: Order) -> list[tuple[str, str, int]]:
    """What the script of an order, and its translation, are expected to cost: stage, model and micro-dollars."""
    catalogue = load_catalogue(load_settings())
    prices = [price_of_writing(first, catalogue).by_model for first in (order.writing, order.translation) if first is not None]
    return [(stage, model, micros) for price in prices for (stage, model), micros in price.items()]


def resubmit(state: SeasonState, takes: Mapping[str, int] | None = None, budget_micros: int | None = None) -> None:
    """Order a season again as it was: what failed or is missing is made; `takes` asks for other takes of some products.

    `budget_micros` is a new budget, None keeps the old one.
    """
    production = state.production()
    if budget_micros is not None:
        production = production.model_copy(update={"budget_micros": budget_micros})
    if takes:
        production = production.model_copy(update={"takes": {**production.takes, **takes}})
    meta = {
        name: value for name, value in state.meta().items() if name in ("out", "host", "notes", "review", "source", REHEARSED, "writing")
    }
    open_accounts(state.client, production)
    rouse(state.client, state.season)
    state.submit(production, [state.script(number) for number in production.all_episodes], meta)
