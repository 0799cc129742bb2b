"""Which reader reads which medium. A further medium is one module (``extracts``, ``version``) and one line here."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from gongkai import documents
from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids.model import Extract


class Reader(Protocol):
    """What a reader's module offers."""

    def extracts(self, document: Document) -> tuple[Extract, ...]:
        """What its engines got from a document, the preferred one first. Raises UnreadableDocument."""

    def version(self) -> str:
        """A text that changes whenever the extracts of the same bytes may change."""


#: Modules, imported when the first document of their medium comes: OCR alone takes a second.
_READERS: dict[str, str] = {
    documents.HTML: "gongkai.grids.html",
    documents.TEXT: "gongkai.grids.text",
    documents.DOCX: "gongkai.grids.docx",
    documents.MHT: "gongkai.grids.mht",
    documents.XLSX: "gongkai.grids.sheet",
    documents.XLS: "gongkai.grids.sheet",
    documents.PDF: "gongkai.grids.pdf",
    **dict.fromkeys(documents.CONVERTED, "gongkai.grids.office"),
    **dict.fromkeys(("image/png", "image/jpeg", "image/tiff"), "gongkai.grids.image"),
}
MEDIA = frozenset(_READERS)
_READ = "gongkai reads HTML, text with tabs, Word, Excel, PDF, pictures (PNG, JPEG, TIFF), and zip and rar of these"
_UNPACK = "unpack it and name the files in it, or pack them as zip"
_OPEN_DOCUMENTS = tuple(
    f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")
)
#: What media without a reader are, where their names do not say it, and what to do with them.
_KINDS = {
    "application/x-7z-compressed": "a 7-Zip archive",
    "application/gzip": "a file packed with gzip",
    "application/x-tar": "a tar archive",
    "application/x-caj": "a CAJ or KDH file of CNKI",
    **dict.fromkeys(_OPEN_DOCUMENTS, "an OpenDocument file"),
    "image/bmp": "a bitmap",
    "image/webp": "a WebP picture",
}
_REMEDIES = {
    documents.ENCRYPTED_OFFICE: "it needs a password: open it with that and save it without",
    **dict.fromkeys(("application/x-7z-compressed", "application/gzip", "application/x-tar"), _UNPACK),
    **dict.fromkeys(("image/gif", "image/bmp", "image/webp"), "save it as PNG"),
    **dict.fromkeys(
        _OPEN_DOCUMENTS, "open it in LibreOffice or WPS and save it as .docx or .xlsx, or print it to a PDF"
    ),
    "application/x-caj": "open it in CAJViewer and print it to a PDF",
    "application/ofd": "open it in an OFD viewer and print it to a PDF",
}


def extracts(document: Document) -> tuple[Extract, ...]:
    """One Extract a reader, the preferred first: PDF two (``camelot``, ``rules``), scans two (``ocr``, ``glyphs``), the
    other media one.

    Raises UnreadableDocument, also for a medium that has no reader.
    """
    if document.media_type in _READERS:
        return _reader(document.media_type).extracts(document)
    remedy = _REMEDIES.get(document.media_type, _READ)
    kind = _KINDS.get(document.media_type)
    what = document.media_type if kind is None else f"{document.media_type}, {kind}"
    raise UnreadableDocument(f"there is no reader for {what}", document.source, "", remedy)


def reader_version(media_type: str, pictures: bool = True) -> str:
    """Changes whenever a reader of that medium changes what it gives; ``none`` for a medium without one.

    pictures: of documents within which the readers of pictures are asked, see :func:`may_hold_pictures`.
    """
    if media_type == documents.HTML and not pictures:
        from gongkai.grids import html

        return html.version_alone()
    return _reader(media_type).version() if media_type in _READERS else "none"


def may_hold_pictures(document: Document) -> bool:
    """Whether the readers of pictures may be asked of a document. Of pages, most of all documents, it is known before
    they are read."""
    from gongkai.grids import html_pictures

    return document.media_type != documents.HTML or html_pictures.may_hold(document)


def _reader(media_type: str) -> Reader:
    return cast(Reader, import_module(_READERS[media_type]))
