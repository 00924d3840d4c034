"""DOCX and EPUB files of given paragraphs: the way back, for round trips and samples."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

from producer.intake.draft import Paragraph

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MADE = (2026, 1, 1, 0, 0, 0)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, MADE), content, how)
    return file.getvalue()


def docx(paragraphs: Sequence[Paragraph], **parts: str) -> bytes:
    body = "".join(docx_paragraph(paragraph) for paragraph in paragraphs)
    styles = "".join(f'<w:style w:type="paragraph" w:styleId="{n}"><w:name w:val="heading {n}"/></w:style>' for n in range(1, 7))
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    return zipped(
        {
            "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8"?>'
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/>'
            f'<Override PartName="/word/styles.xml" ContentType="{kind}.styles+xml"/></Types>',
            "_rels/.rels": '<?xml version="1.0" encoding="UTF-8"?>'
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
            "</Relationships>",
            "word/_rels/document.xml.rels": '<?xml version="1.0" encoding="UTF-8"?>'
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
            "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
            "word/styles.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:styles xmlns:w="{WORD}">{styles}</w:styles>',
            **parts,
        }
    )


def docx_paragraph(paragraph: Paragraph) -> str:
    style = f'<w:pPr><w:pStyle w:val="{paragraph.heading}"/></w:pPr>' if paragraph.heading else ""
    return f'<w:p>{style}<w:r><w:t xml:space="preserve">{escape(paragraph.text)}</w:t></w:r></w:p>'


def epub(title: str, language: str, pages: Sequence[Sequence[Paragraph]], **parts: str) -> bytes:
    names = [f"page{number}.xhtml" for number in range(1, len(pages) + 1)]
    items = "".join(f'<item id="p{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(names))
    spine = "".join(f'<itemref idref="p{n}"/>' for n in range(len(names)))
    nav = "".join(f'<li><a href="{name}">{name}</a></li>' for name in names)
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<?xml version="1.0"?>'
            '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
            "OEBPS/book.opf": '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f'<dc:identifier id="id">urn:cliffhanger:{escape(title)}</dc:identifier><dc:title>{escape(title)}</dc:title>'
            f'<dc:language>{language}</dc:language><meta property="dcterms:modified">2026-01-01T00:00:00Z</meta></metadata>'
            f'<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>{items}</manifest>'
            f"<spine>{spine}</spine></package>",
            "OEBPS/nav.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>Contents'
            f'</title></head><body><nav epub:type="toc"><ol>{nav}</ol></nav></body></html>',
            **{f"OEBPS/{name}": page(title, paragraphs) for name, paragraphs in zip(names, pages, strict=True)},
            **parts,
        }
    )


def page(title: str, paragraphs: Sequence[Paragraph]) -> str:
    body = "".join(f"<h{heading}>{escape(text)}</h{heading}>" if heading else f"<p>{escape(text)}</p>" for _, text, heading in paragraphs)
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head><title>{escape(title)}</title></head><body>{body}</body></html>"
    )
