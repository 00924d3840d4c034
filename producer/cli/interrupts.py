"""Ctrl-C, kill and a closed terminal all mean the same: stop what was started, then leave."""

import signal
from types import FrameType
from typing import NoReturn


class Interrupted(BaseException):
    """The command was asked to stop. Not an Exception: no handler of errors may swallow it."""


def listen() -> None:
    """Turn SIGINT, SIGTERM and SIGHUP into Interrupted in the main thread."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # Under nohup, or in the background of a script, a signal is ignored on purpose.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Interrupted
