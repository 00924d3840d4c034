"""What a season file allows is planned with what it may cost, and refused where it is no word that is known."""

import pytest
import yaml

from producer.intake.read import read_season
from producer.order import Order
from producer.planning import make_plan
from shared.errors import InputError
from tests.factories.catalogue import a_catalogue, a_price, a_vendor
from tests.factories.season_file import a_scene_of, a_season_file

CLIPS = {"capability": "video", "durations": [5, 10], "resolutions": ["480p", "720p"], "price": a_price("per_second", "0.1")}


def read(folder, *allow: str, seconds: float = 8, catalogue=None, **changes):
    season = a_season_file(
        [a_scene_of("Wait.", duration_seconds=seconds)],
        music=False,
        providers={"reference": ["studio/rig"], "speech": ["studio/espeak"], "lipsync": ["studio/lips"], "video": ["acme/clips"]},
        **{**({"allow": list(allow)} if allow else {}), **changes},
    )
    path = folder / "season.yaml"
    path.write_text(yaml.safe_dump(season))
    return read_season(path, catalogue=catalogue or a_catalogue(acme={"clips": CLIPS}), is_configured=lambda _vendor: True)


def plan(folder, *allow: str, row=None, **changes):
    catalogue = a_catalogue(acme=a_vendor("acme", {"clips": CLIPS}, **(row or {})))
    intake = read(folder, *allow, catalogue=catalogue, **changes)
    order = Order(intake.production, {episode.number: episode for episode in intake.episodes}, tuple(intake.notes), intake.files, folder)
    return make_plan(order, lambda _key: False, catalogue)


def test_nothing_is_allowed_where_nothing_is_said(tmp_path) -> None:
    assert read(tmp_path).production.allow == ()
    assert read(tmp_path, "shorter", "softer_prompt").production.allow == ("shorter", "softer_prompt")


def test_a_word_that_is_not_known_is_refused_in_one_line(tmp_path) -> None:
    with pytest.raises(InputError, match=r"allow\[0\]: must be one of .*did you mean 'softer_prompt'\?"):
        read(tmp_path, "softer_promt")


def test_a_scene_that_is_too_long_is_refused_unless_it_may_be_shorter(tmp_path) -> None:
    with pytest.raises(InputError, match="makes at most 10 s, the scene needs 12 s"):
        read(tmp_path, "lower_resolution", seconds=12)

    notes = read(tmp_path, "shorter", seconds=12).notes

    assert "video: episode 1, scene 1: nobody who is named makes its 12 s, so acme/clips makes 10 s, and the last picture is held" in str(
        notes
    )


def test_a_shorter_clip_is_planned_at_its_own_price(tmp_path) -> None:
    planned = plan(tmp_path, "shorter", seconds=12)

    assert (planned.estimated_micros, planned.worst_case_micros) == (1_000_000, 1_000_000)
    assert [(stage.stage, stage.model) for stage in planned.stages if stage.estimated_micros] == [("video", "acme/clips")]


def test_timeouts_add_nothing_to_the_worst_case(tmp_path) -> None:
    assert plan(tmp_path, "lower_resolution", "shorter").worst_case_micros == plan(tmp_path).worst_case_micros == 1_000_000


@pytest.mark.parametrize("row", [{"cost_from_response": {"header": "X-Cost"}}, {"bills_failures": True}])
def test_a_refusal_that_may_be_billed_is_in_the_worst_case_where_the_prompt_may_be_softened(tmp_path, row) -> None:
    assert plan(tmp_path, row=row).worst_case_micros == 1_000_000
    assert plan(tmp_path, "softer_prompt", row=row).worst_case_micros == 2_000_000
    assert plan(tmp_path, "softer_prompt").worst_case_micros == 1_000_000


def test_what_is_allowed_is_part_of_what_was_agreed_to(tmp_path) -> None:
    assert plan(tmp_path, "shorter").digest != plan(tmp_path).digest
