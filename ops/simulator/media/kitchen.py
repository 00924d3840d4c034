"""Makes each shape once, when it is first asked for, in a small pool of threads, and keeps it in a folder of its own."""

import asyncio
import hashlib
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ops.simulator.media.make import make_clip, make_mux, make_still, make_tone
from ops.simulator.media.shapes import Blob, Clip, Mux, Shape, Still, Tone

THREADS = 2
SUFFIXES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "wav", b"ID3": "mp3", b"\xff\xfb": "mp3", b"fLaC": "flac", b"OggS": "opus"}


class Kitchen:
    """The media folder. `make` is awaited on the simulator's loop; what two requests need at once is made once."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="simulator-media-"))
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="simulator-media")
        self._making: dict[Shape, asyncio.Task[Path]] = {}

    async def make(self, shape: Shape) -> Path:
        """The file of a shape. Raises RuntimeError where it cannot be made (a given file that is no media)."""
        path = self.path(shape)
        if path.exists():
            return path
        if shape not in self._making:
            self._making[shape] = asyncio.create_task(self._make(shape, path))
            self._making[shape].add_done_callback(lambda _: self._making.pop(shape, None))
        return await asyncio.shield(self._making[shape])

    def keep(self, data: bytes, suffix: str = "") -> Blob:
        """Keep given bytes; what they are is told by how they begin, else by the given suffix."""
        known = next((name for start, name in SUFFIXES.items() if data.startswith(start)), None)
        blob = Blob(hashlib.sha256(data).hexdigest(), known or ("mp4" if data[4:8] == b"ftyp" else suffix.lower() or "bin"))
        if not self.path(blob).exists():
            self.path(blob).write_bytes(data)
        return blob

    def path(self, shape: Shape) -> Path:
        """Where a shape is, or will be."""
        name = shape.sha256 if isinstance(shape, Blob) else hashlib.sha256(repr(shape).encode()).hexdigest()
        return self.folder / f"{name[:32]}.{shape.suffix}"

    def close(self) -> None:
        """End the threads and delete the folder."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    async def _make(self, shape: Shape, path: Path) -> Path:
        sources = [await self.make(shape.video), await self.make(shape.audio)] if isinstance(shape, Mux) else []
        await asyncio.get_running_loop().run_in_executor(self._pool, _write, shape, path, sources)
        return path


def _write(shape: Shape, path: Path, sources: list[Path]) -> None:
    draft = path.with_name(f".{path.name}")
    match shape:
        case Clip():
            make_clip(shape, draft)
        case Still():
            make_still(shape, draft)
        case Tone():
            make_tone(shape, draft)
        case Mux():
            make_mux(sources[0], sources[1], shape.volume, draft)
        case Blob():
            raise RuntimeError(f"{path.name} was given and is gone")
    draft.replace(path)
