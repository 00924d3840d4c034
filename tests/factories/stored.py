"""Products in a store."""

from collections.abc import Mapping

from shared.line.need import Need
from shared.line.requests import MusicRequest
from shared.store.product import Product
from shared.store.store import Store


def a_need(seed: int = 1) -> Need:
    """A need; another seed is another one."""
    return Need("music", "studio/score", MusicRequest(mood="sad", genre="", seconds=20, seed=seed))


def put(store: Store, text: str = "sound", *, seed: int = 1, more: Mapping[str, str] | None = None) -> Product:
    """Put the product of a need, with a file "music" of `text`, and `more` by role."""
    with store.workspace() as folder:
        (folder / "music.wav").write_text(text)
        (folder / "scratch.txt").write_text("left over")
        for role, content in (more or {}).items():
            (folder / role).write_text(content)
        files = {"music": "music.wav", **{role: role for role in more or {}}}
        return store.put(a_need(seed), folder, files, {"bpm": 90}, started_at=1.0, finished_at=3.0)
