"""A gateway whose judge refuses the first takes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.factories.media import make_film, make_picture
from tests.factories.season import MODELS, a_production, a_scene, an_episode
from tests.support.degrading import JOBS, PRICE, Gate
from tests.support.takes import FULL, QUALITY, VIDEO, FakeJudge


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("media")
    return make_film(folder / "film.mp4", seconds=12), make_picture(folder / "picture.jpg")


@pytest.fixture
def gate(client: redis.Redis, tmp_path: Path, media: tuple[Path, Path]) -> Callable[..., Gate]:
    """A gateway whose judge refuses the first `bad` takes, in a season with a quality budget for `retakes` of them."""

    def build(bad: int = 0, retakes: int = 0, video: tuple[str, ...] = ("acme/clips",), **changes: Any) -> Gate:
        models = {**MODELS, "video": video, "reference": ("acme/paint",)}
        scene = a_scene(1, seconds=8.0)
        production = a_production(an_episode(1, scene), format=FULL, models=models, quality_budget_micros=retakes * PRICE, **changes)
        vendors = {"acme": {"clips": VIDEO, "paint": {"capability": "reference"}}, "other": {"clips": VIDEO}}
        it = Gate(client, tmp_path, media, production, vendors, JOBS)
        it.ledger.set_cap(QUALITY, retakes * PRICE)
        it.judge = FakeJudge(bad)
        return it

    return build
