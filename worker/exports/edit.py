"""The timeline of an episode: a track of pictures, one of dialogue line by line, one of music, one of the clips' own sound; markers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

from worker.exports.reel import Reel, Shot
from worker.exports.stems import MusicPlace

if TYPE_CHECKING:
    from opentimelineio.schema import Clip, Marker, Timeline, Track

# Times are whole frames: what is within this of a frame's edge is at it.
_NEARLY = 1e-6


@dataclass(frozen=True)
class Sources:
    """Where the media are, relative to the edit: pictures and dialogue by the scene's number; music and native sound as long as all."""

    pictures: Mapping[int, str]
    dialogue: Mapping[int, str]
    music: str | None
    music_places: Sequence[MusicPlace]
    native: str | None


def timeline_of(reel: Reel, sources: Sources, *, title: str, settings: Sequence[str]) -> "Timeline":
    """The timeline, at the episode's rate. Every track lasts as long as the episode, to the frame."""
    return _Editing(reel, sources).timeline(title, settings)


class _Editing:
    """Builds one timeline."""

    def __init__(self, reel: Reel, sources: Sources) -> None:
        # Imported when used: an installation without the extra makes everything else.
        import opentimelineio  # noqa: PLC0415

        self.otio = opentimelineio
        self.reel, self.sources = reel, sources

    def timeline(self, title: str, settings: Sequence[str]) -> "Timeline":
        timeline = self.otio.schema.Timeline(title)
        fmt = self.reel.cut.format
        size = {"width": str(fmt.width), "height": str(fmt.height), "pixelaspectratio": "square"}
        timeline.metadata["cliffhanger"] = {"episode": self.reel.number, "language": self.reel.language}
        # Final Cut Pro 7 XML has the size of the sequence; OpenTimelineIO has none.
        timeline.metadata["fcp_xml"] = {"media": {"video": {"format": {"samplecharacteristics": size}}}}
        tracks = [self._pictures(), self._dialogue(), self._music(), self._native()]
        timeline.tracks.extend([track for track in tracks if track is not None])
        timeline.tracks.markers.extend(map(self._marker, self.reel.shots, settings))
        return timeline

    def _range(self, start: int, frames: int) -> object:
        time = self.otio.opentime
        return time.TimeRange(time.RationalTime(start, self.reel.fps), time.RationalTime(frames, self.reel.fps))

    def _clip(self, name: str, path: str, media_frames: int, start: int, frames: int, **about: object) -> "Clip":
        """A stretch of a file that is `media_frames` long."""
        reference = self.otio.schema.ExternalReference(path, self._range(0, media_frames))
        # Each clip of one file refers to a file of the same name, which is how some forms know it again.
        reference.name = path.rsplit("/", 1)[-1]
        metadata = {"cliffhanger": about} if about else None
        return self.otio.schema.Clip(name, reference, self._range(start, frames), metadata)

    def _pictures(self) -> "Track":
        track = self.otio.schema.Track("Picture", kind="Video")
        for shot in self.reel.shots:
            path = self.sources.pictures[shot.scene.number]
            track.append(self._clip(shot.name, path, shot.frames, 0, shot.frames, **_about(shot)))
        return track

    def _dialogue(self) -> "Track":
        """Each line out of its scene's dialogue, which goes on before and after it for whoever moves the cut."""
        track, at = self.otio.schema.Track("Dialogue", kind="Audio"), 0
        for shot in self.reel.shots:
            path = self.sources.dialogue[shot.scene.number]
            for line in shot.lines:
                start = max(at - shot.start, floor(line.start_seconds * self.reel.fps + _NEARLY))
                end = min(shot.frames, ceil(line.end_seconds * self.reel.fps - _NEARLY))
                if end <= start:
                    continue
                self._gap(track, shot.start + start - at)
                name = f"{line.speaker}: {line.text}".strip(": ")[:80] or shot.name
                track.append(self._clip(name, path, shot.frames, start, end - start, speaker=line.speaker, text=line.text))
                at = shot.start + end
        self._gap(track, self.reel.frames - at)
        return track

    def _music(self) -> "Track | None":
        if self.sources.music is None:
            return None
        track, at = self.otio.schema.Track("Music", kind="Audio"), 0
        for place in self.sources.music_places:
            self._gap(track, place.start - at)
            length = place.end - place.start
            track.append(self._clip(f"music: {place.mood}", self.sources.music, self.reel.frames, place.start, length, mood=place.mood))
            at = place.end
        self._gap(track, self.reel.frames - at)
        return track

    def _native(self) -> "Track | None":
        if self.sources.native is None:
            return None
        track = self.otio.schema.Track("Sound of the clips", kind="Audio")
        for shot in self.reel.shots:
            track.append(self._clip(f"{shot.name} sound", self.sources.native, self.reel.frames, shot.start, shot.frames))
        return track

    def _gap(self, track: "Track", frames: int) -> None:
        if frames > 0:
            track.append(self.otio.schema.Gap(source_range=self._range(0, frames)))

    def _marker(self, shot: Shot, setting: str) -> "Marker":
        name = f"Scene {shot.scene.number}" + (f", {setting}" if setting else "")
        colour = "GREEN"
        if shot.scene.slate is not None:
            name, colour = f"Scene {shot.scene.number} was not made: {shot.scene.slate}", "RED"
        return self.otio.schema.Marker(name=name[:120], marked_range=self._range(shot.start, 1), color=colour)


def _about(shot: Shot) -> dict[str, object]:
    about: dict[str, object] = {"scene": shot.scene.number, "beat": shot.scene.beat}
    return about | {"not_made": shot.scene.slate} if shot.scene.slate is not None else about
