"""What a text job is about: other jobs' texts, and files, cut to what its models read at once."""

from collections.abc import Sequence

from producer.batch.cutting import cut
from producer.batch.file import ImageEntry, TextEntry, VideoEntry
from producer.intake.document import Document
from producer.intake.forms import read_bytes
from producer.intake.problems import deny
from shared.errors import InputError
from shared.tokens import A_MESSAGE, tokens_about

LARGEST_INPUT_BYTES = 5_000_000
# The rest of what a model reads and writes at once stays free: tokenizers differ.
CONTEXT_SHARE = 0.8

Entries = Sequence[ImageEntry | VideoEntry | TextEntry]


def number_of(name: str, jobs: Entries) -> int | None:
    """The number of the job of this name."""
    return next((number for number, entry in enumerate(jobs, 1) if entry.name == name), None)


def read_text(document: Document, index: int, name: str) -> str:
    """A text file beside the jobs file. Raises InputError that names the job."""
    path = document.path.parent / name
    try:
        return read_bytes(path, LARGEST_INPUT_BYTES, "text file").decode("utf-8-sig")
    except UnicodeDecodeError:
        deny(document, ("jobs", index, "input"), f"{path} is not UTF-8 text; save it as UTF-8")
    except InputError as error:
        deny(document, ("jobs", index, "input"), f"{error.message} (no job is called {name!r} either)")


def prompts(document: Document, index: int, entry: TextEntry, text: str, source_tokens: int, context_tokens: int | None) -> list[str]:
    """The prompts of a job: one, or as many as its text has parts for a context; `source_tokens` come from other jobs beside."""
    if not text:
        return [entry.prompt]
    parts = [text]
    if context_tokens is not None:
        spare = int(context_tokens * CONTEXT_SHARE) - tokens_about(entry.system, entry.prompt) - source_tokens - entry.max_tokens
        if spare <= A_MESSAGE * 2:
            deny(
                document,
                ("jobs", index, "max_tokens"),
                f"leaves no room for the input in a context of {context_tokens} tokens; ask for fewer",
            )
        parts = cut(text, spare)
    return [entry.prompt.replace("{input}", part) if "{input}" in entry.prompt else f"{entry.prompt}\n\n{part}" for part in parts]


def refuse_circles(document: Document, jobs: Entries, index: int) -> None:
    """A text that waits for itself would wait for ever. Raises InputError."""
    seen, pending = set(), [index + 1]
    while pending:
        entry = jobs[pending.pop() - 1]
        for name in entry.input if isinstance(entry, TextEntry) else ():
            number = number_of(name, jobs)
            if number == index + 1:
                deny(document, ("jobs", index, "input"), "the job waits for its own text in the end; take one of the inputs out")
            if number is not None and number not in seen:
                seen.add(number)
                pending.append(number)
