"""A novel as a source of a season: read in whichever file it comes, and put into parts that a language model reads at once."""

from collections.abc import Iterator
from pathlib import Path

from producer.batch.cutting import cut
from producer.intake.document import Malformed
from producer.intake.importing import paragraphs_in
from producer.intake.novel import Chapter, Novel, read_novel
from producer.intake.problems import fail
from shared.tokens import A_MESSAGE, tokens_about


def read_source(path: Path) -> Novel:
    """The chapters of a novel: plain text, Markdown, EPUB or DOCX. Raises InputError, one line."""
    try:
        novel = read_novel(paragraphs_in(path))
    except Malformed as error:
        fail(f"{path}{'' if error.line is None else f':{error.line}'}: {error.wrong}")
    if not novel.chapters:
        fail(f"{path}: holds no text to write a season from")
    return novel


def parts_of(novel: Novel, most_tokens: int) -> list[str]:
    """The novel in order, whole chapters together as far as `most_tokens` hold them, a longer one cut at the ends of its sentences."""
    parts: list[str] = []
    held: list[str] = []
    tokens = A_MESSAGE
    for piece in _pieces(novel, most_tokens):
        more = tokens_about(piece)
        if held and tokens + more > most_tokens:
            parts.append("\n\n".join(held))
            held, tokens = [], A_MESSAGE
        held.append(piece)
        tokens += more
    return [*parts, "\n\n".join(held)] if held else parts


def _pieces(novel: Novel, most_tokens: int) -> Iterator[str]:
    for chapter in novel.chapters:
        yield from cut(_text(chapter), most_tokens - A_MESSAGE)


def _text(chapter: Chapter) -> str:
    paragraphs = "\n".join(paragraph.text.strip() for paragraph in chapter.paragraphs)
    return f"# {chapter.heading}\n\n{paragraphs}" if chapter.heading else paragraphs
