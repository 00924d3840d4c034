"""Novels in plain text, DOCX and EPUB are read by chapters, within bounds, and told to need writing first."""

import re
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from producer.intake import read_season
from producer.intake.archive import LARGEST_TEXT_BYTES
from producer.intake.docx import read_docx
from producer.intake.draft import Paragraph, paragraphs_of
from producer.intake.epub import read_epub
from producer.intake.importing import read_written
from producer.intake.novel import Novel, read_novel
from shared.errors import InputError
from tests.unit.producer.intake_forms.books import docx, epub, zipped

EXAMPLES = Path(__file__).parents[4] / "examples" / "import"


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as refused:
        read_season(path)
    assert "\n" not in str(refused.value)
    return str(refused.value).removeprefix(str(path))


def refusal_or_nothing(path: Path) -> str:
    try:
        read_season(path)
    except InputError as error:
        return str(error)
    return ""


def novel_text(novel: Novel) -> str:
    return "\n".join(
        line for chapter in novel.chapters for line in (chapter.heading, *(paragraph.text for paragraph in chapter.paragraphs))
    )


@pytest.mark.parametrize(
    ("name", "taken"), [("lighthouse.txt", "2 chapters, 110 characters"), ("ferry.epub", "2 chapters, 339 characters")]
)
def test_a_novel_needs_writing_first_and_what_was_understood_is_named(name, taken):
    assert refusal(EXAMPLES / name) == (
        f": reads as a novel ({taken}); a season file names it as 'novel', and 'cliffhanger write {name}' makes one of it"
    )


def test_a_novel_named_as_a_seasons_script_is_told_by_its_own_name(tmp_path):
    (tmp_path / "n.txt").write_text("第一章 雨\n下雨了。\n", encoding="utf-8")
    season = tmp_path / "season.yaml"
    season.write_text("title: T\nscript: n.txt\n", encoding="utf-8")

    with pytest.raises(InputError, match=re.escape(f"{tmp_path / 'n.txt'}: reads as a novel (1 chapter, 4 characters)")):
        read_season(season)


def test_chapters_know_their_lines_and_paragraphs():
    novel = read_novel(paragraphs_of("灯塔\n\n第一章 来信\n\n信到了。\n没有名字。\n第二章\n他走了。\n"))

    assert [(chapter.heading, chapter.line, [paragraph.number for paragraph in chapter.paragraphs]) for chapter in novel.chapters] == [
        ("第一章 来信", 3, [5, 6]),
        ("第二章", 7, [8]),
    ]


@pytest.mark.parametrize(
    "heading",
    ["第一章", "第１２章　雨", "第十回：雨", "第3节 雨", "正文 第一章 雨", "第一卷 第二章 雨", "第二十章雨夜",
     "楔子", "番外一", "## 第一章 雨",
     "Chapter 1", "CHAPTER ONE: Rain", "Chapter XII", "Prologue", "# Rain"],
)  # fmt: skip
def test_headings_of_chapters(heading):
    assert len(read_novel(paragraphs_of(f"{heading}\n雨。\n")).chapters) == 1
    assert read_novel(paragraphs_of(f"{heading}\n雨。\n")).has_headings


@pytest.mark.parametrize("text", ["第一章讲的是他怎样在雨夜里离开了家，走了很远很远的路，再也没有回来，而她一直等着。", "Part of me knew."])
def test_sentences_that_begin_like_headings_are_none(text):
    assert not read_novel(paragraphs_of(f"{text}\n雨。\n")).has_headings


def test_a_table_of_contents_makes_no_chapters():
    novel = read_novel(paragraphs_of("目录\n第一章 雨\n第二章 风\n\n第一章 雨\n雨。\n第二章 风\n风。\n"))

    assert [chapter.line for chapter in novel.chapters] == [5, 7]


texts = st.text("abc<>&\"' 甲乙，。", min_size=1, max_size=20).map(lambda text: " ".join(("甲" + text).split()))
novels = st.lists(st.lists(texts, min_size=1, max_size=4), min_size=1, max_size=4).map(
    lambda chapters: [
        Paragraph(0, text, heading)
        for number, chapter in enumerate(chapters, 1)
        for text, heading in [(f"第{number}章", 1), *((text, 0) for text in chapter)]
    ]
)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(paragraphs=novels)
def test_a_novel_goes_into_every_kind_of_book_and_back(paragraphs):
    written = [Paragraph(number, text, heading) for number, (_, text, heading) in enumerate(paragraphs, 1)]

    assert read_docx(docx(written)) == written
    assert read_epub(epub("T", "zh", [written])) == written
    assert novel_text(read_novel(paragraphs_of("\n".join(text for _, text, _ in written)))) == "\n".join(text for _, text, _ in written)


def test_a_script_in_word_is_a_season():
    in_word, in_markdown = read_written(EXAMPLES / "rooftop.docx"), read_written(EXAMPLES / "rooftop.md")

    assert in_word.data == in_markdown.data


def test_word_names_its_headings_in_the_authors_language():
    styles = '<w:styles xmlns:w="x"><w:style w:styleId="a3"><w:name w:val="标题 2"/></w:style></w:styles>'
    body = '<w:document xmlns:w="x"><w:p><w:pPr><w:pStyle w:val="a3"/></w:pPr><w:r><w:t>雨</w:t></w:r></w:p></w:document>'

    assert read_docx(docx([], **{"word/styles.xml": styles, "word/document.xml": body})) == [Paragraph(1, "雨", 2)]


def test_what_was_deleted_or_is_written_twice_is_not_read():
    body = (
        '<w:document xmlns:w="x" xmlns:mc="y"><w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:r><w:t>new</w:t><w:tab/></w:r>'
        "<mc:AlternateContent><mc:Choice><w:r><w:t>box</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>box</w:t></w:r></mc:Fallback>"
        "</mc:AlternateContent></w:p></w:document>"
    )

    assert read_docx(docx([], **{"word/document.xml": body})) == [Paragraph(1, "new box")]


def test_a_page_of_a_book_may_use_the_entities_and_the_ruby_of_html():
    body = "<html><head><title>no</title></head><body><p>a&nbsp;&amp;&mdash;b<br/>c</p><ruby>漢<rt>かん</rt></ruby></body></html>"

    assert [text for _, text, _ in read_epub(epub("T", "ja", [[]], **{"OEBPS/page1.xhtml": body}))] == ["a &—b", "c", "漢"]


BOMB = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
BROKEN = {
    "no zip": (b"hello", ": is not a DOCX file; save it as one"),
    "an empty file": (b"", ": is not a DOCX file; save it as one"),
    "another zip": (zipped({"a.txt": "x"}), ": is not a DOCX file; save it as one"),
    "a zip cut short": (docx([])[:-30], ": is not a DOCX file; save it as one"),
    "broken XML": (docx([], **{"word/document.xml": "<a>\n<b></a>"}), ": word/document.xml is broken XML at line 2: mismatched tag"),
    "a bomb of entities": (
        docx([], **{"word/document.xml": BOMB}),
        ": word/document.xml declares entities of its own, which such files never need; save it again",
    ),
    "an entity outside": (
        docx([], **{"word/document.xml": OUTSIDE}),
        ": word/document.xml declares entities of its own, which such files never need; save it again",
    ),
    "no text": (docx([]), ":1: holds no text; a script has scenes with headings such as '1-1 天台 夜 外' or 'INT. KITCHEN - DAY'"),
    "an unknown encoding": (
        docx([], **{"word/document.xml": '<?xml version="1.0" encoding="gbk"?><a/>'}),
        ": word/document.xml cannot be read (multi-byte encodings are not supported); save it as UTF-8",
    ),
}


@pytest.mark.parametrize(("data", "line"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_wrong_with_a_word_document_is_told_in_one_line(tmp_path, data, line):
    path = tmp_path / "a.docx"
    path.write_bytes(data)

    assert refusal(path) == line


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        ({"META-INF/container.xml": "<a/>"}, ": META-INF/container.xml names no book; save it again"),
        ({"OEBPS/book.opf": "<package/>"}, ": OEBPS/book.opf lists no text; save it again"),
        ({"OEBPS/page1.xhtml": "\0\1\2", "META-INF/encryption.xml": "<a/>"}, ": is locked (DRM); give a copy that is not"),
        (
            {
                "OEBPS/book.opf": '<package><item id="a" media-type="text/html" href="../../../etc/passwd"/><itemref idref="a"/></package>',
            },
            ": lacks its part '../../etc/passwd'; save it again",
        ),
    ],
)
def test_what_is_wrong_with_a_book_is_told_in_one_line(tmp_path, parts, line):
    path = tmp_path / "a.epub"
    path.write_bytes(epub("T", "en", [[Paragraph(1, "x")]], **parts))

    assert refusal(path) == line


def test_a_zip_bomb_is_refused_at_the_bound(tmp_path):
    path = tmp_path / "bomb.docx"
    path.write_bytes(docx([], **{"word/document.xml": "<a>" + " " * (LARGEST_TEXT_BYTES + 1)}))
    assert path.stat().st_size < 100_000

    tracemalloc.start()
    line = refusal(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert line == ": unpacks to more than 60 MB of text; no novel has that much"
    assert peak < 4 * LARGEST_TEXT_BYTES


def test_more_lines_than_a_novel_has_are_refused(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\n" * 600_000)
    (tmp_path / "a.docx").write_bytes(docx([], **{"word/document.xml": "<w>" + "<p/>" * 600_000 + "</w>"}))

    assert refusal(tmp_path / "a.txt") == ":500001: has more than 500,000 lines; no novel has that many"
    assert refusal(tmp_path / "a.docx") == ":500001: has more than 500,000 lines; no novel has that many"


def test_an_endless_list_of_parts_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "many.docx"
    data = bytearray(docx([]))
    data[-10:-6] = (3_000_000).to_bytes(4, "little")
    path.write_bytes(data)

    assert refusal(path) == ": lists more parts than a DOCX file has; save it again"


def test_three_megabytes_are_read_within_a_second(tmp_path):
    chapter = "\n".join(["林晚推开门，说：“你终于来了。”窗外的雨下个不停，张枫没有回答，只是看着她手里的信。" * 2] * 60)
    text = "\n".join(f"第{number}章 雨夜\n{chapter}" for number in range(1, 199))
    assert len(text.encode()) > 3_000_000
    paragraphs = paragraphs_of(text)
    books = {"a.txt": text.encode(), "a.docx": docx(paragraphs), "a.epub": epub("T", "zh", [paragraphs])}

    for name, data in books.items():
        path = tmp_path / name
        path.write_bytes(data)
        begun = time.process_time()
        line = refusal(path)
        assert time.process_time() - begun < 1
        assert line.startswith(": reads as a novel (198 chapters, 99")


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    data=st.binary(max_size=200) | st.just(docx([Paragraph(1, "x")])) | st.just(epub("T", "en", [[Paragraph(1, "x")]])),
    cut=st.integers(0, 3000),
    inserted=st.binary(max_size=4),
    ending=st.sampled_from([".docx", ".epub", ".txt", ".md", ".fountain", ".json", ".yaml", ""]),
)
def test_any_bytes_with_any_ending_are_understood_or_refused_in_one_line(tmp_path_factory, data, cut, inserted, ending):
    path = tmp_path_factory.getbasetemp() / f"any{ending}"
    path.write_bytes(data[:cut] + inserted + data[cut + 2 :])

    line = refusal_or_nothing(path)

    assert line == "" or line.startswith(str(path))
    assert not any(character in line for character in "\n\r\t\0\x1b\x85\u2028\u2029")


def test_what_is_no_epub_is_told_with_its_article(tmp_path):
    path = tmp_path / "novel.epub"
    path.write_bytes(b"hello")

    assert refusal(path) == ": is not an EPUB file; save it as one"
