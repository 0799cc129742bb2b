"""A page to be drawn on, as plain bytes: what a worker may hand over."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """A page, counted from 1. width, height: pixels. gray: one byte a pixel, rows from the top, 0 is black.

    dpi: pixels that are an inch of the page.
    """

    number: int
    width: int
    height: int
    dpi: float
    gray: bytes

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return self.width * 72 / self.dpi, self.height * 72 / self.dpi
