"""What a season's script costs before a cent is spent: by the models of each stage, and beside that all of it by the dearest."""

import uuid
from pathlib import Path
from typing import Any

import pytest
import yaml

from producer.digest import digest_of
from producer.order import Order, read_order
from producer.planning import Plan, make_plan
from shared.errors import InputError

ARTICLE = {
    "script": ["holysheep/deepseek-v3.2"],
    "polish": ["holysheep/gemini-2.5-flash"],
    "review": ["holysheep/gpt-4.1"],
    "rewrite": ["holysheep/claude-sonnet-4.5"],
}


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOLYSHEEP_API_KEY", uuid.uuid4().hex)
    monkeypatch.setenv("CLIFFHANGER_STATE_DIR", str(tmp_path / "state"))


def an_order(folder: Path, **changes: Any) -> Order:
    season = {
        "title": "The Heir's Double Life",
        "genre": "romance",
        "language": "zh-CN",
        "premise": "江海集团的继承人在奶茶店打工，遇见追债的女律师。",
        "episodes": 30,
        "episode_seconds": 120,
        "scenes_per_episode": 8,
        "providers": ARTICLE,
        **changes,
    }
    path = folder / "season.yaml"
    path.write_text(yaml.safe_dump(season, allow_unicode=True), encoding="utf-8")
    return read_order(path, folder / "out")


def a_plan(folder: Path, **changes: Any) -> Plan:
    return make_plan(an_order(folder, **changes), lambda _key: False)


def test_the_article_season_is_drafted_for_less_than_a_twentieth_of_all_of_it_on_the_dearest(tmp_path: Path) -> None:
    writing = a_plan(tmp_path).to_json()["writing"]

    assert writing["dearest"] == "holysheep/claude-sonnet-4.5"
    assert 0 < writing["by_stage"]["script"] < writing["by_dearest_usd"] / 20
    assert writing["estimated_usd"] == pytest.approx(sum(writing["by_stage"].values()))
    assert writing["estimated_usd"] < writing["by_dearest_usd"]


def test_each_stage_of_writing_is_a_row_with_its_model(tmp_path: Path) -> None:
    rows = {row["stage"]: row for row in a_plan(tmp_path).to_json()["stages"]}

    assert {stage: rows[stage]["model"] for stage in ARTICLE} == {stage: models[0] for stage, models in ARTICLE.items()}
    # The outline and thirty drafts; answers that may have to be mended are no products of their own.
    assert {stage: rows[stage]["products"] for stage in ARTICLE} == {"script": 31, "polish": 30, "review": 30, "rewrite": 30}
    assert all(rows[stage]["estimated_usd"] < rows[stage]["worst_case_usd"] for stage in ARTICLE)


def test_a_stage_without_models_is_done_by_who_writes_and_an_empty_list_leaves_it_out(tmp_path: Path) -> None:
    providers = {"script": ARTICLE["script"], "polish": [], "rewrite": ARTICLE["rewrite"]}

    rows = {row["stage"]: row["model"] for row in a_plan(tmp_path, providers=providers, episodes=2).to_json()["stages"]}

    assert "polish" not in rows
    assert rows["review"] == ARTICLE["script"][0]


def test_what_follows_the_script_is_reckoned_for_a_season_of_its_size(tmp_path: Path) -> None:
    order = an_order(tmp_path, episodes=3)

    assert order.is_to_be_written
    assert {number: len(episode.scenes) for number, episode in order.episodes.items()} == {1: 8, 2: 8, 3: 8}
    assert any("not written yet, holysheep/deepseek-v3.2 begins it" in note for note in order.notes)
    assert order.review == ()


def test_a_plan_changes_with_who_writes(tmp_path: Path) -> None:
    one = digest_of(an_order(tmp_path, episodes=2))
    other = digest_of(an_order(tmp_path, episodes=2, providers={**ARTICLE, "review": ARTICLE["rewrite"]}))

    assert one == digest_of(an_order(tmp_path, episodes=2)) != other


def test_another_seed_asks_for_another_story(tmp_path: Path) -> None:
    keys = []
    for seed in (1, 1, 2):
        writing = an_order(tmp_path, episodes=1, seed=seed).writing
        assert writing is not None
        keys.append(writing.episode.model_dump_json())

    assert keys[0] == keys[1] != keys[2]


def test_no_key_is_one_line_and_a_rehearsal_needs_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOLYSHEEP_API_KEY")

    with pytest.raises(InputError, match=r"providers\.polish: HOLYSHEEP_API_KEY is not set; .*--rehearse"):
        an_order(tmp_path)
    assert not read_order(tmp_path / "season.yaml", tmp_path / "out", rehearse=True).is_to_be_written


def test_the_example_is_written_for_cents(tmp_path: Path) -> None:
    order = read_order(Path(__file__).parents[4] / "examples" / "writers-room.yaml", tmp_path / "out")

    plan = make_plan(order, lambda _key: False)

    assert plan.writing is not None
    assert 0 < plan.writing.micros < 1_000_000
    assert [character.name for character in order.production.characters][:2] == ["江屿", "沈清"]


def test_at_worst_every_writer_of_a_list_is_paid(tmp_path: Path) -> None:
    alone: dict[str, list[str]] = {"polish": [], "review": [], "rewrite": []}

    def worst_usd(*writers: str) -> float:
        rows = a_plan(tmp_path, providers={**alone, "script": list(writers)}).to_json()["stages"]
        return sum(float(row["worst_case_usd"]) for row in rows if row["stage"] == "script")

    # An answer in doubt is passed over with its money held: the first may have been paid, too.
    cheap, dear = "holysheep/deepseek-v3.2", "holysheep/gpt-4.1"
    assert worst_usd(cheap, dear) == pytest.approx(worst_usd(cheap) + worst_usd(dear))


def test_a_model_that_cannot_read_the_season_is_named_before_anything_is_paid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = tmp_path / "small.yaml"
    small.write_text("holysheep: {models: {deepseek-v3.2: {context_tokens: 8000}}}", encoding="utf-8")
    monkeypatch.setenv("CLIFFHANGER_CATALOGUE", str(small))

    with pytest.raises(
        InputError, match=r"providers\.script: holysheep/deepseek-v3\.2 takes 8000 tokens in all, the outline may need \d+; name"
    ):
        an_order(tmp_path, episodes=60)
    # Whoever else is named can.
    assert an_order(tmp_path, episodes=60, providers={**ARTICLE, "script": [*ARTICLE["script"], "holysheep/gpt-4.1"]}).is_to_be_written
