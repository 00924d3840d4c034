"""A stand-in for the artifact store: a file for every path that a manifest names."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from shared.delivery.manifest import Manifest, ProductEntry


class StockedStore:
    """A store with a file for each path of a manifest, read-only as the real one's are."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()

    def stock(self, manifest: Manifest, version: str = "1") -> tuple[Manifest, dict[str, Path]]:
        """The manifest with the digests of the files that it now has, and the files."""
        sources = {}
        for path in manifest.files():
            source = self.root / hashlib.sha256(f"{path}{version}".encode()).hexdigest()
            if not source.exists():
                source.write_text(f"{path} {version}")
                source.chmod(0o444)
            sources[path] = source
        digests: dict[str | None, str] = {path: hashlib.sha256(source.read_bytes()).hexdigest() for path, source in sources.items()}
        return self._sign(manifest, digests), sources

    def _sign(self, manifest: Manifest, digests: Mapping[str | None, str]) -> Manifest:
        def products(entries: tuple[ProductEntry, ...]) -> tuple[ProductEntry, ...]:
            return tuple(entry.model_copy(update={"sha256": digests.get(entry.path)}) for entry in entries)

        episodes = []
        for episode in manifest.episodes:
            scenes = tuple(scene.model_copy(update={"products": products(scene.products)}) for scene in episode.scenes)
            episodes.append(episode.model_copy(update={"scenes": scenes, "sha256": digests.get(episode.path)}))
        return manifest.model_copy(update={"episodes": tuple(episodes)})
