"""When each character of a simulated line is said, told as ElevenLabs tells it."""

from typing import Any

from ops.simulator.ask import Ask, spoken_seconds
from ops.simulator.media.shapes import tone_of

EDGE_SECONDS = 0.05
"""The silence before the first character and after the last one, as real voices have it."""


def alignment_of(ask: Ask) -> dict[str, Any]:
    """Parallel lists of a line's characters and of when each begins and ends: in its sound's length, by the pace of each script."""
    whole = float(tone_of(ask).seconds)
    lengths = [float(spoken_seconds(character * 100)) for character in ask.text]
    pace = max(0.0, whole - 2 * EDGE_SECONDS) / (sum(lengths) or 1.0)
    edges = [EDGE_SECONDS]
    for length in lengths:
        edges.append(edges[-1] + length * pace)
    return {
        "characters": list(ask.text),
        "character_start_times_seconds": [round(edge, 3) for edge in edges[:-1]],
        "character_end_times_seconds": [round(edge, 3) for edge in edges[1:]],
    }
