"""The mark in the file: tags of an MP4 that say that it was made by a machine, as GB 45438-2025 (appendix E) and IPTC word it."""

from collections.abc import Mapping
from pathlib import Path

import av

from shared.errors import BadOutput
from shared.line.delivery import Labels
from worker.media.ffmpeg import MEDIA_DEMUXERS

MOVFLAGS = "use_metadata_tags"
"""The muxer's flag without which ffmpeg drops tags that it does not know, and says nothing.

With it they are written where TC260-PG-20257A (6.1.1) wants them: moov.udta.meta, the name in `keys`, the value in `ilst`.
"""

TITLE = "com.apple.quicktime.title"
_NUMBER = "{id}"


def file_tags(labels: Labels, number: str) -> dict[str, str]:
    """The tags that an episode's file gets; `number` is the episode's own, which no other content has."""
    return {name: value.replace(_NUMBER, number) for name, value in labels.metadata.items()}


def all_tags(usual: Mapping[str, str], marks: Mapping[str, str]) -> dict[str, str]:
    """What is written into a file: with marks, its title under Apple's name too.

    The muxer writes iTunes' ©nam or the names in `keys`, never both; of the latter players show `com.apple.quicktime.title` (QuickTime
    File Format, metadata keys) and not a bare `title`.
    """
    return {**usual, **marks, **({TITLE: usual["title"]} if marks and "title" in usual else {})}


def read_tags(path: Path) -> dict[str, str]:
    """The tags of a media file, by name. Raises BadOutput where it cannot be opened."""
    try:
        with av.open(str(path), options={"format_whitelist": MEDIA_DEMUXERS, "protocol_whitelist": "file"}) as container:
            return dict(container.metadata)
    except (av.FFmpegError, OSError) as error:
        raise BadOutput(f"{path.name} cannot be opened: {error.strerror}; a media file was expected") from error
