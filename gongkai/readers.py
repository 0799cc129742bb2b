"""Which readers read a document: all of its medium's, or in mode ``fast`` as few as suffice."""

from __future__ import annotations

from gongkai.documents import PDF, Document
from gongkai.grids import router
from gongkai.grids.model import Extract
from gongkai.settings import Readers


def extracts(document: Document, mode: Readers) -> tuple[Extract, ...]:
    """What its readers got from a document, the preferred one first. Raises UnreadableDocument."""
    return router.extracts(document)


def version(media_type: str, mode: Readers) -> str:
    """Changes whenever the extracts of a document of this medium may change."""
    readers = router.reader_version(media_type)
    return f"{readers} {mode}" if media_type == PDF else readers
