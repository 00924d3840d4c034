"""Subtitles for the report's players: WebVTT in data URIs, since a browser loads no track from a page opened as a file."""

import base64
from pathlib import Path

import pysubs2

from shared.delivery.manifest import EpisodeEntry


def tracks(episode: EpisodeEntry, folder: Path) -> dict[str, str]:
    """A data URI for each language whose subtitles can be read."""
    found = {}
    for tag in sorted({*episode.subtitles, *episode.subtitles_vtt}):
        try:
            vtt = _vtt(episode, tag, folder)
        except (OSError, UnicodeDecodeError, pysubs2.exceptions.Pysubs2Error):
            # The player works without it.
            continue
        found[tag] = "data:text/vtt;base64," + base64.b64encode(vtt.encode("utf-8")).decode("ascii")
    return found


def _vtt(episode: EpisodeEntry, tag: str, folder: Path) -> str:
    if path := episode.subtitles_vtt.get(tag):
        return (folder / path).read_text(encoding="utf-8")
    return pysubs2.SSAFile.from_string((folder / episode.subtitles[tag]).read_text(encoding="utf-8")).to_string("vtt")
