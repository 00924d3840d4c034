"""Runs a stage's gates over a product, cheapest first."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Literal

from shared.errors import CliffhangerError, MissingPart
from shared.line.request import Request
from shared.line.requests import StageName
from shared.quality import Gate as Threshold
from shared.quality import Quality
from worker.quality.subject import Subject
from worker.quality.verdict import Verdict, unsure
from worker.studio.engine import Input, Made

_PICTURE = ("decodes", "size")
_CLIP = ("decodes", "length", "aspect", "sound", "black", "bars", "frozen")

GATES: dict[StageName, tuple[str, ...]] = {
    "reference": (*_PICTURE, "face", "people", "text"),
    "image": _PICTURE,
    "video": (*_CLIP, "likeness"),
    "clip": _CLIP,
    "speech": ("decodes", "silent", "pace", "clipped", "cut", "words"),
    "lipsync": ("decodes", "length", "aspect", "black", "frozen", "lips"),
    "music": ("decodes", "length", "silent", "clipped"),
    "episode": ("loudness", "true_peak", "subtitles"),
}
"""The gates of each stage, cheapest first: each is the module of its name in this package, with a function `judge(subject)`."""


def judge(
    stage: StageName,
    request: Request,
    made: Made,
    inputs: Mapping[str, Input],
    folder: Path,
    quality: Quality,
    *,
    has_quality_budget: bool,
) -> list[Verdict]:
    """The verdicts of a stage's gates; it ends with the first that fails and means another take, for that is dear enough.

    Evidence is left in `folder` as JPEGs. A bad product never raises; a gate that cannot measure says that it is unsure.
    """
    subject = Subject(stage, request, made, inputs, folder, quality)
    verdicts: list[Verdict] = []
    for gate in GATES.get(stage, ()):
        if threshold(gate, quality).on_failure == "off":
            continue
        verdict = _measured(gate, subject)
        if verdict is None:
            continue
        verdicts.append(_shown(verdict, subject))
        is_over = verdict.outcome == "failed" and action_of(verdict, quality, has_quality_budget) == "remake"
        if is_over or (gate == "decodes" and verdict.outcome != "passed"):
            break
    return verdicts


def action_of(verdict: Verdict, quality: Quality, has_quality_budget: bool) -> Literal["remake", "tell"]:
    """What a verdict means. One that passed, or that cannot tell, never means another take."""
    gate = threshold(verdict.gate, quality)
    if verdict.outcome != "failed" or gate.kind == "ours" or gate.on_failure in {"tell", "off"}:
        return "tell"
    is_remade = gate.kind == "certain" or (gate.kind == "judgement" and has_quality_budget)
    return "remake" if gate.on_failure == "remake" or is_remade else "tell"


def threshold(gate: str, quality: Quality) -> Threshold:
    """What the season says of a gate."""
    found: Threshold = getattr(quality, gate)
    return found


def _measured(gate: str, subject: Subject) -> Verdict | None:
    try:
        measure: Callable[[Subject], Verdict | None] = import_module(f"worker.quality.{gate}").judge
        return measure(subject)
    except ModuleNotFoundError as error:
        return unsure(gate, f"not measured: the package {error.name!r} is absent; pip install 'cliffhanger[studio,quality]'")
    except MissingPart as error:
        return unsure(gate, f"not measured: {error}")
    except CliffhangerError as error:
        return unsure(gate, f"not measured: {error}")
    except Exception as error:  # noqa: BLE001  # what a decoder or model raises over a strange file must not end a paid product
        return unsure(gate, f"not measured: {type(error).__name__}: {error}")


def _shown(verdict: Verdict, subject: Subject) -> Verdict:
    """The verdict with a frame of the clip as its evidence, where it failed and has none."""
    if verdict.outcome != "failed" or verdict.picture is not None:
        return verdict
    return replace(verdict, picture=subject.evidence(verdict.gate, verdict.seconds))
