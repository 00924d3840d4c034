"""What a restored ledger cannot know: calls that were sent after the backup, and whose product is not in the store."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from producer.operating.demand import KnownSeason
from shared.catalogue import load_catalogue
from shared.catalogue.endpoint import Endpoint
from shared.catalogue.models import Capability
from shared.catalogue.vendors import CAPABILITY_OF, HttpVendor
from shared.errors import InputError
from shared.production import Production
from shared.settings import load_settings


@dataclass(frozen=True)
class Doubts:
    """Models of paid providers that seasons ask: those that can be asked for a call by its name, and those that cannot."""

    can_be_asked: tuple[str, ...] = ()
    cannot: tuple[str, ...] = ()


def doubts_of(seasons: Iterable[KnownSeason]) -> Doubts:
    """Which models may have been sent what no book knows of."""
    catalogue = load_catalogue(load_settings())
    asked: set[str] = set()
    silent: set[str] = set()
    for name, capability in {each for season in seasons for each in _asked_for(season.production)}:
        vendor = catalogue.vendors.get(name.partition("/")[0])
        if isinstance(vendor, HttpVendor):
            try:
                looks = _can_be_asked(vendor.endpoint(catalogue.model(name), capability))
            except (InputError, AssertionError):
                # It has left the catalogue.
                looks = False
            (asked if looks else silent).add(name)
    return Doubts(tuple(sorted(asked)), tuple(sorted(silent)))


def _asked_for(production: Production) -> Iterator[tuple[str, Capability]]:
    """Models and what each is asked for."""
    for stage, models in production.models.items():
        if stage in CAPABILITY_OF:
            yield from ((model, CAPABILITY_OF[stage]) for model in models)
    for dub in production.dubs:
        yield from ((model, "speech") for model in dub.models)


def _can_be_asked(endpoint: Endpoint) -> bool:
    """Whether the provider tells what became of a call, or repeats its answer; see worker/engines/find.py."""
    return bool(endpoint.lookup or endpoint.listing or endpoint.submit.idempotency_header)
