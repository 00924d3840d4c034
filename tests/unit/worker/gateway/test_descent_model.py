"""Whatever providers do with whatever a season allows, and whoever dies: one product is bought at most, and never two at a time."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared import keyspace
from shared.errors import StageFailed
from shared.ledger.call import ASKED
from shared.ledger.verify import verify
from shared.line.need import Need
from shared.line.requests import Format
from shared.line.scene import scene_needs
from tests.factories.media import make_film, make_picture
from tests.factories.season import MODELS, a_production, a_scene, an_episode
from tests.support.degrading import PRICE, Gate
from worker.engines.engine import Ask
from worker.engines.failures import (
    AmbiguousSubmit,
    InvalidRequest,
    JobFailed,
    JobTimedOut,
    Moderated,
    Overloaded,
    ProviderFailure,
    TimedOut,
)
from worker.gateway.waits import NotYet

SUBMITS = [None, None, None, TimedOut("504"), Overloaded("503"), InvalidRequest("no"), Moderated("words"), AmbiguousSubmit("lost")]
FATES = [
    None, JobTimedOut("late"), JobTimedOut("late"), JobFailed("broken"), Moderated("seen"), Moderated("seen", is_billed=True),
    JobTimedOut("late", is_billed=True),
]  # fmt: skip
ROW = {
    "engine": "job",
    "submit": {"path": "/make", "id": "/id"},
    "poll": {"path": "/jobs/{id}", "status": "/status", "interval": 0.01},
    "status_map": {"done": "done"},
    "outputs": "/url",
}
CLIPS = {"capability": "video", "resolutions": ["480p", "720p", "1080p"], "durations": [5, 10]}


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("media")
    return make_film(folder / "film.mp4", seconds=12), make_picture(folder / "picture.jpg")


class Killed(BaseException):
    """The process dies."""


class Play:
    """One product's story: what providers say and do, when processes die, and when the season is ordered again."""

    def __init__(self, it: Gate, submits, fates, kills: set[int], orders: set[int]) -> None:
        self.it = it
        self.allow = it.production.allow
        self.submits = iter(submits)
        self.fates = fates
        self.kills = kills
        self.orders = orders
        self.became: dict[str, ProviderFailure | None] = {}
        self.steps = 0
        it.vendors.at_submit, it.vendors.fate = self.at_submit, self.fate

    def at_submit(self, ask: Ask) -> ProviderFailure | None:
        calls = [record for record in self.it.calls() if record.id not in ask.reference]
        assert [record for record in calls if record.state in ASKED and not record.is_wasted] == [], "two are asked at a time"
        assert ask.values["width"] == 1080 or "lower_resolution" in self.allow
        assert ask.values["seconds"] == 10 or "shorter" in self.allow
        assert "audiences" not in ask.values["prompt"] or "softer_prompt" in self.allow
        return next(self.submits, None)

    def fate(self, ask: Ask) -> ProviderFailure | None:
        if ask.reference not in self.became:
            self.became[ask.reference] = self.fates[len(self.became)] if len(self.became) < len(self.fates) else None
        return self.became[ask.reference]

    def die(self, _step: str, _call: str) -> None:
        self.steps += 1
        if self.steps in self.kills:
            raise Killed

    def to_its_end(self, need: Need) -> None:
        for turn in range(400):
            try:
                self.it.turn(need, observe=self.die)
            except StageFailed:
                if not self.orders:
                    return
                self.order_again()
            except Killed:
                self.bury()
            except NotYet:
                pass
            else:
                return
            if turn in self.orders:
                self.order_again()
            self.pass_time()
        pytest.fail("it does not end")

    def order_again(self) -> None:
        self.orders.pop()
        self.it.run += "1"

    def bury(self) -> None:
        """Locks end with their process, and whoever follows is another one."""
        for key in self.it.client.scan_iter("*lock*"):
            self.it.client.delete(key)
        for record in self.it.calls():
            self.it.client.hset(f"{keyspace.LINE}:call:{record.id}", mapping={"token": "elsewhere|1|dead", "since_ms": 0})

    def pass_time(self) -> None:
        """Also a breaker that has opened closes again."""
        self.it.pass_time()
        for name in ("acme", "other"):
            self.it.client.hdel(f"{keyspace.LINE}:account:{name}", f"open_ms:{name}/clips")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    submits=st.lists(st.sampled_from(SUBMITS), max_size=12),
    fates=st.lists(st.sampled_from(FATES), max_size=12),
    kills=st.sets(st.integers(1, 60), max_size=4),
    orders=st.sets(st.integers(1, 30), max_size=2),
    allow=st.lists(st.sampled_from(["lower_resolution", "shorter", "softer_prompt"]), unique=True).map(tuple),
    names=st.sampled_from([("acme/clips",), ("acme/clips", "other/clips")]),
    is_found=st.booleans(),
)
def test_one_product_is_bought_at_most_and_never_two_at_a_time(
    client: redis.Redis, media, submits, fates, kills, orders, allow, names, is_found
) -> None:
    client.flushall()
    episode = an_episode(1, a_scene(1, seconds=8.0, action="Emma takes a knife."))
    full = Format(width=1080, height=1920, fps=24)
    production = a_production(episode, format=full, models={**MODELS, "video": names}, allow=allow)
    need = without_pictures(scene_needs(production, episode, episode.scenes[0]).video)
    with tempfile.TemporaryDirectory() as folder:
        it = Gate(client, Path(folder), media, production, {"acme": {"clips": CLIPS}, "other": {"clips": CLIPS}}, ROW)
        it.vendors.found = None if is_found else it.vendors.found
        play = Play(it, submits, fates, kills, set(orders))

        play.to_its_end(need)

        calls = it.calls()
        bought = [record for record in calls if record.state == "settled" and not record.is_wasted]
        wasted = [record for record in calls if record.is_wasted]
        assert len(bought) == (it.store.find(need.key) is not None)
        assert len(bought) <= 1
        assert [play.became.get(ask.reference) for ask in it.vendors.taken].count(None) <= 1, "two were made"
        # A refusal that was charged, and the softened one beside it.
        assert len(wasted) <= (2 if "softer_prompt" in allow else 1)
        assert it.money()["spent"] == PRICE * (len(bought) + len(wasted))
        assert it.money()["reserved"] == 0
        assert len([record for record in calls if record.state == "unknown"]) <= 1
        assert verify(client).is_well
        assert not (bought and client.exists(f"{keyspace.LINE}:degraded:{need.key}"))


def without_pictures(need: Need) -> Need:
    """The need of a clip that shows nobody's reference picture."""
    request = need.request.model_copy(update={"references": ()})
    return replace(need, inputs=(), request=request, others=tuple(replace(option, request=request) for option in need.others))
