"""The quick command, whose workers die at covers as often as a file says: `python -m tests.support.dying_exports`."""

import fcntl
import os
import signal
from pathlib import Path

from producer.cli import main
from shared import services
from tests.support import quick_worker
from worker.exports import cover, registry
from worker.exports.export import Work
from worker.studio.engine import Made

app = quick_worker.app


def is_next_to_die() -> bool:
    """Take one of the deaths that are left. Several workers ask at once, so the file is locked while it is read and written."""
    with Path(os.environ["CLIFFHANGER_TEST_DEATHS"]).open("r+") as deaths:
        fcntl.flock(deaths, fcntl.LOCK_EX)
        left = int(deaths.read())
        if left == 0:
            return False
        deaths.seek(0)
        deaths.write(str(left - 1))
        deaths.truncate()
        return True


def die_first(work: Work) -> Made:
    """Leave something half-written behind and die, until that has happened often enough."""
    if is_next_to_die():
        (work.folder / "E01.jpg").write_bytes(b"half")
        os.kill(os.getpid(), signal.SIGKILL)
    return cover.make(work)


registry.EXPORTS = {**registry.EXPORTS, "cover": die_first}

if __name__ == "__main__":
    services.APP = "tests.support.dying_exports"
    main()
