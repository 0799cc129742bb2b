"""Reader of PDF tables by the positions of their words alone: for tables without rules, and beside the others."""

from __future__ import annotations

from gongkai.grids import pieces, word_tables
from gongkai.grids.model import UNREAD, Extract
from gongkai.grids.pdf_page import PageContent, PdfContent
from gongkai.grids.pieces import PiecePage
from gongkai.grids.places import is_at_cut, on_page

#: To be raised whenever this reader gives something else for the same bytes (tests/test_grids_golden.py sees it).
READER_VERSION = 14


def extract(content: PdfContent) -> Extract:
    """Grids of the official tables of the pages, one a table a page, and the text around them."""
    grids, lines = word_tables.build([_page(page) for page in content.pages], "words")
    return Extract("words", grids, lines, title=content.title, pages=len(content.pages))


def _page(page: PageContent) -> PiecePage:
    """Pieces of a page. What runs over its edge, or stands where a table is cut off, is cut there, digits included: it
    is ink that gives no text."""
    found = pieces.from_glyphs(page.glyphs)
    shown = tuple(
        piece._replace(text=UNREAD)
        if is_at_cut(piece.box, page.paths.cuts) or not on_page(piece.box, page.width, page.height)
        else piece
        for piece in found
    )
    return PiecePage(page.number, page.width, page.height, shown)
