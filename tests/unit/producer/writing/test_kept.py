"""A story that was written once stays, whatever another release would write."""

from pathlib import Path

import pytest

from producer.intake.document import Document
from producer.writing import kept
from producer.writing.kept import write_kept
from shared.season import SeasonFile
from shared.season_cast import CastMember
from shared.store.folder import FolderStore

PREMISE = "A lawyer meets a billionaire at her grandmother's tea shop."


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "store")


def a_season(**changes: object) -> SeasonFile:
    return SeasonFile.model_validate({"title": "The Secret", "genre": "romance", "premise": PREMISE, "episodes": 2, **changes})


def a_document(tmp_path: Path) -> Document:
    return Document(tmp_path / "season.yaml", {"premise": PREMISE}, {(): 1})


def test_what_is_read_back_is_what_was_written(tmp_path: Path, store: FolderStore) -> None:
    season = a_season(characters=[CastMember(name="Emma", gender="female")])

    first = write_kept(season, a_document(tmp_path), store)
    second = write_kept(season, a_document(tmp_path), store)

    assert second == first
    assert first.season.cast[0] == CastMember(name="Emma", gender="female")


def test_a_release_that_writes_otherwise_changes_no_season(tmp_path: Path, store: FolderStore, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write_kept(a_season(), a_document(tmp_path), store)
    monkeypatch.setattr(kept, "write_offline", lambda *_: pytest.fail("written again"))

    assert write_kept(a_season(), a_document(tmp_path), store) == first


@pytest.mark.parametrize(
    "change", [{"seed": 5}, {"episodes": 1}, {"genre": "revenge"}, {"language": "zh-CN"}, {"premise": "A barber inherits."}]
)
def test_other_words_are_another_story(tmp_path: Path, store: FolderStore, change: dict[str, object]) -> None:
    first = write_kept(a_season(), a_document(tmp_path), store)

    assert write_kept(a_season(**change), a_document(tmp_path), store).script.episodes != first.script.episodes
