"""The review as a whole: it never raises, is the same each time, takes time in proportion, and says nothing untrue of the examples."""

import cProfile
import json
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producer.intake.document import Document
from producer.intake.intake import Intake
from producer.intake.read import read_season
from producer.intake.scenes import Breakdown
from producer.intake.script import Script
from producer.review.limits import Limits, load_limits, rows
from producer.review.remark import Remark
from producer.review.review import CHECKS, MOST_OF_A_KIND, review, summary
from shared.catalogue import Catalogue, load_catalogue
from shared.delivery.manifest import RemarkEntry
from shared.line.requests import Beat
from shared.season_script import EpisodeScript
from shared.settings import load_settings
from tests.unit.producer.review.seasons import a_scene, reviewed, said

EXAMPLES = Path(__file__).parents[4] / "examples"
TRUE_OF_THE_EXAMPLES = {
    "douyin.yaml": [],
    "drivers-name.yaml": [],
    "heirs.yaml": [],
    "kling.yaml": [],
    "letter.yaml": [],
    "paid.yaml": [],
    "premise.yaml": [],
    "subtitled.yaml": [],
    "writers-room.yaml": [],
    # Two lines in a minute.
    "heirs-script.yaml": ["pace.thin", "pace.thin"],
    "script/heirs.json": ["pace.thin", "pace.thin"],
    # Scripts with text on the screen, which a model of pictures is asked for too; one scene of 48 seconds with two lines.
    "import/letter.fountain": ["prompts.text"],
    "import/rooftop.md": ["pace.scene", "pace.thin", "prompts.text", "prompts.text"],
    "import/rooftop.docx": ["pace.scene", "pace.thin", "prompts.text", "prompts.text"],
    "import/storyboard.json": ["prompts.text"],
    "import/teahouse.txt": ["prompts.text"],
}


@pytest.mark.parametrize(("name", "found"), TRUE_OF_THE_EXAMPLES.items(), ids=TRUE_OF_THE_EXAMPLES.keys())
def test_nothing_untrue_is_said_of_an_example(name, found):
    assert sorted(remark.kind for remark in read_season(EXAMPLES / name, rehearse=True).review) == found


def test_every_example_is_judged():
    written = [*EXAMPLES.glob("*.yaml"), *(EXAMPLES / "script").iterdir(), *(EXAMPLES / "import").iterdir()]
    novels = {"import/lighthouse.txt", "import/ferry.epub"}

    assert {path.relative_to(EXAMPLES).as_posix() for path in written} - novels <= TRUE_OF_THE_EXAMPLES.keys()


def test_every_limit_has_a_number_and_a_reason():
    assert rows().keys() == Limits.__annotations__.keys()
    assert all(row["value"] > 0 and len(row["why"]) > 20 and row.keys() == {"value", "why"} for row in rows().values())
    assert load_limits().scene_longest_seconds == 45


TEXTS = st.one_of(
    st.sampled_from(
        ["", "…", "?", "[TEXT: x]", "张枫", "張楓", "Tea shop", "no text, 16:9", "你到底是谁？", "[", "]]", "0:0", "İ", "ﬃ", "١٦:٩"]
    ),
    st.text(max_size=40),
)
BEATS = st.sampled_from(get_args(Beat))
NAMES = st.sampled_from(["张枫", "張楓", "Emma", "EMMA", "Ema", "?", "1", "a b", "ß", "[", "."])


@st.composite
def scripts(draw: st.DrawFn) -> list[EpisodeScript]:
    lines = st.lists(st.tuples(NAMES, TEXTS.filter(lambda text: text.strip() and text.isprintable())), max_size=3)
    length = st.none() | st.floats(1, 300)

    def scene() -> dict[str, object]:
        clean = TEXTS.filter(str.isprintable)
        dialogue = [{"character": name, "line": text} for name, text in draw(lines)]
        texts = {field: draw(clean) for field in ("setting", "action", "visual_prompt")}
        return {**texts, "dialogue": dialogue, "emotional_beat": draw(BEATS), "duration_seconds": draw(length)}

    return [
        EpisodeScript.model_validate(
            {"scenes": [scene() for _ in range(draw(st.integers(1, 4)))], "cliffhanger": draw(TEXTS.filter(str.isprintable))}
        )
        for _ in range(draw(st.integers(1, 3)))
    ]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(load_settings())


@pytest.fixture(scope="module")
def intake() -> Intake:
    return read_season(EXAMPLES / "heirs.yaml", rehearse=True)


def review_of(script: list[EpisodeScript], intake: Intake, catalogue: Catalogue, language: str = "zh-CN") -> tuple[Remark, ...]:
    document = Document(Path("season.yaml"), {"characters": [1]}, {(): 1, ("episodes",): 2})
    written = Script(document, ("episodes",), tuple(script))
    episodes = Breakdown(language, (), 60.0).episodes(written)
    return review(document, written, intake.production.model_copy(update={"language": language}), episodes, catalogue)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(script=scripts(), language=st.sampled_from(["zh-CN", "en", "ja", "und", "x-own", "sw"]))
def test_no_script_makes_it_raise_and_the_same_script_has_the_same_remarks(script, language, intake, catalogue):
    found = review_of(script, intake, catalogue, language)

    assert found == review_of(script, intake, catalogue, language)
    for remark in found:
        assert "\n" not in str(remark)
        assert remark.check in CHECKS
        assert json.loads(json.dumps(remark.to_json()))["check"] == remark.kind.split(".")[0]
        RemarkEntry(**remark.to_entry())


def a_large_script(episodes: int) -> list[EpisodeScript]:
    def scene(episode: int, number: int) -> dict[str, object]:
        lines = [("张夫人", f"想嫁进张家？先签了这{number}份合同。"), ("林晚", f"我也是第{episode}天，才知道我是谁的女儿。")]
        return {
            "setting": f"办公室{number}，日",
            "action": f"张夫人打开第{number}份文件，冷笑。林晚转身看着第{episode}扇门。",
            "visual_prompt": "luxurious office in daylight, an older woman smiles coldly over a contract",
            "emotional_beat": "tense",
            "dialogue": said(*lines),
        }

    return [
        EpisodeScript.model_validate({"scenes": [scene(at, number) for number in range(100)], "cliffhanger": "合同上写着什么？"})
        for at in range(episodes)
    ]


def calls_of(script: list[EpisodeScript], intake: Intake, catalogue: Catalogue) -> int:
    """How many functions a review calls: its work, whatever the machine."""
    profile = cProfile.Profile()
    profile.runcall(review_of, script, intake, catalogue)
    return sum(entry.callcount for entry in profile.getstats())


def test_two_hundred_episodes_of_a_hundred_scenes_take_work_in_proportion(intake, catalogue):
    quarter, whole = (calls_of(a_large_script(episodes), intake, catalogue) for episodes in (50, 200))

    assert whole < 5 * quarter


def test_of_one_kind_some_are_listed_and_the_others_counted(tmp_path):
    scenes = [a_scene(visual_prompt="a room")] * (MOST_OF_A_KIND + 5)

    remarks = [remark for remark in reviewed(tmp_path, scenes) if remark.kind == "prompts.short"]

    assert len(remarks) == MOST_OF_A_KIND
    assert [remark.more for remark in remarks] == [*[0] * (MOST_OF_A_KIND - 1), 5]
    assert remarks[-1].what.endswith("(and 5 more such)")
    assert summary(remarks) == "the review of the script has 15 notes; 'cliffhanger plan' lists them by line"


def test_a_season_without_remarks_has_no_summary():
    assert summary(()) is None


def test_only_the_episodes_that_are_made_are_reviewed(tmp_path):
    (tmp_path / "script.json").write_text(
        json.dumps({"episodes": [{"scenes": [a_scene()]}, {"scenes": [a_scene(visual_prompt="a room")]}]}), encoding="utf-8"
    )
    (tmp_path / "season.yaml").write_text("title: T\nlanguage: en\nscript: script.json\nepisodes: 1\n", encoding="utf-8")

    assert read_season(tmp_path / "season.yaml", rehearse=True).review == ()


def test_what_is_in_two_files_is_told_of_each(tmp_path):
    (tmp_path / "script.json").write_text(json.dumps({"episodes": [{"scenes": [a_scene(visual_prompt="a room")]}]}), encoding="utf-8")
    text = "title: T\nlanguage: en\nscript: script.json\nstyle: widescreen\n"
    (tmp_path / "season.yaml").write_text(text, encoding="utf-8")

    short, wide = read_season(tmp_path / "season.yaml", rehearse=True).review

    assert (short.kind, short.path, short.line) == ("prompts.short", tmp_path / "script.json", 1)
    assert (wide.kind, wide.path, wide.line) == ("prompts.aspect", tmp_path / "season.yaml", 4)
