"""The offline studio's pictures: our own drawn characters in drawn places."""

from collections.abc import Mapping
from pathlib import Path

from shared.line.requests import ReferenceRequest, VideoRequest
from worker.studio.engine import Input, Made
from worker.studio.rig.parts import need_drawing_parts

# The drawing parts are imported when something is drawn: skia needs system libraries that a worker without the studio may lack,
# and then only the work that needs them must fail (MissingPart).


def make(request: VideoRequest, inputs: Mapping[str, Input], folder: Path) -> Made:
    """Draw a scene's silent take. Raises StageFailed, or MissingPart where skia cannot start."""
    need_drawing_parts()
    from worker.studio.rig import clip  # noqa: PLC0415

    return clip.make(request, inputs, folder)


def make_reference(request: ReferenceRequest, inputs: Mapping[str, Input], folder: Path) -> Made:
    """Draw a character's portrait. Raises StageFailed, or MissingPart where skia cannot start."""
    need_drawing_parts()
    from worker.studio.rig import portrait  # noqa: PLC0415

    return portrait.make(request, inputs, folder)
