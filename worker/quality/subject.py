"""What is judged: a product with its request, its inputs and its folder, decoded once for all its gates."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from shared.errors import CliffhangerError
from shared.line.delivery import Loudness as Wanted
from shared.line.request import Request
from shared.line.requests import StageName
from shared.quality import Quality
from worker.media.loudness import Loudness, measure
from worker.media.picture import grab
from worker.studio.engine import Input, Made

if TYPE_CHECKING:
    from worker.quality.film import Film
    from worker.quality.heard import Heard

ROLES: dict[StageName, str] = {
    "reference": "picture",
    "image": "image",
    "video": "clip",
    "clip": "clip",
    "speech": "speech",
    "lipsync": "clip",
    "music": "music",
    "episode": "episode",
}
"""The role of the file that is judged."""

EVIDENCE_WIDTH = 360


@dataclass(frozen=True)
class Subject:
    """A product before its gates."""

    stage: StageName
    request: Request
    made: Made
    inputs: Mapping[str, Input]
    folder: Path
    quality: Quality

    @cached_property
    def file(self) -> Path:
        """The file that is judged."""
        role = ROLES[self.stage]
        name = self.made.files.get(role) or next(iter(self.made.files.values()))
        return self.folder / name

    @cached_property
    def film(self) -> "Film":
        """The clip, decoded to its end. Raises BadOutput."""
        from worker.quality.film import read_film  # noqa: PLC0415

        return read_film(self.file)

    @property
    def came(self) -> Mapping[str, float] | None:
        """Of a clip that was brought into form before it is judged: how it came, and how long it was to be. None of all else."""
        came: Mapping[str, float] | None = self.made.facts.get("came")
        return came

    @cached_property
    def heard(self) -> "Heard":
        """The sound, decoded to its end. Raises BadOutput."""
        from worker.quality.heard import read_heard  # noqa: PLC0415

        return read_heard(self.file)

    @cached_property
    def loudness(self) -> Loudness:
        """How loud the file is, as it decodes: an episode's join has measured that, anything else is heard here. Raises BadOutput."""
        facts = self.made.facts
        if not {"loudness_lufs", "true_peak_db"} <= facts.keys():
            return measure(self.file)
        # Silence has neither.
        return Loudness(*(-math.inf if facts[name] is None else float(facts[name]) for name in ("loudness_lufs", "true_peak_db")))

    @cached_property
    def wanted_loudness(self) -> Wanted:
        """How loud an episode is ordered."""
        delivery = getattr(self.request, "delivery", None)
        return delivery.loudness if delivery is not None else Wanted()

    def evidence(self, gate: str, seconds: float | None) -> str | None:
        """The name of a JPEG of what a gate saw: the frame at `seconds`, None where there is no picture to show."""
        if self.stage in {"speech", "music"}:
            return None
        target = self.folder / f"gate-{gate}.jpg"
        try:
            if self.stage in {"reference", "image"}:
                return self.file.name if self.file.is_file() and gate != "decodes" else None
            grab(self.file, target, at_seconds=seconds or 0.0, width=EVIDENCE_WIDTH)
        except (CliffhangerError, OSError):
            return None
        return target.name
