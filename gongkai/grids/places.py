"""Places in paged documents: ``p3 x0,y0,x1,y1``, points, origin top left, one decimal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from gongkai.grids.model import Box

#: A border lies at least this far inside the page, in points; one on the page's edge is where a wider table was cut.
_MARGIN = 1.0
#: Sides of two halves of a table differ by less than this, in points.
_SAME_SIDE = 2.0
#: Signs of one number stand no farther apart than this, in points.
_SIGN = 3.0
#: A list of a web page, or a part of it that leads to other pages.
_IN_LIST = re.compile(r"/(?:li|ul|ol|dl|dd|nav|aside|footer|select|option)(?:\[\d+\])?(?:/|$)")
_PAGE_PLACE = re.compile(r"p(\d+) (-?\d+\.\d),(-?\d+\.\d),(-?\d+\.\d),(-?\d+\.\d)")


def rounded(box: Box) -> Box:
    """A box to a tenth of a point (never ``-0.0``, which would print differently from ``0.0``)."""
    x0, y0, x1, y1 = box
    return (_tenth(x0), _tenth(y0), _tenth(x1), _tenth(y1))


# A table's edges come again from cell to cell.
@lru_cache(maxsize=1 << 13)
def _tenth(value: float) -> float:
    return round(value, 1) + 0.0


def on_page(box: Box, width: float, height: float) -> bool:
    """Whether a page shows all of a box: what runs over its edge is cut there, digits included."""
    x0, y0, x1, y1 = box
    return x0 >= _MARGIN and y0 >= _MARGIN and x1 <= width - _MARGIN and y1 <= height - _MARGIN


def is_cut(box: Box, cuts: Iterable[float]) -> bool:
    """Whether a box lies across an edge (x) beyond which nothing is shown: of what stands in it the end may be missing.

    One that ends there is whole.
    """
    return any(box[0] + _SAME_SIDE < cut < box[2] - _SAME_SIDE for cut in cuts)


def is_at_cut(text: Box, cuts: Iterable[float]) -> bool:
    """Whether a text stands at or across such an edge: the next sign of it may be missing."""
    return any(text[0] - _SIGN < cut < text[2] + _SIGN for cut in cuts)


def page_place(page: int, box: Box) -> str:
    """Place of a box on a page counted from 1."""
    return "p{} {:.1f},{:.1f},{:.1f},{:.1f}".format(page, *rounded(box))


# A place is asked for several times on its way: by who matches readings, by who orders them.
@lru_cache(maxsize=1 << 13)
def page_box(place: str) -> tuple[int, Box] | None:
    """Page and box of a place that :func:`page_place` wrote; None for a place of another medium."""
    match = _PAGE_PLACE.fullmatch(place)
    if match is None:
        return None
    page, x0, y0, x1, y1 = match.groups()
    return int(page), (float(x0), float(y0), float(x1), float(y1))


def same_sides(first: Box, second: Box) -> bool:
    """Whether two tables stand between the same left and right edges, as the halves of one do that a page cuts."""
    return abs(first[0] - second[0]) <= _SAME_SIDE and abs(first[2] - second[2]) <= _SAME_SIDE


def is_in_list(place: str) -> bool:
    """Whether a place is in a list of a web page, or in a part of it that leads to other pages."""
    return _IN_LIST.search(place) is not None
