"""The quick command, whose workers die at covers as often as a file says: `python -m tests.support.dying_exports`."""

import os
import signal
from pathlib import Path

from producer.cli import main
from producer.embedded import workers
from tests.support import quick_worker
from worker.exports import cover, registry
from worker.exports.export import Work
from worker.studio.engine import Made

app = quick_worker.app


def die_first(work: Work) -> Made:
    """Leave something half-written behind and die, until that has happened often enough."""
    deaths = Path(os.environ["CLIFFHANGER_TEST_DEATHS"])
    left = int(deaths.read_text())
    if left:
        deaths.write_text(str(left - 1))
        (work.folder / "E01.jpg").write_bytes(b"half")
        os.kill(os.getpid(), signal.SIGKILL)
    return cover.make(work)


registry.EXPORTS = {**registry.EXPORTS, "cover": die_first}

if __name__ == "__main__":
    workers.APP = "tests.support.dying_exports"
    main()
