"""Chance depends on the seed and on what is asked, never on the order of arrival; rules say exactly what they mean."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ops.simulator.ask import identity_of
from ops.simulator.faults.registry import FAULTS
from ops.simulator.rules import Facts, Rule, Rulebook
from tests.unit.ops.simulator.conftest import Customer

PROMPTS = [f"scene {number}" for number in range(40)]


def thrown(book: Rulebook, facts: Facts) -> str | None:
    """The fault that chaos throws at a submit, at whichever moment it is played."""
    found = [book.choose(moment, facts) for moment in ("refusal", "answer", "fate", "webhook")]
    return next((chosen.fault.name for chosen in found if chosen), None)


def outcomes(customer: Customer, prompts: list[str]) -> dict[str, int]:
    return {prompt: customer.order(prompt=prompt).status_code for prompt in prompts}


def test_equal_requests_meet_equal_faults_in_any_order(run: Callable[..., Customer]) -> None:
    rules = [{"fault": "rate_limited", "probability": 0.3}]
    shuffled = random.Random(1).sample(PROMPTS, len(PROMPTS))

    first, second = (outcomes(run(seed=7, rules=rules), prompts) for prompts in (PROMPTS, shuffled))

    assert first == second
    assert set(first.values()) == {201, 429}


def test_another_seed_is_another_chance(run: Callable[..., Customer]) -> None:
    rules = [{"fault": "rate_limited", "probability": 0.5}]

    first, second = (outcomes(run(seed=seed, rules=rules), PROMPTS) for seed in (1, 2))

    assert first != second


def test_chaos_is_the_share_that_was_asked_for_and_only_what_can_be_survived() -> None:
    book = Rulebook(seed=3, chaos=0.2)

    played = [thrown(book, Facts(protocol="atlas", identity=str(number), seen=1)) for number in range(2000)]

    names = {name for name in played if name}
    assert 0.17 < sum(1 for name in played if name) / 2000 < 0.23
    assert {FAULTS[name].survivable for name in names} == {"always"}
    assert {"rate_limited", "slow_answer", "slow_job"} <= names


def test_chaos_breaks_submits_only_where_jobs_can_be_looked_up() -> None:
    book = Rulebook(seed=3, chaos=1)

    names = {thrown(book, Facts(protocol="native", identity=str(number), can_look_up=True)) for number in range(500)}

    assert {"reset_after", "accepted_then_500", "reset_before"} <= names


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_every_fault_says_what_it_is(name: str) -> None:
    fault = FAULTS[name]

    ways = [way for way in (fault.change, fault.deny, fault.decide, fault.say) if way]
    assert (fault.name, 0 <= fault.number <= 20, bool(fault.says)) == (name, True, True)
    assert len(ways) == (0 if fault.moment == "webhook" else 1)


def test_the_document_names_every_fault() -> None:
    text = (Path(__file__).parents[4] / "docs" / "simulator.md").read_text(encoding="utf-8")

    assert [name for name in FAULTS if f"`{name}`" not in text] == []


def test_every_misbehaviour_in_the_list_has_a_fault() -> None:
    assert {fault.number for fault in FAULTS.values()} >= set(range(1, 20))


@pytest.mark.parametrize(
    ("match", "played"),
    [
        ({"protocol": "native"}, True),
        ({"protocol": "atlas"}, False),
        ({"kind": "video", "model": "kling*"}, True),
        ({"model": "kling"}, False),
        ({"path": "/sim/v1/*"}, True),
        ({"text": "bridge"}, True),
        ({"text": "sea"}, False),
        ({"client_ref": "s1e1*"}, True),
        ({"account": "v1:*"}, False),
    ],
)
def test_a_rule_matches_what_it_names(match: dict[str, Any], played: bool) -> None:
    facts = Facts("native", "video", "kling-video-v1.5", "/sim/v1/jobs", "sim:0", "s1e1/2", "rain on the bridge")

    assert Rule("stuck", match).plays(facts, seed=0) is played


@pytest.mark.parametrize(
    ("rule", "played"),
    [
        ({"match": {"nth": 2}}, [False, True, False, False]),
        ({"match": {"nth": [1, 4]}}, [True, False, False, True]),
        ({"times": 1}, [True, False, False, False]),
        ({"after": 2}, [False, False, True, True]),
        ({"after": 1, "times": 2}, [False, True, True, False]),
        ({"from_s": 3600}, [False] * 4),
        ({"for_s": 0}, [False] * 4),
        ({"probability": 0.0}, [False] * 4),
    ],
)
def test_a_rule_plays_as_often_as_it_says(rule: dict[str, Any], played: list[bool]) -> None:
    it = Rule("stuck", **rule)

    assert [it.plays(Facts(), seed=0) for _ in range(4)] == played


def test_what_is_asked_is_the_same_whatever_names_and_ports_are_in_it() -> None:
    first = {"prompt": "x", "image_url": "http://127.0.0.1:1/files/a.png?signature=1", "webhook_url": "http://h/1", "client_ref": "a"}
    second = {"prompt": "x", "image_url": "http://127.0.0.1:2/files/a.png?signature=2", "webhook_url": "http://h/2", "client_ref": "b"}

    assert identity_of(first) == identity_of(second)
    assert identity_of(first) != identity_of({**second, "prompt": "y"})


def test_ids_and_bytes_are_the_same_in_every_run(run: Callable[..., Customer]) -> None:
    made = []
    for customer in (run(), run()):
        job = customer.finished(prompt="rain", seed=5)
        made.append((job["id"], customer.get(job["urls"][0]).content))

    assert made[0] == made[1]
