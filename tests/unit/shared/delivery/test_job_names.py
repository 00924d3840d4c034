"""A job's file has its name, as far as file systems allow: never a path, never another job's, the same at every run."""

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.delivery.job_names import kept_names, name_files, names_text, safe_name
from shared.line.job import Which

NASTY = st.sampled_from(
    [
        "../../etc",
        "CON",
        "con",
        "nul.txt",
        "a",
        "A",
        "ａ",
        "한글",
        "\u1112\u1161\u11ab\u1100\u1173\u11af",
        "🎬",
        "",
        ".",
        "a/b",
        "a\\b",
        "n" * 300,
        "straße",
        "STRASSE",
    ]
)
NAMES = st.lists(NASTY | st.text(max_size=200), max_size=12)


def whiches(names: list[str]) -> list[Which]:
    return [(name, names[: index + 1].count(name)) for index, name in enumerate(names)]


def named(names: list[str], kept: dict[Which, str] | None = None, there: frozenset[str] = frozenset()) -> dict[Which, str]:
    return name_files(dict.fromkeys(whiches(names), ("images", ".png")), kept or {}, there.__contains__)


@given(NAMES)
def test_no_two_jobs_share_a_file_and_none_leaves_its_folder(names: list[str]) -> None:
    paths = named(names)

    assert len({path.casefold() for path in paths.values()}) == len(paths) == len(names)
    for path in paths.values():
        assert path.startswith("images/")
        assert {unicodedata.category(each)[0] for each in path.removeprefix("images/").removesuffix(".png").replace("_", "")} <= set("LMN")
        assert PurePosixPath(path).parts == PureWindowsPath(path).parts == ("images", path.partition("/")[2])
        assert len(path.encode()) < 200


@given(NAMES, st.randoms(use_true_random=False))
def test_files_keep_their_names_over_runs_in_any_order(names: list[str], order) -> None:
    first = named(names)
    shuffled = order.sample(names, len(names))

    again = named(shuffled, kept_names({"files": names_text(first)}), frozenset(first.values()))

    assert again == first


@given(NAMES)
def test_a_file_that_is_not_ours_is_left_alone(names: list[str]) -> None:
    theirs = frozenset(named(names).values())

    assert theirs.isdisjoint(named(names, there=theirs).values())


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("제품 출시 썸네일", "제품_출시_썸네일"),
        ("Seedance 제품 쇼케이스", "seedance_제품_쇼케이스"),
        ("../../etc/passwd", "etcpasswd"),
        ("COM¹", "job_com¹"),
        ("nul", "job_nul"),
        ("..", "job_5ec1f7"),
    ],
)
def test_names_are_the_articles(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_the_first_in_the_file_has_the_plain_name_whoever_ends_first() -> None:
    first, second = ("Door", 1), ("door", 1)

    early = name_files({first: ("images", None), second: ("images", ".png")}, {}, lambda _path: False)
    late = name_files({first: ("images", ".jpg"), second: ("images", ".png")}, early, lambda _path: False)

    assert early == {second: "images/door_2.png"}
    assert late == {first: "images/door.jpg", second: "images/door_2.png"}


def test_a_job_whose_file_comes_in_another_form_keeps_its_name() -> None:
    assert name_files({("Door", 1): ("images", ".jpg")}, {("Door", 1): "images/door.png"}, lambda _path: False) == {
        ("Door", 1): "images/door.jpg"
    }
