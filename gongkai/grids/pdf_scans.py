"""PDF pages that are pictures: read as scans, alone or among pages of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import raster, scan
from gongkai.grids.model import Extract
from gongkai.grids.pdf_page import PdfContent


def scanned(content: PdfContent) -> list[int]:
    """Numbers of the pages that are to be read as scans; all of them where no page has text, outlines being none."""
    if not any(page.glyphs for page in content.pages):
        return [page.number for page in content.pages]
    return [page.number for page in content.pages if page.is_scan]


def read(document: Document, content: PdfContent, pages: Sequence[int]) -> tuple[Extract, Extract]:
    """("ocr", "glyphs") of these pages. Raises UnreadableDocument for more pages than are read."""
    if len(pages) > raster.MAX_SCANS:
        raise UnreadableDocument(
            f"the PDF has {len(pages)} scanned pages, more than the {raster.MAX_SCANS} that are read",
            document.source,
            "",
            "cut the report out of it",
        )
    ocr, glyphs = scan.read(raster.render(document, pages))
    count = len(content.pages)
    return replace(ocr, title=content.title, pages=count), replace(glyphs, title=content.title, pages=count)


def added(found: Sequence[Extract], scans: tuple[Extract, Extract], pages: Sequence[int]) -> tuple[Extract, ...]:
    """Extracts of the pages of text with what stands on the scanned ones, in the order of pages.

    The first takes the grids of "ocr", the second those of "glyphs" (their own reader's name stays on the grids), a
    third none; who has running text takes theirs too.
    """
    note = f"read as scans: page {', '.join(map(str, pages))}"
    joined = tuple(
        replace(
            extract,
            grids=tuple(sorted((*extract.grids, *scan_of.grids), key=lambda grid: grid.page or 0)),
            lines=tuple(sorted((*extract.lines, *scan_of.lines), key=lambda line: _page(line.place)))
            if extract.lines
            else (),
            notes=(*extract.notes, note),
        )
        for extract, scan_of in zip(found, scans, strict=False)
    )
    return (*joined, *found[len(joined) :])


def _page(place: str) -> int:
    return int(place.split(" ")[0].removeprefix("p"))
