"""Random seasons, takes, verdicts, raw products and ages: what a live season or an undelivered product needs never goes."""

from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from producer.operating.demand import KnownSeason
from producer.operating.keeping import DAY_S, GRACE_S, Choice, is_protected, protection_of
from shared.line.episode import episode_needs
from shared.line.need import Need
from shared.line.retaking import JUDGED, MOST_RETAKES, retaken, verdict_key
from shared.line.unit import unit_line
from shared.production import Episode, Production
from shared.store.product import Product, StoredFile
from tests.factories.season import MODELS, a_production, a_scene, an_episode

NOW_S = 1_000 * DAY_S
BOUGHT = {**MODELS, "video": ("acme/film", "bolt/film"), "lipsync": ("acme/lips",)}
TEXTS = ("Hello.", "No.", "Wait for me.")


@dataclass(frozen=True)
class Shelf:
    """A store without files: products with the time when they came."""

    products: dict[str, tuple[Product, float]]


def a_product(key: str, need: Need, model: str, *, cost_micros: int = 0, season: str = "") -> Product:
    facts = {"bought": {"season": season}} if season else {}
    job = f"job-{key}" if cost_micros else None
    files = {"clip": StoredFile(name="clip.mp4", sha256="0" * 64, size_bytes=1)}
    about = {"facts": facts, "started_at": 0.0, "finished_at": 1.0, "cost_micros": cost_micros, "provider_job_id": job}
    return Product(key=key, stage=need.stage, model=model, files=files, **about)


def made_for(season: KnownSeason) -> dict[str, Product]:
    """Everything that the making of a season may have left: products, and of paid ones each take, refused by gates or not."""
    found: dict[str, Product] = {}
    for need in needs_of(season.production, season.episodes):
        is_bought = not need.model.startswith(("studio/", "line/"))
        found[need.key] = a_product(need.key, need, need.model, cost_micros=5 if is_bought else 0)
        for option in need.options if is_bought else ():
            for number in range(MOST_RETAKES + 1 if need.stage in JUDGED else 1):
                call = need.key_of(retaken(option, number))
                found[f"{call}-raw"] = a_product(f"{call}-raw", need, option.model, cost_micros=5, season=season.id)
                refused = verdict_key(call, season.production)
                found[refused] = a_product(refused, need, option.model, cost_micros=5)
    return found


def needs_of(production: Production, episodes: dict[int, Episode]) -> list[Need]:
    """The needs of each unit and of each episode's end, as `advance` asks for them."""
    needs = []
    for episode in episodes.values():
        units = unit_line(production, episode)
        for scene in episode.scenes:
            needs += units(scene).all
        finish = episode_needs(production, episode, {})
        needs += [*finish.music, finish.join]
    return needs


@st.composite
def seasons(draw: st.DrawFn, number: int) -> KnownSeason:
    scenes = [a_scene(at, draw(st.sampled_from(TEXTS))) for at in range(1, draw(st.integers(1, 3)) + 1)]
    episode = an_episode(1, *scenes)
    takes = draw(st.dictionaries(st.sampled_from(["ep1/scene1/video", "ep1/scene2/speech", "ep1/music"]), st.integers(1, 2), max_size=2))
    production = a_production(
        episode, season=f"season-{number}", takes=takes, models=draw(st.sampled_from([MODELS, BOUGHT])), quality_budget_micros=100
    )
    state = draw(st.sampled_from(["running", "done", "partial", "failed", "cancelled"]))
    meta = {"state": state, "run": "1", "finished_at": str(NOW_S - draw(st.integers(0, 90)) * DAY_S)}
    if draw(st.booleans()):
        meta["delivered"] = "1"
    if draw(st.integers(0, 9)) == 0:
        meta["rests"] = "a copy"
    return KnownSeason(f"season-{number}", meta, production, {1: episode}, frozenset(), frozenset(), is_watched=state == "running")


@st.composite
def stores(draw: st.DrawFn) -> tuple[list[KnownSeason], Shelf]:
    found = [draw(seasons(number)) for number in range(draw(st.integers(1, 4)))]
    gone = draw(seasons(99))
    everything = {key: product for season in [*found, gone] for key, product in made_for(season).items()}
    ages = {key: NOW_S - draw(st.integers(0, 120)) * DAY_S / 2 for key in sorted(everything)}
    return found, Shelf({key: (product, ages[key]) for key, product in everything.items()})


def cleared(shelf: Shelf, choice: Choice) -> dict[str, Product]:
    """What goes."""
    return {key: each for key, (each, at_s) in shelf.products.items() if choice.may_go(key, at_s) and choice.goes(each)}


@settings(max_examples=120)
@given(stores(), st.integers(1, 60), st.booleans())
def test_what_a_live_or_undelivered_season_needs_never_goes(store: tuple[list[KnownSeason], Shelf], days: int, with_paid: bool) -> None:
    known, shelf = store
    needed = protection_of(season for season in known if is_protected(season, NOW_S, days * DAY_S))

    gone = cleared(shelf, Choice(needed, NOW_S, days * DAY_S, with_paid))

    for season in known:
        is_open = season.state == "running" or "rests" in season.meta or not season.is_delivered
        if is_open or NOW_S - float(season.meta["finished_at"]) < days * DAY_S:
            assert not made_for(season).keys() & gone.keys(), season.meta
    for key, product in gone.items():
        assert shelf.products[key][1] < NOW_S - max(days * DAY_S, GRACE_S)
        assert with_paid or not product.cost_micros


@settings(max_examples=60)
@given(stores())
def test_a_season_that_is_cleared_takes_nothing_from_the_others_and_leaves_nothing_of_its_own(
    store: tuple[list[KnownSeason], Shelf],
) -> None:
    known, shelf = store
    first, *others = known
    first = replace(first, meta={**first.meta, "state": "done", "delivered": "1"}, is_watched=False)
    choice = Choice(protection_of(others), NOW_S, DAY_S, with_paid=True, only=protection_of([first]))

    gone = cleared(shelf, choice)

    shared = {key for season in others for key in made_for(season)}
    own = {key for key in made_for(first) if shelf.products[key][1] < NOW_S - DAY_S and key in shelf.products}
    assert not gone.keys() & shared
    assert own - shared <= gone.keys() | {
        key for key in own if shelf.products[key][0].facts.get("bought", {}).get("season") in {s.id for s in others}
    }


def test_what_was_bought_by_the_length_of_its_speech_stays_while_such_a_season_lives() -> None:
    episode = an_episode(1, a_scene(1, "Hello."))
    production = a_production(episode, models=BOUGHT, order="audio_first")
    season = KnownSeason("live", {"state": "running", "run": "1"}, production, {1: episode}, frozenset(), frozenset())
    clip = a_product("f" * 32 + "-raw", season.needs[1], "acme/film", cost_micros=5, season="another")

    choice = Choice(protection_of([season]), NOW_S, DAY_S, with_paid=True)

    assert any(need.stage == "video" for need in season.needs)
    assert not choice.goes(clip.model_copy(update={"stage": "video"}))
    assert choice.goes(clip.model_copy(update={"stage": "lipsync"}))
