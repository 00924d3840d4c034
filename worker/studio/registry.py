"""The offline studio's engines by model and stage. Each is imported when it is first used: the libraries are heavy, and an extra."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from shared.errors import MissingPart
from shared.line.request import Request
from shared.line.requests import StageName
from worker.studio.engine import Engine, Input, Made


class Late:
    """An engine that is imported on first use."""

    def __init__(self, module: str, function: str = "make") -> None:
        self._module = module
        self._function = function

    def __call__(self, request: Request, inputs: Mapping[str, Input], folder: Path) -> Made:
        """Make the product. Raises MissingPart where a library of the studio is absent, StageFailed as the engine does."""
        try:
            engine: Engine[Request] = getattr(import_module(self._module), self._function)
        except ModuleNotFoundError as error:
            raise MissingPart(f"the offline studio needs the package {error.name!r}: pip install 'cliffhanger[studio,espeak]'") from error
        return engine(request, inputs, folder)


STUDIO: dict[str, dict[StageName, Engine[Any]]] = {
    "studio/rig": {"reference": Late("worker.studio.rig", "make_reference"), "video": Late("worker.studio.rig")},
    "studio/kokoro": {"speech": Late("worker.studio.kokoro")},
    "studio/espeak": {"speech": Late("worker.studio.espeak")},
    "studio/lips": {"lipsync": Late("worker.studio.lips")},
    "studio/score": {"music": Late("worker.studio.score")},
}
