"""Which processes live."""

import os
import subprocess
import sys

from shared.host import is_running


def test_a_process_lives_until_it_ends_although_nobody_has_asked_for_its_end() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert is_running(os.getpid())
    assert is_running(child.pid)

    assert child.stdin is not None
    child.stdin.close()
    # Waits for the end, and leaves the process in the table.
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

    assert not is_running(child.pid)
    child.wait()
    assert not is_running(child.pid)
