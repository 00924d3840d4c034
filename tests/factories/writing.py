"""Orders of writing for tests: an outline, then episodes, each drafted, polished, reviewed and rewritten."""

from typing import Any

from shared.job import WritingJob, WritingTurn
from shared.line.requests import Format, StageName
from shared.line.writing_requests import Wanted, WritingRequest, WritingStep
from shared.production import Episode, Production, Scene

STEPS: tuple[tuple[WritingStep, StageName], ...] = (
    ("draft", "script"),
    ("polish", "polish"),
    ("review", "review"),
    ("rewrite", "rewrite"),
)
USES: dict[WritingStep, tuple[str, ...]] = {
    "outline": (),
    "draft": ("outline",),
    "polish": ("outline", "draft"),
    "review": ("outline", "draft"),
    "rewrite": ("outline", "draft", "review"),
}


def a_writing_request(step: WritingStep, episode: int | None = None, **changes: Any) -> WritingRequest:
    wanted = Wanted(step=step, language="en", episodes=2, episode=episode, scenes=2, seconds=20, cast=("Emma", "Daniel"))
    places = " ".join(f"{{{name}}}" for name in USES[step])
    words = {"system": "You write.", "prompt": f"{step} {places} {{form}}"}
    values = {"wanted": wanted, "brief": "0" * 32, **words, "max_tokens": 900, "usual_tokens": 300}
    return WritingRequest(**{**values, **changes})


def a_turn(step: WritingStep, stage: StageName, episode: int | None = None, models: tuple[str, ...] = ("acme/cheap",)) -> WritingTurn:
    return WritingTurn(stage=stage, models=models, request=a_writing_request(step, episode), uses=USES[step])


def an_order_of_writing(
    *steps: tuple[WritingStep, StageName], takes: dict[str, int] | None = None, models: tuple[str, ...] = ("acme/cheap",)
) -> tuple[Production, Episode]:
    """An outline (unit 1) and two episodes (units 2 and 3) with these steps; all of STEPS by default."""
    outline = WritingJob(name="the outline", steps=(a_turn("outline", "script", models=models),))
    episodes = [
        WritingJob(
            name=f"episode {number}",
            steps=tuple(a_turn(step, stage, number, models) for step, stage in steps or STEPS),
            builds_on={"outline": 1},
        )
        for number in (1, 2)
    ]
    production = Production(
        kind="writing",
        season="test-season",
        title="Test",
        slug="test-season",
        language="en",
        format=Format(width=720, height=1280, fps=24),
        characters=(),
        music_volume=None,
        models={stage: models for _, stage in steps or STEPS},
        seed=1,
        takes=takes or {},
        episodes=(0,),
    )
    scenes = tuple(Scene(number=number, job=job) for number, job in enumerate((outline, *episodes), 1))
    return production, Episode(number=0, scenes=scenes)
