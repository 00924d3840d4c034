"""The products that a need is made from, and the user's own files, as engines take them."""

from collections.abc import Iterator, Mapping

from shared.errors import StageFailed
from shared.store.product import Product
from worker.context import Line
from worker.studio.engine import Input


class Inputs(Mapping[str, Input]):
    """The products that a need is made from, found when they are asked for."""

    def __init__(self, line: Line, keys: tuple[str, ...]) -> None:
        self._line = line
        self._keys = keys

    def __getitem__(self, key: str) -> Input:
        if key not in self._keys:
            raise KeyError(key)
        return find_input(self._line, key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def all(self) -> dict[str, Input]:
        """All of them."""
        return dict(self)


def find_input(line: Line, key: str) -> Input:
    """A product, or a file of the user's, by its key. Raises StageFailed where it has vanished."""
    store = line.store
    product = store.find(key)
    if product is None and store.has_upload(key):
        return Input(key, store.upload(key).parent, {"upload": key}, {})
    if product is None:
        raise StageFailed(f"product {key} has vanished from the store {store.name}; order the season again to make it anew")
    return as_input(line, product)


def as_input(line: Line, product: Product) -> Input:
    """A product as engines take it."""
    return Input(product.key, line.store.folder(product.key), {role: file.name for role, file in product.files.items()}, product.facts)
