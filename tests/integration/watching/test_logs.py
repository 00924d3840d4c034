"""Log lines of workers that have made a season."""

import json

from tests.integration.watching.conftest import Watched


def test_lines_say_what_they_are_about(watched: Watched) -> None:
    (failed,) = [line for line in watched.lines("paid") if "failed" in line["message"]]
    made = [line for line in watched.lines("media") if line.get("stage") == "lipsync"]
    ended = [line for line in watched.lines("control") if "partial" in line["message"]]

    assert {name: failed[name] for name in ("level", "season", "episode", "scene", "stage")} == {
        "level": "error",
        "season": watched.season,
        "episode": 1,
        "scene": 2,
        "stage": "video",
    }
    assert {(line["season"], line["episode"], line["scene"]) for line in made} == {(watched.season, 1, 1), (watched.season, 2, 1)}
    assert all(line["seconds"] >= 0 and line["model"] == "studio/lips" for line in made)
    assert ended
    assert all(line["season"] == watched.season for line in ended)


def test_every_line_after_celerys_own_greeting_is_json(watched: Watched) -> None:
    for name in ("media", "paid", "control"):
        text = (watched.line.line_folder / f"{name}.log").read_text(encoding="utf-8")
        first = text.index('{"time"')

        assert all(json.loads(line)["level"] for line in text[first:].splitlines())


def test_no_line_shows_a_secret(watched: Watched) -> None:
    for file in watched.line.line_folder.glob("*.log"):
        text = file.read_text(encoding="utf-8")

        assert [secret for secret in watched.secrets if secret in text] == [], file.name
