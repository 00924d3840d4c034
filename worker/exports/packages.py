"""OpenTimelineIO, where it is installed: the extra `exports`."""

from types import ModuleType
from typing import cast

from shared.errors import MissingPart

HINT = "pip install 'cliffhanger[exports]'"


def need_opentimelineio() -> ModuleType:
    """The package with the adapters that are used. Raises MissingPart."""
    try:
        import opentimelineio  # noqa: PLC0415  # only exports need it
        import otio_cmx3600_adapter  # noqa: F401, PLC0415
        import otio_fcp_adapter  # noqa: F401, PLC0415
    except ImportError as error:
        raise MissingPart(f"an edit list needs the package {error.name}: {HINT}") from None
    return cast("ModuleType", opentimelineio)
