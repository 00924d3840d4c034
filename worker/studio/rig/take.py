"""What a take leaves for the lips: the request it was drawn from, so that the same shot can be drawn again with speech in it."""

import json
from pathlib import Path

from pydantic import ValidationError

from shared.errors import BadOutput
from shared.line.requests import VideoRequest


def write_take(path: Path, request: VideoRequest) -> None:
    """Write the request as JSON with sorted keys."""
    path.write_text(json.dumps(request.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, indent=1) + "\n", encoding="utf-8")


def read_take(path: Path) -> VideoRequest:
    """Read it back. Raises BadOutput where the file holds no request."""
    try:
        return VideoRequest.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise BadOutput(f"{path.name}: this is no take of the studio ({reason}); make the scene's video again") from error
