"""PDF: four engines over the same pages, each run when it is asked for; which are asked is decided above the grids.

``camelot`` and ``rules`` read drawn rules, ``words`` positions of words alone, ``ocr`` the rendered page. A document
that some engine can read is read by that one, with a note on those that failed; one that none can is unreadable. Pages
that are pictures are read as scans.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import effort, pdf_camelot, pdf_ocr, pdf_rules, pdf_scans, pdf_words, scan, two_up
from gongkai.grids.model import Box, Extract
from gongkai.grids.pdf_page import PdfContent, read_content
from gongkai.grids.pdf_repair import repaired
from gongkai.installed import installed

#: Engines that give the running text, too.
_GIVE_TEXT = ("rules", "words")
_Made = TypeVar("_Made")
_REMEDY = "open it in a PDF viewer; if that works, print it to a new PDF, else download it again"


def version() -> str:
    """Changes whenever the output may: with any engine and with what stands under it."""
    return (
        f"camelot-{pdf_camelot.READER_VERSION}+{installed('camelot-py')}+playa-{installed('playa-pdf')} "
        f"rules-{pdf_rules.READER_VERSION} words-{pdf_words.READER_VERSION} ocr-{pdf_ocr.READER_VERSION} "
        f"pypdfium2-{installed('pypdfium2')} {scan.version()}"
    )


def extracts(document: Document) -> tuple[Extract, ...]:
    """(camelot's, rules'), or the one that could be made, with a note on the other; ("ocr", "glyphs") of a scan.

    Raises as :meth:`Engines.told`.
    """
    engines = Engines(document)
    return engines.scanned() or engines.told([engines.camelot, engines.rules])


class Engines:
    """The engines over one PDF; pages are read once, and mended once. An engine that fails gives None.

    All but :attr:`camelot` raise UnreadableDocument for what no engine can change: a password, damage, no or too many
    pages. All raise MemoryError: what a process short of memory leaves out is no answer.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._failures: list[str] = []

    @cached_property
    def rules(self) -> Extract | None:
        """What drawn rules say, and the running text."""
        return self._by_pdfium(pdf_rules.extract)

    @cached_property
    def words(self) -> Extract | None:
        """What the positions of words say."""
        return self._by_pdfium(pdf_words.extract)

    @cached_property
    def camelot(self) -> Extract | None:
        """What camelot says."""
        content = self._content
        pages = None if content is None else len(content.pages)
        ruled = None if content is None else [page.number for page in content.pages if page.paths.is_ruled]
        data, notes = self._repaired() if ruled != [] else (self._document.data, ())
        return self._tried(
            "camelot failed",
            lambda: pdf_camelot.extract(data, pages, notes, ruled, self._halves, self._cuts, self._unseen),
        )

    def ocr(self, pages: Sequence[int]) -> Extract | None:
        """What the rendered pages say (numbers from 1)."""
        return self._tried("OCR failed", lambda: pdf_ocr.extract(self._document, pages, self._halves, self._cuts))

    def scanned(self) -> tuple[Extract, ...]:
        """("ocr", "glyphs") where all pages are pictures; () where one is not."""
        content = self._content
        if content is None or len(self._scans) < len(content.pages):
            return ()
        return pdf_scans.read(self._document, content, self._scans)

    @cached_property
    def _scans(self) -> list[int]:
        return pdf_scans.scanned(self._content) if self._content is not None else []

    def told(self, found: Sequence[Extract | None]) -> tuple[Extract, ...]:
        """The extracts that could be made, each with a note on every engine that failed; pages that are pictures added.

        Raises UnreadableDocument when none could; so too when pdfium fails and camelot, which gives no running text,
        finds no table.
        """
        made = [extract for extract in found if extract is not None]
        if not any(extract.grids or extract.reader in _GIVE_TEXT for extract in made):
            failures = "; ".join([*self._failures, *(f"{extract.reader} found no table" for extract in made)])
            raise UnreadableDocument(f"no PDF engine can read it: {failures}", self._document.source, "", _REMEDY)
        noted = tuple(replace(extract, notes=(*extract.notes, *self._failures)) for extract in made)
        if self._content is None or not self._scans:
            return noted
        return pdf_scans.added(noted, pdf_scans.read(self._document, self._content, self._scans), self._scans)

    @cached_property
    def _content(self) -> PdfContent | None:
        return self._tried("pdfium failed", lambda: read_content(self._document))

    @cached_property
    def _halves(self) -> two_up.Halves:
        """Of sheets with two pages each."""
        return () if self._content is None or self._scans else two_up.halves(self._content.pages)

    @property
    def _cuts(self) -> dict[int, tuple[float, ...]]:
        """Of each page the edges at which its tables are cut off; sheets of two pages have none that are told."""
        pages = () if self._content is None or self._halves else self._content.pages
        return {page.number: page.paths.cuts for page in pages if page.paths.cuts}

    @property
    def _unseen(self) -> dict[int, tuple[Box, ...]]:
        """Of each page the figures that it does not show."""
        pages = () if self._content is None else self._content.pages
        return {page.number: page.unseen for page in pages if page.unseen}

    def _by_pdfium(self, engine: Callable[[PdfContent], Extract]) -> Extract | None:
        content = self._content
        if content is None:
            return None
        found = self._halves
        read = replace(content, pages=two_up.pages_of(found, content.pages)) if found else content
        return self._tried("pdfium failed", lambda: two_up.on_sheets(found, engine(read)))

    def _repaired(self) -> tuple[bytes, tuple[str, ...]]:
        """Bytes for camelot and what was mended."""
        data = self._document.data
        return self._tried("the PDF could not be repaired", lambda: repaired(data)) or (data, ())

    def _tried(self, failure: str, engine: Callable[[], _Made]) -> _Made | None:
        try:
            return engine()
        except UnreadableDocument:
            raise
        # An engine that stumbles over a damaged file may raise anything; it is told in the notes, never lost.
        except Exception as error:
            if effort.is_of_memory(error):
                raise MemoryError from error
            self._failures.append(f"{failure}: {_said(error)}")
            return None


def _said(error: Exception) -> str:
    first = next(iter(str(error).strip().splitlines()), "")
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
