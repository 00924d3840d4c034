"""What a language model is told at each step of writing a season: the texts of `prompts/`, with the season's own data in them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from producer.writing.checklist import checklist
from producer.writing.genre import genre_of
from producer.writing.room import room_of
from producer.writing.templates import templates
from producer.writing.tongue import tongue_of
from shared.line.requests import Beat
from shared.line.writing_requests import WritingStep
from shared.season_cast import CastMember

FOLDER = Path(__file__).with_name("prompts")

SOURCES: dict[WritingStep, tuple[str, ...]] = {
    "digest": ("earlier", "part"),
    "outline": ("digest",),
    "draft": ("outline",),
    "polish": ("outline", "draft"),
    "review": ("outline", "draft"),
    "rewrite": ("outline", "draft", "review"),
}
"""What a step reads, by the names that its prompt has for it; `draft` is the script as it stands before the step."""

BEATS: tuple[Beat, ...] = ("neutral", "happy", "sad", "angry", "tense", "romantic", "shocking")


@dataclass(frozen=True)
class Brief:
    """What is known of a season before it is written. `scenes` and `seconds` are those of one episode."""

    title: str
    genre: str
    language: str
    premise: str
    style: str
    episodes: int
    scenes: int
    seconds: float
    cast: tuple[CastMember, ...] = ()
    source: str = ""
    """Of what kind the long source is: "novel", or "" for none."""


@dataclass(frozen=True)
class Words:
    """What one step is told, to be filled by `shared.line.filling.fill`.

    The prompt has `{form}` (the JSON Schema of the answer) and `{name}` for each of `sources`, once each. The system's words have no
    places and nothing of the user's.
    """

    system: str
    prompt: str
    sources: tuple[str, ...]


def words_of(step: WritingStep, brief: Brief, *, episode: int | None = None, part: str = "", part_number: int = 0, parts: int = 0) -> Words:
    """What the step is told. `episode` (from 1) is for the steps about one; `part_number` (from 1) of `parts` for a digest.

    The `part` itself is put in literally where it is given, else it is one of the sources. Raises ValueError where a step about an
    episode is given none, or a digest no number of a part.
    """
    about_one = step not in {"digest", "outline"}
    if about_one and not (episode and 1 <= episode <= brief.episodes):
        raise ValueError(f"the step {step} needs an episode from 1 to {brief.episodes}, not {episode}")
    if step == "digest" and not 1 <= part_number <= parts:
        raise ValueError(f"a digest needs the number of its part from 1 to {parts}, not {part_number}")
    tongue = tongue_of(brief.language)
    sources = _sources(step, brief, part, part_number)
    values: dict[str, Any] = {
        "step": step,
        "brief": brief,
        "sources": sources,
        "tongue": tongue,
        "genre": genre_of(brief.genre).told(tongue.prompts),
        "room": room_of(tongue, brief.seconds, brief.scenes),
        "beats": BEATS,
        "checklist": [point.of(tongue.prompts) for point in checklist()],
        "episode": episode,
        "part": part,
        "part_number": part_number,
        "parts": parts,
    }
    folder = templates(FOLDER)
    system, prompt = (folder.get_template(f"{tongue.prompts}/{name}.txt").render(values).strip() for name in ("system", step))
    return Words(system, prompt, sources)


def _sources(step: WritingStep, brief: Brief, part: str, part_number: int) -> tuple[str, ...]:
    absent = {"earlier": part_number == 1, "part": part != "", "digest": not brief.source}
    return tuple(name for name in SOURCES[step] if not absent.get(name))
