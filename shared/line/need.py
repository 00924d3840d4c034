"""A need: one product of the line, by whom it is made, under which content key, from which other products."""

from dataclasses import dataclass

from shared.line.keys import content_key
from shared.line.requests import Request, StageName


@dataclass(frozen=True)
class Need:
    """One product to be found or made. `inputs` are the content keys that must exist before."""

    stage: StageName
    model: str
    request: Request
    inputs: tuple[str, ...] = ()
    take: int = 0

    @property
    def key(self) -> str:
        """The content key."""
        return content_key(self.stage, self.model, self.request, self.take)
