"""The edit of an episode for editing programs: OpenTimelineIO, FCPXML, Final Cut Pro 7 XML and EDL, with every clip and stem.

Paths in the edits are relative to them. Which program opens what: docs/exports.md.
"""

from pathlib import Path

from worker.exports import fcpxml
from worker.exports.edit import Sources, timeline_of
from worker.exports.export import Files, Work
from worker.exports.packages import need_opentimelineio
from worker.exports.reel import Reel, reel_of
from worker.exports.stems import Stems, write_stems
from worker.studio.engine import Made

# OTIO's adapters by the ending of what they write: plain text each.
ADAPTERS = {"otio": "otio_json", "xml": "fcp_xml"}
EDL_ADAPTER = "cmx_3600"


def make(work: Work) -> Made:
    """E01.otio, E01.fcpxml, E01.xml, E01.edl and media/E01/…; MissingPart without the extra, StageFailed for what does not add up."""
    otio = need_opentimelineio()
    files = Files(work.folder)
    name = work.request.name
    reel = reel_of(work)
    sources = _media(files, reel, name, write_stems(work, reel, work.folder))
    timeline = timeline_of(reel, sources, title=f"{work.request.title} {name}", settings=work.request.settings)
    for ending, adapter in ADAPTERS.items():
        _write(files, f"{name}.{ending}", otio.adapters.write_to_string(timeline, adapter), reel)
    _write(files, f"{name}.fcpxml", fcpxml.document(timeline, reel.cut.format), reel)
    pictures = timeline.clone()
    # An EDL is a list of pictures: it has no room for our sound, and no name longer than a tape's.
    del pictures.tracks[1:]
    _write(files, f"{name}.edl", otio.adapters.write_to_string(pictures, EDL_ADAPTER), reel)
    return files.made(frames=reel.frames, fps=reel.fps)


def _write(files: Files, path: str, text: str, reel: Reel) -> None:
    files.new(path).write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8", newline="\n")
    files.show(path, seconds=round(reel.seconds, 6))


def _media(files: Files, reel: Reel, name: str, stems: Stems) -> Sources:
    """Put the media where the edits look for them."""
    folder = f"media/{name}"
    pictures, dialogue = {}, {}
    for shot in reel.shots:
        pictures[shot.scene.number] = f"{folder}/{shot.name}.mp4"
        files.link(shot.clip, pictures[shot.scene.number])
        dialogue[shot.scene.number] = f"{folder}/{shot.name}.dialogue.wav"
        files.link(shot.dialogue, dialogue[shot.scene.number])
    moved = {stem.stem: _moved(files, stem, f"{folder}/{stem.name}") for stem in (stems.dialogue, stems.music, stems.native) if stem}
    return Sources(pictures, dialogue, moved.get("music"), stems.music_places, moved.get("native"))


def _moved(files: Files, stem: Path, path: str) -> str:
    stem.replace(files.new(path))
    return path
