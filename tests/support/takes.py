"""Takes that gates refuse: a judge that finds clips black, and the needs that it judges."""

from dataclasses import dataclass, field, replace
from typing import Any

from shared.line.need import Need
from shared.line.request import Request
from shared.line.requests import Format
from shared.line.scene import scene_needs
from tests.factories.season import a_scene, an_episode
from tests.support.degrading import SEASON, Gate
from worker.quality.verdict import Verdict, found

VIDEO = {"capability": "video", "resolutions": ["480p", "720p", "1080p"], "durations": [5, 10]}
FULL = Format(width=1080, height=1920, fps=24)
QUALITY = f"quality:{SEASON}"


@dataclass
class FakeJudge:
    """Finds the first `bad` takes of each product black; `asked` has the requests that it saw, in order."""

    bad: int = 0
    asked: list[Request] = field(default_factory=list)

    def __call__(self, *about: Any, **_: Any) -> list[Verdict]:
        _stage, request, _made, _inputs, folder, quality = about
        self.asked.append(request)
        is_black = len({each.model_dump_json() for each in self.asked}) <= self.bad
        if quality.black.on_failure == "off":
            return []
        (folder / "gate-black.jpg").write_bytes(b"a picture")
        return [
            found("decodes", True, "12 frames"),
            found("black", not is_black, "100% of the clip is black; 35% is the most", measured=1.0, limit=0.35, picture="gate-black.jpg"),
        ]


def clip(it: Gate, **scene: Any) -> Need:
    """The need of a scene's clip, without the cast's pictures."""
    episode = an_episode(1, a_scene(1, **{"seconds": 8.0, **scene}))
    need = scene_needs(it.production, episode, episode.scenes[0]).video
    request = need.request.model_copy(update={"references": ()})
    return replace(need, inputs=(), request=request, others=tuple(replace(option, request=request) for option in need.others))


def seeds(it: Gate) -> list[int]:
    return [ask.values["seed"] for ask in it.vendors.taken]


def quality_money(it: Gate) -> dict[str, int]:
    return it.ledger.balance(QUALITY)


def judged(it: Gate) -> list[Request]:
    assert isinstance(it.judge, FakeJudge)
    return it.judge.asked
