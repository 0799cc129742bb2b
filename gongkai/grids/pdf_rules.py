"""Reader of ruled PDF tables by pdfium's vector rules: the second, independent reading beside camelot's.

It also gives the running text. A table's box is drawn or it is no cell: text where no box is drawn becomes a Line.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf

from gongkai.grids import box_text, table_rules
from gongkai.grids import glyphs as text_lines
from gongkai.grids.glyphs import Glyph
from gongkai.grids.model import UNREAD, Box, Cell, Extract, Grid, Line
from gongkai.grids.pdf_page import PageContent, PdfContent
from gongkai.grids.places import is_cut, on_page, page_place, rounded, same_sides
from gongkai.grids.ruled import RuledTable, SlotBox, tables
from gongkai.grids.table_rules import Rules

#: To be raised whenever this reader gives something else for the same bytes (tests/test_grids_golden.py sees it).
READER_VERSION = 16

_Key = tuple[int, SlotBox]

#: A figure's room is some half of its height, a full-width one's all of it; of stretched type far less or more.
_NARROW, _WIDE = 0.25, 3.0
#: Signs within numbers. Figures no farther from a table's edge than so many points are no page's number.
_POINTS, _AT_EDGE = frozenset(".,"), 6.0


def extract(content: PdfContent) -> Extract:
    """Grids and lines of the pages in order, one Grid a table a page."""
    grids: list[Grid] = []
    lines: list[Line] = []
    notes: list[str] = []
    for page, found in zip(content.pages, _cut_closed(content.pages), strict=True):
        inside, outside, covered = _assigned(page, found)
        torn = _torn(inside, outside) | covered | _cut_off(page, found)
        grids.extend(_grid(page.number, index, table, inside, torn) for index, table in enumerate(found))
        for line in text_lines.lines(outside):
            lines.append(Line(text_lines.text(line), page_place(page.number, text_lines.bounds(line))))
        if page.crowded:
            notes.append(f"page {page.number} holds too many characters and was not read")
        over = len(page.glyphs) - len(outside) - sum(map(len, inside.values()))
        if over:
            notes.append(f"page {page.number}: {over} characters too large for a table (a watermark) were left out")
        if page.slanted:
            notes.append(
                f"page {page.number}: {page.slanted} slanted characters (a watermark or a stamp) were left out"
            )
        if page.paths.too_many:
            notes.append(f"page {page.number} draws too many lines for a table; none was looked for")
    return Extract(
        reader="rules",
        grids=tuple(grids),
        lines=tuple(lines),
        title=content.title,
        pages=len(content.pages),
        notes=tuple(notes),
    )


def _cut_closed(pages: Sequence[PageContent]) -> list[list[RuledTable]]:
    """Tables of each page; those of a page anew whose last one goes on on the next page."""
    rules = [table_rules.of_tables(page.paths) for page in pages]
    found = [_tables(page, own) for page, own in zip(pages, rules, strict=True)]
    for index, (own, after) in enumerate(pairwise(found)):
        if own and after and same_sides(own[-1].bounds, after[0].bounds):
            found[index] = _tables(pages[index], rules[index], goes_on=True)
    return found


def _tables(page: PageContent, rules: Rules, goes_on: bool = False) -> list[RuledTable]:
    """Tables of a page, without the boxes that run over its edge."""
    found = tables(*rules, goes_on)
    return [
        replace(table, boxes=tuple(box for box in table.boxes if on_page(table.box(box), page.width, page.height)))
        for table in found
    ]


def _assigned(
    page: PageContent, found: Sequence[RuledTable]
) -> tuple[dict[_Key, list[Glyph]], list[Glyph], frozenset[_Key]]:
    """Glyphs by the box that holds their centre, those that no box holds, and boxes whose number cannot be told.

    Of nested tables the innermost holds a glyph. One too large for a table is printed over it and left out, as what
    runs askew is; but where all of that stands within one box it may be its number.
    """
    limit = text_lines.overlarge([glyph.size for glyph in page.glyphs]) if found else inf
    key_at = _boxes_of(found)
    inside: dict[_Key, list[Glyph]] = {}
    outside: list[Glyph] = []
    covered = {key for ink in page.askew if (key := _only(_corners(ink, key_at))) is not None}
    for glyph in page.glyphs:
        key = key_at(*glyph.centre)
        if key is None:
            outside.append(glyph)
        elif glyph.size < limit:
            inside.setdefault(key, []).append(glyph)
        elif glyph.text.isdecimal():
            covered |= _covered(glyph, key_at)
    return inside, outside, frozenset(covered | _hung_on(outside, key_at))


def _boxes_of(found: Sequence[RuledTable]) -> Callable[[float, float], _Key | None]:
    """What tells the box at a point: the innermost table's."""
    slots = [
        {
            (row, col): box
            for box in table.boxes
            for row in range(box.row, box.row + box.rowspan)
            for col in range(box.col, box.col + box.colspan)
        }
        for table in found
    ]
    innermost = sorted(range(len(found)), key=lambda index: (_area(found[index]), index))

    def key_at(x: float, y: float) -> _Key | None:
        for index in innermost:
            slot = (bisect_right(found[index].ys, y) - 1, bisect_right(found[index].xs, x) - 1)
            box = slots[index].get(slot)
            if box is not None:
                return index, box
        return None

    return key_at


def _covered(figure: Glyph, key_at: Callable[[float, float], _Key | None]) -> set[_Key]:
    """The boxes of which a figure too large for a table may be the number all the same: it fits into one, or its type
    is stretched, as no watermark's is."""
    high = figure.ink[3] - figure.ink[1]
    room = (figure.end - figure.start) / high if high > 0 else inf
    corners = _corners(figure.ink, key_at)
    is_doubtful = _only(corners) is not None or not _NARROW <= room <= _WIDE
    return {key for key in (*corners, key_at(*figure.centre)) if key is not None} if is_doubtful else set()


def _hung_on(outside: Iterable[Glyph], key_at: Callable[[float, float], _Key | None]) -> set[_Key]:
    """The boxes beside figures that stand right at a table's edge, alone on their line or cut: the rest of a number in
    one may be there, or all of it."""
    found: set[_Key | None] = set()
    for line in text_lines.lines(outside):
        are_alone = all(glyph.text.isdecimal() or glyph.text in _POINTS for glyph in line)
        for glyph in line:
            if are_alone or _is_cut_figure(glyph):
                x = glyph.centre[0]
                found |= {key_at(x, y) for y in (glyph.ink[1] - _AT_EDGE, glyph.ink[3] + _AT_EDGE)}
    return {key for key in found if key is not None}


def _corners(ink: Box, key_at: Callable[[float, float], _Key | None]) -> set[_Key | None]:
    x0, y0, x1, y1 = ink
    return {key_at(x, y) for x in (x0, x1) for y in (y0, y1)}


def _only(keys: set[_Key | None]) -> _Key | None:
    """The box where all of them are one; None where they are not, or none is a box's."""
    return next(iter(keys)) if len(keys) == 1 else None


def _torn(inside: Mapping[_Key, Sequence[Glyph]], outside: Iterable[Glyph]) -> frozenset[_Key]:
    """Boxes with a part of a number that runs on over their edge: one too wide for its box, or a rule that is not where
    it is drawn. Its figures stand no farther apart than those of one number may."""
    where: list[tuple[Glyph, _Key | None]] = [(glyph, key) for key, own in inside.items() for glyph in own]
    where += [(glyph, None) for glyph in outside]
    figures = {id(glyph): key for glyph, key in where if _is_figure(glyph)}
    found: set[_Key | None] = set()
    for line in text_lines.lines(glyph for glyph, _ in where if _is_figure(glyph)):
        for before, after in pairwise(line):
            keys = {figures[id(before)], figures[id(after)]}
            if len(keys) > 1 and not (after.spaced or text_lines.is_apart(before, after)):
                found |= keys
    return frozenset(key for key in found if key is not None)


def _is_figure(glyph: Glyph) -> bool:
    """Whether a glyph is a figure, or was one that a clip path cuts."""
    return glyph.text.isdecimal() or _is_cut_figure(glyph)


def _is_cut_figure(glyph: Glyph) -> bool:
    return glyph.type_size > 0 and UNREAD in glyph.text


def _cut_off(page: PageContent, found: Sequence[RuledTable]) -> frozenset[_Key]:
    """Boxes across an edge beyond which nothing is shown: of their numbers the end may be missing."""
    return frozenset(
        (index, slot)
        for index, table in enumerate(found)
        for slot in table.boxes
        if is_cut(table.box(slot), page.paths.cuts)
    )


def _area(table: RuledTable) -> float:
    x0, y0, x1, y1 = table.bounds
    return (x1 - x0) * (y1 - y0)


def _grid(page: int, index: int, table: RuledTable, inside: dict[_Key, list[Glyph]], torn: frozenset[_Key]) -> Grid:
    lines = {slot: text_lines.lines(inside.get((index, slot), ())) for slot in table.boxes}
    margin = box_text.margin((line, table.box(slot)) for slot, own in lines.items() for line in own)
    cells = tuple(
        Cell(
            slot.row,
            slot.col,
            slot.rowspan,
            slot.colspan,
            box_text.text(lines[slot], table.box(slot), margin)
            + UNREAD * ((index, slot) in torn or box_text.may_go_on(lines[slot], table.box(slot), margin)),
            page_place(page, table.box(slot)),
            page,
            rounded(table.box(slot)),
        )
        for slot in table.boxes
    )
    place = page_place(page, table.bounds)
    return Grid(
        cells,
        *table.shape,
        place,
        "rules",
        page,
        box=rounded(table.bounds),
        open_top=table.open_top,
        open_bottom=table.open_bottom,
    )
