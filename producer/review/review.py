"""The review of a script: every check in turn, its remarks in the order of the files.

To add a check: a file with a function from ReviewedSeason to remarks, its row in CHECKS, its limits with their reasons in limits.toml.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from producer.intake.document import Document
from producer.intake.findings import Severity
from producer.intake.script import Script
from producer.review.dialogue import check_dialogue
from producer.review.hook import check_hooks
from producer.review.limits import load_limits
from producer.review.pace import check_pace
from producer.review.places import check_places
from producer.review.prompts import check_prompts
from producer.review.remark import Remark
from producer.review.season import ReviewedSeason, reviewed
from producer.review.speakers import check_speakers
from shared.catalogue import Catalogue
from shared.production import Episode, Production

CHECKS: Mapping[str, Callable[[ReviewedSeason], Iterator[Remark]]] = {
    "pace": check_pace,
    "hook": check_hooks,
    "speakers": check_speakers,
    "places": check_places,
    "dialogue": check_dialogue,
    "prompts": check_prompts,
}

MOST_OF_A_KIND = 10
"""Remarks of one kind that are listed; the last of them counts the others."""


def review(
    file: Document,
    script: Script,
    production: Production,
    episodes: Sequence[Episode],
    catalogue: Catalogue,
    *,
    cast: Document | None = None,
) -> tuple[Remark, ...]:
    """What will probably not work in the episodes that are to be made, by file and line. It stops nothing. `cast` is the bible, if any."""
    season = reviewed(file, script, production, episodes, catalogue, load_limits(), cast)
    found = _few_of_a_kind(remark for check in CHECKS.values() for remark in check(season))
    return tuple(sorted(found, key=lambda remark: (remark.path != script.document.path, remark.line or 0)))


def summary(remarks: Sequence[Remark]) -> str | None:
    """How many remarks there are, in one line; None where there are none."""
    counts = {severity: sum(1 + remark.more for remark in remarks if remark.severity == severity) for severity in ("warning", "note")}
    told = " and ".join(f"{count} {severity}{'s' if count > 1 else ''}" for severity, count in counts.items() if count)
    return f"the review of the script has {told}; 'cliffhanger plan' lists them by line" if told else None


def _few_of_a_kind(remarks: Iterable[Remark]) -> list[Remark]:
    kept: list[Remark] = []
    last: dict[tuple[str, Severity], int] = {}
    seen = Counter[tuple[str, Severity]]()
    for remark in remarks:
        kind = remark.kind, remark.severity
        seen[kind] += 1
        if seen[kind] <= MOST_OF_A_KIND:
            last[kind] = len(kept)
            kept.append(remark)
    for kind, at in last.items():
        kept[at] = replace(kept[at], more=max(0, seen[kind] - MOST_OF_A_KIND))
    return kept
