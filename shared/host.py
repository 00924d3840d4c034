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
    """Whether a process of this host is there and lives: one that has ended stays in the table until its parent asks for it."""
    try:
        os.kill(pid, 0)
        # proc(5): "pid (name) state …"; the name may hold anything, also brackets.
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0] not in ("Z", "X")
    except ProcessLookupError:
        return False
    except (OSError, IndexError):
        # Another user's, or a system without /proc: it was there a moment ago.
        return True


def owner_lives(owner: str) -> bool:
    """Whether the owner of a lock (`unit|host|pid|nonce`) may still be alive; only processes of this host can be looked at."""
    _, host, pid, _ = owner.split("|")
    return host != host_id() or is_running(int(pid))
