"""A bible: what it holds of any season, that it is read back, and that a season made with it is the same season."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from producer.bible.entry import Entry, entries_of
from producer.bible.text import bible_yaml
from producer.bible.told import told_of
from producer.intake.document import Document
from producer.intake.intake import Intake
from producer.intake.read import read_season
from producer.intake.script import checked
from producer.intake.yaml_form import read_yaml
from shared.catalogue import Catalogue, load
from shared.line.survey import every_need
from shared.season_cast import CastFile, CastMember
from tests.factories.catalogue import a_catalogue
from tests.factories.season import a_scene, an_episode
from tests.factories.season_file import a_scene_of, a_season_file

EXAMPLES = Path(__file__).resolve().parents[4] / "examples"
STUDIO = load()


def keys(intake: Intake) -> list[str]:
    return [need.key for episode in intake.episodes for need in every_need(intake.production, episode)]


def a_bible_of(intake: Intake, folder: Path, catalogue: Catalogue = STUDIO) -> str:
    return bible_yaml(entries_of(intake, catalogue, folder), title=intake.production.title, speech="studio/kokoro", name="cast.yaml")


def read_bible(text: str) -> tuple[CastMember, ...]:
    return checked(Document(Path("cast.yaml"), *read_yaml(text)), CastFile).characters


@pytest.mark.parametrize("name", ["heirs.yaml", "letter.yaml", "heirs-script.yaml", "bible/harbour.yaml"])
def test_a_season_made_with_its_bible_is_the_same_season(tmp_path: Path, name: str) -> None:
    given = read_season(EXAMPLES / name, rehearse=True)
    (tmp_path / "cast.yaml").write_text(a_bible_of(given, tmp_path), encoding="utf-8")
    own = yaml.safe_load((EXAMPLES / name).read_text(encoding="utf-8"))
    if isinstance(own.get("script"), str):
        own["script"] = str(EXAMPLES / own["script"])
    season = tmp_path / "season.yaml"
    season.write_text(yaml.safe_dump({**own, "characters": "cast.yaml"}, allow_unicode=True), encoding="utf-8")

    again = read_season(season, rehearse=True)

    assert keys(again) == keys(given)
    assert [played.part.voice for played in again.cast] == [played.part.voice for played in given.cast]
    assert a_bible_of(again, tmp_path) == (tmp_path / "cast.yaml").read_text(encoding="utf-8")


IMPORTED = [
    "import/letter.fountain",
    "import/rooftop.md",
    "import/rooftop.docx",
    "import/teahouse.txt",
    "import/storyboard.json",
    "script/heirs.json",
]


@pytest.mark.parametrize("name", IMPORTED)
def test_an_imported_script_made_with_its_bible_is_the_same_season(tmp_path: Path, name: str) -> None:
    given = read_season(EXAMPLES / name, rehearse=True)
    (tmp_path / "cast.yaml").write_text(a_bible_of(given, tmp_path), encoding="utf-8")
    season = tmp_path / "season.yaml"
    own = {"title": given.production.title, "script": str(EXAMPLES / name), "characters": "cast.yaml"}
    season.write_text(yaml.safe_dump(own, allow_unicode=True), encoding="utf-8")

    again = read_season(season, rehearse=True)

    assert keys(again) == keys(given)
    assert all(character.seed_is_locked for character in again.production.characters)


def test_what_nobody_chose_is_chosen_and_what_was_given_is_kept(tmp_path: Path) -> None:
    picture = tmp_path / "pictures" / "emma.jpg"
    picture.parent.mkdir()
    picture.write_bytes((EXAMPLES.parent / "docs/pictures/episode.jpg").read_bytes())
    emma = {"name": "Emma", "voice": "af_bella", "locked": ["a scar"], "reference_image": "pictures/emma.jpg"}
    daniel = {"name": "Daniel", "age": 35, "wardrobe": [{"episodes": "1, 2, 3", "wears": "a coat"}]}
    season = tmp_path / "season.yaml"
    season.write_text(yaml.safe_dump(a_season_file([a_scene_of("Wait.")], characters=[emma, daniel])))
    (tmp_path / "elsewhere").mkdir()

    found = read_bible(a_bible_of(read_season(season, rehearse=True), tmp_path / "elsewhere"))

    assert [(each.gender, each.age, each.voice is None, each.seed is None) for each in found] == [
        ("female", None, False, False),
        ("male", 35, False, False),
    ]
    assert (found[0].voice, found[0].locked, found[0].reference_image) == ("af_bella", ("a scar",), "../pictures/emma.jpg")
    assert found[1].wardrobe[0].episodes == (1, 2, 3)


def test_a_seed_that_a_model_does_not_take_is_told_and_not_insisted_on(tmp_path: Path) -> None:
    blind = {"capability": "video", "seed": False, "durations": [10]}
    catalogue = a_catalogue(acme={"blind": blind})
    season = tmp_path / "season.yaml"

    def reading(characters: object) -> Intake:
        file = a_season_file([a_scene_of("Wait.")], characters=characters, providers={"video": ["acme/blind"]})
        season.write_text(yaml.safe_dump(file))
        return read_season(season, catalogue=catalogue, is_configured=lambda _vendor: True)

    given = reading([{"name": "Emma"}])
    text = a_bible_of(given, tmp_path, catalogue)
    (tmp_path / "cast.yaml").write_text(text)

    again = reading("cast.yaml")

    assert f"# seed: {given.production.characters[0].look.seed}  # chosen; a model of this season takes none" in text
    assert keys(again) == keys(given)


def test_what_the_script_tells_of_looks_is_quoted_for_the_reader() -> None:
    action = "[who: Emma, Daniel] Emma, a woman in her thirties, waits. Daniel walks by. EMMA (31) smiles. Daniel wears a grey coat."
    told = told_of(["Emma", "Daniel", "Zoe"], [an_episode(1, a_scene(4, "Hello.", action=action))])

    assert told == {
        "Emma": ("episode 1, scene 4: Emma, a woman in her thirties, waits.", "episode 1, scene 4: EMMA (31) smiles."),
        "Daniel": ("episode 1, scene 4: Daniel wears a grey coat.",),
        "Zoe": (),
    }


def test_a_script_in_chinese_tells_of_looks_too() -> None:
    told = told_of(["林晚", "张枫"], [an_episode(1, a_scene(1, action="林晚（25岁）推门进来。张枫穿着灰色西装。张枫转身。"))])

    assert told == {"林晚": ("episode 1, scene 1: 林晚（25岁）推门进来。",), "张枫": ("episode 1, scene 1: 张枫穿着灰色西装。",)}


TEXT = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).map(lambda text: " ".join(text.split())).filter(bool)
)
# As a season file holds them: what is not yet in its normal form would be read back in it.
COSTUMES = st.lists(st.tuples(st.sets(st.integers(1, 30), min_size=1, max_size=6), TEXT), max_size=3)


@st.composite
def members(draw: st.DrawFn) -> CastMember:
    wardrobe = [{"episodes": sorted(episodes), "wears": wears} for episodes, wears in draw(COSTUMES)]
    fields = {"role": draw(TEXT), "personality": draw(TEXT), "appearance": draw(TEXT), "voice": draw(TEXT)}
    gender, age = draw(st.sampled_from(["male", "female"])), draw(st.none() | st.integers(0, 120))
    locked = draw(st.lists(TEXT, max_size=3))
    seed = draw(st.integers(0, 2**63 - 1))
    data = {"name": draw(TEXT), "gender": gender, "age": age, "locked": locked, "wardrobe": wardrobe, "seed": seed, **fields}
    return CastMember.model_validate(data)


@given(st.lists(members(), min_size=1, max_size=3), TEXT)
def test_any_bible_is_read_back_as_it_was(cast: list[CastMember], told: str) -> None:
    entries = [Entry(member, (told,), None) for member in cast]

    assert read_bible(bible_yaml(entries, title=told, speech="studio/kokoro")) == tuple(cast)


@pytest.mark.parametrize("name", ["true", "No", "12", "null", "-", "a: b", "# x", "~", "1e5", ".nan", "'", '"', "[x]", "é", "a\u2028b"])
def test_names_that_yaml_would_take_for_something_else_are_quoted(name: str) -> None:
    member = CastMember(name=name)

    assert read_bible(bible_yaml([Entry(member)], title=name, speech="studio/kokoro")) == (member,)
