"""What a look's text locks, in English and Chinese, and what its seed decides."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.line.requests import Look
from worker.studio.rig.clothes import WARDROBE
from worker.studio.rig.look import Features, features
from worker.studio.rig.palette import COLORS, HAIRS, IRISES


def look(text: str, *, gender: str = "unspecified", age: int | None = None, seed: int = 7, name: str = "X") -> Look:
    return Look(name=name, gender=gender, age=age, appearance=text, seed=seed)


@pytest.mark.parametrize(
    ("text", "gender", "expected"),
    [
        (
            "tall, grey suit, short black hair, calm eyes",
            "male",
            {"kind": "suit", "color": COLORS["grey"], "hair": HAIRS["black"], "calm": True},
        ),
        ("red hair, green coat", "female", {"kind": "coat", "color": COLORS["green"], "hair": HAIRS["red"]}),
        ("dark hair, navy jacket", "male", {"kind": "blazer", "color": COLORS["navy"], "hair": HAIRS["black"]}),
        ("middle-aged, bob hair, dark red jacket", "female", {"kind": "blazer", "color": COLORS["dark red"], "age": "middle"}),
        ("slender, long black hair, white coat", "female", {"kind": "coat", "color": COLORS["white"], "hair": HAIRS["black"]}),
        ("黑色长发，白色风衣", "female", {"kind": "trench", "color": COLORS["white"], "hair": HAIRS["black"]}),
        (
            "穿着红色连衣裙的金发女孩，蓝眼睛",
            "unspecified",
            {"kind": "dress", "color": COLORS["red"], "hair": HAIRS["gold"], "iris": IRISES["blue"]},
        ),
        ("白发老人", "male", {"age": "elderly", "hair": HAIRS["white"]}),
        ("blonde, blue-eyed", "female", {"hair": HAIRS["gold"], "iris": IRISES["blue"]}),
        ("black leather jacket over a white t-shirt", "male", {"kind": "leather", "color": COLORS["black"], "under": COLORS["white"]}),
        ("doctor in a white coat", "female", {"kind": "labcoat"}),
        ("光头，络腮胡", "male", {"cut": "bald", "beard": "beard"}),
        ("双马尾，蓝色校服", "female", {"cut": "twin", "kind": "school", "color": COLORS["blue"]}),
        ("清瘦，寸头，深蓝色西装，红色领带", "male", {"cut": "crew", "kind": "suit", "color": COLORS["navy"], "accent": COLORS["red"]}),
    ],
)
def test_what_the_text_says_is_locked(text: str, gender: str, expected: dict[str, object]) -> None:
    found = features(look(text, gender=gender))

    facts = {**found.__dict__, **found.clothes.__dict__}
    assert {name: facts[name] for name in expected} == expected


@pytest.mark.parametrize("text", ["wears glasses", "戴眼镜", "bespectacled"])
def test_glasses_are_worn_when_the_text_says_so(text: str) -> None:
    assert features(look(text)).glasses in {"round", "square", "half"}


def test_nobody_wears_glasses_unasked() -> None:
    assert not any(features(look("red coat", seed=seed)).glasses for seed in range(50))


@pytest.mark.parametrize(
    ("text", "name", "gender"),
    [
        ("a woman in black", "X", "female"),
        ("红色连衣裙", "X", "female"),
        ("bearded", "X", "male"),
        ("", "Mrs. Zhang", "female"),
        ("", "王先生", "male"),
    ],
)
def test_an_unsaid_gender_is_read_from_the_words(text: str, name: str, gender: str) -> None:
    assert features(look(text, name=name)).gender == gender


@pytest.mark.parametrize(("age", "expected"), [(8, "child"), (25, "young"), (52, "middle"), (71, "elderly")])
def test_the_years_decide_the_age(age: int, expected: str) -> None:
    assert features(look("elderly child", age=age)).age == expected


def test_the_same_look_is_the_same_face() -> None:
    one = features(look("grey suit", gender="male"))

    features.cache_clear()

    assert features(look("grey suit", gender="male")) == one


def test_two_seeds_with_the_same_text_are_two_people() -> None:
    faces = {
        (f.cut, f.hair, f.face_width, f.jaw, f.eye_size, f.skin) for f in (features(look("grey suit", seed=seed)) for seed in range(40))
    }

    assert len(faces) == 40


def test_a_child_is_not_dressed_in_a_suit_by_its_seed() -> None:
    assert all(features(look("", age=8, seed=seed)).clothes.kind != "suit" for seed in range(40))


WORDS = (
    "red",
    "grey",
    "黑色",
    "long",
    "hair",
    "coat",
    "suit",
    "长发",
    "风衣",
    "bob",
    "glasses",
    "老人",
    "eyes",
    ",",
    "，",
    "and",
    "bald",
    "beard",
)


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join),
    age=st.none() | st.integers(-5, 200),
    seed=st.integers(),
)
def test_any_text_is_a_valid_look(text: str, age: int | None, seed: int) -> None:
    found = features(look(text, age=age, seed=seed))

    assert isinstance(found, Features)
    assert found.clothes.kind in WARDROBE
    assert all(0 <= channel <= 255 for channel in (*found.hair, *found.skin, *found.iris, *found.clothes.color))


@pytest.mark.parametrize(("wears", "kind", "color"), [("a black dress", "dress", "black"), ("一件白色风衣", "trench", "white")])
def test_a_costume_changes_the_clothes_and_nothing_of_the_face(wears: str, kind: str, color: str) -> None:
    usual = look("red hair, green coat, freckles", gender="female")

    dressed = features(usual.model_copy(update={"wears": wears}))

    assert (dressed.clothes.kind, dressed.clothes.color) == (kind, COLORS[color])
    assert dataclasses.replace(dressed, clothes=features(usual).clothes) == features(usual)


def test_a_costume_that_names_no_garment_known_here_leaves_the_usual_clothes_on() -> None:
    usual = look("red hair, green coat", gender="female")

    assert features(usual.model_copy(update={"wears": "red hair ribbons and a smile"})) == features(usual)
