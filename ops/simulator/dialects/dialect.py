"""What every dialect can say, however it says it."""

from typing import Protocol

from ops.simulator.answer import Answer, Refusal
from ops.simulator.job import Job, State
from ops.simulator.world import World


class Dialect(Protocol):
    """One protocol's way to say what happened. `name` is what rules match as `protocol`."""

    name: str
    can_look_up: bool

    def refusal(self, refusal: Refusal) -> Answer:
        """An error envelope; with status 200 where an error is to hide in a 200."""
        ...

    def accepted(self, world: World, job: Job) -> Answer:
        """The answer to a submit that was taken."""
        ...

    def status(self, world: World, job: Job) -> Answer:
        """The answer to a poll."""
        ...


def word(job: Job, state: State, words: dict[State, str]) -> str:
    """A state in a dialect's words, unless the job's fate is to be spelled otherwise."""
    return job.fate.words.get(state) or words[state]
