"""A season in languages that its script does not have: translated once, by the line, with nothing paid twice and nothing bad let in."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import wait_for
from tests.integration.paid.conftest import end
from tests.integration.paid.test_writing import DRAFT, POLISH, Room, a_premise, by
from tests.support.paid import Provider

OFFLINE = {"reference": ["studio/rig"], "video": ["studio/rig"], "speech": ["studio/espeak"], "lipsync": ["studio/lips"]}


@pytest.fixture
def room(tmp_path: Path, provider: Provider) -> Iterator[Room]:
    studio = Room(tmp_path, provider=provider)
    yield studio
    end(studio)


def a_scene(*lines: tuple[str, str]) -> dict[str, Any]:
    return {"setting": "办公室，夜", "dialogue": [{"character": who, "line": line} for who, line in lines]}


def a_season(*episodes: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Episodes of one scene in Chinese, wanted with English subtitles."""
    first = a_scene(("张枫", "林雪，你为什么现在才回来？"), ("林雪", "江海集团的合同在你手里。"), ("张枫", "……"))
    scenes = episodes or (first,)
    season = {
        "title": "The Letter",
        "language": "zh-CN",
        "subtitles": ["zh-CN", "en"],
        "music": False,
        "characters": [{"name": "张枫", "gender": "male"}, {"name": "林雪", "gender": "female"}],
        "glossary": {"江海集团": {"en": "Jianghai Group"}},
        "episodes": [{"scenes": [scene]} for scene in scenes],
        "providers": {"translate": [DRAFT], **OFFLINE},
    }
    return {**season, **changes}


def translated(room: Room, name: str = "E01.en.json") -> list[str | None]:
    found = json.loads((room.folder / "out/the-letter/translations" / name).read_text(encoding="utf-8"))
    return [line["translation"] for line in found["lines"]]


def test_what_is_translated_is_paid_once_and_a_changed_line_alone_is_asked_again(room: Room, provider: Provider) -> None:
    second = a_scene(("林雪", "我再也不相信你。"), ("张枫", "林雪，等等！"))
    season = a_season(a_season()["episodes"][0]["scenes"][0], second, budget_usd=1)

    done = room.produce(season, "--out", "out")

    assert done.returncode == 0, done.stderr + room.log()
    # The names of the cast, then each episode.
    assert len(provider.jobs("chat")) == 3
    assert provider.billed_micros == room.spent_micros_of("the-letter") > 0
    manifest = room.manifest("the-letter")
    assert manifest["cost_by_stage"]["translate"] > 0
    assert set(manifest["episodes"][0]["subtitles"]) == {"zh-CN", "en"}
    before = translated(room)
    name = json.loads((room.folder / "out/the-letter/translations/names.en.json").read_text(encoding="utf-8"))["林雪"]
    assert name in (before[0] or "")
    assert "Jianghai Group" in (before[1] or "")
    assert before[2] == "……"

    assert room.produce(season).returncode == 0
    assert len(provider.jobs("chat")) == 3

    second["dialogue"][0]["line"] = "我永远不会原谅你。"
    kept = translated(room, "E02.en.json")[1]
    changed = room.produce({**season, "episodes": [season["episodes"][0], {"scenes": [second]}]})

    assert changed.returncode == 0, changed.stderr
    assert len(provider.jobs("chat")) == 4
    assert translated(room) == before
    assert translated(room, "E02.en.json")[1] == kept
    assert provider.billed_micros == room.spent_micros_of("the-letter")


def test_bad_lines_are_asked_for_once_more_and_a_correction_in_the_script_costs_nothing(room: Room, provider: Provider) -> None:
    provider.rules(
        {"fault": "leaves_lines", "times": 1, "match": {"text": "into English (en)", "nth": 2}},
        {"fault": "mixes_lines", "times": 1, "match": {"text": "into Japanese (ja)", "nth": 2}},
        {"fault": "drops_lines", "times": 1, "match": {"text": "into Korean (ko)", "nth": 2}},
    )
    season = a_season(subtitles=["en", "ja", "ko"])

    done = room.produce(season, "--out", "out")

    assert done.returncode == 0, done.stderr + room.log()
    assert len(provider.jobs("chat")) == 9
    assert set(room.manifest("the-letter")["episodes"][0]["subtitles"]) == {"en", "ja", "ko"}
    for language in ("en", "ja", "ko"):
        assert None not in translated(room, f"E01.{language}.json")

    season["episodes"][0]["scenes"][0]["dialogue"][0]["translations"] = {"en": "Back at last, Xue?"}
    assert room.produce(season).returncode == 0
    assert translated(room)[0] == "Back at last, Xue?"
    assert len(provider.jobs("chat")) == 9
    assert provider.billed_micros == room.spent_micros_of("the-letter")


def test_what_stays_bad_is_left_out_with_a_note_until_it_is_asked_anew(room: Room, provider: Provider) -> None:
    provider.rules({"fault": "leaves_lines", "match": {"text": "<dialogue>"}})

    done = room.produce(a_season(), "--out", "out")

    assert done.returncode == 0, done.stderr + room.log()
    assert "episode 1 in en: scene 1, line 1 is left out, it is left in Chinese characters" in " ".join(done.stderr.split())
    assert translated(room)[0] is None
    assert room.manifest("the-letter")["state"] == "done"
    # The names, the episode, and once more what was bad of it.
    assert len(provider.jobs("chat")) == 3

    provider.rules()
    redone = room.run("redo", "the-letter", "translation/ep1/en")

    assert redone.returncode == 0, redone.stderr + room.log()
    assert None not in translated(room)
    assert "en" in room.manifest("the-letter")["episodes"][0]["subtitles"]
    assert len(provider.jobs("chat")) == 4
    assert room.run("redo", "the-letter", "translation/ep7").returncode == 2


def test_a_command_that_is_killed_goes_on_where_it_was(room: Room, provider: Provider) -> None:
    provider.post("latency", {"seconds": 0, "by_kind": {"chat": 1}})
    first = room.start("produce", room.write(a_season()), "--out", "out")
    wait_for("the episode to be asked for", lambda: len(provider.jobs("chat")) == 2)
    wait_for("its answer", lambda: provider.jobs("chat")[1]["state"] == "done")
    first.kill()
    first.wait()
    provider.post("latency", {"seconds": 0, "by_kind": {}})

    resumed = room.run("resume", "the-letter")

    assert resumed.returncode == 0, resumed.stderr + room.log()
    assert len(provider.jobs("chat")) <= 3
    assert room.manifest("the-letter")["episodes"][0]["path"] == "E01.mp4"
    assert "en" in room.manifest("the-letter")["episodes"][0]["subtitles"]


def test_a_translator_that_is_down_keeps_no_season_from_being_made(room: Room, provider: Provider) -> None:
    provider.rules({"fault": "no_funds_402"})

    done = room.produce(a_season(), "--out", "out")

    assert done.returncode == 0, done.stderr + room.log()
    assert "not translated: episode 1 in en" in done.stderr
    assert "en" not in room.manifest("the-letter")["episodes"][0]["subtitles"]


def test_a_script_by_models_is_translated_when_it_is_there(room: Room, provider: Provider) -> None:
    season = a_premise(subtitles=["en", "es"], providers={**by(), "translate": [POLISH]})
    planned = room.json("plan", room.write(season))

    done = room.produce(season, "--out", "out")

    assert done.returncode == 0, done.stderr + room.log()
    assert [stage["model"] for stage in planned["stages"] if stage["stage"] == "translate"] == [POLISH]
    assert planned["translation"]["estimated_usd"] > 0
    assert [job["model"] for job in provider.jobs("chat")] == ["deepseek-v3.2", "deepseek-v3.2", "gemini-2.5-flash"]
    assert set(room.manifest("the-secret")["episodes"][0]["subtitles"]) == {"en", "es"}
    assert provider.billed_micros == room.spent_micros()


def test_nobody_is_asked_in_a_rehearsal_nor_where_the_script_has_it_all(room: Room, provider: Provider) -> None:
    season = a_season()
    rehearsed = room.produce(season, "--rehearse", "--out", "out")
    for line in season["episodes"][0]["scenes"][0]["dialogue"]:
        line["translations"] = {"en": "As it is."}
    own = room.produce(season, "--out", "out")

    assert (rehearsed.returncode, own.returncode) == (0, 0), own.stderr
    assert provider.jobs() == []
