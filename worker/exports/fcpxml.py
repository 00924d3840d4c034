"""FCPXML 1.9, which Final Cut Pro 10.4.9 and later read: the pictures as the storyline, sound connected to it, scenes as markers.

After Apple's FCPXML reference (developer.apple.com/documentation/professional-video-applications/fcpxml-reference). OTIO's own adapter
puts the sound of connected clips into gaps and leaves the markers out.
"""

from fractions import Fraction
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from shared.line.requests import Format

if TYPE_CHECKING:
    from opentimelineio.opentime import RationalTime
    from opentimelineio.schema import Clip, Timeline

VERSION = "1.9"
_PICTURE = {"hasVideo": "1", "format": "r1", "videoSources": "1"}
_SOUND = {"hasAudio": "1", "audioSources": "1", "audioRate": "48000"}
_ROLES = {"Dialogue": "dialogue", "Music": "music"}
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n'


def document(timeline: "Timeline", fmt: Format) -> str:
    """The timeline as FCPXML. Its first track is contiguous pictures; the others are sound."""
    root = Element("fcpxml", version=VERSION)
    resources = SubElement(root, "resources")
    size = {"width": str(fmt.width), "height": str(fmt.height)}
    SubElement(resources, "format", {"id": "r1", "frameDuration": f"1/{fmt.fps}s", **size, "colorSpace": "1-1-1 (Rec. 709)"})
    event = SubElement(SubElement(root, "library"), "event", name=timeline.name)
    project = SubElement(event, "project", name=timeline.name)
    length = _time(timeline.duration())
    sequence = SubElement(
        project, "sequence", format="r1", duration=length, tcStart="0s", tcFormat="NDF", audioLayout="stereo", audioRate="48k"
    )
    assets: dict[str, str] = {}
    pictures = _storyline(timeline, SubElement(sequence, "spine"), resources, assets)
    for lane, track in enumerate(timeline.tracks[1:], start=1):
        for clip in track.find_clips():
            _connect(clip, pictures, lane=-lane, role=_ROLES.get(track.name, "effects"), resources=resources, assets=assets)
    _mark(timeline, pictures)
    for _, element in pictures:
        # The document type wants connected clips before markers.
        element[:] = sorted(element, key=lambda child: child.tag == "marker")
    indent(root, " ")
    return _HEAD + tostring(root, encoding="unicode") + "\n"


Placed = list[tuple["Clip", Element]]


def _storyline(timeline: "Timeline", spine: Element, resources: Element, assets: dict[str, str]) -> Placed:
    placed = []
    for clip in timeline.tracks[0].find_clips():
        element = SubElement(
            spine,
            "asset-clip",
            ref=_asset(clip, resources, assets, has_video=True),
            name=clip.name,
            offset=_time(clip.range_in_parent().start_time),
            start=_time(clip.source_range.start_time),
            duration=_time(clip.source_range.duration),
            # The clip's own track is the same dialogue, encoded: the lossless one is connected.
            srcEnable="video",
            format="r1",
        )
        placed.append((clip, element))
    return placed


def _connect(clip: "Clip", pictures: Placed, *, lane: int, role: str, resources: Element, assets: dict[str, str]) -> None:
    """Connect a sound to the picture that is shown when it begins. Its offset counts in that picture's own time."""
    at = clip.range_in_parent().start_time
    under, element = next(pair for pair in reversed(pictures) if pair[0].range_in_parent().start_time <= at)
    offset = at - under.range_in_parent().start_time + under.source_range.start_time
    SubElement(
        element,
        "asset-clip",
        ref=_asset(clip, resources, assets, has_video=False),
        name=clip.name,
        lane=str(lane),
        offset=_time(offset),
        start=_time(clip.source_range.start_time),
        duration=_time(clip.source_range.duration),
        audioRole=role,
    )


def _mark(timeline: "Timeline", pictures: Placed) -> None:
    for marker in timeline.tracks.markers:
        at = marker.marked_range.start_time
        under, element = next(pair for pair in reversed(pictures) if pair[0].range_in_parent().start_time <= at)
        start = at - under.range_in_parent().start_time + under.source_range.start_time
        SubElement(element, "marker", start=_time(start), duration=_time(marker.marked_range.duration), value=marker.name)


def _asset(clip: "Clip", resources: Element, assets: dict[str, str], *, has_video: bool) -> str:
    """The id of the clip's file among the resources."""
    reference = clip.media_reference
    path = reference.target_url
    if path in assets:
        return assets[path]
    assets[path] = f"r{len(assets) + 2}"
    asset = SubElement(
        resources,
        "asset",
        {
            "id": assets[path],
            "name": reference.name,
            "start": _time(reference.available_range.start_time),
            "duration": _time(reference.available_range.duration),
            **(_PICTURE if has_video else _SOUND | {"audioChannels": "1" if path.endswith("dialogue.wav") else "2"}),
        },
    )
    SubElement(asset, "media-rep", kind="original-media", src=f"./{path}")
    return assets[path]


def _time(time: "RationalTime") -> str:
    """Whole frames as a rational number of seconds."""
    seconds = Fraction(round(time.value), round(time.rate))
    return f"{seconds.numerator}/{seconds.denominator}s" if seconds.denominator != 1 else f"{seconds.numerator}s"
