"""The examples, as their users run them: against the simulated provider instead of the vendors, judged by its books."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.conftest import ROOT
from tests.integration.paid.conftest import end, provider, running_provider
from tests.support.paid import PaidStudio, Provider

__all__ = ["provider", "running_provider"]

EXAMPLES = ROOT / "examples"
# A simulated job is done at once; the shipped rows' intervals are made for real ones.
QUICK_POLL = {"poll": {"interval": 0.1, "max_interval": 0.3}}
KEY_LENGTH = 40


class ExampleStudio(PaidStudio):
    """A studio with keys of HolySheep and Atlas Cloud, whose services are the simulator."""

    def lay(self, **vendors: Any) -> None:
        rows: dict[str, Any] = {
            "holysheep": {"base_url": f"{self.provider.front}/v1", "endpoints": {"video": QUICK_POLL, "frames": QUICK_POLL}},
            "atlascloud": {"base_url": f"{self.provider.front}/api/v1", **QUICK_POLL},
        }
        for name, row in vendors.items():
            rows[name] = {**rows[name], **row}
        self.catalogue.write_text(yaml.safe_dump(rows))

    def environment(self) -> dict[str, str]:
        key = self.key.ljust(KEY_LENGTH, "0")
        return {**super().environment(), "HOLYSHEEP_API_KEY": key, "ATLASCLOUD_API_KEY": key}

    def example(self, name: str, **changes: Any) -> Path:
        """A copy of an example with what lies beside it; `changes` replace texts in it, by their names' values: {old: new}."""
        source = EXAMPLES / name
        for beside in source.parent.glob("*.txt"):
            (self.folder / beside.name).write_bytes(beside.read_bytes())
        text = source.read_text(encoding="utf-8")
        for old, new in changes.get("replaced", {}).items():
            assert old in text, f"{name} has no {old!r} any more"
            text = text.replace(old, new)
        copy = self.folder / source.name
        copy.write_text(text, encoding="utf-8")
        return copy

    def made(self, *args: object, code: int = 0) -> dict[str, Any]:
        """Run a command that makes something, and answer what it prints as JSON."""
        return self.json(*args, code=code)


@pytest.fixture
def studio(tmp_path: Path, provider: Provider) -> Iterator[ExampleStudio]:
    studio = ExampleStudio(tmp_path, provider=provider)
    yield studio
    end(studio)


def by_name(batch: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {result["name"]: result for result in batch["results"]}


def side_by_side(jobs: list[dict[str, Any]]) -> bool:
    """Whether a job was taken before another had ended."""
    return any(one is not other and other["received_at"] <= one["received_at"] < other["ended_at"] for one in jobs for other in jobs)


def test_a_script_is_written_by_the_next_model_when_the_first_does_not_answer_in_time(studio: ExampleStudio, provider: Provider) -> None:
    provider.rules({"fault": "timeout_after", "match": {"kind": "chat", "model": "gpt-4.1"}})
    jobs = studio.example("jobs/script-and-translations.yaml", replaced={"timeout: 30": "timeout: 0.5"})

    batch = studio.made("batch", jobs)

    results = by_name(batch)
    assert {name: result["status"] for name, result in results.items()} == dict.fromkeys(("script", "script ko", "script en"), "success")
    assert results["script"]["model"] == "claude-sonnet-4.5"
    assert json.loads(Path(results["script"]["local_path"]).read_text(encoding="utf-8"))
    costs = studio.json("costs", batch["batch"])
    (unknown,) = costs["unknown"]
    assert unknown["model"] == "holysheep/gpt-4.1"
    assert costs["held_usd"] == unknown["amount_usd"] > 0
    assert provider.never_asked_twice()
    assert Counter(job["model"] for job in provider.jobs("chat")) == {"gpt-4.1": 1, "claude-sonnet-4.5": 1, "deepseek-v3.2": 2}


def test_a_season_is_made_with_portraits_feelings_moving_lips_and_music(studio: ExampleStudio, provider: Provider) -> None:
    provider.post("latency", {"seconds": 0, "by_kind": {"video": 3.0}})

    season = studio.made("produce", studio.example("drivers-name.yaml"))

    assert season["state"] == "done"
    manifest = studio.manifest(Path(season["out"]).name)
    assert [episode["state"] for episode in manifest["episodes"]] == ["done", "done"]
    assert all(episode["duration_seconds"] == pytest.approx(20, abs=0.5) for episode in manifest["episodes"])
    kinds = Counter(job["kind"] for job in provider.jobs())
    assert (kinds["image"], kinds["video"], kinds["speech"], kinds["lipsync"], kinds["music"]) == (2, 4, 5, 4, 4)
    assert kinds["reference"] == 2, "each portrait is given as a reference once"
    assert side_by_side(provider.jobs("video")), "the clips were made one after the other"
    assert manifest["total_cost_usd"] == pytest.approx(provider.billed_micros / 1e6)


def test_a_week_of_pictures_and_clips_is_made_once_and_told(studio: ExampleStudio, provider: Provider) -> None:
    jobs = studio.example("jobs/weekly-content.yaml")
    provider.rules({"fault": "moderated_input", "match": {"text": "headphones"}})

    first = studio.made("batch", jobs, code=1)
    provider.rules()
    asked = len(provider.jobs())
    second = studio.made("batch", jobs)
    billed = provider.billed_micros
    third = studio.made("batch", jobs)

    assert {name: result["status"] for name, result in by_name(first).items() if result["status"] != "success"} == {
        "A café goes silent": "failed"
    }
    assert "policy" in by_name(first)["A café goes silent"]["error"]
    assert len(provider.jobs()) == asked + 1
    assert second["successful"] == third["successful"] == second["total_jobs"] == 4
    # What nobody reports is booked at the row's own price, which for a clip by the token is a bound.
    assert second["total_cost"] == third["total_cost"] == studio.json("costs", second["batch"])["spent_usd"]
    assert provider.billed_micros == billed
    assert provider.never_asked_twice()
    paths = sorted(str(Path(result["local_path"]).relative_to(studio.folder)) for result in third["results"])
    assert paths == [
        "out/weekly-content/images/无线耳机_主图.png",
        "out/weekly-content/videos/a_café_goes_silent.mp4",
        "out/weekly-content/videos/lantern.mp4",
        "out/weekly-content/videos/언박싱_숏폼.mp4",
    ]


def test_each_step_of_the_writing_goes_to_its_own_model_within_one_budget(studio: ExampleStudio, provider: Provider) -> None:
    studio.lay(holysheep={"models": {"deepseek-v3.2": {"context_tokens": 1150}}})
    jobs = studio.example("jobs/writers-routing.yaml", replaced={"max_tokens: 2048": "max_tokens: 300"})

    poor = studio.made("batch", jobs, "--budget", "0.0001", code=3)
    asked_in_poverty = len(provider.jobs())
    batch = studio.made("batch", jobs)

    results = by_name(batch)
    assert poor["successful"] == 0
    assert asked_in_poverty == 0
    assert [results[name]["model"] for name in ("draft", "polished", "review", "final")] == [
        "deepseek-v3.2",
        "gemini-2.5-flash",
        "gpt-4.1",
        "claude-sonnet-4.5",
    ]
    chats = Counter(job["model"] for job in provider.jobs("chat"))
    assert chats["deepseek-v3.2"] > 2, "the long text was not cut"
    assert batch["total_cost"] == pytest.approx(provider.billed_micros / 1e6, abs=1e-5)
    assert {"the lawyer", "the stranger", "first look"} <= {name for name, result in results.items() if result["status"] == "success"}


def test_slow_upright_clips_are_collected_after_their_deadline_and_limits_are_kept(studio: ExampleStudio, provider: Provider) -> None:
    late = {"poll": {"interval": 0.1, "max_interval": 0.2, "deadline": 1.0}}
    studio.lay(holysheep={"endpoints": {"video": late, "frames": late}})
    provider.post("limits", {"rpm": None, "concurrency": 2})
    provider.post("latency", {"seconds": 0, "by_kind": {"video": 1.5}})
    provider.rules({"fault": "rate_limited_seconds", "options": {"value": "1"}, "match": {"kind": "video"}, "times": 1})

    season = studio.made("produce", studio.example("kling.yaml"))

    manifest = studio.manifest(Path(season["out"]).name)
    (episode,) = manifest["episodes"]
    assert (season["state"], episode["width"], episode["height"]) == ("done", 720, 1280)
    assert [character["seed"] for character in manifest["characters"]] == [12345, 67890]
    assert Counter(job["kind"] for job in provider.jobs())["video"] == 2
    assert provider.books()["totals"]["sent_429"] == 1
    assert provider.never_asked_twice()
    assert manifest["total_cost_usd"] == pytest.approx(provider.billed_micros / 1e6)


def test_a_season_is_translated_by_its_glossary_then_subtitled_and_dubbed(studio: ExampleStudio, provider: Provider) -> None:
    season = studio.made("produce", studio.example("subtitled.yaml", replaced={"providers:": "providers:\n  speech: [studio/espeak]"}))

    assert season["state"] == "done"
    manifest = studio.manifest(Path(season["out"]).name)
    (episode,) = manifest["episodes"]
    assert set(episode["subtitles"]) == {"zh-CN", "en", "es"}
    assert [dub["language"] for dub in episode["dubs"]] == ["en"]
    spanish = json.loads((Path(season["out"]) / "translations/E01.es.json").read_text(encoding="utf-8"))
    assert "Grupo Yungang" in spanish["lines"][2]["translation"]
    english = json.loads((Path(season["out"]) / "translations/E01.en.json").read_text(encoding="utf-8"))
    assert english["lines"][3]["translation"] == "Shen Tang, I came to give it back."
    assert Counter(job["model"] for job in provider.jobs()) == {"deepseek-v3.2": 2}
    assert manifest["cost_by_stage"] == {"translate": pytest.approx(provider.billed_micros / 1e6)} | {
        stage: 0 for stage in manifest["cost_by_stage"] if stage != "translate"
    }
