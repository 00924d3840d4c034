"""What gates refuse is bought again within the quality budget, judged once, and never paid twice, whoever dies on the way."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import redis

from shared import keyspace
from shared.errors import StageFailed
from shared.ledger.verify import verify
from shared.line.need import Need
from shared.line.request import Request
from shared.line.requests import Format, VideoRequest
from shared.line.retaking import retaken, verdict_key
from shared.line.scene import reference_need, scene_needs
from shared.pricing.price import cost_micros
from shared.pricing.quantities import Quantities
from shared.quality import BlackGate, Quality
from shared.state.refusals import refused_takes
from tests.factories.media import make_film, make_picture
from tests.factories.season import MODELS, a_character, a_production, a_scene, an_episode
from tests.support.degrading import PRICE, SEASON, Gate
from worker.engines.engine import Ask, Finished, Job, Output
from worker.engines.failures import AmbiguousSubmit, InvalidRequest, JobTimedOut, Moderated, Overloaded
from worker.gateway.admission import OverBudget
from worker.gateway.orphans import Orphans
from worker.gateway.waits import Elsewhere, NotYet, Wait
from worker.quality.verdict import Verdict, found

JOBS: dict[str, Any] = {
    "engine": "job",
    "submit": {"path": "/make", "id": "/id"},
    "poll": {"path": "/jobs/{id}", "status": "/status", "interval": 0.01},
    "status_map": {"done": "done"},
    "outputs": "/url",
}
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


class Killed(BaseException):
    """The process dies."""


def bury(it: Gate) -> None:
    """Locks end with their process, and whoever follows is another one."""
    for key in it.client.scan_iter("*lock*"):
        it.client.delete(key)
    for record in it.calls():
        it.client.hset(f"{keyspace.LINE}:call:{record.id}", mapping={"token": "elsewhere|1|dead", "since_ms": 0})


def test_a_refused_take_is_made_again_with_another_seed_and_kept_under_the_needs_key(gate) -> None:
    it = gate(bad=1, retakes=1)
    need = clip(it)

    it.make(need)

    product = it.store.find(need.key)
    assert product is not None
    first, second = seeds(it)
    assert first != second
    assert [each["outcome"] for each in product.facts["verdicts"]] == ["passed", "passed"]
    assert [take["call"] for take in product.facts["refused"]] == [need.key]
    assert it.money() == {"reserved": 0, "held": 0, "spent": 2 * PRICE, "wasted": PRICE}
    assert quality_money(it) == {"reserved": 0, "held": 0, "spent": PRICE, "wasted": 0}
    assert verify(it.client).is_well


def test_what_was_refused_is_kept_with_its_verdicts_and_their_pictures(gate) -> None:
    it = gate(bad=1, retakes=1)
    need = clip(it)

    it.make(need)

    kept = it.store.find(verdict_key(need.key, it.production))
    assert kept is not None
    assert kept.facts["verdicts"][1]["says"] == "100% of the clip is black; 35% is the most"
    assert it.store.path(kept, "gate-black.jpg").read_bytes() == b"a picture"
    assert kept.cost_micros == PRICE


def test_without_a_quality_budget_the_scene_fails_and_names_gate_measure_and_what_to_do(gate) -> None:
    it = gate(bad=1)
    need = clip(it)

    with pytest.raises(StageFailed) as failed:
        it.make(need)

    line = str(failed.value)
    assert line.startswith("acme/clips was paid $0.01, and the gate 'black' refused its video: 100% of the clip is black; 35% is the most")
    assert "quality_budget_usd" in line
    assert "redo pays for another" in line
    assert "on_failure: tell" in line
    assert len(it.vendors.taken) == 1
    assert it.money() == {"reserved": 0, "held": 0, "spent": PRICE, "wasted": PRICE}
    assert [take["retake"] for take in refused_takes(it.client, need.key)] == [0]


def test_a_redo_makes_another_take_of_what_was_refused(gate) -> None:
    it = gate(bad=1)
    with pytest.raises(StageFailed):
        it.make(clip(it))

    it.run, it.production = "2", it.production.model_copy(update={"takes": {"ep1/scene1/video": 1}})
    it.make(clip(it))

    assert it.money() == {"reserved": 0, "held": 0, "spent": 2 * PRICE, "wasted": PRICE}
    assert quality_money(it)["spent"] == 0


def test_what_was_paid_and_refused_is_taken_without_paying_when_the_season_takes_it_as_it_is(gate) -> None:
    it = gate(bad=9)
    need = clip(it)
    with pytest.raises(StageFailed):
        it.make(need)

    it.run, it.production = "2", it.production.model_copy(update={"quality": Quality(black=BlackGate(on_failure="tell"))})
    it.make(need)

    product = it.store.find(need.key)
    assert product is not None
    assert [each["outcome"] for each in product.facts["verdicts"]] == ["passed", "failed"]
    assert product.files["verdict:black"].name == "gate-black.jpg"
    assert len(it.vendors.taken) == 1
    assert it.money() == {"reserved": 0, "held": 0, "spent": PRICE, "wasted": 0}
    assert refused_takes(it.client, need.key) == []
    assert verify(it.client).is_well


def test_a_resume_under_the_same_rules_judges_nothing_again_and_buys_nothing(gate) -> None:
    it = gate(bad=9)
    need = clip(it)

    for it.run in "123":
        with pytest.raises(StageFailed, match="'black'"):
            it.make(need)

    assert len(judged(it)) == 1
    assert len(it.vendors.taken) == 1


def test_other_thresholds_judge_what_was_refused_again_and_change_no_key(gate) -> None:
    it = gate(bad=1)
    need = clip(it)
    with pytest.raises(StageFailed):
        it.make(need)
    judge = it.judge
    assert isinstance(judge, FakeJudge)

    judge.bad, it.run = 0, "2"
    it.production = it.production.model_copy(update={"quality": Quality(black=BlackGate(most_share=1.0))})
    it.make(need)

    assert clip(it).key == need.key
    assert it.money() == {"reserved": 0, "held": 0, "spent": PRICE, "wasted": 0}


def test_a_budget_that_is_given_later_buys_the_retake(gate) -> None:
    it = gate(bad=1)
    need = clip(it)
    with pytest.raises(StageFailed):
        it.make(need)

    it.ledger.set_cap(QUALITY, PRICE)
    it.run, it.production = "2", it.production.model_copy(update={"quality_budget_micros": PRICE})
    it.judge = FakeJudge(bad=1)
    it.make(need)

    assert it.money() == {"reserved": 0, "held": 0, "spent": 2 * PRICE, "wasted": PRICE}


def test_two_retakes_are_the_most(gate) -> None:
    it = gate(bad=9, retakes=9, video=("acme/clips", "other/clips"))
    need = clip(it)

    with pytest.raises(StageFailed, match=r"was paid \$0\.03.*\(take 3; before it: black, black\)"):
        it.make(need)

    assert [ask.model.name for ask in it.vendors.taken] == ["acme/clips"] * 3
    assert len(set(seeds(it))) == 3
    assert it.money()["wasted"] == 3 * PRICE
    assert len(refused_takes(it.client, need.key)) == 3


def test_the_quality_budget_is_never_exceeded(gate) -> None:
    it = gate(bad=9, retakes=1)

    with pytest.raises(StageFailed, match=r"the gate 'black'.*no other take was made: .*quality_budget_usd of \$0\.01 is spent"):
        it.make(clip(it))

    assert quality_money(it)["spent"] == PRICE
    assert len(it.vendors.taken) == 2


def test_the_seasons_budget_holds_for_retakes_too(gate) -> None:
    it = gate(bad=9, retakes=2)
    it.ledger.set_cap(f"season:{SEASON}", 2 * PRICE - 1)

    with pytest.raises(OverBudget, match=r"the gate 'black'.*the season's budget"):
        it.make(clip(it))

    assert it.money()["spent"] == PRICE


@pytest.mark.parametrize("refusal", [InvalidRequest("no"), Moderated("violence"), JobTimedOut("expired")])
def test_a_retake_that_its_model_does_not_make_is_asked_of_nobody_else(gate, refusal: Exception) -> None:
    it = gate(bad=1, retakes=2, video=("acme/clips", "other/clips"), allow=("lower_resolution", "softer_prompt"))

    def at_submit(_ask: Any) -> Exception | None:
        return refusal if it.vendors.taken and not isinstance(refusal, JobTimedOut) else None

    it.vendors.at_submit = at_submit
    it.vendors.fate = lambda _ask: refusal if len(it.vendors.taken) > 1 else None

    with pytest.raises(StageFailed, match=r"'black'.*no other take was made"):
        it.make(clip(it))

    assert {ask.model.name for ask in it.vendors.taken} == {"acme/clips"}
    assert it.money() == {"reserved": 0, "held": 0, "spent": PRICE, "wasted": PRICE}


def test_a_retake_that_nobody_knows_the_end_of_is_held_and_not_sent_again(gate) -> None:
    it = gate(bad=1, retakes=2)
    it.vendors.at_submit = lambda _ask: AmbiguousSubmit("read timed out") if it.vendors.taken else None

    for _ in range(3):
        with pytest.raises(StageFailed, match="it is not known whether"):
            it.make(clip(it))

    assert len(it.vendors.taken) == 1
    assert quality_money(it) == {"reserved": 0, "held": PRICE, "spent": 0, "wasted": 0}


def test_a_model_that_is_down_is_waited_for_with_its_retake(gate) -> None:
    it = gate(bad=1, retakes=1, video=("acme/clips", "other/clips"))
    it.vendors.at_submit = lambda _ask: Overloaded("HTTP 503") if it.vendors.taken else None

    for _ in range(12):
        with pytest.raises(Wait) as wait:
            it.turn(clip(it))
        assert not wait.value.is_down
        it.pass_time()

    assert {ask.model.name for ask in it.vendors.taken} == {"acme/clips"}


def test_a_retake_of_a_lesser_clip_is_as_lesser(gate) -> None:
    it = gate(bad=1, retakes=1, allow=("lower_resolution",))
    it.vendors.fate = lambda ask: JobTimedOut("expired") if ask.values["width"] == 1080 else None
    need = clip(it)

    it.make(need)

    assert [side for _, side in it.short_sides()] == [1080, 1080, 720, 720]
    assert it.changed(need) == ["resolution 1080p → 720p after 2 timeouts"]
    assert it.money() == {"reserved": 0, "held": 0, "spent": 2 * PRICE, "wasted": PRICE}


def test_a_retake_of_a_softened_clip_is_as_soft(gate) -> None:
    it = gate(bad=1, retakes=1, allow=("softer_prompt",))
    it.vendors.at_submit = lambda ask: None if "audiences" in ask.values["prompt"] else Moderated("violence")

    it.make(clip(it, action="Emma takes a knife.", visual_prompt=""))

    assert ["audiences" in ask.values["prompt"] for ask in it.vendors.taken] == [True, True]


def test_units_that_share_a_product_have_it_judged_once(gate) -> None:
    it = gate(bad=1, retakes=1)
    need = reference_need(it.production, a_character())

    for turn in range(40):
        try:
            it.turn(need, unit=str(turn % 2))
            break
        except NotYet:
            it.pass_time()
    it.turn(need, unit="3") if not it.store.has(need.key) else None

    assert len(judged(it)) == 2
    assert len(it.vendors.taken) == 2


def test_a_picture_is_retaken_with_another_seed_of_its_face(gate) -> None:
    it = gate(bad=1, retakes=1)
    need = reference_need(it.production, a_character())

    it.make(need)

    assert len(set(seeds(it))) == 2


def moves_of(it: Gate, need: Need) -> list[str]:
    """From queue to queue, as a message goes until the product is there."""
    queue, moves = "provider.acme", []
    for _ in range(60):
        try:
            it.turn(need, queue=queue)
        except Elsewhere as elsewhere:
            queue = elsewhere.queue
            moves.append(queue)
        except NotYet:
            it.pass_time()
        else:
            break
    assert it.store.has(need.key), f"it goes to and fro: {moves}"
    return moves


def test_a_product_is_judged_by_the_workers_of_the_media_queue_and_retaken_by_its_providers(gate) -> None:
    it = gate(bad=1, retakes=1)

    assert moves_of(it, clip(it)) == ["media", "provider.acme", "media"]


def test_what_was_paid_for_nothing_before_does_not_send_the_message_back(gate) -> None:
    it = gate(bad=1, retakes=1, allow=("softer_prompt",))
    it.vendors.fate = lambda ask: None if "audiences" in ask.values["prompt"] else Moderated("made, then refused", is_billed=True)

    moves = moves_of(it, clip(it, action="Emma takes a knife.", visual_prompt=""))

    assert moves == ["media", "provider.acme", "media"]


def test_what_another_model_made_is_judged_without_asking_the_first_again(gate) -> None:
    it = gate(video=("acme/clips", "other/clips"))
    it.vendors.at_submit = lambda ask: InvalidRequest("no") if ask.model.name == "acme/clips" else None

    assert moves_of(it, clip(it)) == ["provider.other", "media"]


def test_a_lesser_clip_is_judged_without_asking_for_the_full_one_again(gate) -> None:
    it = gate(allow=("lower_resolution",))
    it.vendors.fate = lambda ask: JobTimedOut("expired") if ask.values["width"] == 1080 else None

    assert moves_of(it, clip(it)) == ["media"]


def test_a_file_that_was_no_film_does_not_send_the_retake_back(gate, media: tuple[Path, Path], tmp_path: Path) -> None:
    it = gate(retakes=1)
    page = tmp_path / "page.mp4"
    page.write_text("<html>not ready</html>")
    fetch = it.vendors.fetch

    def fetch_late(ask: Any, output: Any, target: Path) -> Path:
        it.vendors.film = media[0] if len(it.vendors.taken) > 1 else page
        return fetch(ask, output, target)

    it.vendors.fetch = fetch_late  # type: ignore[method-assign]

    assert moves_of(it, clip(it)) == ["media"]


def test_a_clip_that_its_stage_cannot_use_is_bought_again(gate, media: tuple[Path, Path], tmp_path: Path) -> None:
    it = gate(retakes=1)
    need = clip(it)
    it.vendors.film = make_film(tmp_path / "short.mp4", seconds=3)
    while it.store.find(f"{need.key}-raw") is None:
        with suppress(NotYet):
            it.turn(need, queue="provider.acme")
        it.pass_time()
    it.vendors.film = media[0]

    it.make(need)

    product = it.store.find(need.key)
    assert product is not None
    (refused,) = product.facts["refused"]
    kept = it.store.find(refused["verdicts"])
    assert kept is not None
    assert "the clip lasts 3.00 s; 8 s were asked for" in kept.facts["verdicts"][0]["says"]
    assert it.money() == {"reserved": 0, "held": 0, "spent": 2 * PRICE, "wasted": PRICE}


def test_a_file_that_never_is_a_film_is_bought_again_within_the_budget(gate, media: tuple[Path, Path], tmp_path: Path) -> None:
    it = gate(retakes=1)
    page = tmp_path / "page.mp4"
    page.write_text("<html>not ready</html>")
    it.vendors.film = page
    need = clip(it)

    for _ in range(60):
        if len(it.vendors.taken) == 2:
            it.vendors.film = media[0]
        try:
            it.turn(need)
            break
        except NotYet:
            it.pass_time()

    assert it.store.has(need.key)
    assert it.money() == {"reserved": 0, "held": 0, "spent": 2 * PRICE, "wasted": PRICE}
    assert verify(it.client).is_well


def test_a_file_that_never_is_a_film_fails_the_scene_without_a_quality_budget(gate, tmp_path: Path) -> None:
    it = gate()
    it.vendors.film = tmp_path / "page.mp4"
    it.vendors.film.write_text("<html>not ready</html>")

    for it.run in "12":
        with pytest.raises(StageFailed, match="nothing usable"):
            it.make(clip(it))

    assert it.money() == {"reserved": 0, "held": 0, "spent": PRICE, "wasted": PRICE}


def test_a_gate_that_is_off_refuses_nothing(gate) -> None:
    it = gate(bad=9, quality=Quality(black=BlackGate(on_failure="off")))
    need = clip(it)

    it.make(need)

    product = it.store.find(need.key)
    assert product is not None
    assert "verdicts" not in product.facts


def test_a_begun_retake_is_collected_although_the_budget_is_gone(gate) -> None:
    it = gate(bad=1, retakes=1)
    need = clip(it)
    while len(it.vendors.taken) < 2:
        with pytest.raises(NotYet):
            it.turn(need)
        it.pass_time()

    it.ledger.set_cap(QUALITY, 0)
    it.run, it.production = "2", it.production.model_copy(update={"quality_budget_micros": 0})
    it.judge = FakeJudge(bad=1)
    it.make(need)

    assert len(it.vendors.taken) == 2
    assert it.money() == {"reserved": 0, "held": 0, "spent": 2 * PRICE, "wasted": PRICE}


@pytest.mark.parametrize("number", range(1, 40))
@pytest.mark.parametrize("bad", [1, 3])
def test_a_process_that_dies_at_any_step_buys_each_take_once_and_judges_it_no_more_than_twice(gate, bad: int, number: int) -> None:
    it = gate(bad=bad, retakes=2)
    # Where a process dies between its permit and the answer, the provider tells that it does not know the call.
    it.vendors.found = None
    need = clip(it)
    steps: list[str] = []

    def die(step: str, _call: str) -> None:
        steps.append(step)
        if len(steps) == number:
            raise Killed(step)

    told = ""
    for _ in range(80):
        try:
            it.turn(need, observe=die)
            break
        except Killed:
            bury(it)
        except StageFailed as failed:
            told = str(failed)
            break
        except NotYet:
            pass
        it.pass_time()

    takes = 3 if bad == 3 else 2
    assert it.store.has(need.key) == (bad == 1), (steps, told)
    paid = [record for record in it.calls() if record.state == "settled"]
    assert len(paid) == takes, steps
    assert it.money() == {"reserved": 0, "held": 0, "spent": takes * PRICE, "wasted": bad * PRICE}, steps
    assert quality_money(it)["spent"] == (takes - 1) * PRICE
    assert len({record.id for record in paid}) == takes
    assert len(judged(it)) <= takes + 1
    assert verify(it.client).is_well
    assert steps.count("refused") <= bad + 1


def test_the_users_own_picture_is_judged_and_told_and_never_refused(gate, media: tuple[Path, Path]) -> None:
    it = gate(bad=9)
    image = "a" * 64
    it.store.put_upload(media[1], image)
    need = reference_need(it.production, a_character(reference_image=image))

    it.make(need)

    product = it.store.find(need.key)
    assert product is not None
    assert [each["outcome"] for each in product.facts["verdicts"]] == ["passed", "failed"]
    assert product.files["verdict:black"].name == "gate-black.jpg"
    assert it.calls() == []


def test_what_the_studio_makes_is_not_judged(gate) -> None:
    it = gate(bad=9)
    it.production = it.production.model_copy(update={"models": {**it.production.models, "reference": ("studio/rig",)}})

    it.make(reference_need(it.production, a_character()))

    assert judged(it) == []


def test_a_retake_is_another_call_and_the_first_take_is_the_one_that_it_always_was() -> None:
    production = a_production(an_episode(1, a_scene(1, seconds=8.0)))
    episode = an_episode(1, a_scene(1, seconds=8.0))
    need = scene_needs(production, episode, episode.scenes[0]).video
    option = need.options[0]

    ids = [need.key_of(retaken(option, number)) for number in range(3)]

    assert ids[0] == need.key
    assert len(set(ids)) == 3
    again = retaken(option, 1)
    assert isinstance(again.request, VideoRequest)
    assert retaken(option, 1) == again


def test_a_clip_with_sound_that_no_scene_waits_for_is_charged_at_the_price_with_sound(gate) -> None:
    it = gate(native_volume=0.5)
    it.models["acme"]["clips"] = {**VIDEO, "native_audio": {"unit": "per_second", "amount": "0.15", "as_of": "2026-02-28"}}
    need = clip(it)
    with pytest.raises(NotYet):
        it.turn(need)
    it.pass_time()

    def poll(ask: Ask, job: Job) -> Finished:
        # A provider that counts seconds: what they cost is in the model's row.
        return Finished((Output(url="https://acme.example/made"),), job.id, cost_micros(ask.model, Quantities(seconds=Decimal(10))))

    it.vendors.poll = poll  # type: ignore[method-assign,assignment]
    Orphans(it.gateway()).tend(need.key, stop=False)

    assert it.money() == {"reserved": 0, "held": 0, "spent": 1_500_000, "wasted": 0}
    assert verify(it.client).is_well


@pytest.mark.parametrize(("row", "wanted"), [({}, False), ({"native_audio": "always"}, True)])
def test_sound_is_wanted_only_of_models_that_are_known_to_bring_it(gate, row: dict[str, Any], wanted: bool) -> None:
    it = gate(native_volume=0.5)
    it.models["acme"]["clips"] = {**VIDEO, **row}

    it.make(clip(it))

    assert [request.native_audio for request in judged(it) if isinstance(request, VideoRequest)] == [wanted]
