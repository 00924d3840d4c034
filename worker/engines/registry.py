"""The engines by the name that a vendor's row gives them."""

from collections.abc import Callable, Mapping

from shared.settings import Settings
from worker.engines.call import CallEngine
from worker.engines.download import Downloads
from worker.engines.engine import Engine
from worker.engines.job import JobEngine
from worker.engines.openai import OpenAIEngine
from worker.engines.session import Session

ENGINES: dict[str, Callable[[Session, Downloads], Engine]] = {
    "job": JobEngine,
    "call": CallEngine,
    "openai": OpenAIEngine,
}


def build_engines(settings: Settings) -> Mapping[str, Engine]:
    """Every engine, sharing one pool of connections. Once a process, after the fork; threads may share them."""
    session, downloads = Session(), Downloads(settings.allowed_hosts)
    return {name: build(session, downloads) for name, build in ENGINES.items()}
