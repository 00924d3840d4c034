"""A season written by models that answer badly ends in a script that can be shot, or in one clear line; every token is paid once."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import wait_for
from tests.integration.paid.conftest import end
from tests.support.paid import PaidStudio, Provider, lines_of

PREMISE = "An ambitious lawyer meets a mysterious billionaire at her grandmother's tea shop; a family secret threatens everything."
DRAFT, POLISH, REVIEW, REWRITE = (f"holysheep/{name}" for name in ("deepseek-v3.2", "gemini-2.5-flash", "gpt-4.1", "claude-sonnet-4.5"))


class Room(PaidStudio):
    """A studio with the key of a vendor of language models, which is at the simulated provider."""

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "HOLYSHEEP_API_KEY": self.key}

    def lay(self, **vendors: Any) -> None:
        super().lay(holysheep={"base_url": f"http://{self.provider.host}/v1"}, **vendors)

    def script(self, name: str = "E01.json") -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "out/the-secret/script" / name).read_text(encoding="utf-8"))
        return found

    def spent_micros(self) -> int:
        return self.spent_micros_of("the-secret")

    def spent_micros_of(self, season: str) -> int:
        costs = self.json("costs", season)
        assert costs["reserved_usd"] == costs["held_usd"] == 0
        return round(costs["spent_usd"] * 1_000_000)


@pytest.fixture
def room(tmp_path: Path, provider: Provider) -> Iterator[Room]:
    studio = Room(tmp_path, provider=provider)
    yield studio
    end(studio)


def a_premise(**changes: Any) -> dict[str, Any]:
    """A season of one episode of two scenes that one model writes, and the quick studio makes."""
    writers = {"script": [DRAFT], "polish": [], "review": [], "rewrite": []}
    studio = {"reference": ["studio/rig"], "video": ["studio/rig"], "speech": ["studio/espeak"], "lipsync": ["studio/lips"]}
    season = {
        "title": "The Secret",
        "premise": PREMISE,
        "language": "en",
        "episodes": 1,
        "scenes_per_episode": 2,
        "episode_seconds": 20,
        "music": False,
        "providers": {**writers, **studio},
    }
    return {**season, **changes}


def by(**writers: str) -> dict[str, Any]:
    """Providers with these writers."""
    providers: dict[str, Any] = a_premise()["providers"]
    return {**providers, **{stage: [model] for stage, model in writers.items()}}


def test_a_premise_is_written_then_produced_under_one_budget(room: Room, provider: Provider) -> None:
    writers = by(script=DRAFT, polish=POLISH, review=REVIEW, rewrite=REWRITE)
    provider.rules({"fault": "says", "options": {"reply": '{"verdict": "revise", "findings": []}'}, "match": {"model": "gpt*"}})

    done = room.produce(a_premise(episodes=2, budget_usd=5, providers=writers), "--out", "out")

    assert done.returncode == 0, done.stderr + room.log()
    # The outline, then two drafts, polished and reviewed; a review that objects to nothing leaves nothing to rewrite.
    assert sorted(job["model"] for job in provider.jobs("chat")) == sorted(
        name.partition("/")[2] for name in (DRAFT, DRAFT, DRAFT, POLISH, POLISH, REVIEW, REVIEW)
    )
    assert provider.billed_micros == room.spent_micros() > 0
    manifest = room.manifest("the-secret")
    assert manifest["state"] == "done"
    assert [len(episode["scenes"]) for episode in manifest["episodes"]] == [2, 2]
    assert [episode["path"] for episode in manifest["episodes"]] == ["E01.mp4", "E02.mp4"]
    assert manifest["cost_by_stage"]["script"] > 0
    assert {member["name"] for member in manifest["characters"]} <= {member["name"] for member in room.script("outline.json")["characters"]}


def test_what_is_written_is_not_written_again(room: Room, provider: Provider) -> None:
    season = a_premise()
    assert room.produce(season).returncode == 0
    asked = len(provider.jobs("chat"))

    again = room.produce({**season, "burn_subtitles": True})

    assert again.returncode == 0, again.stderr
    assert len(provider.jobs("chat")) == asked


BAD = {
    "prose round the JSON": {"fault": "prose_around", "options": {"before": "Sure! Here it is:", "after": "Hope it helps", "fence": True}},
    "trailing commas": {"fault": "trailing_commas"},
    "single quotes": {"fault": "single_quotes"},
    "comments": {"fault": "commented"},
    "cut in the middle": {"fault": "cut_short", "options": {"share": 0.5}, "match": {"turn": "0"}},
    "cut at its very beginning": {"fault": "cut_short", "options": {"share": 0.02}, "match": {"turn": "0"}},
    "in another language": {"fault": "wrong_language", "options": {"language": "es"}, "times": 1, "match": {"text": "episode 1"}},
    "an unknown speaker": {"fault": "unknown_speaker", "options": {"name": "Nobody Anybody Knows"}, "times": 1},
    "refused in words": {"fault": "refuses_in_words", "times": 1},
    "empty": {"fault": "says_nothing", "times": 1},
    "too many scenes": {"fault": "too_many_items", "options": {"field": "scenes", "count": 31}, "times": 1},
    "too few scenes": {"fault": "too_few_items", "options": {"field": "scenes", "count": 1}, "times": 1},
}


@pytest.mark.parametrize("rule", BAD.values(), ids=BAD)
def test_a_bad_answer_is_read_continued_or_asked_for_again(room: Room, provider: Provider, rule: dict[str, Any]) -> None:
    provider.rules(rule)

    done = room.produce(a_premise(), "--out", "out")

    assert done.returncode == 0, done.stderr + room.log()
    script = room.script()
    cast = {member["name"] for member in room.script("outline.json")["characters"]}
    assert len(script["scenes"]) == 2
    assert {line["character"] for scene in script["scenes"] for line in scene["dialogue"]} <= cast
    assert provider.billed_micros == room.spent_micros()


def test_what_cannot_be_mended_is_one_clear_line_and_every_answer_is_kept(room: Room, provider: Provider) -> None:
    provider.rules({"fault": "too_many_items", "options": {"field": "scenes", "count": 31}})

    done = room.produce(a_premise(scenes_per_episode=16, episode_seconds=120), "--out", "out")

    assert done.returncode == 1, done.stderr
    problem = [line for line in lines_of(done.stderr) if "problem" in line]
    assert len(problem) == 1, done.stderr
    assert "episode 1" in problem[0]
    assert "31" in problem[0]
    assert "16" in problem[0]
    assert "Traceback" not in done.stderr
    kept = list((room.folder / "out/the-secret/script").glob("E01.draft.refused.txt"))
    assert len(kept) == 1
    assert kept[0].read_text(encoding="utf-8").count('"scene_number"') == 31
    # The outline, and a draft that was asked for three times.
    assert len(provider.jobs("chat")) == 4
    assert provider.billed_micros == room.spent_micros()
    assert room.json("status", "the-secret")["state"] == "failed"


def test_a_writer_that_fails_for_good_is_tried_again_by_redo_alone(room: Room, provider: Provider) -> None:
    provider.rules({"fault": "says", "options": {"reply": "I would rather not."}, "match": {"text": "episode 1"}})
    assert room.produce(a_premise()).returncode == 1
    provider.rules()

    resumed = room.run("resume", "the-secret")
    redone = room.run("redo", "the-secret", "script/ep1")

    assert resumed.returncode == 1
    assert redone.returncode == 0, redone.stderr + room.log()
    assert provider.billed_micros == room.spent_micros()


def test_polish_that_comes_to_nothing_leaves_the_draft(room: Room, provider: Provider) -> None:
    provider.rules({"fault": "says", "options": {"reply": "No."}, "match": {"model": "gemini*"}})

    done = room.produce(a_premise(providers=by(script=DRAFT, polish=POLISH)), "--out", "out")

    assert done.returncode == 0, done.stderr
    assert "polish of episode 1" in done.stderr
    assert "what stood before is taken" in done.stderr
    assert provider.billed_micros == room.spent_micros()


def test_the_first_model_refuses_and_the_second_writes(room: Room, provider: Provider) -> None:
    provider.rules({"fault": "refuses_in_words", "match": {"model": "deepseek*"}})
    providers = {**by(), "script": [DRAFT, REVIEW]}

    done = room.produce(a_premise(providers=providers))

    assert done.returncode == 0, done.stderr
    assert {job["model"] for job in provider.jobs("chat")} == {"deepseek-v3.2", "gpt-4.1"}
    assert provider.billed_micros == room.spent_micros()


def test_write_says_what_asks_anew_where_no_answer_is_of_use(room: Room, provider: Provider) -> None:
    provider.rules({"fault": "says", "options": {"reply": "I would rather not."}})
    command = ("write", PREMISE, "--writer", DRAFT, "--scenes", "2", "-o", "season.yaml")

    failed = room.run(*command)
    provider.rules()
    again = room.run(*command)
    anew = room.run(*command, "--seed", "7")

    assert (failed.returncode, again.returncode, anew.returncode) == (1, 1, 0), anew.stderr
    assert "with another --seed or --writer asks anew" in " ".join(failed.stderr.split())
    assert (room.folder / "season.yaml").exists()


def test_what_a_provider_refuses_to_have_polished_stays_as_it_was(room: Room, provider: Provider) -> None:
    provider.rules({"fault": "moderated_input", "match": {"model": "gemini*"}})

    done = room.produce(a_premise(providers=by(script=DRAFT, polish=POLISH)), "--out", "out")

    assert done.returncode == 0, done.stderr
    assert "it is refused" in done.stderr
    assert "what stood before is taken" in done.stderr
    assert provider.billed_micros == room.spent_micros()


def test_a_provider_refuses_the_prompt_and_the_next_model_writes(room: Room, provider: Provider) -> None:
    provider.rules({"fault": "moderated_input", "match": {"model": "deepseek*"}})
    providers = {**by(), "script": [DRAFT, REVIEW]}

    done = room.produce(a_premise(providers=providers))

    assert done.returncode == 0, done.stderr
    assert {job["model"] for job in provider.jobs("chat")} == {"gpt-4.1"}
    assert provider.billed_micros == room.spent_micros()


def test_a_budget_that_holds_no_script_stops_before_anything_is_asked(room: Room, provider: Provider) -> None:
    done = room.produce(a_premise(budget_usd=0.0001))

    assert done.returncode == 3, done.stderr
    assert provider.jobs() == []


def test_a_command_that_is_killed_when_the_script_is_there_asks_for_none_of_it_again(room: Room, provider: Provider) -> None:
    season = room.write(a_premise(episodes=3))
    first = room.start("produce", season)
    wait_for("the first picture", lambda: "video by" in room.log())
    first.kill()
    first.wait()
    asked = len(provider.jobs("chat"))

    again = room.run("produce", season)

    assert again.returncode == 0, again.stderr + room.log()
    assert len(provider.jobs("chat")) == asked == 4
    assert provider.billed_micros == room.spent_micros()
