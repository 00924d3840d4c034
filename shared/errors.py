"""Every error of the line: one root, typed, picklable (prefork workers send them between processes)."""


class CliffhangerError(Exception):
    """The root. Its text is one line for people: what is wrong, where, and what would be right."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message


class InputError(CliffhangerError):
    """What the user gave cannot be used (exit code 2). Nothing has been started or spent."""


class SettingsError(InputError):
    """An environment variable or a setting cannot be used."""


class StoreAway(CliffhangerError):
    """What keeps the products does not answer. Whoever works waits for it, as for Redis: nothing fails by it, nothing is lost."""


class StoreRefused(StoreAway, SettingsError):
    """What keeps the products does not serve us: settings or credentials are wrong. Commands end by it; workers wait until it is mended."""


class MissingPart(CliffhangerError):
    """A package or a system library that this work needs is absent; the text says how to install it."""


class StageFailed(CliffhangerError):
    """A product cannot be made, and trying again would not help: the scene fails, the season goes on."""


class BadOutput(StageFailed):
    """What came back is not the video, sound or picture that was asked for (I11)."""


class NotFound(CliffhangerError):
    """There is no season, product or record of this name."""
