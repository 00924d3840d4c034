"""Bad input: exit code 2, one clear line that names file and field, and nothing started."""

import pytest

from tests.factories.season_file import a_scene_of, a_season_file
from tests.integration.conftest import Studio

GOOD = a_season_file([a_scene_of("Wait.")])


def lines_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("season", "wanted"),
    [
        ({**GOOD, "languge": "en"}, "languge: unknown field; did you mean 'language'?"),
        (a_season_file([a_scene_of("Wait.", speaker="Emmma")]), "Emmma"),
        ({**GOOD, "episodes": []}, "episodes"),
        ({**GOOD, "episodes": True}, "episodes"),
        ({**GOOD, "language": "tlh"}, "language"),
        ({**GOOD, "title": "../../x"}, "title"),
    ],
)
def test_a_bad_season_is_refused_in_one_line(studio: Studio, season: dict, wanted: str) -> None:
    path = studio.write(season)

    refused = studio.run("produce", path)

    assert refused.returncode == 2
    (line,) = lines_of(refused.stderr)
    assert path.name in line
    assert wanted in line
    assert refused.stdout == ""
    assert not studio.state.exists()


def test_a_missing_file_is_said_to_be_missing(studio: Studio) -> None:
    refused = studio.run("produce", "nowhere.yaml")

    assert refused.returncode == 2
    assert "nowhere.yaml" in refused.stderr


@pytest.mark.parametrize("budget", ["-1", "nan", "ten", "1.0000001"])
def test_a_budget_that_is_no_amount_is_refused(studio: Studio, budget: str) -> None:
    refused = studio.run("produce", studio.write(GOOD), "--budget", budget)

    assert refused.returncode == 2
    assert "--budget" in lines_of(refused.stderr)[-1]


def test_an_unknown_season_is_named_with_those_that_are_known(studio: Studio) -> None:
    refused = studio.run("status", "nothing")

    assert refused.returncode == 2
    assert lines_of(refused.stderr) == ["cliffhanger: no season 'nothing'; none was produced yet with these settings"]
