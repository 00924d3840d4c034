"""Jobs files against the simulated provider: what is made, what is paid, what is told; judged by the provider's own books."""

import json
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import wait_for
from tests.integration.paid.conftest import end
from tests.support.paid import LinePaidStudio, PaidStudio, Provider, lines_of

FIELDS = {
    "name": str,
    "model": str,
    "type": str,
    "status": str,
    "output_url": str,
    "local_path": str,
    "cost": float,
    "generation_time": float,
    "error": type(None),
}
ARTICLE = """
output_dir: weekly_content
max_workers: 3

jobs:
  - name: 제품 히어로 이미지
    type: image
    model: google/imagen4-ultra/text-to-image
    prompt: >
      충전 케이스에 담긴 무선 이어버드
    width: 2048
    height: 2048

  - name: 소셜 미디어 영상
    type: video
    model: bytedance/seedance-v1.5-pro/text-to-video
    prompt: 제품의 언박싱
    duration: 10
    resolution: 1080p

  - name: 영화 같은 광고
    type: video
    model: google/veo3.1/text-to-video
    prompt: 헤드폰 광고
    duration: 8
    resolution: 1080p
"""


@dataclass
class BatchStudio(PaidStudio):
    """A studio with keys for the article's vendor and for one of language models, both at the simulated provider."""

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "ATLASCLOUD_API_KEY": self.key, "HOLYSHEEP_API_KEY": self.key}

    def lay(self, **vendors: Any) -> None:
        quick = {"poll": {"interval": 0.1, "max_interval": 0.3}, "limits": {"rpm": 6000, "concurrency": 20}}
        atlas, holysheep = ({"base_url": f"http://{self.provider.host}{path}"} for path in ("/api/v1", "/v1"))
        super().lay(atlascloud={**atlas, **quick}, holysheep=holysheep, **vendors)


@pytest.fixture
def embedded(tmp_path: Path, provider: Provider) -> Iterator[BatchStudio]:
    studio = BatchStudio(tmp_path, provider=provider)
    yield studio
    end(studio)


def image(name: str, prompt: str = "", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "image", "model": "simulator/sim-reference", "prompt": prompt or name, **more}


def clip(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "video", "model": "simulator/sim-video", "prompt": name, "duration": 1, "resolution": "720p", **more}


def jobs_file(studio: PaidStudio, *jobs: dict[str, Any], **head: Any) -> Path:
    return studio.write({"output_dir": str(studio.folder / "made"), **head, "jobs": list(jobs)}, "jobs.yaml")


def manifest_of(studio: PaidStudio, folder: str = "made") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((studio.folder / folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def micros(usd: float) -> int:
    return round(usd * 1_000_000)


def standing(manifest: dict[str, Any]) -> dict[str, str]:
    return {result["name"]: result["status"] for result in manifest["results"]}


def test_the_articles_file_is_made_as_it_stands(embedded: BatchStudio, provider: Provider) -> None:
    path = embedded.folder / "weekly.yaml"
    path.write_text(ARTICLE, encoding="utf-8")

    done = embedded.run("batch", path)

    assert done.returncode == 0, done.stderr + embedded.log()
    manifest = manifest_of(embedded, "weekly_content")
    assert (manifest["total_jobs"], manifest["successful"], manifest["failed"]) == (3, 3, 0)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", manifest["generated_at"])
    for result in manifest["results"]:
        assert {name: type(result[name]) for name in FIELDS} == FIELDS
        assert Path(result["local_path"]).stat().st_size > 100
    assert lines_of(done.stdout) == [result["local_path"] for result in manifest["results"]]
    assert [result["path"] for result in manifest["results"]] == [
        "images/제품_히어로_이미지.png",
        "videos/소셜_미디어_영상.mp4",
        "videos/영화_같은_광고.mp4",
    ]
    assert [result["cost"] for result in manifest["results"]] == [0.06, 0.22, 0.24]
    assert micros(manifest["total_cost"]) == provider.billed_micros

    again = embedded.json("batch", path)

    assert all(result["reused"] for result in again["results"])
    assert len(provider.jobs()) == 3


def test_texts_and_pictures_are_chained_and_what_needs_a_failed_job_fails_with_it(embedded: BatchStudio, provider: Provider) -> None:
    provider.rules({"fault": "failed", "match": {"text": "bridge"}})
    path = jobs_file(
        embedded,
        # It stands before what it needs, and its turn comes after.
        clip("Lost", image="Bridge"),
        image("Bridge", "a bridge"),
        clip("Moves", image_prompt="a door", image_model="simulator/sim-reference"),
        {
            "name": "Sum",
            "type": "text",
            "model": "holysheep/deepseek-v3.2",
            "prompt": "Sum up: {input}",
            "input": "Story",
            "format": "json",
        },
        {"name": "Story", "type": "text", "model": "holysheep/deepseek-v3.2", "prompt": "Write a story."},
    )

    made = embedded.json("batch", path, code=1)

    assert standing(made) == {"Lost": "failed", "Bridge": "failed", "Moves": "success", "Sum": "success", "Story": "success"}
    errors = {result["name"]: result["error"] for result in made["results"] if result["error"]}
    assert errors["Lost"] == "it needs what job 2 makes, which failed"
    assert "generation failed" in errors["Bridge"]
    assert json.loads((embedded.folder / "made/texts/sum.json").read_text())
    assert sum(job["kind"] == "video" for job in provider.jobs()) == 1
    assert micros(made["total_cost"]) == micros(embedded.json("costs", made["batch"])["spent_usd"])


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_a_batch_that_is_stopped_goes_on_and_nothing_is_paid_twice(
    embedded: BatchStudio, provider: Provider, number: signal.Signals, code: int
) -> None:
    provider.post("latency", {"seconds": 60})
    path = jobs_file(embedded, *(image(f"Picture {number}") for number in range(6)), max_workers=3)
    first = embedded.start("batch", path)
    wait_for("three jobs", lambda: len(provider.jobs()) == 3)

    second = embedded.run("batch", path, "--json")
    first.send_signal(number)
    first.communicate(timeout=60)
    wait_for("its processes to end", lambda: not embedded.processes(), 20)
    provider.post("latency", {"seconds": 0})
    provider.post("clock", {"advance": 60})
    again = embedded.json("batch", path)

    assert (first.returncode, second.returncode) == (code, 1)
    assert "is in use: process" in json.loads(second.stdout)["error"]
    assert again["successful"] == 6
    assert len(provider.jobs()) == 6
    assert provider.never_asked_twice()
    assert micros(again["total_cost"]) == provider.billed_micros


def test_workers_that_are_killed_pay_for_nothing_twice(embedded: BatchStudio, provider: Provider) -> None:
    provider.post("latency", {"seconds": 60})
    command = embedded.start("batch", jobs_file(embedded, *(image(f"Picture {number}") for number in range(4)), max_workers=4))
    wait_for("every job to be asked about", lambda: len(provider.jobs()) == 4 == sum(job["polls"] > 0 for job in provider.jobs()))

    for process in embedded.processes():
        if "provider.simulator" in " ".join(process.cmdline()):
            process.kill()
    provider.post("clock", {"advance": 60})
    command.communicate(timeout=120)

    assert command.returncode == 0, embedded.log()
    assert len(provider.jobs()) == 4
    assert provider.never_asked_twice()


def test_only_what_failed_or_has_changed_is_made_again(line: LinePaidStudio, provider: Provider) -> None:
    provider.rules({"fault": "failed", "match": {"text": "bridge"}})
    jobs = [image("Door"), image("Bridge", "a bridge"), image("door", "another"), image("../../etc/passwd")]
    first = line.json("batch", jobs_file(line, *jobs), "--wait", code=1)
    assert standing(first) == {"Door": "success", "Bridge": "failed", "door": "success", "../../etc/passwd": "success"}
    names = [result["path"] for result in first["results"]]
    assert names == ["images/door.png", None, "images/door_2.png", "images/etcpasswd.png"]

    provider.rules()
    healed = line.json("batch", jobs_file(line, *jobs), "--wait")
    assert len(provider.jobs()) == 5
    before = healed["results"][0]["sha256"], healed["results"][2]["sha256"]

    # In another order, under another prompt: each keeps its file.
    jobs[0]["prompt"] = "a blue door at night"
    changed = line.json("batch", jobs_file(line, *reversed(jobs)), "--wait")
    assert len(provider.jobs()) == 6
    assert [result["path"] for result in reversed(changed["results"])] == [names[0], "images/bridge.png", *names[2:]]
    assert changed["results"][1]["sha256"] == before[1]
    assert changed["results"][3]["provider_job_id"] == provider.jobs()[-1]["id"]
    assert micros(changed["total_cost"]) == provider.billed_micros == micros(line.json("costs", changed["batch"])["spent_usd"])


def test_the_budget_ends_a_batch_and_a_larger_one_goes_on(line: LinePaidStudio, provider: Provider) -> None:
    path = jobs_file(line, *(image(f"Picture {number}") for number in range(3)), max_workers=1)
    price = micros(line.json("batch", jobs_file(line, image("Price"), output_dir=str(line.folder / "price")), "--wait")["total_cost"])
    two = str(2 * price / 1_000_000)

    stopped = line.json(
        "batch", jobs_file(line, *(image(f"Picture {number}") for number in range(3)), max_workers=1), "--wait", "--budget", two, code=3
    )

    assert (stopped["successful"], stopped["failed"]) == (2, 1)
    assert len(list((line.folder / "made/images").iterdir())) == 2
    assert line.json("batch", path, "--wait", "--budget", "5")["successful"] == 3
    assert len(provider.jobs()) == 4


def test_never_more_than_max_workers_are_under_way(line: LinePaidStudio, provider: Provider) -> None:
    provider.post("latency", {"seconds": 0.2})

    made = line.json("batch", jobs_file(line, *(image(f"Picture {number}") for number in range(12)), max_workers=2), "--wait")

    assert made["successful"] == 12
    assert provider.books()["accounts"]["all"]["max_in_flight"] <= 2


def test_a_job_is_redone_by_number_or_name_whatever_the_order_of_the_file(line: LinePaidStudio, provider: Provider) -> None:
    jobs = [image("One"), image("Two")]
    batch = line.json("batch", jobs_file(line, *jobs), "--wait")["batch"]

    assert line.run("redo", batch, "job2").returncode == 0
    assert line.run("redo", batch, "One").returncode == 0
    assert len(provider.jobs()) == 4
    for wrong in ("job3", "ep1/scene1", "job1/clip"):
        refused = line.run("redo", batch, wrong)
        assert (refused.returncode, len(lines_of(refused.stderr))) == (2, 1)
    line.json("batch", jobs_file(line, *reversed(jobs)), "--wait")
    assert len(provider.jobs()) == 4


def test_without_waiting_a_batch_is_ordered_and_delivered_by_the_workers(line: LinePaidStudio, provider: Provider) -> None:
    provider.post("latency", {"seconds": 0.5})
    ordered = line.json("batch", jobs_file(line, image("One"), clip("Two")))

    watched = line.run("watch", ordered["batch"])

    assert watched.returncode == 0, watched.stderr
    assert standing(manifest_of(line)) == {"One": "success", "Two": "success"}
    assert lines_of(watched.stdout) == [str(line.folder / "made/images/one.png"), str(line.folder / "made/videos/two.mp4")]
    assert lines_of(line.run("report", ordered["batch"]).stdout) == [str(line.folder / "made/manifest.json")]


def test_two_jobs_files_may_share_a_folder(line: LinePaidStudio) -> None:
    one = line.json("batch", jobs_file(line, image("Door")), "--wait")
    other = line.write({"output_dir": str(line.folder / "made"), "jobs": [image("Door", "another")]}, "other.yaml")

    two = line.json("batch", other, "--wait")

    assert [result["path"] for result in (*one["results"], *two["results"])] == ["images/door.png", "images/door_2.png"]
    kept = json.loads((line.folder / f"made/manifest.{one['batch']}.json").read_text())
    assert kept["results"][0]["path"] == "images/door.png"
