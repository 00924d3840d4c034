"""What a text job is about: other jobs' texts, and files, cut to what its models read at once."""

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from producer.batch.cutting import cut
from producer.batch.file import ImageEntry, TextEntry, VideoEntry
from producer.intake.document import Document
from producer.intake.forms import read_bytes
from producer.intake.problems import deny
from shared.errors import InputError
from shared.tokens import A_MESSAGE, tokens_about

INPUT = "{input}"
LARGEST_INPUT_BYTES = 5_000_000
# The rest of what a model reads and writes at once stays free: tokenizers differ.
CONTEXT_SHARE = 0.8
MOST_OF_A_CIRCLE = 6

Entries = Sequence[ImageEntry | VideoEntry | TextEntry]


def numbers_of(jobs: Entries) -> dict[str, int]:
    """The number of the first job of each name."""
    return {entry.name: number for number, entry in reversed(list(enumerate(jobs, 1)))}


def read_text(document: Document, index: int, name: str) -> str:
    """A text file beside the jobs file. Raises InputError that names the job."""
    path = document.path.parent / name
    try:
        text = read_bytes(path, LARGEST_INPUT_BYTES, "text file").decode("utf-8-sig")
    except UnicodeDecodeError:
        deny(document, ("jobs", index, "input"), f"{path} is not UTF-8 text; save it as UTF-8")
    except InputError as error:
        deny(document, ("jobs", index, "input"), f"{error.message} (no job is called {name!r} either)")
    if not text.strip():
        deny(document, ("jobs", index, "input"), f"{path} is empty; there is nothing to ask about")
    return text


def prompts(document: Document, index: int, entry: TextEntry, text: str, source_tokens: int, context_tokens: int | None) -> list[str]:
    """The prompts of a job: one, or as many as its text has parts for a context; `source_tokens` come from other jobs beside."""
    if not entry.input and INPUT in entry.prompt:
        deny(document, ("jobs", index, "prompt"), f"holds {INPUT}, and the job has no input; give one, or write the text into the prompt")
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
    return [entry.prompt.replace(INPUT, part) if INPUT in entry.prompt else f"{entry.prompt}\n\n{part}" for part in parts]


def in_order(document: Document, jobs: Entries, numbers: Mapping[str, int]) -> list[int]:
    """The numbers of all jobs, a text after those that it is about. Raises InputError for texts that wait for each other."""
    waits = {number: _inputs(entry, numbers) for number, entry in enumerate(jobs, 1)}
    try:
        return list(TopologicalSorter(waits).static_order())
    except CycleError as error:
        # The first and the last are the same job; each waits for the one before it.
        circle = error.args[1]
        names = " for ".join(repr(jobs[number - 1].name) for number in reversed(circle[-MOST_OF_A_CIRCLE:]))
        deny(document, ("jobs", min(circle) - 1, "input"), f"goes round in a circle: {names}; take one of these inputs out")


def _inputs(entry: ImageEntry | VideoEntry | TextEntry, numbers: Mapping[str, int]) -> list[int]:
    return [numbers[name] for name in entry.input if name in numbers] if isinstance(entry, TextEntry) else []
