"""A bible, through the real command: produce, change it, see in the plan what goes stale, make just that again."""

import json
from pathlib import Path

from tests.factories.season_file import a_scene_of, a_season_file
from tests.integration.conftest import Studio, digests

EPISODES = (
    [a_scene_of("Don't lie to me."), a_scene_of("Then you know why.", speaker="Daniel", action="Daniel leaves.")],
    [a_scene_of("Wait.")],
)
BLACK_DRESS = '    wardrobe:\n      - {episodes: "2-4", wears: "a black dress"}\n'


def made(studio: Studio) -> list[tuple[int, int | None, str]]:
    """What the last run made: episode, scene, stage."""
    return [
        (episode["number"], scene["number"], product["stage"])
        for episode in studio.manifest()["episodes"]
        for scene in [*episode["scenes"], {"number": None, "products": episode["products"]}]
        for product in scene["products"]
        if not product["reused"]
    ]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_changed_bible_shows_what_goes_stale_and_makes_just_that_again(studio: Studio) -> None:
    season = studio.write(a_season_file(*EPISODES))
    assert studio.run("produce", season).returncode == 0
    first = digests(studio.manifest())

    # The bible of the season is the season: nothing is made by referring to it.
    assert studio.run("cast", season, "-o", "cast.yaml").returncode == 0
    studio.write(a_season_file(*EPISODES, characters="cast.yaml"))
    planned = json.loads(studio.run("plan", season, "--json").stdout)
    assert (planned["changes"], sum(stage["to_make"] for stage in planned["stages"])) == ([], 0)
    assert studio.run("produce", season).returncode == 0
    assert digests(studio.manifest()) == first

    edit(studio.folder / "cast.yaml", '    appearance: "dark hair', '    appearance: "white hair')
    edit(studio.folder / "cast.yaml", "    seed:", f"{BLACK_DRESS}    seed:")
    planned = studio.run("plan", season)

    assert "changed since it was produced: Emma (wardrobe): episode 2 (1 scene), at most $0.00" in planned.stderr
    assert "changed since it was produced: Daniel (appearance): episode 1 (1 scene), at most $0.00" in planned.stderr
    assert studio.run("produce", season).returncode == 0
    assert made(studio) == [
        *((1, 2, stage) for stage in ("video", "lipsync")),
        (1, None, "episode"),
        *((2, 1, stage) for stage in ("video", "lipsync")),
        (2, None, "episode"),
    ]
    assert [product["reused"] for product in studio.manifest()["products"]] == [True, False]
    assert json.loads(studio.run("plan", season, "--json").stdout)["changes"] == []


def test_a_mistake_in_a_bible_is_one_line_that_names_it(studio: Studio) -> None:
    season = studio.write(a_season_file(*EPISODES, characters="cast.yaml"))
    (studio.folder / "cast.yaml").write_text("- name: Emma\n- name: Daniel\n  heir: true\n")

    done = studio.run("plan", season)

    assert done.returncode == 2
    assert done.stderr.startswith(f"cliffhanger: {studio.folder / 'cast.yaml'}:3: characters[1].heir: unknown field; ")
    assert done.stderr.count("\n") == 1
