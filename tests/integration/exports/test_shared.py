"""An export where the line's Redis is shared: its workers make it."""

import json

import redis

from tests.integration.test_shared_redis import SEASON, SharedStudio, shared

__all__ = ["shared"]


def test_the_workers_of_that_redis_make_it(shared: SharedStudio, client: redis.Redis) -> None:
    shared.run("produce", shared.write(SEASON), "--wait")

    done = shared.run("export", "test", "--form", "otio", "--json")

    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["exports"]) == 4
    assert "otio of E01" in (shared.folder / "media.log").read_text()
    assert not (shared.state / "seasons").exists(), "no embedded run was started"
