"""Speakers: who never appears, too many leads, and names that an audience, or the line, takes for one another."""

import re
from collections import Counter
from collections.abc import Iterator

from producer.intake.findings import Severity
from producer.review.alike import folded, in_any_characters, is_han, nearly_the_same, same_but_spelling
from producer.review.remark import Remark, quoted
from producer.review.season import ReviewedSeason

_LEAD = re.compile(
    r"\b(?:protagonist|antagonist|lead|hero(?:ine)?|villain|love[ _-]?interest)\b|主角|男主|女主|反派|男一|女一|男二|女二", re.IGNORECASE
)
_FEWEST_LINES = 20
"""A share of fewer lines says nothing."""


def check_speakers(season: ReviewedSeason) -> Iterator[Remark]:
    """The cast as a whole, and name by name."""
    names = [character.name for character in season.production.characters]
    twins = dict(same_but_spelling(names))
    for name, first in twins.items():
        text = f"{quoted(name)} is {quoted(first)} in another spelling, and gets a face and a voice of its own", "spell one person one way"
        yield _about(season, "speakers.spelling", "warning", name, text)
    for name, first in nearly_the_same([name for name in names if name not in twins]):
        text = (
            f"{quoted(name)} is nearly {quoted(first)}",
            "if they are two, give one a name that cannot be misheard; if they are one, spell it one way",
        )
        yield _about(season, "speakers.near", "note", name, text)
    yield from _absent(season)
    yield from _leads(season)


def _about(season: ReviewedSeason, kind: str, severity: Severity, name: str, text: tuple[str, str]) -> Remark:
    """A remark on one of the cast: where the season file has it, else where it first speaks."""
    if season.has_cast:
        index = next(index for index, character in enumerate(season.production.characters) if character.name == name)
        return season.remark_on_cast(kind, severity, (index, "name"), text)
    scene, index = season.first_lines.get(name, (season.scenes[0], 0))
    return season.remark(kind, severity, scene, text, "dialogue", index, "character")


def _absent(season: ReviewedSeason) -> Iterator[Remark]:
    speaking = {line.character for scene in season.scenes for line in scene.scene.dialogue}
    silent = [character.name for character in season.production.characters if character.name not in speaking]
    if not silent or not season.has_cast:
        return
    text = "\n".join(f"{scene.scene.action}\n{scene.scene.visual_prompt}" for scene in season.scenes).casefold()
    for name in silent:
        if name.casefold() in text:
            continue
        if is_han(folded(name)) and in_any_characters(name).search(text):
            told = (
                f"{quoted(name)} stands in the script in other characters only, so nobody sees who is meant",
                "spell the name as the cast does",
            )
            yield _about(season, "speakers.spelling", "warning", name, told)
        else:
            told = (
                f"{quoted(name)} neither speaks nor is named in any scene",
                "write a scene for this character, or leave it out of the cast",
            )
            yield _about(season, "speakers.absent", "note", name, told)


def _leads(season: ReviewedSeason) -> Iterator[Remark]:
    limits = season.limits
    lines = Counter(line.character for scene in season.scenes for line in scene.scene.dialogue)
    enough = max(limits.lead_share * lines.total(), 1) if lines.total() >= _FEWEST_LINES else float("inf")
    leads = [
        character.name for character in season.production.characters if _LEAD.search(character.look.role) or lines[character.name] >= enough
    ]
    if len(leads) > limits.leads_most:
        names = ", ".join(quoted(name) for name in leads[: limits.leads_most + 1])
        text = (
            f"has {len(leads)} leads ({names}{'' if len(leads) == limits.leads_most + 1 else ' …'})",
            f"an audience keeps about {limits.leads_most} apart",
        )
        yield season.remark_on_cast("speakers.leads", "note", (), text)
