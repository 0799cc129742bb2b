"""The good documents that mutants are made from: one report of the sample province, in every medium."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pypdfium2

from benchmarks.media import word_file
from gongkai.sample import page_html, ruled_pdf, tab_text, word_html
from gongkai.sample.content import Content
from gongkai.sample.documents import content_of
from gongkai.sample.publications import Publication, on_night

#: (table, indicator, applicant) -> what is printed there.
Truth = dict[tuple[str, str, str | None], Decimal]


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


def entry(name: str) -> zipfile.ZipInfo:
    """A deflated member of an archive, the same bytes each time."""
    made = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
    made.compress_type = zipfile.ZIP_DEFLATED
    return made


def zipped(name: str, content: bytes) -> bytes:
    """An archive of one member."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry(name), content)
    return out.getvalue()


def _word_xml() -> bytes:
    with zipfile.ZipFile(io.BytesIO(base("docx"))) as archive:
        return archive.read("word/document.xml")


def _png() -> bytes:
    """The pages of the PDF below each other, at 150 dpi."""
    from PIL import Image

    pages = [page.render(scale=150 / 72).to_pil().convert("L") for page in pypdfium2.PdfDocument(base("pdf"))]
    picture = Image.new("L", (pages[0].width, sum(page.height for page in pages)), 255)
    top = 0
    for page in pages:
        picture.paste(page, (0, top))
        top += page.height
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


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


def _sheet(kind: str) -> bytes:
    return converted(base("html"), "html", kind, ("--infilter=HTML (StarCalc)",))


_MAKERS: dict[str, Callable[[], bytes]] = {
    "html": lambda: page_html.report_page(_content()),
    "html gbk": _gbk_page,
    "text": lambda: tab_text.text_report(_content()),
    "docx": lambda: word_file(_content()),
    "docx xml": _word_xml,
    "pdf": lambda: ruled_pdf.ruled_pdf(_content()),
    "doc": lambda: converted(base("html"), "html", "doc", ("--infilter=HTML (StarWriter)",)),
    "xls": lambda: _sheet("xls"),
    "xlsx": lambda: _sheet("xlsx"),
    "zip": lambda: zipped("report.docx", base("docx")),
    "png": _png,
}
#: Of a hundred mutants so many are of a medium: the dearer one is to read, the fewer (a damaged PDF may end in OCR).
SHARES = {
    "html": 24,
    "html gbk": 18,
    "text": 18,
    "docx": 6,
    "docx xml": 15,
    "pdf": 9,
    "doc": 1,
    "xls": 3,
    "xlsx": 3,
    "zip": 2.7,
    "png": 0.3,
}


def document(medium: str, data: bytes) -> bytes:
    """The document of a mutant: bits of a DOCX's text are flipped before it is zipped, since a zip sees what is not."""
    return zipped("word/document.xml", data) if medium == "docx xml" else data


@cache
def base(medium: str) -> bytes:
    """The report in a medium (a key of SHARES). Raises LookupError where the tool that makes it is not installed."""
    return _MAKERS[medium]()
