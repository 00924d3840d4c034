"""A need: one product of the line, by whom it is made, under which content key, from which other products."""

from dataclasses import dataclass
from functools import cached_property

from shared.line.keys import content_key
from shared.line.request import Request
from shared.line.requests import StageName


@dataclass(frozen=True)
class Need:
    """One product to be found or made. `inputs` are the content keys that must exist before."""

    stage: StageName
    model: str
    request: Request
    inputs: tuple[str, ...] = ()
    take: int = 0
    others: tuple["Option", ...] = ()
    """Who may make it instead, in order; the key is that of the first choice, whoever makes it."""
    asked: tuple["Option", ...] = ()
    """What they are asked for in truth, where that is known only when the inputs are there; the key stays."""
    others_first: bool = False
    """Whether those are asked before the first choice: the key stays that of the latter, whoever is added to the others."""

    @cached_property
    def key(self) -> str:
        """The content key; reckoned once, since it is asked for at every turn."""
        return content_key(self.stage, self.model, self.request, self.take)

    @property
    def options(self) -> tuple["Option", ...]:
        """Everybody who may make it, in order of preference."""
        if self.asked:
            return self.asked
        own = Option(self.model, self.request)
        return (*self.others, own) if self.others_first else (own, *self.others)

    def key_of(self, option: "Option") -> str:
        """The content key of what an option makes: the name of the call by which it is bought."""
        if option.model == self.model and option.request is self.request and not option.retake:
            return self.key
        return content_key(self.stage, option.model, option.request, self.take, option.retake)


@dataclass(frozen=True)
class Option:
    """A model, and the request as it is put to it (a voice has another name with another vendor).

    `retake` counts the takes before it that a quality gate refused.
    """

    model: str
    request: Request
    retake: int = 0
