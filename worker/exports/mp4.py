"""The finished episode as it was joined; for another platform, joined anew in that one's size, loudness and limits."""

from shared.exports.request import Target
from worker.exports.export import Files, Work
from worker.exports.recut import recut
from worker.studio.engine import Made


def make(work: Work) -> Made:
    """E01.mp4: the episode itself, or another platform's. Raises NotFound, BadOutput, StageFailed."""
    files = Files(work.folder)
    path = f"{work.request.name}.mp4"
    target = work.request.target
    if target is None:
        episode = work.episode()
        files.link(work.store.path(episode, "episode"), path)
        files.show(path, seconds=float(episode.facts["duration_seconds"]))
        return files.made()
    return _anew(work, target, files, path)


def _anew(work: Work, target: Target, files: Files, path: str) -> Made:
    made = recut(work, target)
    (work.folder / "recut" / made.files["episode"]).replace(files.new(path))
    files.show(path, seconds=float(made.facts["duration_seconds"]))
    return files.made(**{name: fact for name, fact in made.facts.items() if name != "scenes"})
