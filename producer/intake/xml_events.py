"""XML read as events: no entities but XML's own are declared or expanded, and nothing outside the document is looked at."""

from collections.abc import Callable
from xml.parsers import expat

from producer.intake.document import Malformed


def read_events(
    data: bytes, called: str, *, start: Callable[[str, dict[str, str]], None], end: Callable[[str], None], text: Callable[[str], None]
) -> None:
    """Parse a document with these handlers. Names are as they are written, with their prefixes. Raises Malformed.

    `called` is its name in errors.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text

    def refuse(*_: object) -> None:
        raise Malformed(f"{called} declares entities of its own, which such files never need; save it again")

    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Malformed(f"{called} is broken XML at line {error.lineno}: {expat.ErrorString(error.code)}") from None
    except (ValueError, LookupError) as error:
        raise Malformed(f"{called} cannot be read ({error}); save it as UTF-8") from None


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]
