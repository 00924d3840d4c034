"""What is told of a line: its queues, timers, accounts and seasons, and of a line that is away that it is."""

import json
from collections.abc import Iterator

import pytest
import redis
from celery import Celery

from producer.metrics import progress
from producer.metrics.gather import Gatherer
from producer.metrics.service import as_text
from shared.broker import broker_settings
from shared.ledger.ledger import Ledger
from shared.metrics import names
from shared.metrics.counters import count
from shared.queue_depth import queue_depth
from shared.queues import TaskName
from shared.sent_at import HEADER, stamp_messages
from shared.settings import Settings
from shared.state.season import SeasonState
from tests.factories.season import a_production, a_scene, an_episode
from worker.timers.timers import Timers

SEASON = "test-season"


@pytest.fixture
def broker_url(redis_url: str) -> str:
    return f"redis+socket://{redis_url.removeprefix('unix://').split('?')[0]}?virtual_host=1"


@pytest.fixture
def gatherer(client: redis.Redis, redis_url: str, broker_url: str) -> Gatherer:
    return Gatherer(Settings(redis_url=redis_url, broker_url=broker_url))


@pytest.fixture
def app(client: redis.Redis, broker_url: str) -> Iterator[Celery]:
    with Celery("test", set_as_current=False) as app:
        app.conf.update(broker_settings(broker_url))
        stamp_messages()
        yield app


def told(gatherer: Gatherer) -> dict[str, float]:
    """Every number by its metric and labels."""
    lines = [line.rpartition(" ") for line in as_text(gatherer.gather()).decode().splitlines() if not line.startswith("#")]
    return {name: float(number) for name, _, number in lines}


def of_queue(name: str, kind: str, queue: str) -> str:
    return f'cliffhanger_{name}{{kind="{kind}",queue="{queue}"}}'


def test_messages_of_every_priority_count_and_the_oldest_tells_its_age(app: Celery, gatherer: Gatherer) -> None:
    for priority, age_s in ((0, 0), (9, 600), (3, 60)):
        app.send_task(TaskName.SCENE_VIDEO, args=(SEASON, 1, 1), queue="media", priority=priority)
        make_older(app, "media", priority, age_s)

    numbers = told(gatherer)

    assert numbers[of_queue("queue_messages", "media", "media")] == 3
    assert numbers[of_queue("queue_oldest_seconds", "media", "media")] == pytest.approx(600, abs=30)
    assert numbers[of_queue("queue_oldest_seconds", "control", "control")] == 0


def test_what_was_never_counted_is_told_as_none(gatherer: Gatherer, client: redis.Redis) -> None:
    """Else the first failures would be no growth to Prometheus, and a sweep that never came no silence."""
    before = told(gatherer)
    count(client, names.STAGES_FAILED, stage="video")

    assert (before["cliffhanger_sweeps_total"], before['cliffhanger_stages_failed_total{stage="video"}']) == (0, 0)
    assert told(gatherer)['cliffhanger_stages_failed_total{stage="video"}'] == 1


@pytest.mark.parametrize("priority", [0, 9])
def test_the_depth_of_a_queue_counts_every_priority(app: Celery, priority: int) -> None:
    for _ in range(2):
        app.send_task(TaskName.SCENE_VIDEO, args=(SEASON, 1, 1), queue="media", priority=priority)

    with app.connection_for_read() as connection:
        assert (queue_depth(connection, "media"), queue_depth(connection, "control")) == (2, 0)


def make_older(app: Celery, queue: str, priority: int, age_s: float) -> None:
    """The one message of a priority was sent so long ago."""
    with app.connection_for_write() as connection:
        channel = connection.default_channel
        raw, key = redis.Redis(connection_pool=channel.pool), channel.global_keyprefix + channel._q_for_pri(queue, priority)
        message = json.loads(str(raw.lindex(key, 0).decode()))
        message["headers"][HEADER] -= age_s
        raw.lset(key, 0, json.dumps(message))


def test_the_backlog_is_what_waits_what_is_in_hand_and_what_is_due(app: Celery, gatherer: Gatherer, client: redis.Redis) -> None:
    for _ in range(2):
        app.send_task(TaskName.SCENE_VIDEO, args=(SEASON, 1, 1), queue="provider.luma")
    with app.connection_for_read() as connection:
        consumer = connection.SimpleQueue("provider.luma")
        consumer.get(timeout=10)
        for timer, delay_ms in (("due", 0), ("later", 60_000)):
            payload = json.dumps({"task": "scene.video", "options": {"queue": "provider.luma"}})
            Timers(client).schedule(timer, payload, delay_ms=delay_ms)

        numbers = told(gatherer)

    assert numbers[of_queue("queue_messages", "paid", "provider.luma")] == 1
    assert numbers[of_queue("queue_unacked", "paid", "provider.luma")] == 1
    assert numbers[of_queue("backlog", "paid", "provider.luma")] == 3
    assert (numbers["cliffhanger_timers_waiting"], numbers["cliffhanger_timers_due"]) == (2, 1)


def ordered(client: redis.Redis, episodes: int = 2) -> SeasonState:
    scripts = [an_episode(number, a_scene(1, "Hello."), a_scene(2, "Bye.")) for number in range(1, episodes + 1)]
    state = SeasonState(client, SEASON)
    state.submit(a_production(*scripts), scripts, {"out": "/tmp/out", "host": "here", "notes": "[]"})
    return state


def test_scenes_and_episodes_of_a_live_season_are_told_by_state(gatherer: Gatherer, client: redis.Redis) -> None:
    state = ordered(client)
    state.end_unit(1, "1", "done")
    state.end_unit(1, "2", "failed", "no such voice")
    state.end_episode(1, "partial")

    numbers = told(gatherer)

    scenes = {each: numbers[f'cliffhanger_scenes{{season="{SEASON}",state="{each}"}}'] for each in ("open", "done", "failed")}
    assert scenes == {"open": 2, "done": 1, "failed": 1}
    assert numbers[f'cliffhanger_episodes{{season="{SEASON}",state="partial"}}'] == 1
    assert numbers['cliffhanger_seasons{state="running"}'] == 1


def test_a_season_that_is_delivered_has_no_series_any_more(gatherer: Gatherer, client: redis.Redis) -> None:
    state = ordered(client)
    assert any(SEASON in name for name in told(gatherer))

    state.note_delivery(state.meta()["run"])

    assert not any(SEASON in name for name in told(gatherer))


def test_a_large_line_is_counted_in_turns_and_told_once_it_was_counted_whole(
    gatherer: Gatherer, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "MOST_S", 0.0)
    state = ordered(client, episodes=2 * progress.SLICE)
    name = f'cliffhanger_episodes{{season="{SEASON}",state="done"}}'

    first, second = told(gatherer), told(gatherer)
    state.end_episode(1, "done")
    third = told(gatherer)

    assert (name in first, second[name], third[name]) == (False, 0, 1)


def test_money_is_told_with_its_caps(gatherer: Gatherer, client: redis.Redis) -> None:
    ordered(client)
    ledger = Ledger(client)
    ledger.set_cap(f"season:{SEASON}", 5_000_000)
    ledger.set_cap("day:luma", 9_000_000)
    ledger.stop_account("luma", "no funds")
    client.hset(f"{{cliffhanger}}:balance:season:{SEASON}", mapping={"spent": 1_234_567})

    numbers = told(gatherer)

    assert numbers[f'cliffhanger_season_money_usd{{kind="spent",season="{SEASON}"}}'] == 1.234567
    assert numbers[f'cliffhanger_season_cap_usd{{season="{SEASON}"}}'] == 5
    assert numbers['cliffhanger_account_day_cap_usd{account="luma"}'] == 9
    assert numbers['cliffhanger_account_stopped{account="luma"}'] == 1


def test_a_line_that_is_away_is_told_as_such(redis_url: str) -> None:
    gatherer = Gatherer(Settings(redis_url="unix:///nowhere/redis.sock", broker_url="redis://127.0.0.1:1/0"))

    numbers = told(gatherer)

    assert numbers["cliffhanger_up"] == 0
    assert (numbers['cliffhanger_part_up{part="ledger"}'], numbers['cliffhanger_part_up{part="broker"}']) == (0, 0)


def test_a_broker_that_is_away_takes_nothing_of_the_ledger_with_it(client: redis.Redis, redis_url: str) -> None:
    ordered(client)

    numbers = told(Gatherer(Settings(redis_url=redis_url, broker_url="redis://127.0.0.1:1/0")))

    assert (numbers["cliffhanger_up"], numbers['cliffhanger_part_up{part="ledger"}']) == (0, 1)
    assert numbers[f'cliffhanger_episodes{{season="{SEASON}",state="open"}}'] == 2


def test_what_is_no_message_and_no_number_does_not_end_the_service(gatherer: Gatherer, client: redis.Redis) -> None:
    Timers(client).schedule("odd", "no JSON", delay_ms=0)
    assert told(gatherer)["cliffhanger_timers_due"] == 1

    client.hset("{cliffhanger}:account:luma", "most", "many")

    assert told(gatherer)['cliffhanger_part_up{part="ledger"}'] == 0
