"""Which readers read a document, and how far: a table is asked of further readers until two read it whole.

``both``: camelot and the vector rules always; words where these two do not both read every table whole. ``fast``: the
vector rules and words, where they read every table whole and alike; any other document is read as by ``both``, so that
words, the weakest reader of a ruled page, are no third voice where both readers of its boxes read all of it. In either,
a table that then one reader alone reads whole is read once more from the rendered page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gongkai import documents
from gongkai.align.document import align
from gongkai.align.model import AlignedTable
from gongkai.documents import Document
from gongkai.forms import codebook
from gongkai.grids import router
from gongkai.grids.model import Extract
from gongkai.judge.matching import matched, pages
from gongkai.judge.readings import agree, with_missing_boxes
from gongkai.settings import Readers

if TYPE_CHECKING:
    from gongkai.grids.pdf import Engines

#: Reads the given pages (numbers from 1) of a PDF from their pictures; None where that failed.
Recogniser = Callable[[Sequence[int]], Extract | None]

#: A whole number that rises when other readers may be asked than before.
LADDER_VERSION = 3
_PREFERRED = ("camelot", "rules", "words", "ocr")


def version(media_type: str, mode: Readers = "both", pictures: bool = True) -> str:
    """Changes whenever the extracts of a document of that medium may change.

    pictures: of those that may hold pictures (:func:`gongkai.grids.router.may_hold_pictures`).
    """
    readers = router.reader_version(media_type, pictures)
    return f"{readers} {mode}-{LADDER_VERSION}" if media_type == documents.PDF else readers


def extracts(document: Document, mode: Readers = "both") -> tuple[Extract, ...]:
    """One Extract a reader that was asked, the preferred first. Raises UnreadableDocument."""
    if document.media_type != documents.PDF:
        return router.extracts(document)
    # Not above: who reads pages and text imports no engine of PDFs.
    from gongkai.grids import pdf

    engines = pdf.Engines(document)
    return engines.scanned() or engines.told(climbed(engines, mode, engines.ocr))


def climbed(engines: Engines, mode: Readers, recognise: Recogniser) -> list[Extract]:
    """What the readers of a PDF gave that had to be asked, the preferred first."""
    found = _Found(engines.rules, engines.words if mode == "fast" else engines.camelot)
    if mode == "fast" and not (found.is_settled() and found.is_agreed()):
        found = _Found(engines.rules, engines.camelot)
    if not found.is_settled():
        found.add(engines.words)
    alone = found.pages_of_single()
    if alone:
        found.add(recognise(alone))
    return found.extracts()


class _Found:
    """Extracts so far and the tables in them."""

    def __init__(self, *extracts: Extract | None) -> None:
        self._extracts: list[Extract] = []
        self._aligned: list[tuple[AlignedTable, ...]] = []
        self._tables: list[list[AlignedTable]] = []
        for extract in extracts:
            self.add(extract)

    def add(self, extract: Extract | None) -> None:
        """Add what a reader gave, if it gave anything."""
        if extract is not None:
            self._extracts.append(extract)
            self._aligned.append(align(extract))
            self._tables = [readings for kind in codebook.TABLES for readings in self._of_kind(kind)]

    def extracts(self) -> list[Extract]:
        """The preferred first."""
        return sorted(self._extracts, key=lambda extract: _PREFERRED.index(extract.reader))

    def is_settled(self) -> bool:
        """Whether two readers read every official table whole."""
        kinds = {reading.table for table in self._tables for reading in table}
        return len(kinds) == len(codebook.TABLES) and all(_whole(table) > 1 for table in self._tables)

    def is_agreed(self) -> bool:
        """Whether all readers say the same of every table."""
        return all(map(agree, self._tables))

    def pages_of_single(self) -> list[int]:
        """Pages of the tables that one reader alone reads whole."""
        single = [table for table in self._tables if _whole(table) == 1]
        return sorted({page for table in single for reading in table for page in pages(reading)})

    def _of_kind(self, kind: str) -> list[list[AlignedTable]]:
        return matched([[table for table in tables if table.table == kind] for tables in self._aligned])


def _whole(readings: Sequence[AlignedTable]) -> int:
    return sum(reading.is_complete for reading in with_missing_boxes(readings))
