"""What `redo` may be asked to make anew, and the line for a place that is none."""

import pytest

from producer.cli.places import is_of_script, script_takes
from shared.errors import InputError
from tests.factories.season import a_production, an_episode
from tests.factories.writing import an_order_of_writing


@pytest.mark.parametrize(
    ("place", "take"),
    [
        ("script", "job/script/1/the outline"),
        ("script/outline", "job/script/1/the outline"),
        ("script/ep2", "job/script/1/episode 2"),
        ("script/ep2/polish", "job/polish/1/episode 2"),
    ],
)
def test_a_place_of_the_script_is_one_step_of_its_writing(place: str, take: str) -> None:
    assert script_takes(an_order_of_writing()[1], place) == [take]


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("script/scene2", "script/scene2: not a place of the script; give script, script/ep2 or script/ep2/polish"),
        ("script/ep7", "script/ep7: there is no episode 7; the script has 1, 2"),
        ("script/ep1/video", "script/ep1/video: 'video' is no stage of its writing; give one of script, polish, review, rewrite"),
    ],
)
def test_a_place_that_is_none_is_named_with_those_that_are(place: str, line: str) -> None:
    with pytest.raises(InputError) as refused:
        script_takes(an_order_of_writing()[1], place)

    assert refused.value.message == line


def test_a_batch_may_have_a_job_that_is_called_script() -> None:
    season = a_production(an_episode())

    assert is_of_script(season, "script/ep1")
    assert not is_of_script(season, "ep1/scene1")
    assert not is_of_script(season.model_copy(update={"kind": "batch"}), "script")
