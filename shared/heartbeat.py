"""A worker's heartbeat: a file that its main loop writes, and what the file says to whoever looks after the worker.

`python -m shared.heartbeat [--ready]` is `cliffhanger health` without what that command takes to load: containers ask every half minute.
"""

import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

State = Literal["waiting", "serving"]

BEAT_EVERY_S = 5.0
# Nothing that the main loop does takes longer: its sockets give up after 10 s.
SILENT_AFTER_S = 60.0
# While the broker is away there is nothing to do but to try again; whoever tries for so long may as well begin anew.
WAITS_AT_MOST_S = 900.0
ENVIRONMENT_NAME = "CLIFFHANGER_HEARTBEAT"


@dataclass(frozen=True)
class Health:
    """Whether the worker need not be started again (`is_alive`), whether it takes work (`is_ready`), and one line for people."""

    is_alive: bool
    is_ready: bool
    text: str


def beat(path: Path, state: State) -> None:
    """Say that the main loop turns. Raises OSError."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_text(json.dumps({"pid": os.getpid(), "state": state, "monotonic_s": time.monotonic()}), encoding="utf-8")
    temporary.replace(path)


def read_health(path: Path) -> Health:
    """What the file says now."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        state, age_s = said["state"], time.monotonic() - float(said["monotonic_s"])
    except OSError as error:
        return Health(is_alive=False, is_ready=False, text=f"{path}: {error.strerror}; no worker has begun to write there")
    except (ValueError, TypeError, KeyError):
        return Health(is_alive=False, is_ready=False, text=f"{path}: is no heartbeat of a worker")
    limit_s = SILENT_AFTER_S if state == "serving" else WAITS_AT_MOST_S
    # A time to come was written before the machine was started.
    if not 0 <= age_s <= limit_s:
        return Health(is_alive=False, is_ready=False, text=f"{path}: nothing since {age_s:.0f} s ({state}); the worker hangs, or has ended")
    if state == "serving":
        return Health(is_alive=True, is_ready=True, text=f"serving, {age_s:.0f} s ago")
    return Health(is_alive=True, is_ready=False, text=f"waiting for the broker for {age_s:.0f} s")


def main(arguments: list[str]) -> int:
    """The exit code: 0 well, 1 not, 2 asked wrongly."""
    named = os.environ.get(ENVIRONMENT_NAME, "").strip()
    if not named or arguments not in ([], ["--ready"]):
        sys.stderr.write(f"usage: {ENVIRONMENT_NAME}=FILE python -m shared.heartbeat [--ready]\n")
        return 2
    health = read_health(Path(named).expanduser())
    sys.stdout.write(health.text + "\n")
    return 0 if (health.is_ready if arguments else health.is_alive) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
