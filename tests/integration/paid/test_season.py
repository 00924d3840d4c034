"""A season that a provider makes: what it costs, that it is paid once, and that a change pays for itself alone."""

import json
import math
from typing import Any

from tests.factories.season_file import a_scene_of
from tests.support.paid import PaidStudio, Provider, a_paid_season

FIRST = a_scene_of("Wait.", duration_seconds=1)
SECOND = a_scene_of("No.", "I said no.", duration_seconds=1, setting="Street, night")
STATUS = {"season", "title", "state", "episodes", "cost", "waiting", "started_at", "finished_at"}
EPISODE = {"number", "state", "scenes_done", "scenes_total", "path"}
COSTS = {
    *("season", "currency", "budget_usd", "estimated_usd", "reserved_usd", "spent_usd", "held_usd", "wasted_usd", "calls"),
    *("by_stage", "by_model", "by_episode", "groups", "unknown", "quality"),
}
MANIFEST = {
    *("season", "title", "state", "generated_at", "total_cost_usd", "budget_usd", "total_jobs", "successful", "failed"),
    *("cost_by_stage", "cost_by_model", "episodes"),
}
PRODUCT = {"stage", "model", "key", "path", "cost_usd", "seconds", "provider_job_id"}


def with_music(season: dict[str, Any]) -> dict[str, Any]:
    return {**season, "music": {"volume": 0.2}, "providers": {**season["providers"], "music": ["simulator/sim-music"]}}


def bought(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """Every product of a manifest that a provider made."""
    episode = manifest["episodes"][0]
    products = [*manifest["products"], *episode["products"], *(product for scene in episode["scenes"] for product in scene["products"])]
    return [product for product in products if product["provider_job_id"]]


def amounts(document: Any, at: str = "") -> list[tuple[str, float]]:
    """Every amount of a JSON document, with its name."""
    if isinstance(document, dict):
        return [found for name, value in document.items() for found in amounts(value, f"{at}/{name}")]
    if isinstance(document, list):
        return [found for value in document for found in amounts(value, at)]
    is_amount = isinstance(document, int | float) and ("usd" in at or "by_" in at)
    return [(at, document)] if is_amount else []


def micros(usd: float) -> int:
    return round(usd * 1_000_000)


def test_a_paid_season_is_what_the_provider_billed_to_the_micro_dollar(studio: PaidStudio, provider: Provider) -> None:
    season = studio.write(with_music(a_paid_season([FIRST, SECOND], stages="all", budget_usd=5)))
    planned = studio.json("plan", season)

    produced = studio.json("produce", season)

    books = provider.books()
    costs, status, manifest = studio.json("costs", produced["season"]), studio.json("status", produced["season"]), studio.manifest()
    assert provider.kinds() == ["image", "lipsync", "lipsync", "music", "speech", "speech", "speech", "video", "video"]
    assert (produced["state"], costs["calls"], micros(costs["spent_usd"])) == ("done", 9, books["totals"]["billed_micros"])
    assert micros(planned["worst_case_usd"]) >= books["totals"]["billed_micros"]
    assert (costs["reserved_usd"], costs["held_usd"], costs["wasted_usd"], costs["unknown"]) == (0, 0, 0, [])
    jobs = {job["id"]: job["bill_micros"] for job in books["jobs"]}
    assert {product["provider_job_id"]: micros(product["cost_usd"]) for product in bought(manifest)} == jobs
    assert micros(manifest["total_cost_usd"]) == sum(jobs.values())
    for group in ("cost_by_stage", "cost_by_model"):
        assert micros(math.fsum(manifest[group].values())) == sum(jobs.values())
    for group in ("by_stage", "by_model", "by_episode"):
        assert micros(math.fsum(costs[group].values())) == sum(jobs.values())
    assert (set(status), set(costs), set(status["episodes"][0])) == (STATUS, COSTS, EPISODE)
    assert set(status["cost"]) == {"budget_usd", "reserved_usd", "spent_usd", "held_usd"}
    assert {name: value for name, value in produced.items() if name not in ("out", "changed")} == status
    assert set(manifest) >= MANIFEST
    assert all(set(product) >= PRODUCT for product in bought(manifest))
    for document in (planned, produced, costs, status, manifest):
        assert [(at, value) for at, value in amounts(document) if round(value, 6) != value] == []


def test_what_is_made_is_never_paid_again_and_a_change_pays_for_itself_alone(studio: PaidStudio, provider: Provider) -> None:
    season = studio.write(a_paid_season([FIRST, SECOND], stages="all"))
    studio.json("produce", season)
    paid = len(provider.jobs())

    studio.json("produce", season)
    assert provider.kinds(since=paid) == []

    changed = a_scene_of("No.", "I said never.", duration_seconds=1, setting="Street, night")
    studio.json("produce", studio.write(a_paid_season([FIRST, changed], stages="all")))
    assert provider.kinds(since=paid) == ["lipsync", "speech"]

    redone = studio.json("redo", "test-season", "ep1/scene1/video")
    assert provider.kinds(since=paid) == ["lipsync", "lipsync", "speech", "video"]
    assert (redone["state"], micros(redone["cost"]["spent_usd"])) == ("done", provider.billed_micros)
    assert provider.never_asked_twice()


def test_a_price_unlike_the_estimate_is_settled_as_it_is_billed(studio: PaidStudio, provider: Provider) -> None:
    scenes = [a_scene_of("One.", duration_seconds=1, setting="Dear"), a_scene_of("Two.", duration_seconds=1, setting="Cheap")]
    provider.rules(
        {"fault": "price_surprise", "match": {"text": "Dear"}, "options": {"factor": 1.5}},
        {"fault": "price_surprise", "match": {"text": "Cheap"}, "options": {"micros": 12_345}},
    )

    produced = studio.json("produce", studio.write(a_paid_season(scenes)))

    assert micros(produced["cost"]["spent_usd"]) == 75_000 + 12_345 == provider.billed_micros
    assert [product["cost_usd"] for product in bought(studio.manifest())] == [0.075, 0.012345]


def test_stdout_is_one_json_object_also_when_something_is_wrong(studio: PaidStudio) -> None:
    bad = studio.write({"titel": "x"}, "bad.yaml")

    for args in (("plan", bad), ("produce", "none.yaml"), ("status", "nothing"), ("costs",), ("settle", "abcdef"), ("redo", "x", "y")):
        refused = studio.run(*args, "--json")

        assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1), refused.stderr
        assert json.loads(refused.stdout) == {"error": refused.stderr.removeprefix("cliffhanger: ").rstrip("\n")}
