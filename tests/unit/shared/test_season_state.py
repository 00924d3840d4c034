"""A season's state: units are claimed once, counted, and end; the season ends when its episodes have."""

import pytest
import redis

from shared import keyspace
from shared.errors import NotFound
from shared.state.season import LONGEST_LEASE_MS, QUEUED_LEASE_MS, SeasonState, queued_lease_ms
from tests.factories.season import a_production, a_scene, an_episode


@pytest.fixture
def state(client: redis.Redis) -> SeasonState:
    return ordered(client)


def ordered(client: redis.Redis) -> SeasonState:
    episodes = [an_episode(1, a_scene(1, "Hello."), a_scene(2, "Bye.")), an_episode(2)]
    state = SeasonState(client, "test-season")
    state.submit(a_production(*episodes), episodes, {"out": "/tmp/out", "host": "here", "notes": "[]"})
    return state


def test_an_unknown_season_is_not_found(client: redis.Redis) -> None:
    with pytest.raises(NotFound, match="no season 'nowhere'"):
        SeasonState(client, "nowhere").meta()


def test_an_order_is_read_back_as_it_was_given(state: SeasonState) -> None:
    assert state.production().title == "Test Season"
    assert [scene.number for scene in state.script(1).scenes] == [1, 2]


def test_a_unit_is_claimed_once_while_its_lease_lasts(state: SeasonState) -> None:
    assert state.claim(1, "1")
    assert not state.claim(1, "1")


def test_units_are_claimed_in_one_question_and_each_of_them_once(state: SeasonState) -> None:
    state.claim(1, "2")
    state.end_unit(1, "4", "done")

    assert state.claim(1, "1", "2", "3", "4") == {"1", "3"}
    assert state.claim(1, "1", "2", "3", "4") == frozenset()


def test_each_claim_without_progress_doubles_the_lease(state: SeasonState, client: redis.Redis) -> None:
    leases = []
    for _ in range(8):
        client.hdel(keyspace.episode("test-season", 1), "1.lease")
        state.claim(1, "1")
        leases.append(round((state.episode(1).unit("1").lease_until_ms - state.now_ms()) / 60_000))

    assert leases == [1, 2, 4, 8, 16, 30, 30, 30]


def test_an_ended_unit_is_not_claimed(state: SeasonState) -> None:
    state.end_unit(1, "1", "failed", "no such voice")

    assert not state.claim(1, "1")
    assert state.episode(1).unit("1").reason == "no such voice"


def test_starts_are_counted_until_there_is_progress(state: SeasonState) -> None:
    assert [state.begin(1, "1", "video")[0], state.begin(1, "1", "video")[0]] == [1, 2]

    state.progress(1, "1", 2)

    assert state.begin(1, "1", "speech")[0] == 1


def test_a_wait_on_purpose_is_no_start(state: SeasonState) -> None:
    state.begin(1, "1", "video")
    state.wait(1, "1", 1000)

    assert state.begin(1, "1", "video")[0] == 1


def test_nothing_begins_in_a_season_that_has_ended(state: SeasonState) -> None:
    state.end("cancelled", "by the user")

    assert state.begin(1, "1", "video")[0] == 0


def test_nothing_begins_on_a_unit_that_has_ended(state: SeasonState) -> None:
    state.end_unit(1, "1", "done")

    assert state.begin(1, "1", "video")[0] == 0


@pytest.mark.parametrize(
    ("verdicts", "season"),
    [
        (("done", "done"), "done"),
        (("done", "partial"), "partial"),
        (("done", "failed"), "partial"),
        (("partial", "failed"), "partial"),
        (("failed", "failed"), "failed"),
    ],
)
def test_a_season_ends_as_its_episodes_have(state: SeasonState, verdicts: tuple[str, str], season: str) -> None:
    for number, verdict in enumerate(verdicts, 1):
        state.end_episode(number, verdict)  # type: ignore[arg-type]

    assert state.finish([1, 2]) == season
    assert state.meta()["state"] == season
    assert state.client.sismember(keyspace.LIVE, "test-season"), "live until it is delivered"


def test_a_season_with_an_open_episode_goes_on(state: SeasonState) -> None:
    state.end_episode(1, "done")

    assert state.finish([1, 2]) == ""
    assert state.meta()["state"] == "running"


def test_a_cancelled_season_stays_cancelled(state: SeasonState) -> None:
    state.end("cancelled")
    for number in (1, 2):
        state.end_episode(number, "done")

    assert state.finish([1, 2]) == "cancelled"


def test_ordering_again_opens_what_had_failed(client: redis.Redis, state: SeasonState) -> None:
    state.begin(1, "1", "video")
    state.end_unit(1, "1", "failed", "no")
    state.end("failed")

    again = ordered(client)

    assert again.meta()["state"] == "running"
    assert again.episode(1).unit("1").state == "pending"
    assert again.claim(1, "1")


def test_what_an_old_order_finds_out_is_no_news_to_the_new_one(client: redis.Redis, state: SeasonState) -> None:
    _, run = state.begin(1, "1", "lipsync")
    old = state.under(run)
    again = ordered(client)

    old.end_unit(1, "1", "done")
    old.end_episode(1, "done", "key")
    old.progress(1, "2", 4)

    assert not old.claim(1, "1")
    assert not old.end("failed")
    assert again.episode(1).state == "pending"
    assert again.episode(1).unit("1").state == "pending"
    assert again.claim(1, "1")


def test_a_season_that_has_ended_cannot_be_cancelled(state: SeasonState) -> None:
    for number in (1, 2):
        state.end_episode(number, "done")
    state.finish([1, 2])

    assert not state.end("cancelled")
    assert state.meta()["state"] == "done"


def test_a_lease_from_a_clock_that_was_set_back_holds_nobody_up(state: SeasonState, client: redis.Redis) -> None:
    client.hset(keyspace.episode("test-season", 1), "1.lease", state.now_ms() + 3 * 3_600_000)

    assert state.claim(1, "1")


def test_an_order_is_announced_together_with_what_is_ordered(state: SeasonState, monkeypatch: pytest.MonkeyPatch) -> None:
    first = state.meta()["run"]
    announced = []
    begin = state.client.pipeline

    def looked_at(**options: bool) -> object:
        announced.append(state.meta()["run"])
        return begin(**options)

    monkeypatch.setattr(state.client, "pipeline", looked_at)

    second = ordered(state.client).meta()["run"]

    assert (announced, second != first) == ([first], True)


def test_an_order_is_wanted_until_it_has_ended_or_another_has_come(state: SeasonState) -> None:
    first = state.meta()["run"]
    wanted = [state.is_wanted(first)]
    second = ordered(state.client).meta()["run"]
    wanted += [state.is_wanted(first), state.is_wanted(second)]
    state.end("cancelled")

    assert [*wanted, state.is_wanted(second)] == [True, False, True, False]


def test_a_wait_that_is_noted_twice_does_not_end_its_unit(state: SeasonState) -> None:
    state.begin(1, "1", "video")
    state.wait(1, "1", 1_000)
    state.wait(1, "1", 1_000)

    assert state.begin(1, "1", "video") == (1, state.meta()["run"])


def test_a_message_of_a_large_season_may_lie_in_its_queue_for_longer() -> None:
    assert [queued_lease_ms(episodes) for episodes in (1, 61, 100_000)] == [QUEUED_LEASE_MS, QUEUED_LEASE_MS + 60_000, LONGEST_LEASE_MS]
