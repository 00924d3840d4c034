"""Reads back what says that a machine made an episode."""

import json
from pathlib import Path

from shared.errors import CliffhangerError
from worker.media.tags import read_tags


def aigc_of(path: Path) -> dict[str, str]:
    """The implicit mark by GB 45438-2025, appendix E, as it stands in a file; empty where there is none that can be read."""
    try:
        found = json.loads(read_tags(path).get("AIGC", "{}"))
    except (ValueError, CliffhangerError):
        return {}
    return found if isinstance(found, dict) else {}
