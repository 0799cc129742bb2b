"""The good documents that mutants are made from: one report of the sample province, in every medium."""

from __future__ import annotations

import io
import quopri
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image

from benchmarks.hostile.containers import png_rows, rar, unzipped, with_rows, zipped
from benchmarks.media import word_file
from gongkai.sample import page_html, ruled_pdf, tab_text, word_html
from gongkai.sample.content import Content
from gongkai.sample.documents import content_of
from gongkai.sample.publications import Publication, on_night

#: (table, indicator, applicant) -> what is printed there.
Truth = dict[tuple[str, str, str | None], Decimal]
_DPI = 150
_CELLS, _TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


@cache
def _publication() -> Publication:
    """A busy agency's report on the form of 2021 without any oddity: few of its cells are alike."""
    found = [
        p for p in on_night(1) if p.agency.profile == "busy" and p.odd is None and set(p.forms.values()) == {"2021"}
    ]
    return found[0]


@cache
def _content() -> Content:
    return content_of(_publication())


@cache
def truth() -> Truth:
    """Every printed number of the report."""
    boxes = [(table, box) for table, boxes in _content().tables.items() for box in boxes if box.key is not None]
    return {(table, *box.key): Decimal(box.text) for table, box in boxes if box.key is not None and box.text}


def _gbk_page() -> bytes:
    return word_html.word_page(_content()).decode().replace('charset="utf-8"', 'charset="gb2312"').encode("gb18030")


def _member(medium: str, name: str) -> bytes:
    return unzipped(base(medium))[name]


def _plain_pdf() -> bytes:
    """The PDF with its streams unpacked: what a bit changes is an operator, a number or a sign."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(base("pdf"))) as document:
        document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
    return out.getvalue()


def _web_archive() -> bytes:
    """As Word saves a page: quoted-printable in GBK."""
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=part\r\n\r\n--part\r\n"
    kind = b"Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head + kind + quopri.encodestring(_gbk_page()) + b"\r\n--part--\r\n"


def _pages() -> list[Image.Image]:
    """The pages of the PDF in shades of gray."""
    return [page.render(scale=_DPI / 72).to_pil().convert("L") for page in pypdfium2.PdfDocument(base("pdf"))]


def _picture(kind: str) -> bytes:
    """The pages below each other."""
    pages = _pages()
    picture = Image.new("L", (pages[0].width, sum(page.height for page in pages)), 255)
    top = 0
    for page in pages:
        picture.paste(page, (0, top))
        top += page.height
    return _saved([picture], kind)


def _saved(pages: list[Image.Image], kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    more = {"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}
    pages[0].save(out, kind, dpi=(_DPI, _DPI), **more, **options)
    return out.getvalue()


def _fax() -> bytes:
    """Black and white, each row told by the one above."""
    return _saved([page.convert("1", dither=Image.Dither.NONE) for page in _pages()], "TIFF", compression="group4")


def _scanned_pdf() -> bytes:
    return _saved(_pages(), "PDF", resolution=_DPI)


def converted(data: bytes, given: str, wanted: str, options: tuple[str, ...] = ()) -> bytes:
    """By LibreOffice. Raises LookupError where there is none, or where it makes nothing of it."""
    program = shutil.which("soffice")
    if program is None:
        raise LookupError("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / f"base.{given}"
        path.write_bytes(data)
        profile = f"-env:UserInstallation={(Path(name) / 'profile').as_uri()}"
        subprocess.run(
            [program, profile, "--headless", *options, "--convert-to", wanted, "--outdir", name, str(path)],
            check=True,
            capture_output=True,
            timeout=120,
        )
        made = path.with_suffix(f".{wanted}")
        if not made.exists():
            raise LookupError("LibreOffice cannot convert it")
        return made.read_bytes()


def _letter(kind: str) -> bytes:
    return converted(base("html"), "html", kind, ("--infilter=HTML (StarWriter)",))


def _sheet(kind: str) -> bytes:
    return converted(base("html"), "html", kind, ("--infilter=HTML (StarCalc)",))


_MAKERS: dict[str, Callable[[], bytes]] = {
    "html": lambda: page_html.report_page(_content()),
    "html gbk": _gbk_page,
    "text": lambda: tab_text.text_report(_content()),
    "docx": lambda: word_file(_content()),
    "docx xml": lambda: _member("docx", "word/document.xml"),
    "mht": _web_archive,
    "pdf": lambda: ruled_pdf.ruled_pdf(_content()),
    "pdf plain": _plain_pdf,
    "pdf scan": _scanned_pdf,
    "doc": lambda: _letter("doc"),
    "rtf": lambda: _letter("rtf"),
    "xls": lambda: _sheet("xls"),
    "xlsx": lambda: _sheet("xlsx"),
    "xlsx cells": lambda: _member("xlsx", _CELLS),
    "xlsx texts": lambda: _member("xlsx", _TEXTS),
    "zip": lambda: zipped({"report.docx": base("docx")}),
    "zip page": lambda: base("html"),
    "rar": lambda: rar({"report.html": base("html")}),
    "rar page": lambda: base("html"),
    "png": lambda: _picture("PNG"),
    "png rows": lambda: png_rows(base("png")),
    "jpeg": lambda: _picture("JPEG"),
    "tiff": _fax,
}
#: Mutants of these are what is in a container, which is made sound around them.
_PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "docx xml": lambda data: zipped({"word/document.xml": data}),
    "xlsx cells": lambda data: zipped(unzipped(base("xlsx")) | {_CELLS: data}),
    "xlsx texts": lambda data: zipped(unzipped(base("xlsx")) | {_TEXTS: data}),
    "zip page": lambda data: zipped({"report.html": data}),
    "rar page": lambda data: rar({"report.html": data}),
    "png rows": lambda data: with_rows(base("png"), data),
}
#: Of a hundred mutants so many are of a medium: the dearer one is to read, the fewer (a damaged PDF may end in OCR, and
#: so does every picture).
SHARES = {
    "html": 17,
    "html gbk": 14,
    "text": 15,
    "mht": 6,
    "docx": 2,
    "docx xml": 15,
    "pdf": 6,
    "pdf plain": 4,
    "pdf scan": 0.3,
    "doc": 1,
    "rtf": 1,
    "xls": 3,
    "xlsx": 1,
    "xlsx cells": 5,
    "xlsx texts": 2,
    "zip": 1,
    "zip page": 3,
    "rar": 0.5,
    "rar page": 2,
    "png": 0.2,
    "png rows": 0.3,
    "jpeg": 0.4,
    "tiff": 0.3,
}


def document(medium: str, data: bytes) -> bytes:
    """The document of a mutant: of what is in a container that sees every flipped bit, the container around it."""
    return _PACKERS[medium](data) if medium in _PACKERS else data


@cache
def base(medium: str) -> bytes:
    """The report in a medium (a key of SHARES), or what is in its container.

    Raises LookupError where the tool that makes it is not installed.
    """
    return _MAKERS[medium]()
