"""Reader of PDF tables by the positions of their words alone: for tables without rules, and beside the others."""

from __future__ import annotations

from gongkai.grids import pieces, word_tables
from gongkai.grids.model import Extract
from gongkai.grids.pdf_page import PdfContent
from gongkai.grids.pieces import PiecePage

#: To be raised whenever this reader gives something else for the same bytes (tests/test_grids_golden.py sees it).
READER_VERSION = 1


def extract(content: PdfContent) -> Extract:
    """Grids of the official tables of the pages, one a table a page, and the text around them."""
    pages = [
        PiecePage(page.number, page.width, page.height, pieces.from_glyphs(page.glyphs)) for page in content.pages
    ]
    grids, lines = word_tables.build(pages, "words")
    return Extract("words", grids, lines, title=content.title, pages=len(pages))
