"""Reader of HTML pages: lxml, no network, bytes decoded here (a page's own charset is often wrong or missing).

A table is a Grid unless it lays out the page: one that holds other tables, a text of more than 400 characters, or a
single cell. A table of one cell inside a cell (a wrapped value) is text of that cell.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from lxml import etree

from gongkai.documents import Document
from gongkai.grids import html_pictures
from gongkai.grids.decode import decode
from gongkai.grids.element_paths import Paths
from gongkai.grids.html_captions import Captions
from gongkai.grids.html_frames import open_frames
from gongkai.grids.html_look import Element
from gongkai.grids.html_parts import ALONE, Parts
from gongkai.grids.html_shown import OPEN, Around, Surroundings, box_text, is_shown, rows_left, within
from gongkai.grids.html_text import PICTURE, collapsed, runs
from gongkai.grids.html_tree import Page, opened
from gongkai.grids.model import UNREAD, Cell, Extract, Grid, Line, holds_table
from gongkai.grids.spans import MAX_CELL_TEXT, place, row_span, span
from gongkai.installed import installed

#: To be raised whenever this reader gives something else for the same bytes (tests/test_grids_golden.py sees it).
READER_VERSION = 14

_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|zip|rar)(?![a-z0-9])", re.I)
_TITLES_END = ("报告", "年报", "报告》", "年报》")
_new = tuple.__new__
#: Rows and columns of a cell that says nothing of them.
_PLAIN = (1, 1)
#: Rows that are shown, each with its shown cells and what holds within these.
_Rows = list[tuple[Element, list[tuple[Element, Around]]]]


def version() -> str:
    """Changes whenever the output may: with this reader, the parser's release and the readers of pictures."""
    from gongkai.grids import scan

    return f"{scan.version()} {version_alone()}"


def version_alone() -> str:
    """As :func:`version`, of pages that hold no picture (:func:`gongkai.grids.html_pictures.may_hold`)."""
    # Names of colours are Pillow's.
    lxml = ".".join(map(str, etree.LXML_VERSION))
    return f"pillow-{installed('pillow')} html-{READER_VERSION}+lxml-{lxml}"


def extracts(document: Document) -> tuple[Extract, ...]:
    """One Extract; two ("ocr", "glyphs") of a page that has pictures within it and no table of numbers.

    Raises UnreadableDocument when the page has no elements, too many or too deep ones.
    """
    page = extract(document, ALONE)
    if holds_table(page) or not html_pictures.may_hold(document):
        return (page,)
    # Half a second: only when pictures are read.
    from gongkai.grids import embedded

    remedy = "save the pictures and name them, or look for another edition of the report"
    return embedded.with_pictures(page, html_pictures.pictures(document), document.source, remedy)


def extract(document: Document, near: Parts) -> Extract:
    """What a page holds, given what its archive holds beside it. Raises UnreadableDocument as :func:`extracts`."""
    text, notes = decode(document.data)
    page = open_frames(opened(text, document.source, near=near), document.source, near)
    root, paths = page.root, Paths(page.root)
    grids, grid_cells = _grids(page, paths)
    body = root.find("body")
    lines: list[Line] = []
    before: dict[int, int] = {}

    def is_left_out(element: Element) -> bool:
        if (index := grid_cells.get(element)) is None:
            return not is_shown(element)
        before.setdefault(index, len(lines))
        return True

    captions = Captions(root, text)
    for block, run in runs(root if body is None else body, is_left_out):
        lines.append(Line(run, paths.of(block), captions.is_doubtful(block, run), _is_link(block, run)))
    metadata = _metadata(root)
    title = metadata.get("articletitle") or " ".join((root.findtext(".//title") or "").split())
    return Extract(
        reader="html",
        grids=tuple(replace(grid, lines_before=before.get(index)) for index, grid in enumerate(grids)),
        lines=tuple(lines),
        title=title or None,
        metadata=metadata,
        links=_links(root if body is None else body),
        notes=notes,
    )


def _grids(page: Page, paths: Paths) -> tuple[tuple[Grid, ...], dict[Element, int]]:
    """The grids in order, and the cells in them, whose text is not running text, with the rows of cells alone.

    Cells and rows with the index of their grid.
    """
    grids: list[Grid] = []
    cells: dict[Element, int] = {}
    rows_of = _rows(page.root)
    real = {table for table, rows in rows_of.items() if sum(len(cells) for _, cells in rows) > 1}
    for table, rows in rows_of.items():
        if table not in real or _holds_table(table, rows, real):
            continue
        grid = _grid(table, rows, page, paths)
        if grid is not None:
            own_cells = (cell for _, own in rows for cell, _ in own)
            own_rows = (row for row, own in rows if _is_all_cells(row, own))
            cells.update(dict.fromkeys((*own_cells, *own_rows), len(grids)))
            grids.append(grid)
    return tuple(grids), cells


def _is_all_cells(row: Element, cells: list[tuple[Element, Around]]) -> bool:
    """Whether nothing stands in a row but these cells."""
    return len(row) == len(cells) and not any(
        text is not None and not text.isspace() for text in (row.text, *(cell.tail for cell, _ in cells))
    )


def _rows(root: Element) -> dict[Element, _Rows]:
    """Rows of each table in the order shown: those whose nearest table is this one, each with its own cells.

    What is hidden is no table, row or cell: it takes no place.
    """
    cells_of: dict[Element, list[Element]] = {}
    for cell in root.iter("td", "th"):
        row = cell.getparent()
        if row is None or row.tag != "tr":
            row = next(cell.iterancestors("tr", "table"), None)
        if row is not None and row.tag == "tr":
            cells_of.setdefault(row, []).append(cell)
    round_boxes = Surroundings()
    tables: dict[Element, _Rows] = {table: [] for table in root.iter("table") if not round_boxes.within(table).gone}
    for row in root.iter("tr"):
        table = next(row.iterancestors("table"), None)
        if table is not None and table in tables and not (here := round_boxes.within(row)).gone:
            inside = [
                (cell, here if cell.get("style") is None else within(cell, here)) for cell in cells_of.get(row, ())
            ]
            tables[table].append((row, [pair for pair in inside if not pair[1].gone]))
    for table in {part.getparent() for part in root.iter("thead", "tfoot")}:
        if table in tables:
            tables[table] = _as_shown(tables[table])
    return tables


def _as_shown(rows: _Rows) -> _Rows:
    """Rows of a table as a browser shows them: its first head above and its first foot below, wherever they stand."""
    parts = [row.getparent() for row, _ in rows]
    head = next((part for part in parts if part is not None and part.tag == "thead"), None)
    foot = next((part for part in parts if part is not None and part.tag == "tfoot"), None)
    ranks = [
        0 if part is not None and part is head else 2 if part is not None and part is foot else 1 for part in parts
    ]
    return [row for _, row in sorted(zip(ranks, rows, strict=True), key=lambda pair: pair[0])]


def _holds_table(table: Element, rows: _Rows, tables: set[Element]) -> bool:
    """Whether another one of some tables stands in a cell of this one; few have any inside at all."""
    if not any(inner in tables for inner in table.iterdescendants("table")):
        return False
    return any(inner in tables for _, cells in rows for cell, _ in cells for inner in cell.iter("table"))


def _grid(table: Element, rows: _Rows, page: Page, paths: Paths) -> Grid | None:
    """The table as a Grid; None when a cell's text or the number of slots shows that it is no table of figures."""
    # A box with nothing but figures or signs of writing needs no call: nearly all of 300 on a page.
    texts = [
        text
        if here is OPEN and not len(cell) and (text := cell.text) is not None and text.isalnum()
        else box_text(cell, here, page.overlap)
        for _, cells in rows
        for cell, here in cells
    ]
    if page.damaged:
        own = [cell for _, cells in rows for cell, _ in cells]
        texts = [text + UNREAD * _is_damaged(cell, page.damaged) for cell, text in zip(own, texts, strict=True)]
    if max(map(len, texts), default=0) > MAX_CELL_TEXT and any(len("".join(t.split())) > MAX_CELL_TEXT for t in texts):
        return None
    left = rows_left([row for row, _ in rows])
    placed, n_cols = place(
        tuple(
            [
                tuple([_spans(cell.get("rowspan"), cell.get("colspan"), most) for cell, _ in cells])
                for (_, cells), most in zip(rows, left, strict=True)
            ]
        )
    )
    if not placed:
        return None
    where = [path for row, cells in rows for path in paths.of_children(row, [cell for cell, _ in cells])]
    # Not Cell(…): a page has 300 of them, and fields by name take twice as long.
    cells = [_new(Cell, (*slot, text, path, None, None)) for slot, text, path in zip(placed, texts, where, strict=True)]
    return Grid(tuple(cells), len(rows), n_cols, paths.of(table), "html")


def _spans(down: str | None, across: str | None, most: int) -> tuple[int, int]:
    return _PLAIN if down is None and across is None else (row_span(down, most), span(across))


def _is_damaged(cell: Element, damaged: frozenset[Element]) -> bool:
    """Whether a tag in the cell, or of its row or table, is damaged."""
    return not damaged.isdisjoint((*cell.iter(), *cell.iterancestors("tr", "tbody", "table")))


def _metadata(root: Element) -> dict[str, str]:
    """Meta names (or properties) in lower case with their content; the first that says something counts."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        content = (meta.get("content") or "").strip()
        if name and content:
            found.setdefault(name, content)
    return dict(sorted(found.items()))


def _links(body: Element) -> tuple[tuple[str, str], ...]:
    found: dict[tuple[str, str], None] = {}
    for element in body.iter("a", "img"):
        if element.tag == "img":
            url, text = (element.get("src") or "").strip(), (element.get("alt") or "").strip()
        else:
            url, text = (element.get("href") or "").strip(), _link_text(element)
        if url and not url.lower().startswith(("data:", "javascript:", "mailto:", "#")):
            if element.tag == "a" and not _is_attachment(url, text):
                continue
            found[(url, text)] = None
    return tuple(found)


def _link_text(link: Element) -> str:
    """What a link shows; PICTURE for a picture alone."""
    text = " ".join(" ".join(run for _, run in runs(link, lambda inner: not is_shown(inner))).split())
    return text or (PICTURE if next(link.iter("img"), None) is not None else "")


def _is_link(block: Element, run: str) -> bool:
    """Whether a run of text that ends as titles of reports do is all in one link to another page."""
    if not run.endswith(_TITLES_END):
        return False
    links = (link for link in (*block.iter("a"), *block.iterancestors("a")) if not _leads_nowhere(link))
    return any(collapsed("".join(map(str, link.itertext()))) == run for link in links)


def _leads_nowhere(link: Element) -> bool:
    url = (link.get("href") or "").strip()
    return not url or url.startswith("#")


def _is_attachment(url: str, text: str) -> bool:
    """By the path, by a file name in the query (download.jsp?name=…), or by the link's text."""
    is_plain = "%" not in url and url.isprintable()
    if is_plain and not _ATTACHMENT.search(url) and not _ATTACHMENT.search(text):
        # Most links: nothing in them could become a file name by being taken apart and unquoted.
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return any(_ATTACHMENT.search(unquote(part)) for part in (parts.path, parts.query, text))
