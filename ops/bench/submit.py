"""How long it takes to submit a season of 60 episodes of 8 scenes, and how large its largest Celery message is.

`python -m ops.bench.submit`. A Redis of its own, no workers: what would be sent stays in the queues and is measured there.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import redis
import yaml

from producer.embedded.redis_server import RedisServer

EPISODES, SCENES, RUNS = 60, 8, 5


def season() -> dict[str, Any]:
    """A season of the usual size, each scene with two lines of usual length."""
    lines = [{"character": "林晚", "line": "三年了。我等了你整整三年。"}, {"character": "张枫", "line": "晚晚，对不起，我不能告诉你真相。"}]
    place = {"setting": "天台，夜", "visual_prompt": "rooftop at night, city lights"}
    scene = {**place, "action": "林晚独自站在天台上，张枫走近。", "emotional_beat": "sad"}
    episodes = [
        {"episode_number": number, "scenes": [{"scene_number": at, **scene, "dialogue": lines} for at in range(1, SCENES + 1)]}
        for number in range(1, EPISODES + 1)
    ]
    cast = [{"name": "林晚", "gender": "female", "age": 25}, {"name": "张枫", "gender": "male", "age": 28}]
    return {"title": "Sixty", "language": "zh-CN", "characters": cast, "episodes": episodes}


def main() -> None:
    """Run and print."""
    with tempfile.TemporaryDirectory(prefix="cliffhanger-bench-") as name:
        folder = Path(name)
        file = folder / "sixty.yaml"
        file.write_text(yaml.safe_dump(season(), allow_unicode=True), encoding="utf-8")
        server = RedisServer(folder / "redis", folder / "redis.log")
        server.start()
        try:
            environment = {
                **os.environ,
                "CLIFFHANGER_REDIS_URL": server.url,
                "CLIFFHANGER_BROKER_URL": server.broker_url,
                "CLIFFHANGER_STATE_DIR": str(folder / "state"),
            }
            os.environ.update(environment)
            wall = [_submit(file, folder, environment) for _ in range(RUNS)]
            summary = {
                "episodes": EPISODES,
                "scenes": EPISODES * SCENES,
                "submit_wall_seconds_median": round(median(wall), 3),
                "submit_wall_seconds": [round(seconds, 3) for seconds in wall],
                **_expand(server),
            }
        finally:
            server.stop()
    print(json.dumps(summary, indent=2))


def _submit(file: Path, folder: Path, environment: dict[str, str]) -> float:
    command = [sys.executable, "-m", "producer", "produce", str(file), "--out", str(folder / "out"), "--json"]
    began = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - began


def _expand(server: RedisServer) -> dict[str, Any]:
    """Do what the first message makes a worker do, and measure what that puts on the queues."""
    from worker.advance import advance_season  # noqa: PLC0415  # reads the settings made above
    from worker.app import app  # noqa: PLC0415

    state = redis.Redis.from_url(server.url, decode_responses=True)
    (season_id,) = state.zrange("cliffhanger:seasons", 0, -1)
    began = time.perf_counter()
    advance_season(app, str(season_id))
    seconds = time.perf_counter() - began
    broker = redis.Redis(unix_socket_path=str(server.socket), db=1)
    queues: list[bytes] = [key for key in broker.scan_iter() if broker.type(key) == b"list"]
    sizes = [len(message) for queue in queues for message in broker.lrange(queue, 0, -1)]
    memory = sum(int(state.memory_usage(key) or 0) for key in state.scan_iter(f"*{season_id!s}*"))
    return {
        "expand_seconds": round(seconds, 3),
        "messages": len(sizes),
        "largest_message_bytes": max(sizes),
        "state_bytes_per_scene": round(memory / (EPISODES * SCENES)),
    }


if __name__ == "__main__":
    main()
