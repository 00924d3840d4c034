"""The units of writing a season: the parts of its source one after the other, the outline, then all episodes side by side."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from producer.writing.prompts import Brief, Words, words_of
from shared.catalogue import Model
from shared.job import WritingJob, WritingTurn
from shared.line.requests import StageName
from shared.line.writing_requests import Wanted, WritingRequest, WritingStep
from shared.production import Scene
from shared.tokens import READ_AGAIN, tokens_about

STAGE_OF: Mapping[WritingStep, StageName] = {
    "digest": "script",
    "outline": "script",
    "draft": "script",
    "polish": "polish",
    "review": "review",
    "rewrite": "rewrite",
}
"""Whose models take a step: what is drafted is much and cheap, what is rewritten is little and dear."""

EPISODE_STEPS: tuple[WritingStep, ...] = ("draft", "polish", "review", "rewrite")

# Which step wrote what a name in a prompt stands for; the others are named like the step.
_WRITES: Mapping[str, WritingStep] = {"earlier": "digest"}

# Stories want chance; judgement does not.
_TEMPERATURE: Mapping[WritingStep, float] = {
    "digest": 0.2,
    "outline": 0.8,
    "draft": 0.8,
    "polish": 0.7,
    "review": 0.2,
    "rewrite": 0.5,
}

# A part that has so many tokens by our count is reckoned with half as many again (half its bytes): tokenizers differ.
RECKONED_A_TOKEN = 1.5
# Models overlook what stands in the middle of much more than this, whatever their windows are.
LARGEST_PART_TOKENS = 24_000
SMALLEST_PART_TOKENS = 1_000
# The words of the step, its form, what was learned so far, an answer that is mended twice, and the answer.
BESIDE_A_PART_TOKENS = 14_000

# The JSON Schema of an answer with a large cast in it, twice: once in words, once beside them.
FORM_TOKENS_AT_MOST = 3_000


@dataclass(frozen=True)
class Size:
    """How long an answer is in tokens: usually, and at most."""

    usual: int
    most: int


def size_of(step: WritingStep, brief: Brief) -> Size:
    """How long the answer to a step is. Scenes are about 220 tokens each in either language, with all that is said and seen."""
    match step:
        case "digest":
            return Size(1_000, 2_500)
        case "outline":
            return Size(700 + 160 * brief.episodes, min(16_000, 1_500 + 300 * brief.episodes))
        case "review":
            return Size(350, 1_500)
        case _:
            return Size(150 + 220 * brief.scenes, min(16_000, 800 + 450 * brief.scenes))


def units_of(
    brief: Brief, models: Mapping[StageName, tuple[str, ...]], parts: Sequence[str] = (), *, seed: int | None = None
) -> tuple[Scene, ...]:
    """The units, numbered from 1, each with its job. `parts` are those of a long source; stages without models are left out.

    Another `seed` asks for another story.
    """
    return _Room(brief, models, parts, seed).units()


def most_source_tokens(models: Iterable[Model]) -> int:
    """How much of a long source is put into one part, so that every one of `models` can read it with what it is told beside it."""
    windows = [model.context_tokens for model in models if model.context_tokens is not None]
    room = min((round((window - BESIDE_A_PART_TOKENS) / RECKONED_A_TOKEN) for window in windows), default=LARGEST_PART_TOKENS)
    return max(SMALLEST_PART_TOKENS, min(LARGEST_PART_TOKENS, room))


def key_of(part: str) -> str:
    """The content key under which a part of a source is kept: SHA-256 of its UTF-8, hexadecimal."""
    return hashlib.sha256(part.encode()).hexdigest()


class _Room:
    """Puts one season's units together."""

    def __init__(self, brief: Brief, models: Mapping[StageName, tuple[str, ...]], parts: Sequence[str], seed: int | None) -> None:
        self.brief = brief
        self.models = models
        self.parts = parts
        self.seed = seed
        known = {**asdict(brief), "cast": [member.model_dump(mode="json", exclude_defaults=True) for member in brief.cast]}
        canonical = json.dumps(known, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        self.digest_of_brief = hashlib.sha256(canonical.encode()).hexdigest()[:32]

    def units(self) -> tuple[Scene, ...]:
        digests = [self.digest(number, part) for number, part in enumerate(self.parts, 1)]
        outline = len(digests) + 1
        jobs = [*digests, self.outline(len(digests))]
        jobs += [self.episode(number, outline) for number in range(1, self.brief.episodes + 1)]
        return tuple(Scene(number=number, job=job) for number, job in enumerate(jobs, 1))

    def digest(self, number: int, part: str) -> WritingJob:
        # The text itself is kept as a file: an order must not carry a novel.
        words = words_of("digest", self.brief, part_number=number, parts=len(self.parts))
        called = f"part {number} of {len(self.parts)} of the source"
        before = {"earlier": number - 1} if number > 1 else {}
        return WritingJob(name=called, steps=(self.turn("digest", words, part=part),), builds_on=before, files={"part": key_of(part)})

    def outline(self, last_digest: int) -> WritingJob:
        turn = self.turn("outline", words_of("outline", self.brief))
        return WritingJob(name="the outline", steps=(turn,), builds_on={"digest": last_digest} if last_digest else {})

    def episode(self, number: int, outline: int) -> WritingJob:
        steps = [step for step in EPISODE_STEPS if self.models.get(STAGE_OF[step])]
        if "review" not in steps:
            # There is nothing to rewrite for.
            steps = [step for step in steps if step != "rewrite"]
        turns = tuple(self.turn(step, words_of(step, self.brief, episode=number), number) for step in steps)
        return WritingJob(name=f"episode {number}", steps=turns, builds_on={"outline": outline})

    def turn(self, step: WritingStep, words: Words, episode: int | None = None, part: str = "") -> WritingTurn:
        brief, size = self.brief, size_of(step, self.brief)
        sizes = [size_of(_WRITES.get(name, name), brief) for name in words.sources if name != "part"]  # type: ignore[arg-type]
        request = WritingRequest(
            wanted=Wanted(
                step=step,
                language=brief.language,
                episodes=brief.episodes,
                episode=episode,
                scenes=brief.scenes,
                seconds=brief.seconds,
                cast=tuple(member.name for member in brief.cast),
            ),
            brief=self.digest_of_brief,
            system=words.system,
            prompt=words.prompt,
            source_tokens=FORM_TOKENS_AT_MOST + len(part.encode()) + READ_AGAIN * sum(source.most for source in sizes),
            max_tokens=size.most,
            temperature=_TEMPERATURE[step],
            seed=self.seed,
            usual_tokens=size.usual,
            usual_source_tokens=sum(source.usual for source in sizes) + (tokens_about(part) if part else 0),
        )
        return WritingTurn(stage=STAGE_OF[step], models=self.models[STAGE_OF[step]], request=request, uses=words.sources)
