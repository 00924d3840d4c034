"""The cover of an episode, or the same cover in another platform's size."""

from shared.bcp47 import primary
from shared.exports.request import Target
from shared.line.requests import Format
from worker.exports.export import Files, Work
from worker.exports.reel import reel_of
from worker.media.cover import make_cover
from worker.stages.episode import COVER_AT_SHARE, COVER_BEATS, EPISODE_NUMBER
from worker.studio.engine import Made


def make(work: Work) -> Made:
    """E01.jpg. Raises NotFound, BadOutput, StageFailed."""
    files = Files(work.folder)
    path = f"{work.request.name}.jpg"
    if work.request.target is None:
        files.link(work.store.path(work.episode(), "cover"), path)
    else:
        _anew(work, work.request.target, files, path)
    files.show(path)
    return files.made()


def _anew(work: Work, target: Target, files: Files, path: str) -> None:
    reel = reel_of(work)
    shown = [shot for shot in reel.shots if shot.scene.lipsync is not None] or list(reel.shots)
    best = min(shown, key=lambda shot: COVER_BEATS.index(shot.scene.beat))
    delivery = target.delivery
    size = Format(
        width=delivery.cover_width or target.format.width, height=delivery.cover_height or target.format.height, fps=target.format.fps
    )
    make_cover(
        best.clip,
        files.new(path),
        at_seconds=best.frames / reel.fps * COVER_AT_SHARE,
        title=work.request.title,
        episode_text=EPISODE_NUMBER.get(primary(reel.language), "{}").format(reel.number),
        language=reel.language,
        fmt=size,
    )
