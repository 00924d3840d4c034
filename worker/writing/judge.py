"""Judges the answer to a step of writing: the script that it is, or what is wrong with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from shared.line.writing_requests import Wanted, WritingStep
from worker.writing.brackets import Span, spans
from worker.writing.episode import read_episode, spoken_lines
from worker.writing.fields import EPISODE, Names, Reading, items_of, named, unwrapped, whole_of
from worker.writing.finding import LONGEST_ANSWER, Value, closed_inside, values
from worker.writing.forms import form_of
from worker.writing.outline import read_digest, read_outline
from worker.writing.refusing import reads_like_refusal
from worker.writing.tongue import wrong_language
from worker.writing.verdict import read_review

MOST_TOLD = 40
"""Problems, and notes, of one answer."""
LONGEST_SHOWN = 120


@dataclass(frozen=True)
class Judged:
    """What became of an answer. Either there is a script, or there are problems."""

    script: dict[str, Any] | None
    """The answer in its step's form, normalised; None where it is none."""
    problems: tuple[str, ...]
    """What is wrong, one line each, for the model and for people."""
    is_cut: bool
    """It broke off: it has to be continued rather than written again."""
    notes: tuple[str, ...]
    """What was put right here without asking."""


@dataclass(frozen=True)
class _Step:
    """How the answers to a step are read, and what of them is in the season's language."""

    read: Callable[[Any, Wanted, Sequence[str]], Reading]
    told: Callable[[dict[str, Any]], list[str]] = lambda _script: []


def _spoken(script: dict[str, Any]) -> list[str]:
    """What an episode says. Its pictures may be described in another language; where it says nothing, so is what happens."""
    return spoken_lines(script) or [scene["action"] for scene in script["scenes"]]


def _outlined(script: dict[str, Any]) -> list[str]:
    return [text for each in script["episodes"] for text in (each["logline"], each["hook"], *each["beats"], each["cliffhanger"])]


_EPISODE = _Step(read_episode, _spoken)
STEPS: dict[WritingStep, _Step] = {
    # Notes for later steps, in whatever language they come.
    "digest": _Step(read_digest),
    "outline": _Step(read_outline, _outlined),
    "draft": _EPISODE,
    "polish": _EPISODE,
    "review": _Step(read_review),
    "rewrite": _EPISODE,
}


def judge(text: str, wanted: Wanted, *, was_cut: bool, cast: Sequence[str]) -> Judged:
    """Reads an answer liberally and judges it. Never raises, whatever the text is.

    `was_cut`: the model had no tokens left. `cast` are the names that may speak; where it is empty, anybody may.
    """
    if not text.strip("\ufeff \t\r\n"):
        return _refused("the answer is empty" + (": its tokens were used up before it began" if was_cut else ""))
    if len(text) > LONGEST_ANSWER:
        return _refused(f"it has {len(text)} characters, and at most {LONGEST_ANSWER} are read")
    found = values(text)
    read = [(value, _read(value.value, wanted, cast)) for value in found]
    whole = [reading for value, reading in read if not value.span.missing]
    # The last of equals: a model that corrects itself does so further on.
    best = min(reversed(whole), key=_badness, default=None)
    if best is not None and not best.problems:
        return Judged(best.script, (), False, tuple(best.notes[:MOST_TOLD]))
    opened = next(((value, reading) for value, reading in read if value.span.missing), None)
    if opened is not None:
        return _of_open(*opened, wanted, cast, was_cut=was_cut)
    if best is not None and not _is_refusal(best, found, text):
        return _refused(*best.problems)
    return _without_json(text, was_cut=was_cut)


def _read(value: Any, wanted: Wanted, cast: Sequence[str]) -> Reading:
    reading = STEPS[wanted.step].read(value, wanted, cast)
    if reading.script is not None:
        other = wrong_language(STEPS[wanted.step].told(reading.script), wanted.language)
        if other:
            reading.problems.append(f"most of it is in {other}, where the language {wanted.language!r} was asked for")
    return reading


def _badness(reading: Reading) -> tuple[bool, int]:
    return reading.script is None, len(reading.problems)


def _of_open(value: Value, reading: Reading, wanted: Wanted, cast: Sequence[str], *, was_cut: bool) -> Judged:
    """What never closes its JSON: complete where only its last brackets are missing, else cut off."""
    if _is_complete(value, wanted, cast, was_cut=was_cut) and not reading.problems:
        return Judged(reading.script, (), False, (*reading.notes[:MOST_TOLD], "its last brackets were missing"))
    if STEPS[wanted.step] is not _EPISODE:
        return Judged(None, ("it broke off: its JSON is not complete",), True, ())
    for episode in closed_inside(value.text, Span(0, len(value.text), value.span.missing)):
        if whole_of(named(episode, EPISODE).get("episode_number")) == wanted.episode and "scenes" in named(episode, EPISODE):
            own = _read(episode, wanted, cast)
            if not own.problems:
                return Judged(own.script, (), False, (*own.notes[:MOST_TOLD], "it broke off after this episode"))
    scenes = items_of(named(unwrapped(value.value, EPISODE), EPISODE).get("scenes"))
    if len(scenes) > wanted.scenes:
        return _refused(f"more than {wanted.scenes} scenes, which are all that were asked, and then it broke off")
    where = f" in scene {len(scenes)} of {wanted.scenes}, or after it" if scenes else ""
    return Judged(None, (f"it broke off{where}: its JSON is not complete",), True, ())


def _is_complete(value: Value, wanted: Wanted, cast: Sequence[str], *, was_cut: bool) -> bool:
    """Whether only the brackets at the very end are missing: every field of the form is there, and no list is open."""
    last = value.text.rstrip()[-1:]
    # A quote that nobody escaped makes the rest look like a string.
    seems_open = value.span.in_string and last == "}" and not was_cut
    lacks_brackets = "[" not in value.span.missing and not value.span.in_string and not value.span.is_between and last in {'"', "]", "}"}
    if not (seems_open or lacks_brackets):
        return False
    names: Names = {name: (name,) for name in form_of(wanted, cast)["required"]}
    return len(named(unwrapped(value.value, names), names)) == len(names)


def _is_refusal(reading: Reading, found: Sequence[Value], text: str) -> bool:
    """A refusal in JSON, or one with some JSON beside it that has nothing of a script."""
    if reading.script is not None:
        return False
    return any(map(reads_like_refusal, (text, *(value.text for value in found))))


def _without_json(text: str, *, was_cut: bool) -> Judged:
    begins = repr(" ".join(text[: 4 * LONGEST_SHOWN].split())[:LONGEST_SHOWN])
    if reads_like_refusal(text):
        return _refused(f"it refuses to write: {begins}")
    if next(spans(text), None) is not None:
        return _refused(f"its JSON cannot be read, it is too long or too deep: {begins}")
    if was_cut:
        return Judged(None, (f"it broke off before its JSON began: {begins}",), True, ())
    return _refused(f"JSON was asked for, and it holds none: {begins}")


def _refused(*problems: str) -> Judged:
    told = problems[:MOST_TOLD]
    if len(problems) > MOST_TOLD:
        told = (*told, f"and {len(problems) - MOST_TOLD} more of that kind")
    return Judged(None, told, False, ())
