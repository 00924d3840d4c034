"""`gc` and `forget` on real seasons: what goes can be made again for nothing, and nothing is paid twice."""

import os
import time
from pathlib import Path
from typing import Any

from shared.ledger.verify import verify
from tests.factories.season_file import a_scene_of
from tests.integration.conftest import wait_for
from tests.support.paid import LinePaidStudio, PaidStudio, Provider, a_paid_season, lines_of

SCENES = [a_scene_of(f"Line {number}.", duration_seconds=1, setting=f"Room {number}") for number in range(2)]
SEASON = a_paid_season(SCENES, budget_usd=5)
DAY_S = 24 * 3600


def aged(studio: PaidStudio, days: float) -> None:
    """Every product came so long ago."""
    when = time.time() - days * DAY_S
    for record in (studio.state / "store").glob("??/*/product.json"):
        os.utime(record, (when, when))


def ended(line: LinePaidStudio, season: str, days: float) -> None:
    """A season ended so long ago."""
    line.client.hset(f"cliffhanger:{{{season}}}:meta", "finished_at", str(time.time() - days * DAY_S))


def products(studio: PaidStudio) -> set[str]:
    return {record.parent.name for record in (studio.state / "store").glob("??/*/product.json")}


def test_what_is_old_and_was_not_paid_goes_and_comes_again_for_nothing(line: LinePaidStudio, provider: Provider) -> None:
    season: str = line.json("produce", line.write(SEASON), "--wait")["season"]
    before, billed = products(line), provider.billed_micros
    aged(line, 40)
    too_soon = line.json("gc")
    ended(line, season, 35)

    shown = line.json("gc", "--dry-run")
    untouched = products(line)
    gone = line.json("gc")
    raw = {key for key in before if key.endswith("-raw")}
    again = line.json("resume", season)

    assert (too_soon["products"]["count"], untouched) == (0, before)
    assert shown["products"] == gone["products"]
    assert gone["products"]["count"] > 0
    assert gone["paid"]["count"] == 0
    assert gone["kept_although_unneeded"]["usd"] > 0
    assert len(raw) == 2
    assert again["state"] == "done"
    assert products(line) == before
    assert provider.billed_micros == billed


def test_a_season_at_work_keeps_everything_and_finishes_as_if_nothing_were_cleared(line: LinePaidStudio, provider: Provider) -> None:
    provider.post("latency", {"seconds": 1.5})
    season: str = line.json("produce", line.write(SEASON))["season"]
    wait_for("clips to be under way", lambda: len(provider.jobs("video")) == 2)
    aged(line, 400)

    cleared: list[dict[str, Any]] = []
    while line.client.hget(f"cliffhanger:{{{season}}}:meta", "state") == "running":
        aged(line, 400)
        cleared.append(line.json("gc", "--older-than", "1", "--paid"))
    refused = line.run("gc", season) if not line.client.sismember("cliffhanger:live", season) else None

    assert line.run("watch", season).returncode == 0
    assert cleared
    assert all(each["products"]["count"] == each["paid"]["count"] == 0 for each in cleared)
    assert refused is None or refused.returncode == 0
    assert (len(provider.jobs("video")), provider.never_asked_twice()) == (2, True)


def test_a_season_is_cleared_and_forgotten_and_its_ledger_agrees_ever_after(
    line: LinePaidStudio, provider: Provider, tmp_path: Path
) -> None:
    line.json("produce", line.write(a_paid_season(SCENES[:1], budget_usd=5)), "--wait")
    other: str = line.json("produce", line.write({**SEASON, "title": "Other"}, "other.yaml"), "--wait")["season"]
    first = line.json("status")["seasons"][-1]["season"]
    aged(line, 2)

    gone = line.json("gc", other, "--paid")
    left = products(line)
    journal = tmp_path / "journal.jsonl"
    forgotten = line.json("forget", other, "--journal", journal)
    unknown = line.run("status", other)
    audit = line.json("ledger", "verify", "--with", journal)

    assert gone["paid"]["count"] > 0
    assert {record for record in left if record.endswith("-raw")}, "what the other season needs too is there"
    assert (forgotten["calls"] > 0, journal.stat().st_size > 0) == (True, True)
    assert unknown.returncode == 2
    assert audit["well"], audit["discrepancies"]
    assert verify(line.client).is_well
    assert line.client.keys(f"cliffhanger:{{{other}}}:*") == []
    jobs = len(provider.jobs())
    assert line.json("resume", first)["state"] == "done"
    assert len(provider.jobs()) == jobs


def test_a_season_whose_calls_are_open_is_not_forgotten_nor_cleared(line: LinePaidStudio, provider: Provider) -> None:
    provider.rules({"fault": "accepted_then_500", "match": {"text": "Room 1"}, "times": 1})
    season = a_paid_season(SCENES, vendor="simulator-blind", budget_usd=5)
    assert line.produce(season).returncode == 1

    refused = line.run("forget", "test-season")
    (call,) = line.json("costs", "test-season")["unknown"]
    (told,) = lines_of(refused.stderr)

    assert refused.returncode == 2
    assert f"'cliffhanger settle {call['call']}'" in told
    assert line.run("settle", call["call"], "--not-charged").returncode == 0
    assert line.json("forget", "test-season", "--dry-run")["calls"] == 2
    assert line.run("forget", "test-season").returncode == 0


def test_an_embedded_season_is_forgotten_with_its_folder_and_its_journal_stays(studio: PaidStudio, provider: Provider) -> None:
    season = {**a_paid_season(SCENES[:1], budget_usd=5)}
    assert studio.produce(season).returncode == 0
    name = studio.season()

    done = studio.json("forget", name)

    assert not (studio.state / "seasons" / name).exists()
    assert Path(done["journal"]).read_text().count('"act":"settle"') == 1
    assert studio.json("gc", "--dry-run")["seasons"] == 0
