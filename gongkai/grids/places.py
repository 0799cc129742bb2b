"""Places in paged documents: ``p3 x0,y0,x1,y1``, points, origin top left, one decimal."""

from __future__ import annotations

from gongkai.grids.model import Box

#: A border lies at least this far inside the page, in points; one on the page's edge is where a wider table was cut.
_MARGIN = 1.0


def rounded(box: Box) -> Box:
    """A box to a tenth of a point (never ``-0.0``, which would print differently from ``0.0``)."""
    x0, y0, x1, y1 = (round(value, 1) + 0.0 for value in box)
    return (x0, y0, x1, y1)


def on_page(box: Box, width: float, height: float) -> bool:
    """Whether a page shows all of a box: what runs over its edge is cut there, digits included."""
    x0, y0, x1, y1 = box
    return x0 >= _MARGIN and y0 >= _MARGIN and x1 <= width - _MARGIN and y1 <= height - _MARGIN


def page_place(page: int, box: Box) -> str:
    """Place of a box on a page counted from 1."""
    return f"p{page} " + ",".join(f"{value:.1f}" for value in rounded(box))
