"""What cannot be used is bought again within the budget, and each take once, whoever dies on the way."""

from contextlib import suppress
from pathlib import Path

import pytest

from shared.errors import StageFailed
from shared.ledger.verify import verify
from tests.factories.media import make_film
from tests.support.degrading import PRICE, Killed, bury
from tests.support.takes import clip, judged, quality_money
from worker.gateway.waits import NotYet


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
