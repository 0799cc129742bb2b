"""PDF: camelot first, the own reader of drawn rules beside it, always both; pages that are pictures as scans.

A document that one engine alone can read is read by that one, with a note; one that neither can is unreadable.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version as installed

from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import pdf_camelot, pdf_rules, pdf_scans, scan
from gongkai.grids.model import Extract
from gongkai.grids.pdf_page import PdfContent, read_content
from gongkai.grids.pdf_repair import repaired

_REMEDY = "open it in a PDF viewer; if that works, print it to a new PDF, else download it again"


def version() -> str:
    """Changes whenever the output may: with either reader and with the engines under them."""
    return (
        f"camelot-{pdf_camelot.READER_VERSION}+{installed('camelot-py')}+playa-{installed('playa-pdf')} "
        f"rules-{pdf_rules.READER_VERSION}+pypdfium2-{installed('pypdfium2')} "
        f"{scan.version()}"
    )


def extracts(document: Document) -> tuple[Extract, ...]:
    """(camelot's, rules'), or the one that could be made, with a note on the other; ("ocr", "glyphs") of a scan.

    Raises UnreadableDocument when the PDF needs a password, is damaged, has no or too many pages, and when both fail;
    so too when pdfium fails and camelot, which gives no running text, finds no table.
    """
    content, content_failure = _content(document)
    scans = pdf_scans.scanned(content) if content else []
    if content and len(scans) == len(content.pages):
        return pdf_scans.read(document, content, scans)
    data, repairs, repair_failure = _repaired(document)
    rules, rules_failure = _rules(content) if content else (None, content_failure)
    camelot, camelot_failure = _camelot(data, rules.pages if rules else None, repairs)
    if rules is None and (camelot is None or not camelot.grids):
        raise UnreadableDocument(
            f"neither PDF engine can read it: {rules_failure}; {camelot_failure or 'camelot found no table'}",
            document.source,
            "",
            _REMEDY,
        )
    failures = tuple(filter(None, (repair_failure, rules_failure, camelot_failure)))
    found = tuple(replace(found, notes=found.notes + failures) for found in (camelot, rules) if found is not None)
    return pdf_scans.added(found, pdf_scans.read(document, content, scans), scans) if content and scans else found


def _repaired(document: Document) -> tuple[bytes, tuple[str, ...], str | None]:
    """Bytes for camelot, what was mended, and what went wrong with mending."""
    try:
        data, notes = repaired(document.data)
    # An engine that stumbles over a damaged file may raise anything; it is told in the notes, never lost.
    except Exception as error:
        return document.data, (), f"the PDF could not be repaired: {_said(error)}"
    return data, notes, None


def _content(document: Document) -> tuple[PdfContent | None, str | None]:
    try:
        return read_content(document), None
    except UnreadableDocument:
        raise
    except Exception as error:  # as above
        return None, f"pdfium failed: {_said(error)}"


def _rules(content: PdfContent) -> tuple[Extract | None, str | None]:
    try:
        return pdf_rules.extract(content), None
    except Exception as error:  # as above
        return None, f"pdfium failed: {_said(error)}"


def _camelot(data: bytes, pages: int | None, notes: tuple[str, ...]) -> tuple[Extract | None, str | None]:
    try:
        return pdf_camelot.extract(data, pages, notes), None
    except Exception as error:  # as above
        return None, f"camelot failed: {_said(error)}"


def _said(error: Exception) -> str:
    first = next(iter(str(error).strip().splitlines()), "")
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
