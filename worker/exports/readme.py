"""README.txt of a hand-over: what is in it and how it is opened, for people who have never heard of us."""

from collections.abc import Iterable, Sequence

from shared.delivery.manifest import Manifest

_WIDTH = 60


def readme(manifest: Manifest, paths: Sequence[str]) -> str:
    """The text, from the manifest and the paths of all files beside it."""
    lines = [manifest.title, "=" * min(_WIDTH, max(3, len(manifest.title))), ""]
    lines += [*_episodes(manifest), "", *_contents(paths), "", *_opening(), "", *_checking()]
    return "\n".join(lines) + "\n"


def _episodes(manifest: Manifest) -> Iterable[str]:
    yield "Episodes"
    for episode in manifest.episodes:
        if episode.path is None:
            yield f"  Episode {episode.number}: not here ({episode.reason or episode.state})"
            continue
        size = f"{episode.width}x{episode.height}, {episode.fps:g} frames a second"
        yield f"  Episode {episode.number}: {episode.path}, {episode.duration_seconds:.1f} seconds, {size}"
        missing = [f"scene {scene.number}" for scene in episode.scenes if scene.state == "failed"]
        if missing:
            yield f"    A card stands in for what could not be made: {', '.join(missing)}"


def _contents(paths: Sequence[str]) -> Iterable[str]:
    yield "What is here"
    yield "  E01.mp4 and so on     the finished episodes"
    yield "  E01.en.srt, .vtt, .ass  subtitles by language (srt and vtt for players and platforms, ass with its looks)"
    yield "  E01.cover.jpg         covers"
    if any(path.startswith("dubs/") for path in paths):
        yield "  dubs/                 the same episodes in other spoken languages"
    yield "  edit/                 each episode as an edit: open it in an editing program"
    yield "  edit/media/           the clips, dialogue and music that the edits use"
    yield "  report.html           how the season was made, to be opened in a browser"
    yield "  manifest.json         the same for programs"
    yield "  SHA256SUMS.txt        checksums of all these files"


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
