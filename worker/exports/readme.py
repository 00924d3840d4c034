"""README.txt of a hand-over: what is in it and how it is opened, for people who have never heard of us."""

from collections.abc import Iterable, Sequence

from shared.delivery.manifest import EpisodeEntry, Manifest

_WIDTH = 60


def readme(manifest: Manifest, paths: Sequence[str]) -> str:
    """The text, from the manifest and the paths of all files beside it."""
    lines = [manifest.title, "=" * min(_WIDTH, max(3, len(manifest.title))), ""]
    lines += [*_episodes(manifest), "", *_contents(paths), "", *_opening(), "", *_checking()]
    return "\n".join(lines) + "\n"


def _episodes(manifest: Manifest) -> Iterable[str]:
    yield "Episodes"
    for episode in manifest.episodes:
        yield from _episode(episode, f"Episode {episode.number}")
        for dub in episode.dubs:
            yield from _episode(dub, f"Episode {dub.number} in {dub.language}")


def _episode(episode: EpisodeEntry, called: str) -> Iterable[str]:
    if episode.path is None:
        yield f"  {called}: not here ({episode.reason or episode.state})"
        return
    yield f"  {called}: {episode.path}, {episode.duration_seconds:.1f} seconds, {episode.width}x{episode.height}, {episode.fps:g} fps"
    missing = [f"scene {scene.number}" for scene in episode.scenes if scene.state == "failed"]
    if missing:
        yield f"    A card stands in for what could not be made: {', '.join(missing)}"


_CONTENTS = {
    "E": "E01.mp4, E01.cover.jpg …   the finished episodes and their covers",
    "dubs/": "dubs/                      the same episodes in other spoken languages",
    "subtitles/": "subtitles/                 by language: .srt and .vtt for players and platforms, .ass with its looks",
    "edit/": "edit/                      each episode as an edit, to be opened in an editing program",
    "edit/media/": "edit/media/                the clips, dialogue and music that the edits use",
    "products/": "products/                  pictures of the cast and the scenes",
    "report.html": "report.html                how the season was made; open it in a browser",
    "manifest.json": "manifest.json              the same for programs",
}
"""What is said of paths that begin so, where there are any."""


def _contents(paths: Sequence[str]) -> Iterable[str]:
    yield "What is here"
    yield from (f"  {says}" for begins, says in _CONTENTS.items() if any(path.startswith(begins) for path in paths))
    yield "  SHA256SUMS.txt             checksums of all these files"


def _opening() -> Iterable[str]:
    yield "Opening an edit"
    yield "  Unpack everything first, and leave the folder edit/ as it is: edits find their media beside them."
    yield "  DaVinci Resolve 18.5 or later: File > Import > Timeline, E01.otio"
    yield "  Premiere Pro 25.6 or later:    File > Import, E01.otio; older ones: E01.xml"
    yield "  Final Cut Pro 10.4.9 or later: File > Import > XML, E01.fcpxml"
    yield "  Anything else:                 E01.edl has the cuts of the picture"
    yield "  If a program asks where the media are, show it the folder edit/media."


def _checking() -> Iterable[str]:
    yield "Checking that all has arrived"
    yield "  In this folder: sha256sum -c SHA256SUMS.txt (on a Mac: shasum -a 256 -c SHA256SUMS.txt)"
