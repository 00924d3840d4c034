"""A season file written as YAML reads back as the same season."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producer.intake import read_season
from producer.intake.document import Document
from producer.intake.moving import moved
from producer.intake.script import checked
from producer.intake.yaml_form import read_yaml
from producer.writing.season_yaml import SECTIONS, season_yaml
from shared.season import SeasonFile

EXAMPLES = Path(__file__).parents[3] / "examples"
AWKWARD = [
    "no", "true", "~", "null", "12:30", "1e3", "0x1F", "1_000", "-", "- a", "? b", "a: b", "a #b", "#", "@", "*x", "&y", "!z", "%",
    "|", ">", "'", '"', "\\n", "{a}", "[b, c]", "a, b", "…", "：", "2026-11-21", "=", "<<", "\ufeffx", "\u200b", "😀", "x" * 200,
    "a b " * 60, "é\u0301",
]  # fmt: skip
TEXTS = st.one_of(st.sampled_from(AWKWARD), st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40)).filter(
    lambda text: text.strip() != ""
)
LINES = st.fixed_dictionaries(
    {"character": st.sampled_from(["Emma", "no", "12"]), "line": TEXTS},
    optional={
        "delivery": TEXTS,
        "off_screen": st.sampled_from(["VO", "OS"]),
        "translations": st.dictionaries(st.sampled_from(["no", "zh-CN"]), TEXTS),
    },
)
SCENES = st.fixed_dictionaries(
    {},
    optional={
        "setting": TEXTS,
        "action": TEXTS,
        "visual_prompt": TEXTS,
        "dialogue": st.lists(LINES, max_size=3),
        "duration_seconds": st.floats(1, 300),
    },
)
EPISODES = st.lists(
    st.fixed_dictionaries({"scenes": st.lists(SCENES, min_size=1, max_size=3)}, optional={"logline": TEXTS, "cliffhanger": TEXTS}),
    min_size=1,
    max_size=2,
)
SEASONS = st.fixed_dictionaries(
    {"title": TEXTS.filter(lambda text: not set(text) & set("/\\") and set(text.strip()) != {"."}), "episodes": EPISODES},
    optional={
        "genre": TEXTS,
        "premise": TEXTS,
        "style": TEXTS,
        "language": st.sampled_from(["en", "no", "zh-Hant"]),
        "subtitles": st.lists(st.sampled_from(["no", "en"]), max_size=2),
        "burn_subtitles": st.sampled_from([True, "no"]),
        "seed": st.integers(0, 2**31 - 1),
        "episode_seconds": st.floats(5, 1800),
        "music": st.one_of(st.just(False), st.fixed_dictionaries({"volume": st.floats(0, 1)})),
        "format": st.just({"aspect": "16:9", "fps": 30}),
        "budget_usd": st.decimals(0, 1_000_000, places=6).map(str),
        "providers": st.just({"script": ["studio/writer"], "video": ["a/b", "c/d:e"]}),
        "characters": st.lists(
            st.fixed_dictionaries({"name": TEXTS.filter(lambda text: len(text) < 80)}, optional={"appearance": TEXTS}), max_size=2
        ),
    },
)


def read(text: str) -> SeasonFile:
    return checked(Document(Path("season.yaml"), *read_yaml(text)), SeasonFile)


@given(SEASONS)
def test_any_season_reads_back_as_it_was(data):
    try:
        season = SeasonFile.model_validate(data)
    except ValueError:
        return  # such as a text of characters that are not shown

    assert read(season_yaml(season)) == season


def test_every_field_has_its_section():
    names = [name for section in SECTIONS.values() for name in section]

    assert set(SeasonFile.model_fields) <= set(names)


@pytest.mark.parametrize("amount", ["0.000001", "12.50", "999999.999999", "25", "0", "0.1"])
def test_a_budget_is_kept_to_the_last_digit(amount):
    season = SeasonFile.model_validate({"title": "T", "premise": "x", "budget_usd": amount})

    assert read(season_yaml(season)).budget_usd == Decimal(amount)


@pytest.mark.parametrize("name", ["heirs.yaml", "heirs-script.yaml", "premise.yaml", "import/letter.fountain", "import/rooftop.md"])
def test_an_example_written_anew_is_the_same_season(name, tmp_path):
    before = read_season(EXAMPLES / name, rehearse=True)
    path = tmp_path / "season.yaml"

    path.write_text(season_yaml(moved(before.file, EXAMPLES / Path(name).parent, tmp_path)), encoding="utf-8")

    after = read_season(path, rehearse=True)
    assert after.episodes == before.episodes
    assert after.production == before.production


def test_a_long_text_is_a_block_of_short_lines():
    season = SeasonFile.model_validate({"title": "T", "premise": "Two strangers meet on a train. " * 10})

    lines = season_yaml(season).splitlines()

    assert "premise: >-" in lines
    assert max(len(line) for line in lines if not line.startswith("#")) <= 102


def test_a_picture_is_still_found_from_another_folder(tmp_path):
    season = SeasonFile.model_validate({"title": "T", "premise": "x", "characters": [{"name": "A", "reference_image": "cast/a.png"}]})

    there = moved(season, tmp_path / "in", tmp_path / "out")

    assert there.cast[0].reference_image == "../in/cast/a.png"
