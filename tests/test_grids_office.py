"""Old Word files, RTF and web archives: every cell of the official tables, through LibreOffice where it is needed."""

from __future__ import annotations

import base64
import io
import quopri
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from made_documents import docx
from office_documents import PRINTED, TABLES, TITLE, converted, needs_libreoffice, word
from official_html import page

from gongkai import documents
from gongkai.crawl.store import BodyStore
from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import office, router
from gongkai.lake.cache import Cache
from gongkai.lake.executor import SerialExecutor
from gongkai.read import read_document
from gongkai.records import DocumentReading
from gongkai.reports import reading

OLE = documents.ole.MAGIC + b"\0" * 2000


def printed(answer: DocumentReading) -> dict[str, list[str]]:
    (report,) = answer.reports
    return {table: [fact.raw for fact in report.facts if fact.table == table] for table in ("2", "3", "4")}


def word_2003() -> bytes:
    """The Word file in the XML that Word 2003 wrote."""
    with zipfile.ZipFile(io.BytesIO(word())) as archive:
        text = archive.read("word/document.xml").decode()
    old = "http://schemas.microsoft.com/office/word/2003/wordml"
    text = text.replace("http://schemas.openxmlformats.org/wordprocessingml/2006/main", old)
    text = text.replace("w:document", "w:wordDocument").replace("w:vMerge", "w:vmerge")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Word.Document"?>{text}'.encode()


@needs_libreoffice
@pytest.mark.parametrize(
    ("make", "media_type", "ending"),
    [
        (lambda folder: converted(word(), "docx", "doc", folder), documents.DOC, ".doc"),
        (lambda folder: converted(word(), "docx", "rtf", folder), documents.RTF, ".rtf"),
        (lambda folder: word_2003(), documents.WORD_XML, ".xml"),
    ],
)
def test_every_cell_of_an_old_word_file(
    make: Callable[[Path], bytes], media_type: str, ending: str, tmp_path: Path
) -> None:
    answer = read_document(documents.from_bytes("r", make(tmp_path)))
    assert answer.media_type == media_type
    assert printed(answer) == PRINTED
    (report,) = answer.reports
    assert report.title == TITLE
    assert {(table.readers, table.exact, table.reading) for table in report.tables} == {(("docx",), True, "single")}
    assert answer.notes[0].startswith(f"converted from {ending} by LibreOffice ")
    assert report.facts[0].place == "/w:document/w:body/w:tbl[1]/w:tr[3]/w:tc[2]"


@needs_libreoffice
def test_a_file_that_cannot_be_converted_takes_no_other_with_it() -> None:
    good = Document("good.rtf", b"{\\rtf1\\ansi 12\\par}", "a" * 64, documents.RTF)
    bad = Document("bad.doc", OLE, "b" * 64, documents.DOC)
    made = office.convert([bad, good])
    assert isinstance(made["b" * 64], UnreadableDocument)
    assert "password" in str(made["b" * 64]) and "bad.doc" in str(made["b" * 64])
    (extract,) = office.extracts_of(good, made["a" * 64])  # type: ignore[arg-type]
    assert [line.text for line in extract.lines] == ["12"]


@needs_libreoffice
def test_links_are_not_followed_and_computed_fields_not_read() -> None:
    """LibreOffice computes sums and dates anew, so what Word had stored (77, 1999) is not there to be read."""

    def field(code: bytes, result: bytes) -> bytes:
        return b"{\\field{\\*\\fldinst " + code + b"}{\\fldrslt " + result + b"}}"

    rtf = (
        b"{\\rtf1\\ansi " + field(b'INCLUDETEXT "file:///etc/hostname"', b"stored") + b"\\par "
        b"12"
        + field(b'HYPERLINK "http://a.example/"', b"34")
        + b"\\par "
        + field(b'DATE \\\\@ "yyyy"', b"1999")
        + b"\\par "
        b"\\trowd\\cellx2000\\cellx4000\\intbl 5\\cell " + field(b"=2+3", b"77") + b"\\cell\\row\\pard end\\par}"
    )
    (extract,) = router.extracts(documents.from_bytes("r.rtf", rtf))
    assert [line.text for line in extract.lines] == ["1234", "end"]
    assert [[cell.text for cell in grid.cells] for grid in extract.grids] == [["5", "\ufffd"]]
    assert "fields that LibreOffice computes anew are not read" in extract.notes


def test_without_libreoffice_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.shutil, "which", lambda name: None)
    with pytest.raises(UnreadableDocument, match="LibreOffice, which is not installed") as error:
        router.extracts(documents.from_bytes("r.doc", OLE))
    assert "libreoffice-writer-nogui" in error.value.remedy


def test_a_conversion_that_takes_too_long_is_ended_with_all_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 300 &\necho $! >> {tmp_path}/started\nwait\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(office.shutil, "which", lambda name: str(program))
    monkeypatch.setattr(office, "_SECONDS_TO_BEGIN", 1)
    monkeypatch.setattr(office, "_SECONDS_A_FILE", 0)
    made = office.convert([documents.from_bytes("r.doc", OLE)])
    assert [str(error) for error in made.values() if "takes too long" in str(error)]
    # A killed process ends when it is next given the processor.
    until = time.monotonic() + 10
    while (left := list(filter(_lives, (tmp_path / "started").read_text().split()))) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == []


def _lives(number: str) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


@needs_libreoffice
def test_the_pipeline_converts_in_batches_and_reads_what_was_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store, bad = BodyStore(tmp_path / "bodies"), OLE
    given = {}
    for data in (converted(word(), "docx", "doc", tmp_path), converted(word(TABLES[2:]), "docx", "doc", tmp_path), bad):
        given[store.put(data)] = documents.sniff(data)
    runs: list[int] = []
    convert = office.convert
    monkeypatch.setattr(office, "convert", lambda batch: runs.append(len(batch)) or convert(batch))
    lines = reading.read_all(given, store.root, tmp_path / "cache", SerialExecutor(), "both")
    assert runs == [3]
    assert {(line["kind"], line["grids"]) for line in lines} == {("report", 3), ("report", 1), ("unreadable", 0)}
    shelf = reading.Shelf(store, Cache(tmp_path / "cache"), "both")
    kinds = [reading.reading_of(shelf, sha256).kind for sha256 in sorted(given)]
    assert kinds == [line["kind"] for line in lines]
    assert reading.read_all(given, store.root, tmp_path / "cache", SerialExecutor(), "both") == lines
    assert runs == [3], "a second run reads what the first one kept"


def archive(encoding: bytes, body: bytes, head: bytes = b"") -> bytes:
    return (
        head
        + b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="--=_a"\r\n\r\nA web archive.\r\n\r\n'
        b"----=_a\r\nContent-Location: file:///C:/r.htm\r\nContent-Transfer-Encoding: "
        + encoding
        + b'\r\nContent-Type: text/html; charset="gb2312"\r\n\r\n'
        + body
        + b"\r\n\r\n----=_a\r\nContent-Location: file:///C:/header.htm\r\nContent-Type: text/html\r\n\r\n"
        b"<html><body>9</body></html>\r\n----=_a--\r\n"
    )


PAGE = page(*TABLES, title=TITLE).decode().replace("utf-8", "gb2312").encode("gb18030")


@pytest.mark.parametrize(
    "data",
    [
        archive(b"base64", base64.encodebytes(PAGE)),
        archive(b"quoted-printable", quopri.encodestring(PAGE)),
        archive(b"8bit", PAGE, b"From: <Saved by a browser>\r\nSubject: r\r\n"),
    ],
)
def test_every_cell_of_a_web_archive(data: bytes) -> None:
    answer = read_document(documents.from_bytes("r.doc", data))
    assert answer.media_type == "multipart/related"
    assert printed(answer) == PRINTED
    assert any("web archive" in note for note in answer.notes)


def test_a_web_archive_without_a_page_is_unreadable() -> None:
    data = archive(b"8bit", b"").replace(b"text/html", b"image/png")
    with pytest.raises(UnreadableDocument, match="no page"):
        router.extracts(documents.from_bytes("r.mht", data))
    deep = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n\r\n" + b"".join(
        b"--a%s\r\nContent-Type: multipart/related; boundary=a%s\r\n\r\n" % (b"a" * n, b"a" * (n + 1))
        for n in range(2000)
    )
    with pytest.raises(UnreadableDocument):
        router.extracts(documents.from_bytes("r.mht", deep))


def test_a_column_as_thin_as_a_rule_is_none() -> None:
    """LibreOffice rounds the borders of two rows apart: 行政诉讼 begins a twentieth of a point left of its columns."""

    def tc(words: str, span: int) -> str:
        return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>'

    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in (600, 599, 1, 600))
    rows = f"<w:tr>{tc('甲', 2)}{tc('乙', 2)}</w:tr><w:tr>{tc('1', 1)}{tc('2', 2)}{tc('3', 1)}</w:tr>"
    data = docx(f"<w:tbl><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>")
    (extract,) = router.extracts(documents.from_bytes("r.docx", data))
    (grid,) = extract.grids
    assert [(c.row, c.col, c.colspan, c.text) for c in grid.cells] == [
        (0, 0, 2, "甲"),
        (0, 2, 1, "乙"),
        (1, 0, 1, "1"),
        (1, 1, 1, "2"),
        (1, 2, 1, "3"),
    ]
    assert grid.n_cols == 3
