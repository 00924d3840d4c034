"""Whatever a file holds, it is understood or refused in one line: no other error, nothing half done."""

import copy
import json
from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producer.intake import read_season
from producer.intake.yaml_form import read_yaml
from shared.errors import InputError
from shared.season import FormatChoice, Music, Providers, SeasonFile
from shared.season_cast import CastMember
from shared.season_part import Part
from shared.season_script import DialogueLine, EpisodeScript, SceneScript, ScriptFile

GOOD, _ = read_yaml((Path(__file__).parents[3] / "examples" / "heirs.yaml").read_text(encoding="utf-8"))
PARTS: list[type[Part]] = [SeasonFile, CastMember, DialogueLine, EpisodeScript, SceneScript, ScriptFile, Music, FormatChoice, Providers]
FIELDS = sorted({name for part in PARTS for name in part.model_fields})

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["zh-CN", "en", "studio/rig", "Emma", "male", "9:16", "720p", "none.png", ".", "/", "\0", "a" * 5000, 10**400, -0.0])
)
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=8), inner, max_size=6),
    max_leaves=20,
)
FUZZ = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def is_understood_or_refused_in_one_line(path: Path) -> None:
    for rehearse in (False, True):
        try:
            read_season(path, rehearse=rehearse)
        except InputError as error:
            text = str(error)
            assert text.startswith(str(path))
            assert text.isprintable() or not any(character in text for character in "\n\r\t\0\x1b\x85\u2028\u2029")
            text.encode()


@FUZZ
@given(
    data=st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode(errors="ignore")),
    ending=st.sampled_from([".yaml", ".json", ""]),
)
def test_any_bytes(tmp_path, data, ending):
    path = tmp_path / f"season{ending}"
    path.write_bytes(data)

    is_understood_or_refused_in_one_line(path)


@FUZZ
@given(tree=trees | st.dictionaries(st.sampled_from(FIELDS), trees, max_size=8))
def test_any_tree(tmp_path, tree):
    path = tmp_path / "season.json"
    path.write_text(json.dumps(tree))

    is_understood_or_refused_in_one_line(path)


@FUZZ
@given(tree=st.dictionaries(st.sampled_from(FIELDS), trees, max_size=8))
def test_any_tree_in_yaml(tmp_path, tree):
    path = tmp_path / "season.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8", errors="replace")

    is_understood_or_refused_in_one_line(path)


@FUZZ
@given(data=st.data(), value=trees)
def test_a_good_season_with_one_value_changed(tmp_path, data, value):
    season = copy.deepcopy(GOOD)
    place = season
    while True:
        step = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else list(range(len(place)))))
        if not isinstance(place[step], dict | list) or not place[step] or data.draw(st.integers(0, 4)) == 0:
            break
        place = place[step]
    place[step] = value
    path = tmp_path / "season.json"
    path.write_text(json.dumps(season))

    is_understood_or_refused_in_one_line(path)


@FUZZ
@given(cut=st.integers(0, 6000), inserted=st.binary(max_size=6))
def test_a_good_season_cut_and_patched(tmp_path, cut, inserted):
    text = (Path(__file__).parents[3] / "examples" / "heirs.yaml").read_bytes()
    path = tmp_path / "season.yaml"
    path.write_bytes(text[:cut] + inserted + text[cut + 3 :])

    is_understood_or_refused_in_one_line(path)
