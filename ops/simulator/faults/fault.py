"""What a fault is: its name, its number in the list of how providers misbehave, and when it is played."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ops.simulator.answer import Answer, Refusal
from ops.simulator.chat.author import Author
from ops.simulator.chat.reply import Reply
from ops.simulator.job import Fate

Moment = Literal["any", "refusal", "answer", "fate", "reply", "poll", "download", "webhook"]
"""any: every request, before it is read; refusal: a submit, before it is taken; answer: the answer to a submit that was taken;
fate: what becomes of the job; reply: what a
language model says; poll: the answer to a poll; download: a file; webhook: what is posted, and when."""
Survivable = Literal["always", "with_lookup", "never"]
"""Whether a careful client gets its product without a person's help: always, where jobs can be looked up, or never."""
Options = Mapping[str, Any]
Change = Callable[[Answer, Options], Answer]
Deny = Callable[[Options], Refusal | Answer]
Decide = Callable[[Fate, Options], None]
Say = Callable[[Author, Options], Reply]


@dataclass(frozen=True)
class Fault:
    """One misbehaviour.

    `number` counts as in "How providers misbehave" (docs/simulator.md); `options`: what it takes, with what it takes for granted.
    Exactly one of `change`, `deny`, `decide` and `say` is there, as the moment needs; a webhook's is in `ops.simulator.webhooks`.
    """

    name: str
    number: int
    moment: Moment
    says: str
    survivable: Survivable = "never"
    options: Options = field(default_factory=dict)
    change: Change | None = None
    deny: Deny | None = None
    decide: Decide | None = None
    say: Say | None = None

    def taking(self, options: Options) -> Options:
        """The options given, over what it takes for granted."""
        return {**self.options, **options}
