"""Judging is the media workers' and buying the providers': no message goes to and fro between them."""

from pathlib import Path
from typing import Any

from shared.line.need import Need
from tests.support.degrading import Gate
from tests.support.takes import clip
from worker.engines.failures import InvalidRequest, JobTimedOut, Moderated
from worker.gateway.waits import Elsewhere, NotYet


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
