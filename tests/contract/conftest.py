"""A stand-in on loopback for every test, tiny real media, and keys that are nobody's."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.contract.harness import KEY, Case, Line, environment_of, line_of, rows
from tests.contract.media import make_media, products
from tests.contract.providers.registry import STANDINS
from tests.contract.providers.standin import Server, serving
from tests.contract.providers.vendor import Standin


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return make_media(tmp_path_factory.mktemp("media"))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where products come; each is deleted once it has been read."""
    return tmp_path_factory.mktemp("products")


@pytest.fixture
def play(server: Server, media: dict[str, Path], monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[Callable[[Case], Line]]:
    """A case, with the stand-in of its vendor on the server and the row's keys exported."""
    lines: list[Line] = []

    def ready(case: Case) -> Line:
        for name, value in environment_of(rows()[case.vendor], KEY, server.port).items():
            monkeypatch.setenv(name, value)
        standin: Standin = STANDINS[case.vendor](server.port, products(media), KEY)
        server.vendor = standin
        lines.append(line_of(case, standin, media, folder))
        return lines[-1]

    yield ready
    for line in lines:
        line.engine.session.close()  # type: ignore[attr-defined]  # every engine of a row has one
