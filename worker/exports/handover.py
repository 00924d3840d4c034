"""Everything for a hand-over in one file: episodes, dubs, covers, subtitles, edits with their media, manifest, report, checksums."""

import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from shared.delivery import report
from shared.delivery.collect import Collector
from shared.delivery.manifest import Manifest
from shared.errors import StageFailed
from shared.store.store import brought
from worker.exports.export import Files, Work
from worker.exports.readme import readme
from worker.studio.engine import Made

FOLDERS = {"otio": "edit", "subtitles": "subtitles"}
SUMS = "SHA256SUMS.txt"
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_CHUNK_BYTES = 1 << 20
# The earliest that a zip can say: equal contents are equal bytes, whenever they are packed.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16


def make(work: Work) -> Made:
    """The season's zip, below one folder of its name. Raises NotFound, StageFailed where the season has changed meanwhile."""
    state = work.state
    collected, sources = Collector(state, work.store, state.production(), state.meta()).collect()
    if report.digest(collected) != work.request.said:
        raise StageFailed("the season has changed while it was exported; export it again")
    manifest = handed_over(collected)
    contents = {path: brought(source) for path, source in sources.items() if path in manifest.files()}
    page = _page(work, manifest, contents)
    for part, key in work.request.parts.items():
        product, folder = work.store.get(key), FOLDERS[part.partition("/")[0]]
        contents |= {f"{folder}/{path}": work.store.path(product, path) for path in product.files}
    texts = {"manifest.json": manifest.to_json(), "report.html": page}
    texts["README.txt"] = readme(manifest, sorted({*contents, *texts}))
    files = Files(work.folder)
    path = f"{work.request.name}.zip"
    _pack(files.new(path), work.request.name, contents, texts)
    files.show(path)
    return files.made(files=len(contents) + len(texts) + 1)


def handed_over(manifest: Manifest) -> Manifest:
    """The manifest of what is in the zip: films, subtitles and pictures; the takes that they were made of are not. No clock in it."""
    told = _without_takes(manifest.model_dump(mode="json"))
    told["generated_at"] = told["finished_at"] or told["started_at"] or told["generated_at"]
    return Manifest.model_validate(told)


def _without_takes(part: Any) -> Any:
    if isinstance(part, list):
        return [_without_takes(each) for each in part]
    if not isinstance(part, dict):
        return part
    kept = {name: _without_takes(value) for name, value in part.items()}
    # Takes that a gate refused are known by their call.
    is_take = "stage" in kept and ("key" in kept or "call" in kept) and kept["stage"] != "episode"
    if is_take and kept.get("path") and PurePosixPath(kept["path"]).suffix not in _PICTURES:
        return kept | {"path": None, "sha256": None}
    return kept


def _page(work: Work, manifest: Manifest, contents: Mapping[str, Path]) -> str:
    """The report, whose pictures are read from a folder like the one that will be unpacked."""
    staged = work.folder / "staged"
    for path, source in contents.items():
        target = staged / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(source.resolve())
    return report.render(manifest, staged)


def _pack(target: Path, folder: str, contents: Mapping[str, Path], texts: Mapping[str, str]) -> None:
    """Write the zip in the order of the names, a chunk at a time; the checksums last, since they are known then.

    Nothing is compressed: films do not get smaller, and the bytes then depend on no version of a library.
    """
    sums: dict[str, str] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for path in sorted({*contents, *texts}):
            digest = hashlib.sha256()
            chunks = _chunks(contents[path]) if path in contents else iter([texts[path].encode()])
            with archive.open(_info(f"{folder}/{path}"), "w", force_zip64=True) as stream:
                for chunk in chunks:
                    digest.update(chunk)
                    stream.write(chunk)
            sums[path] = digest.hexdigest()
        # The form of sha256sum, to be checked with `sha256sum -c`.
        archive.writestr(_info(f"{folder}/{SUMS}"), "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items())))


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk


def _info(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, _MOMENT)
    info.external_attr, info.create_system = _PLAIN_FILE, 3
    return info
