"""What a chat is answered, with its tokens."""

from dataclasses import dataclass
from typing import Literal, get_args

Finish = Literal["stop", "length", "content_filter"]
FINISHES: tuple[str, ...] = get_args(Finish)


@dataclass(frozen=True)
class Reply:
    """An answer. `text` None: nothing is said, as where there is a `refusal`. The tokens are of all that was asked and sent."""

    text: str | None
    finish: Finish = "stop"
    refusal: str | None = None
    prompt_tokens: int = 0
    completion_tokens: int = 0

    @property
    def sent(self) -> str:
        """All the words that were sent."""
        return (self.text or "") + (self.refusal or "")
