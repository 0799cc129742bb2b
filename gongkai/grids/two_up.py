"""Two pages beside each other on one sheet: each half is read as a page of its own, places stay those of the sheet.

Halves are numbered as pages in reading order: left, right, left of the next sheet. Cells and grids bear these numbers
and the half's coordinates, for what a page's end cuts is joined by them; their places name the sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gongkai.grids.drawn import Paths
from gongkai.grids.glyphs import Glyph
from gongkai.grids.model import Box, Cell, Extract, Grid, Line
from gongkai.grids.pdf_page import PageContent
from gongkai.grids.pieces import Piece, PiecePage
from gongkai.grids.places import page_box, page_place, rounded
from gongkai.grids.ruled import Rule

#: A sheet of two pages is this much wider than high, at least.
_WIDE = 1.2
#: Nothing stands nearer to the middle than this, in points.
_GUTTER = 8.0
#: Fewer characters than this are no page.
_LEAST = 20


@dataclass(frozen=True, slots=True)
class Half:
    """Half of a sheet: the sheet's number from 1, left and right edge of the half on it, in points."""

    sheet: int
    left: float
    right: float

    def to_half(self, box: Box) -> Box:
        """A box on the sheet, seen from the half."""
        return (box[0] - self.left, box[1], box[2] - self.left, box[3])

    def to_sheet(self, box: Box) -> Box:
        """A box on the half, seen from the sheet."""
        return (box[0] + self.left, box[1], box[2] + self.left, box[3])


#: Half n + 1 is page n of what is read.
Halves = tuple[Half, ...]


def halves(pages: Sequence[PageContent]) -> Halves:
    """The halves of all sheets; () where not every page is a sheet of two, the last one's right half blank or not."""
    if not all(page.width >= _WIDE * page.height for page in pages):
        return ()
    found: list[Half] = []
    for page in pages:
        middle = page.width / 2
        right = sum(glyph.start > middle for glyph in page.glyphs)
        if not _is_parted(page) or len(page.glyphs) - right < _LEAST or (right < _LEAST and page is not pages[-1]):
            return ()
        found.append(Half(page.number, 0.0, middle))
        if right:
            found.append(Half(page.number, middle, page.width))
    return tuple(found) if len(found) > len(pages) else ()


def _is_parted(page: PageContent) -> bool:
    """Whether nothing on a page stands in its middle."""
    left, right = page.width / 2 - _GUTTER, page.width / 2 + _GUTTER
    spans = [(glyph.ink[0], glyph.ink[2]) for glyph in page.glyphs]
    spans += [(rule.start, rule.end) for rule in (*page.paths.horizontal, *page.paths.box_horizontal)]
    spans += [(rule.at, rule.at) for rule in (*page.paths.vertical, *page.paths.box_vertical)]
    is_seen = not page.crowded and not page.paths.too_many
    return is_seen and not any(start < right and end > left for start, end in spans)


def pages_of(found: Halves, pages: Sequence[PageContent]) -> tuple[PageContent, ...]:
    """The halves as pages."""
    by_number = {page.number: page for page in pages}
    return tuple(_page(number, half, by_number[half.sheet]) for number, half in enumerate(found, start=1))


def _page(number: int, half: Half, page: PageContent) -> PageContent:
    def along(rules: Iterable[Rule]) -> tuple[Rule, ...]:
        own = (rule for rule in rules if half.left <= rule.start and rule.end <= half.right)
        return tuple(Rule(rule.at, rule.start - half.left, rule.end - half.left) for rule in own)

    def upright(rules: Iterable[Rule]) -> tuple[Rule, ...]:
        own = (rule for rule in rules if half.left <= rule.at <= half.right)
        return tuple(Rule(rule.at - half.left, rule.start, rule.end) for rule in own)

    paths = page.paths
    return PageContent(
        number,
        half.right - half.left,
        page.height,
        tuple(_glyph(glyph, half) for glyph in page.glyphs if half.left <= glyph.centre[0] <= half.right),
        Paths(
            along(paths.horizontal),
            upright(paths.vertical),
            along(paths.box_horizontal),
            upright(paths.box_vertical),
        ),
        page.image_share,
    )


def _glyph(glyph: Glyph, half: Half) -> Glyph:
    start, end = glyph.start - half.left, glyph.end - half.left
    return glyph._replace(ink=half.to_half(glyph.ink), start=start, end=end)


def piece_pages(found: Halves, page: PiecePage) -> list[PiecePage]:
    """A sheet of pieces as the pages on it."""
    return [
        PiecePage(
            number,
            half.right - half.left,
            page.height,
            tuple(_piece(piece, half) for piece in page.pieces if half.left <= piece.centre <= half.right),
        )
        for number, half in enumerate(found, start=1)
        if half.sheet == page.number
    ]


def _piece(piece: Piece, half: Half) -> Piece:
    return piece._replace(box=half.to_half(piece.box))


def standing(found: Halves, sheet: int, box: Box) -> tuple[int, Box]:
    """Number of the half on which a box of a sheet stands, and the box seen from there; as they are without halves."""
    centre = (box[0] + box[2]) / 2
    for number, half in enumerate(found, start=1):
        if half.sheet == sheet and half.left <= centre <= half.right:
            return number, half.to_half(box)
    return sheet, box


def on_sheets(found: Halves, extract: Extract) -> Extract:
    """What was read from halves, with its places on the sheets; as it is without halves."""
    if not found:
        return extract

    def place(text: str) -> str:
        at = page_box(text)
        return text if at is None else page_place(found[at[0] - 1].sheet, found[at[0] - 1].to_sheet(at[1]))

    def cell(own: Cell) -> Cell:
        return own._replace(place=place(own.place))

    def grid(own: Grid) -> Grid:
        return replace(own, cells=tuple(map(cell, own.cells)), place=place(own.place))

    return replace(
        extract,
        grids=tuple(map(grid, extract.grids)),
        lines=tuple(Line(line.text, place(line.place)) for line in extract.lines),
        pages=None if extract.pages is None else found[-1].sheet,
    )


def on_halves(found: Halves, extract: Extract) -> Extract:
    """What was read from sheets, its grids and cells numbered and measured as those of the halves; places stay."""
    if not found:
        return extract

    def moved(own: Cell) -> Cell:
        if own.page is None or own.box is None:
            return own
        number, box = standing(found, own.page, own.box)
        return own._replace(page=number, box=rounded(box))

    def grid(own: Grid) -> Grid:
        if own.page is None or own.box is None:
            return own
        number, box = standing(found, own.page, own.box)
        return replace(own, cells=tuple(map(moved, own.cells)), page=number, box=rounded(box))

    return replace(extract, grids=tuple(map(grid, extract.grids)))
