"""Which reader reads which medium. A further medium is one module (``extracts``, ``version``) and one line here."""

from __future__ import annotations

from typing import Protocol

from gongkai import documents
from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import docx, html, image, mht, office, pdf, sheet, text
from gongkai.grids.model import Extract


class Reader(Protocol):
    """What a reader's module offers."""

    def extracts(self, document: Document) -> tuple[Extract, ...]:
        """What its engines got from a document, the preferred one first. Raises UnreadableDocument."""

    def version(self) -> str:
        """A text that changes whenever the extracts of the same bytes may change."""


_READERS: dict[str, Reader] = {
    documents.HTML: html,
    documents.TEXT: text,
    documents.DOCX: docx,
    documents.MHT: mht,
    documents.XLSX: sheet,
    documents.XLS: sheet,
    documents.PDF: pdf,
    **dict.fromkeys(office.MEDIA, office),
    **dict.fromkeys(("image/png", "image/jpeg", "image/tiff"), image),
}
MEDIA = frozenset(_READERS)
#: What to do with a medium that has no reader yet.
_REMEDIES = {
    documents.ENCRYPTED_OFFICE: "it needs a password: open it with that and save it without",
    "image/gif": "save it as PNG",
    "application/ofd": "open it in an OFD viewer and print it to a PDF",
}


def extracts(document: Document) -> tuple[Extract, ...]:
    """One Extract a reader, the preferred first: PDF two (``camelot``, ``rules``), scans two (``ocr``, ``glyphs``), the
    other media one.

    Raises UnreadableDocument, also for a medium that has no reader.
    """
    reader = _READERS.get(document.media_type)
    if reader is not None:
        return reader.extracts(document)
    remedy = _REMEDIES.get(document.media_type, "gongkai reads HTML, text with tabs, Word, Excel, PDF and pictures")
    raise UnreadableDocument(f"there is no reader for {document.media_type}", document.source, "", remedy)


def reader_version(media_type: str) -> str:
    """Changes whenever a reader of that medium changes what it gives; ``none`` for a medium without one."""
    reader = _READERS.get(media_type)
    return "none" if reader is None else reader.version()
