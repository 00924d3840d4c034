"""The verdict of a review: read liberally; a reviewer who objects to nothing accepts."""

import re
from collections.abc import Sequence
from typing import Any

from shared.line.writing_requests import Wanted
from worker.writing.episode import is_scene
from worker.writing.fields import EPISODE, FINDING, LONG, REVIEW, SEASON, Reading, items_of, named, text_of, unwrapped, whole_of
from worker.writing.forms import MOST_FINDINGS

# What is refused is looked for first: "not approved" and 不通过 hold both.
_REVISES = re.compile(r"\b(?:revis|reject|rewrit|fail|not |change|improve|needs)|[不未没]|修改|重写|驳回|否", re.IGNORECASE)
_ACCEPTS = re.compile(r"\b(?:accept|approv|pass|ok|good|fine|yes)|通过|接受|可以|合格", re.IGNORECASE)


def read_review(value: Any, wanted: Wanted, _cast: Sequence[str]) -> Reading:
    """A verdict and its findings; either may be missing. A script instead of a verdict is no objection."""
    reading = Reading()
    value = unwrapped(value, REVIEW)
    is_finding = isinstance(value, dict) and not named(value, REVIEW) and "problem" in named(value, FINDING) and not is_scene(value)
    if is_finding or (isinstance(value, list) and not any(map(is_scene, items_of(value)))):
        value = {"findings": value}
    review = named(value, REVIEW)
    if not review:
        if _is_script(value):
            reading.notes.append("a script was answered instead of a verdict, which is no objection")
            reading.script = {"verdict": "accept", "findings": []}
        else:
            reading.problems.append("there is neither a verdict nor findings")
        return reading
    findings = [finding for each in items_of(review.get("findings")) if (finding := _finding(each, wanted, reading))["problem"]]
    reading.script = {"verdict": _verdict(review.get("verdict"), bool(findings), reading), "findings": findings[:MOST_FINDINGS]}
    return reading


def _is_script(value: Any) -> bool:
    held = items_of(value) if isinstance(value, list) else [value]
    return any(is_scene(each) or "scenes" in named(each, EPISODE) or "episodes" in named(each, SEASON) for each in held)


def _verdict(given: Any, objects: bool, reading: Reading) -> str:
    said = text_of(given)
    if given is True or (_ACCEPTS.search(said) and not _REVISES.search(said)):
        return "accept"
    if not objects:
        if said or given is False:
            reading.notes.append("the review asks for a revision without saying of what: accepted")
        return "accept"
    if not _REVISES.search(said) and given is not False:
        reading.notes.append("the verdict was taken from the findings")
    return "revise"


def _finding(value: Any, wanted: Wanted, reading: Reading) -> dict[str, Any]:
    given = named(value, FINDING) if isinstance(value, dict) else {"problem": value}
    number = whole_of(given.get("scene_number"))
    problem = reading.clipped(given.get("problem") or given.get("suggestion"), LONG, "a finding")
    return {
        "scene_number": number if number is not None and 1 <= number <= wanted.scenes else None,
        "problem": problem,
        "suggestion": reading.clipped(given.get("suggestion"), LONG, "a suggestion"),
    }
