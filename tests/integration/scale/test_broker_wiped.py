"""The broker's Redis loses all that it knows (FLUSHALL), the ledger's does not: what was on its way is sent again at once."""

from celery import Celery

from shared.broker import broker_settings
from shared.state.season import SeasonState
from tests.factories.season_file import a_scene_of
from tests.integration.conftest import wait_for
from tests.integration.scale.conftest import TwoRedisStudio
from tests.support.paid import Provider, a_paid_season


def test_a_season_goes_on_at_once_where_every_message_is_lost(line: TwoRedisStudio, provider: Provider) -> None:
    scenes = [a_scene_of(f"Line {number}.", duration_seconds=1) for number in range(4)]
    line.start_worker("control", "control", "threads", 2)
    line.start_worker("paid", "provider.simulator", "threads", 2)
    ordered = line.json("produce", line.write(a_paid_season(scenes, scenes[:2])))
    wait_for("every scene's next message to be in the broker", lambda: queued(line, "media") == 6)

    line.broker.flushall()

    # A message in a queue counts as under way for a minute at least: nobody waits for that.
    wait_for("them to be there again", lambda: queued(line, "media") == 6, 30)
    assert workers_that_answer(line) == 2
    line.start_worker("media", "media", "prefork", 2)
    state = SeasonState(line.client, ordered["season"])
    wait_for("the season", lambda: state.meta()["state"] == "done")
    assert len(provider.jobs()) == 6
    assert provider.never_asked_twice()


def workers_that_answer(line: TwoRedisStudio) -> int:
    """How many workers hear what is told to all: that goes by a binding in the broker."""
    with Celery("test", set_as_current=False) as app:
        app.conf.update(broker_settings(line.broker_url))
        return len(app.control.ping(timeout=10, limit=2))


def queued(line: TwoRedisStudio, queue: str) -> int:
    """How many messages wait in a queue, of every priority."""
    keys = [str(key) for key in line.broker.scan_iter(f"cliffhanger:broker:{queue}*")]
    return sum(line.broker.llen(key) for key in keys if line.broker.type(key) == "list")
