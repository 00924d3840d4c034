"""One season made by the quick studio, once for all tests: with a slate in it, a dub and burned subtitles, exported in every form."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.factories.season_file import a_scene_of, a_season_file
from tests.integration.conftest import Studio

KOREAN = {
    "Don't lie to me.": "거짓말하지 마.",
    "Not now.": "지금은 안 돼.",
    "Then you know why.": "그럼 왜인지 알겠네.",
    "Gone.": "갔어.",
    "Wait.": "기다려.",
}
SEASON = a_season_file(
    [
        a_scene_of("Don't lie to me.", "Not now."),
        a_scene_of("Then you know why.", speaker="Daniel", emotional_beat="sad"),
        a_scene_of("Gone.", action="[fail]"),
        a_scene_of(emotional_beat="sad", duration_seconds=1.5),
    ],
    [a_scene_of("Wait.")],
    dubs=["ko"],
    subtitles=["en", "ko"],
    burn_subtitles=True,
)
for _episode in SEASON["episodes"]:
    for _scene in _episode["scenes"]:
        for _line in _scene["dialogue"]:
            _line["translations"] = {"ko": KOREAN[_line["line"]]}
FORMS = ("mp4", "master", "cover", "subtitles", "otio", "zip")


@dataclass
class Exported:
    """A season and what `export` said of it."""

    studio: Studio
    told: dict[str, Any]

    @property
    def folder(self) -> Path:
        return self.studio.folder / "out" / "test-season" / "exports"

    def files(self, form: str) -> list[Path]:
        return [Path(entry["path"]) for entry in self.told["exports"] if entry["form"] == form]


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exported]:
    studio = Studio(tmp_path_factory.mktemp("exports"))
    made = studio.run("produce", studio.write(SEASON))
    assert made.returncode == 1, made.stderr
    done = studio.run("export", "test", *[word for form in FORMS for word in ("--form", form)], "--json")
    assert done.returncode == 0, done.stderr + studio.log()
    yield Exported(studio, json.loads(done.stdout))
    assert not studio.processes(), "every process has ended with its command"
