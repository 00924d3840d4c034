"""What is known of one variable that should hold a key: where it was found, and whether it can be one."""

from dataclasses import dataclass, field
from typing import Literal

State = Literal["present", "missing", "unfit"]


@dataclass(frozen=True)
class Key:
    """A key, or why there is none. Nothing but `value` tells of what it is, and `repr` leaves that out.

    `where` is `environment` or the file and line, empty where it is missing. `wrong` is one line for people that names the
    variable, empty where the key is present. `notes` says what was taken away around it.
    """

    name: str
    state: State
    where: str = ""
    value: str = field(default="", repr=False)
    wrong: str = ""
    notes: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """`wrong` without the variable and its place, for where these are told beside it."""
        return self.wrong.removeprefix(f"{self.name} ({self.where}) ")
