"""What has changed since a season was produced, which scenes go stale by it, and what making them again costs."""

from dataclasses import replace
from pathlib import Path

import pytest

from producer.bible.earlier import Earlier
from producer.cli.plan import change_lines
from producer.order import Order
from producer.planning import Plan, make_plan
from shared.delivery.manifest import EpisodeEntry, Manifest, ProductEntry, SceneEntry
from shared.delivery.ordered import Ordered
from shared.line.survey import every_need
from shared.production import Costume, Line, Production
from tests.factories.catalogue import a_catalogue, a_price
from tests.factories.manifest import START
from tests.factories.season import MODELS, a_character, a_production, a_scene, an_episode

CLIPS = {"capability": "video", "durations": [10], "price": a_price("per_call", "0.24")}
FACES = {"capability": "reference", "price": a_price("per_image", "0.05")}
CATALOGUE = a_catalogue(acme={"clips": CLIPS, "faces": FACES})
PAID = {**MODELS, "video": ("acme/clips",), "reference": ("acme/faces",)}

EMMA, DANIEL = a_character("Emma"), a_character("Daniel", voice="am_puck")
EPISODES = (
    an_episode(1, a_scene(1, "One."), a_scene(2, "Two.", speaker="Daniel")),
    an_episode(2, a_scene(1, "Three.", speaker="Daniel"), a_scene(2, setting="Pier, night"), a_scene(3, "Four.")),
    an_episode(3, a_scene(1, "Five.", speaker="Daniel")),
)


def an_order(out: Path, *characters, episodes=EPISODES, **changes) -> Order:
    production = a_production(*episodes, characters=characters or (EMMA, DANIEL), models=PAID, **changes)
    return Order(production, {episode.number: episode for episode in episodes}, (), {}, out)


def keys_of(order: Order) -> set[str]:
    return {need.key for episode in order.episodes.values() for need in every_need(order.production, episode)}


def produce(order: Order, *, failed: tuple[tuple[int, int], ...] = ()) -> None:
    """The files that a season leaves in its folder; everything of it is made."""
    products = tuple(ProductEntry(stage="video", model="acme/clips", key=key) for key in sorted(keys_of(order)))
    episodes = tuple(
        EpisodeEntry(
            number=number,
            state="done",
            scenes=tuple(
                SceneEntry(number=scene.number, state="failed" if (number, scene.number) in failed else "done") for scene in episode.scenes
            ),
        )
        for number, episode in order.episodes.items()
    )
    manifest = Manifest(
        season=order.season, title=order.production.title, state="done", generated_at=START, episodes=episodes, products=products
    )
    order.folder.mkdir(parents=True)
    (order.folder / "manifest.json").write_text(manifest.to_json())
    Ordered.of(order.production, order.episodes.values()).write(order.folder)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where a season of three episodes was produced."""
    produce(an_order(tmp_path))
    return tmp_path


def plan_of(order: Order, has=None) -> Plan:
    earlier = Earlier.read(order)
    assert earlier is not None, "it was produced"
    made = keys_of(an_order(order.out))
    return make_plan(earlier.carried_on(order), has or made.__contains__, CATALOGUE, earlier)


def told(order: Order) -> list[str]:
    return list(change_lines(plan_of(order).changes))


def test_a_season_as_it_was_has_no_changes(out: Path) -> None:
    plan = plan_of(an_order(out))

    assert plan.to_json()["changes"] == []
    assert list(change_lines(plan.changes)) == []


def test_a_changed_look_makes_stale_the_scenes_that_show_it_and_is_priced(out: Path) -> None:
    emma = a_character("Emma", look=EMMA.look.model_copy(update={"appearance": "black hair"}))

    order = an_order(out, emma, DANIEL)

    # One face and the clips of episode 1's first scene and of episode 2's last; the silent scene between goes on with Daniel.
    assert told(order) == ["changed since it was produced: Emma (appearance): episodes 1, 2 (2 scenes), at most $0.53"]
    assert plan_of(order).to_json()["changes"] == [
        {
            "what": "character",
            "name": "Emma",
            "fields": ["appearance"],
            "episodes": [1, 2],
            "scenes": [{"episode": 1, "scene": 1}, {"episode": 2, "scene": 3}],
            "worst_case_usd": 0.53,
        }
    ]


def test_what_is_told_to_go_stale_is_what_is_missing(out: Path) -> None:
    emma = a_character("Emma", locked=("a scar",), voice="af_bella")
    episodes = (EPISODES[0], EPISODES[1], an_episode(3, a_scene(1, "Six.", speaker="Daniel")))

    plan = plan_of(an_order(out, emma, DANIEL, episodes=episodes))

    assert plan.changes is not None
    assert plan.changes.worst_case_micros == plan.worst_case_micros
    assert {place for change in plan.changes.all for place in change.scenes} == {(1, 1), (2, 3), (3, 1)}


def test_a_costume_makes_stale_the_scenes_of_its_episodes_and_buys_no_face(out: Path) -> None:
    daniel = a_character("Daniel", voice="am_puck", wardrobe=(Costume(episodes=(2, 9), wears="a coat"),))

    assert told(an_order(out, EMMA, daniel)) == ["changed since it was produced: Daniel (wardrobe): episode 2 (2 scenes), at most $0.48"]


def test_another_voice_makes_stale_the_scenes_in_which_it_speaks(out: Path) -> None:
    daniel = a_character("Daniel", voice="am_adam")

    assert told(an_order(out, EMMA, daniel)) == ["changed since it was produced: Daniel (voice): episodes 1-3 (3 scenes), at most $0.00"]


def test_another_personality_makes_nothing_stale(out: Path) -> None:
    emma = a_character("Emma", personality="proud")

    assert told(an_order(out, emma, DANIEL)) == ["changed since it was produced: Emma (personality): nothing that was made goes stale"]


def test_changed_scenes_are_told_by_what_differs(out: Path) -> None:
    dialogue = (Line(character="Daniel", text="Other."),)
    second = an_episode(2, EPISODES[1].scenes[0], a_scene(2, setting="Pier, day", action="Rain."), a_scene(3, "Four."), a_scene(4, "New."))
    episodes = (EPISODES[0], second, an_episode(3, EPISODES[2].scenes[0].model_copy(update={"dialogue": dialogue})))

    assert told(an_order(out, episodes=episodes)) == [
        "changed since it was produced: episode 2, scene 4: new, at most $0.24",
        "changed since it was produced: episode 2, scene 2: setting, action, at most $0.24",
        "changed since it was produced: episode 3, scene 1: dialogue, at most $0.00",
        "making again what goes stale: at most $0.48",
    ]


def test_a_scene_that_goes_stale_by_the_one_before_it_says_so(out: Path) -> None:
    first = a_scene(1, "Three.", speaker="Emma")
    episodes = (EPISODES[0], an_episode(2, first, *EPISODES[1].scenes[1:]), EPISODES[2])

    lines = told(an_order(out, episodes=episodes))

    assert lines[:2] == [
        "changed since it was produced: episode 2, scene 1: dialogue, at most $0.24",
        "changed since it was produced: episode 2, scene 2: who is in it, at most $0.24",
    ]


def test_a_scene_that_is_gone_is_told(out: Path) -> None:
    episodes = (an_episode(1, EPISODES[0].scenes[0]), *EPISODES[1:])

    assert told(an_order(out, episodes=episodes)) == ["changed since it was produced: episode 1, scene 2: removed, at most $0.00"]


def test_another_style_makes_the_whole_season_stale(out: Path) -> None:
    assert told(an_order(out, style="noir")) == [
        "changed since it was produced: the season (style): episodes 1-3 (6 scenes), at most $1.54"
    ]


def test_another_model_is_told_by_its_stage(out: Path) -> None:
    order = an_order(out)
    models = {**PAID, "speech": ("studio/espeak",)}
    order = replace(order, production=order.production.model_copy(update={"models": models}))

    assert told(order)[0] == "changed since it was produced: the season (providers.speech): episodes 1-3 (5 scenes), at most $0.00"


def test_someone_new_and_someone_gone_are_told(out: Path) -> None:
    zoe = a_character("Zoe")
    scene = a_scene(1, "Five.", speaker="Zoe")
    episodes = (*EPISODES[:2], an_episode(3, scene))

    lines = told(an_order(out, EMMA, DANIEL, zoe, episodes=episodes))

    assert "changed since it was produced: Zoe (new): episode 3 (1 scene), at most $0.29" in lines


def test_a_scene_that_was_never_made_is_not_stale(tmp_path: Path) -> None:
    order = an_order(tmp_path)
    produce(order, failed=((1, 1),))
    emma = a_character("Emma", look=EMMA.look.model_copy(update={"age": 40}))

    assert told(an_order(tmp_path, emma, DANIEL)) == ["changed since it was produced: Emma (age): episode 2 (1 scene), at most $0.29"]


def test_what_a_redo_replaced_is_not_taken_for_a_change(tmp_path: Path) -> None:
    order = an_order(tmp_path, takes={"ep1/scene1/video": 2})
    produce(order)

    plan = plan_of(an_order(tmp_path), keys_of(order).__contains__)

    assert plan.to_json()["changes"] == []
    assert plan.worst_case_micros == 0


def test_without_a_record_of_the_order_nothing_is_claimed(out: Path) -> None:
    order = an_order(out)
    (order.folder / "order.json").write_text('{"production": 1}')

    assert Earlier.read(order) is None


def test_the_record_of_an_order_keeps_no_address_that_is_told(tmp_path: Path) -> None:
    order = an_order(tmp_path, webhook_url="https://example.com/hook/secret-part")
    produce(order)

    text = (order.folder / "order.json").read_text()

    assert "secret-part" not in text
    assert Production.model_validate(Ordered.read(order.folder).production.model_dump()).webhook_url is None
