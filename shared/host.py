"""Which machine this is: so that a process id, or a local path, means something to another process."""

import os
import uuid
from functools import cache
from pathlib import Path


@cache
def host_id() -> str:
    """Boot and PID namespace where the kernel tells them (Linux), else the network address of the machine."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()[:8]
        return f"{boot}-{os.readlink('/proc/self/ns/pid')}"  # noqa: PTH115  # the link's text is no path
    except OSError:
        return f"node-{uuid.getnode():x}"


def is_running(pid: int) -> bool:
    """Whether a process of this host is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
