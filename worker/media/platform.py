"""Checks a finished episode against what its platform takes, and reads its marks back: what is not kept is told, not hidden."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import av

from shared.line.delivery import Labels
from shared.line.requests import EpisodeRequest
from shared.presets import Preset, preset_named
from shared.presets.limits import (
    Finding,
    cover_findings,
    file_findings,
    length_findings,
    loudness_findings,
    picture_findings,
)
from worker.media.c2pa import read_manifest
from worker.media.ffmpeg import MEDIA_DEMUXERS
from worker.media.fonts import covers
from worker.media.label import said_by
from worker.media.label_check import unseen_at
from worker.media.probe import check_picture, probe
from worker.media.tags import file_tags, read_tags

# What GB 45438-2025 demands, of a label without an end too.
_LEAST_LABEL_SECONDS = 2.0


def findings_of(path: Path, request: EpisodeRequest, facts: Mapping[str, Any], *, cover: Path | None, number: str) -> list[dict[str, Any]]:
    """What an episode's file is not, as it stands among its facts: limits of its platform, and marks that cannot be read back.

    `facts` has `loudness_lufs` and `true_peak_db` as measured; `number` is what the file's tags call the episode.
    """
    found: list[Finding] = []
    if request.delivery.preset:
        preset = preset_named(request.delivery.preset)
        loudness, peak = facts.get("loudness_lufs"), facts.get("true_peak_db")
        found += check_product(path, preset, loudness_lufs=loudness, true_peak_db=peak, cover=cover)
    found += check_marks(path, request, number=number)
    return [finding.to_json() for finding in found]


def check_product(
    path: Path, preset: Preset, *, loudness_lufs: float | None = None, true_peak_db: float | None = None, cover: Path | None = None
) -> list[Finding]:
    """The limits of a platform that an MP4 does not keep. Raises BadOutput for a file that is none."""
    facts = probe(path)
    found = [
        *picture_findings(preset, facts.width, facts.height, facts.fps),
        *length_findings(preset, facts.duration_seconds),
        *file_findings(preset, facts.size_bytes, video_kbps(path)),
        *loudness_findings(preset, loudness_lufs, true_peak_db),
    ]
    if cover is not None:
        found += cover_findings(preset, *check_picture(cover), cover.stat().st_size)
    return found


def check_marks(path: Path, request: EpisodeRequest, *, number: str) -> Iterator[Finding]:
    """The marks that are wanted of an episode and cannot be read back from its file."""
    labels = request.delivery.labels
    if labels.visible is not None:
        area, spoken = request.delivery.safe_area, request.dub or request.language
        unwritable = covers(said_by(labels.visible, spoken), spoken)
        if unwritable:
            yield Finding("visible_label", f"no font here can write {unwritable!r} of the visible mark")
        least = _LEAST_LABEL_SECONDS
        unseen = unseen_at(path, labels.visible, fmt=request.format, language=spoken, safe_area=area, least_seconds=least)
        if unseen is not None:
            yield Finding("visible_label", f"the visible mark is not in the picture at {unseen:.2f} s", unseen, labels.visible.seconds, "s")
    yield from _tags(path, labels, number)
    if labels.c2pa and read_manifest(path) is None:
        yield Finding("c2pa", "the file has no C2PA manifest that fits it")


def video_kbps(path: Path) -> float:
    """The average bit rate of the pictures, in kbit/s; 0 for a file without any."""
    with av.open(str(path), options={"format_whitelist": MEDIA_DEMUXERS, "protocol_whitelist": "file"}) as container:
        if not container.streams.video:
            return 0.0
        stream = container.streams.video[0]
        size = sum(packet.size for packet in container.demux(stream))
        seconds = float((stream.duration or 0) * (stream.time_base or 0)) or float(container.duration or 0) / av.time_base
    return size * 8 / 1000 / seconds if seconds else 0.0


def _tags(path: Path, labels: Labels, number: str) -> Iterator[Finding]:
    wanted, there = file_tags(labels, number), read_tags(path)
    for name, value in wanted.items():
        if there.get(name) != value:
            yield Finding("metadata", f"the file's tag {name} cannot be read back")
