"""Places in paged documents: ``p3 x0,y0,x1,y1``, points, origin top left, one decimal."""

from __future__ import annotations

from gongkai.grids.model import Box


def rounded(box: Box) -> Box:
    """A box to a tenth of a point (never ``-0.0``, which would print differently from ``0.0``)."""
    x0, y0, x1, y1 = (round(value, 1) + 0.0 for value in box)
    return (x0, y0, x1, y1)


def page_place(page: int, box: Box) -> str:
    """Place of a box on a page counted from 1."""
    return f"p{page} " + ",".join(f"{value:.1f}" for value in rounded(box))
