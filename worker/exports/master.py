"""The master: the clips as they were made, without subtitles or labels, with the finished mix and without sound; and the stems."""

from pathlib import Path

from shared.errors import BadOutput
from worker.exports.export import Files, Work
from worker.exports.reel import Reel, reel_of
from worker.exports.stems import write_stems
from worker.media.encode import BITEXACT
from worker.media.ffmpeg import run
from worker.media.mux import mux
from worker.media.probe import probe
from worker.studio.engine import Made

_TIMEOUT_S = 900.0


def make(work: Work) -> Made:
    """E01.master.mp4 (with the mix), E01.picture.mp4 (no sound), E01.dialogue.wav, E01.music.wav. Raises BadOutput, StageFailed.

    The pictures are copied, not encoded again: there is no better copy of them.
    """
    name, files = work.request.name, Files(work.folder)
    reel = reel_of(work)
    master = files.new(f"{name}.master.mp4")
    sound = work.store.path(work.episode(), "episode")
    mux([(shot.clip, shot.frames) for shot in reel.shots], sound, master, fps=reel.fps, tags={"title": name})
    _without_sound(master, files.new(f"{name}.picture.mp4"), reel)
    stems = write_stems(work, reel, work.folder)
    for stem in filter(None, (stems.dialogue, stems.music, stems.native)):
        stem.replace(files.new(f"{name}.{stem.name}"))
    for path in files.paths:
        files.show(path, seconds=round(reel.seconds, 6))
    return files.made()


def _without_sound(master: Path, target: Path, reel: Reel) -> None:
    run(
        ["-i", master, "-map", "0:v:0", "-an", "-c:v", "copy", *BITEXACT, "-movflags", "+faststart", "-f", "mp4", target],
        timeout_s=_TIMEOUT_S,
        what=f"taking the sound from {master.name}",
    )
    facts = probe(target)
    if facts.frames != reel.frames or facts.audio_codec is not None:
        raise BadOutput(f"{target.name} has {facts.frames} frames; {reel.frames} and no sound were expected")
