"""The one sample rate of all sound, and where frames of the picture fall on it."""

SAMPLE_RATE = 48_000
"""Samples a second."""


def samples_at(frames: int, fps: int) -> int:
    """The sample at 48 kHz that is nearest to the start of frame number `frames`."""
    return (frames * SAMPLE_RATE * 2 + fps) // (2 * fps)
