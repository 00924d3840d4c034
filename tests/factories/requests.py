"""Requests of single products, for tests."""

from shared.line.requests import Format, VideoRequest


def a_video_request(**changes: object) -> VideoRequest:
    """A silent clip of five seconds in which nobody is named."""
    request = VideoRequest(
        episode=1,
        scene=1,
        setting="",
        action="",
        visual_prompt="",
        style="",
        beat="neutral",
        cast=(),
        speakers=(),
        seconds=5,
        format=Format(width=480, height=854, fps=24),
        seed=1,
        references=(),
    )
    return request.model_copy(update=changes)
