"""A paid call at awkward moments: nothing paid is lost, nothing is paid twice, and everything comes to an end."""

import subprocess
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
import redis

from shared import keyspace
from shared.errors import StageFailed
from shared.host import host_id
from shared.ledger.call import CallRecord
from shared.ledger.ledger import GIVE_LATE_UP_MS, Ledger, Limits
from tests.support.scripted import CALL, DONE, PRICE, RUNNING, Scene, a_scene
from worker.engines.engine import Ask
from worker.engines.failures import AmbiguousSubmit, JobFailed, Overloaded, RateLimited, Unanswered
from worker.gateway.aftermath import MOST_UNFETCHED
from worker.gateway.paid import PaidCall
from worker.gateway.waits import Refused, Wait


@pytest.fixture
def scene(client: redis.Redis, tmp_path: Path) -> Scene:
    return a_scene(client, tmp_path)


def test_a_held_job_that_nobody_answers_for_is_not_asked_about_for_ever(scene: Scene) -> None:
    with pytest.raises(Wait):
        scene.paid().obtain()
    scene.ledger.hold(scene.record().id, "it took too long")
    scene.engine.polls = [Unanswered("HTTP 500")]

    for _ in range(60):
        scene.is_due()
        try:
            scene.paid().obtain()
        except Wait:
            continue
        except StageFailed:
            break
    else:
        pytest.fail("it is still asked about")

    assert scene.money()["held"] == PRICE


def test_a_product_that_cannot_be_fetched_is_held_soon_and_collected_later(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object) -> None:
        raise Unanswered("no bytes came")

    def asked_again_and_again() -> None:
        for _ in range(MOST_UNFETCHED + 2):
            with suppress(Wait):
                scene.paid().obtain()
            scene.is_due()

    with monkeypatch.context() as patched:
        patched.setattr(scene.engine, "fetch", nothing)
        with pytest.raises(StageFailed, match="cliffhanger resume"):
            asked_again_and_again()
    held = scene.money()["held"]
    product = scene.paid().obtain()

    assert held == PRICE
    assert product.provider_job_id == "j1"
    assert scene.money() == {"reserved": 0, "held": 0, "spent": PRICE, "wasted": 0}


def test_a_failure_of_an_attempt_that_another_has_taken_over_changes_nothing(scene: Scene) -> None:
    def take_over() -> None:
        scene.ledger.client.hset(f"{keyspace.LINE}:call:{CALL.id}", "token", "another's")

    scene.engine.while_sending = take_over
    scene.engine.submits = [Overloaded("HTTP 503")]

    with pytest.raises(Wait):
        scene.paid().obtain()

    assert scene.record().state == "submitting"
    assert scene.money()["reserved"] == PRICE


def test_what_was_taken_is_noted_although_the_disk_is_full(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(scene.store.__class__, "keep_note", full)

    with pytest.raises(Wait):
        scene.paid().obtain()

    assert (scene.record().state, scene.record().job) == ("submitted", {"id": "j1"})


def test_a_job_is_collected_after_all_books_were_lost(scene: Scene, client: redis.Redis) -> None:
    with pytest.raises(Wait):
        scene.paid().obtain()
    client.flushall()

    for _ in range(2):
        with suppress(Wait):
            scene.paid().obtain()
        scene.is_due()
    product = scene.paid().obtain()

    assert product.provider_job_id == "j1"
    assert scene.engine.asked.count("submit") == 1
    assert scene.money() == {"reserved": 0, "held": 0, "spent": PRICE, "wasted": 0}


def test_an_answer_to_a_job_that_failed_is_not_taken_for_one_to_the_next(scene: Scene) -> None:
    scene.engine.polls = [JobFailed("out of memory")]
    with pytest.raises(Wait):
        scene.paid().obtain()
    scene.is_due()
    with pytest.raises(Refused):
        scene.paid().obtain()

    assert scene.answers.kept(scene.record().id, 1) is None


def test_a_call_is_left_to_its_sender_while_that_may_be_sending(scene: Scene) -> None:
    submitting(scene)

    with pytest.raises(Wait):
        scene.paid().obtain()

    assert scene.record().state == "submitting"


def test_a_call_whose_sender_is_dead_is_held_at_once(scene: Scene, client: redis.Redis) -> None:
    submitting(scene)
    with subprocess.Popen(["true"]) as dead:
        dead.wait()
    client.hset(f"{keyspace.LINE}:call:{CALL.id}", "token", f"{host_id()}|{dead.pid}|0123")

    with pytest.raises(StageFailed):
        scene.paid().obtain()

    assert scene.money()["held"] == PRICE


def test_a_call_is_held_when_no_request_can_be_under_way_any_more(scene: Scene, client: redis.Redis) -> None:
    submitting(scene)
    client.hset(f"{keyspace.LINE}:call:{CALL.id}", "since_ms", scene.ledger.now_ms() - 71_000)

    with pytest.raises(StageFailed):
        scene.paid().obtain()

    assert scene.money()["held"] == PRICE


def test_a_call_that_may_take_longer_by_its_own_words_is_left_to_its_sender_for_so_long(scene: Scene, client: redis.Redis) -> None:
    submitting(scene)
    client.hset(f"{keyspace.LINE}:call:{CALL.id}", "since_ms", scene.ledger.now_ms() - 71_000)
    paid = scene.paid()

    with pytest.raises(Wait):
        replace(paid, terms=replace(paid.terms, timeout_s=600)).obtain()

    assert scene.record().state == "submitting"


def test_who_cannot_build_a_request_does_not_release_what_another_has_sent_meanwhile(scene: Scene) -> None:
    def ask(_folder: Path, _attempt: int) -> Ask:
        submitting(scene)
        raise StageFailed("the dialogue has vanished from the store")

    with pytest.raises(Wait):
        replace(scene.paid(), ask=ask).obtain()

    assert (scene.record().state, scene.money()["reserved"]) == ("submitting", PRICE)


def submitting(scene: Scene) -> None:
    """A worker has its permit, and was not heard of since."""
    token = scene.ledger.reserve(CALL, Limits()).token
    assert scene.ledger.submitting(CALL.id, token)


def test_a_failed_job_that_is_charged_is_booked_at_what_its_provider_says(scene: Scene) -> None:
    scene.engine.polls = [JobFailed("out of memory", is_billed=True, cost_micros=7_000)]
    with pytest.raises(Wait):
        scene.paid().obtain()
    scene.is_due()

    with pytest.raises(StageFailed, match=r"charged \$0\.007"):
        scene.paid().obtain()

    assert scene.money() == {"reserved": 0, "held": 0, "spent": 7_000, "wasted": 7_000}


def test_a_call_is_charged_at_the_price_that_was_reserved_whatever_the_catalogue_says_by_then(scene: Scene) -> None:
    with pytest.raises(Wait):
        scene.paid().obtain()
    scene.is_due()

    scene.paid(replace(CALL, amount_micros=1)).obtain()

    assert scene.money()["spent"] == PRICE


def test_two_refusals_with_a_long_queue_in_between_are_not_the_end(scene: Scene, client: redis.Redis) -> None:
    scene.engine.submits = [RateLimited("HTTP 429", 0.0)]
    with pytest.raises(Wait):
        scene.paid().obtain()
    client.hset(f"{keyspace.LINE}:call:{CALL.id}", "refused_ms", scene.ledger.now_ms() - 3_600_000)

    with pytest.raises(Wait):
        scene.paid().obtain()


def test_refusals_without_end_are_the_end(scene: Scene, client: redis.Redis) -> None:
    scene.engine.submits = [Overloaded("HTTP 503")]
    with pytest.raises(Wait):
        scene.paid().obtain()
    an_hour_ago = scene.ledger.now_ms() - 3_600_000
    client.hset(f"{keyspace.LINE}:call:{CALL.id}", mapping={"refused_ms": an_hour_ago, "refusals": 5})

    with pytest.raises(Refused):
        scene.paid().obtain()

    assert (scene.record().state, scene.money()["reserved"]) == ("failed", 0)


def test_answers_that_did_not_come_are_no_damaged_files(scene: Scene, tmp_path: Path) -> None:
    """Two questions without an answer, then one file that is cut short: it is fetched again, and not paid for nothing."""
    with pytest.raises(Wait):
        scene.paid().obtain()
    whole = scene.engine.picture
    scene.engine.polls = [Unanswered("HTTP 500"), Unanswered("HTTP 500"), *scene.engine.polls]
    for _ in range(2):
        scene.is_due()
        with pytest.raises(Wait):
            scene.paid().obtain()
    scene.engine.picture = tmp_path / "cut.png"
    scene.engine.picture.write_bytes(whole.read_bytes()[:100])
    scene.is_due()
    with pytest.raises(Wait):
        scene.paid().obtain()

    scene.engine.picture = whole
    scene.is_due()
    scene.paid().obtain()

    assert (scene.record().state, scene.record().is_wasted) == ("settled", False)


def a_text(scene: Scene, *, has_next: bool) -> PaidCall:
    paid = scene.paid()
    return replace(paid, terms=replace(paid.terms, capability="text"), aftermath=replace(paid.aftermath, has_next=has_next))


def test_a_text_in_doubt_is_passed_over_with_its_money_held(scene: Scene) -> None:
    scene.engine.submits = [AmbiguousSubmit("no answer came")]

    with pytest.raises(Refused, match="cliffhanger settle"):
        a_text(scene, has_next=True).obtain()
    with pytest.raises(Refused, match="cliffhanger settle"):
        a_text(scene, has_next=True).obtain()

    assert scene.money() == {"reserved": 0, "held": PRICE, "spent": 0, "wasted": 0}
    assert scene.engine.asked.count("submit") == 1


def test_a_text_in_doubt_that_nobody_else_can_write_is_left_to_a_person(scene: Scene) -> None:
    scene.engine.submits = [AmbiguousSubmit("no answer came")]

    with pytest.raises(StageFailed, match="cliffhanger settle"):
        a_text(scene, has_next=False).obtain()

    assert scene.money()["held"] == PRICE


def test_a_job_that_outlives_its_deadline_keeps_its_slot_while_it_is_asked_about(scene: Scene, client: redis.Redis) -> None:
    scene.row["poll"] = {"path": "/jobs/{id}", "status": "/status", "deadline": 60}
    scene.engine.polls = [RUNNING]

    with pytest.raises(Wait):
        scene.paid().obtain()

    lease_until_ms = client.zscore(f"{keyspace.LINE}:flight:{CALL.account}", CALL.id)
    assert lease_until_ms is not None
    assert lease_until_ms > scene.ledger.now_ms() + 110_000


def test_a_job_that_outlives_its_deadline_is_asked_about_again_and_collected(scene: Scene) -> None:
    scene.row["poll"] = {"path": "/jobs/{id}", "status": "/status", "deadline": 60}
    scene.engine.polls = [RUNNING, RUNNING, DONE]
    with pytest.raises(Wait):
        scene.paid().obtain()
    for passed_s in (61, 58):
        scene.ledger.client.hincrby(f"{keyspace.LINE}:call:{CALL.id}", "since_ms", -1000 * passed_s)
        scene.is_due()
        with pytest.raises(Wait):
            scene.paid().obtain()

    scene.is_due()
    scene.paid().obtain()

    assert scene.money() == {"reserved": 0, "held": 0, "spent": PRICE, "wasted": 0}


def test_a_held_job_is_looked_at_now_and_then_until_it_is_too_old(scene: Scene) -> None:
    with pytest.raises(Wait):
        scene.paid().obtain()
    scene.ledger.hold(CALL.id, "it took too long")
    client, late = scene.ledger.client, f"{keyspace.LINE}:late"

    at_once = scene.ledger.late()
    client.zadd(late, {CALL.id: 0})
    after_a_while = scene.ledger.late()
    client.zadd(late, {CALL.id: 0})
    client.hincrby(f"{keyspace.LINE}:call:{CALL.id}", "since_ms", -GIVE_LATE_UP_MS - 1000)
    scene.ledger.late()

    assert at_once == []
    assert [call.id for call in after_a_while] == [CALL.id]
    assert client.zcard(late) == 0


@pytest.mark.parametrize("is_written", [True, False], ids=["after it was written", "before"])
def test_a_request_that_did_not_leave_because_the_ledger_went_is_sent_later(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, is_written: bool
) -> None:
    permit = Ledger.submitting

    def gone(ledger: Ledger, *args: object) -> bool:
        if is_written:
            permit(ledger, *args)  # type: ignore[arg-type]
        raise redis.ConnectionError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "submitting", gone)
        with pytest.raises(redis.ConnectionError):
            scene.paid().obtain()
    assert (scene.record().state, scene.engine.asked.count("submit")) == ("submitting" if is_written else "reserved", 0)
    monkeypatch.setattr(CallRecord, "sender", (host_id(), 1 << 30))

    for _ in range(3):
        with suppress(Wait):
            product = scene.paid().obtain()
        scene.is_due()

    assert product.cost_micros == PRICE
    assert scene.engine.asked.count("submit") == 1
    assert scene.money() == {"reserved": 0, "held": 0, "spent": PRICE, "wasted": 0}


def test_that_one_attempt_did_not_leave_says_nothing_of_the_next(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> bool:
        raise redis.ConnectionError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "submitting", gone)
        with pytest.raises(redis.ConnectionError):
            scene.paid().obtain()
    scene.engine.submits = [AmbiguousSubmit("the connection broke")]

    with pytest.raises((StageFailed, Wait)):
        scene.paid().obtain()
    with suppress(StageFailed, Wait):
        scene.paid().obtain()

    assert scene.engine.asked.count("submit") == 1
    assert scene.money()["held"] == PRICE
