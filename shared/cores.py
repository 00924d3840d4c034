"""How many processors this process may use: what a scheduler or a container allows, not what the machine has."""

import os
from pathlib import Path

# cgroup v2 (kernel.org, admin-guide/cgroup-v2): "QUOTA PERIOD" in microseconds, or "max PERIOD".
CPU_MAX = Path("/sys/fs/cgroup/cpu.max")


def usable_cores() -> int:
    """At least 1. A quota of two and a half processors counts as two: more processes would only wait for each other."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _quota()
    return max(1, min(cores, int(quota))) if quota is not None else cores


def _quota() -> float | None:
    try:
        allowed, period = CPU_MAX.read_text(encoding="ascii").split()
        return None if allowed == "max" else int(allowed) / int(period)
    except (OSError, ValueError, ZeroDivisionError):
        return None
