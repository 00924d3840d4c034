"""Speaker colours: who is written in which."""

from worker.media.page import Page

# White, yellow, cyan and green as in the BBC's guidelines, then two more; all light, so that a dark outline parts them from any picture.
COLOURS = ("FFFFFF", "FFE34D", "5FE3F2", "8CEB7C", "FFB0D0", "FFBE7A")


def colours_of(page: Page) -> dict[str, str]:
    """The colour (RRGGBB) of each speaker of the page's cast; nobody's where none are wanted. Beyond six they begin again."""
    if not page.style.speaker_colours:
        return {}
    return {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(page.cast)}
