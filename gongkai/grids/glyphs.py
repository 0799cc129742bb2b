"""From single glyphs to lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import hypot, inf
from operator import attrgetter
from statistics import median
from typing import NamedTuple

from gongkai.grids.model import UNREAD, Box

#: Glyphs whose baselines differ by less than this part of their size stand on one line.
_SAME_LINE = 0.4
#: A gap of more than this part of the size is a space; between two figures already one of more than that part. Less is
#: letter-spacing: of a figure's height it is a seventh of the type's size, and no font has as narrow a space.
_SPACE, SPACE_IN_NUMBER = 0.4, 0.2
#: Type is slanted that leaves both axes by more than this (its sine, some 6°); a scan lies askew by less.
_SLANTED = 0.1


#: Type so many times as large as most of its page is printed over a table, not in it; a page of few characters has no
#: size that most of it has.
_OVERLARGE, _FEW = 3.0, 50
#: Ink of two figures that cover more than this part of the narrower one is not side by side.
_UPON = 0.3

_BY_BASELINE, _BY_INK = attrgetter("baseline", "ink"), attrgetter("ink")


class Glyph(NamedTuple):
    """A printed character, in points, origin top left.

    ink:        box around what is black; a full-width comma's ink fills a quarter of its room.
    baseline:   y of the line that it stands on.
    start, end: x of the room that the font gives it.
    size:       about the font's (:func:`size_of`).
    spaced:     white space is printed before it.
    type_size:  the font's, of upright figures; 0 of others and where it is not known.
    """

    text: str
    ink: Box
    baseline: float
    start: float
    end: float
    size: float
    spaced: bool = False
    type_size: float = 0.0

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the ink."""
        x0, y0, x1, y1 = self.ink
        return ((x0 + x1) / 2, (y0 + y1) / 2)


def size_of(ink: Box, start: float, end: float) -> float:
    """About the font's size of a glyph (a lone ``1`` is narrow, a ``一`` is flat), at least 3."""
    x0, y0, x1, y1 = ink
    wide, high = x1 - x0, y1 - y0
    size = wide if wide > high else high
    room = end - start if end - start > 3.0 else 3.0
    return size if size > room else room


def is_slanted(a: float, b: float) -> bool:
    """Whether type runs askew, by the direction (a, b) that its matrix gives it.

    No text of a table does, for it runs along the rules or, turned, across them; a watermark or a stamp may.
    """
    return min(abs(a), abs(b)) > _SLANTED * hypot(a, b)


def overlarge(sizes: Sequence[float]) -> float:
    """The size from which on a page's type is none of a table: a watermark's letters. sizes: of all its characters."""
    return _OVERLARGE * median(sizes) if len(sizes) >= _FEW else inf


def lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Glyphs grouped by baseline, lines from top to bottom, each from left to right."""
    found: list[list[Glyph]] = []
    level = size = 0.0
    for glyph in sorted(glyphs, key=_BY_BASELINE):
        own = glyph.size
        if found and glyph.baseline - level <= _SAME_LINE * (size if size > own else own):
            found[-1].append(glyph)
            size = size if size > own else own
        else:
            found.append([glyph])
            level, size = glyph.baseline, own
    return [_without_doubles(sorted(line, key=_BY_INK)) for line in found]


def text(line: Sequence[Glyph]) -> str:
    """Text of one line, with a space where the line has white space or a wide gap."""
    parts: list[str] = []
    for index, glyph in enumerate(line):
        if index and (glyph.spaced or is_apart(line[index - 1], glyph)):
            parts.append(" ")
        if index and is_overprinted(line[index - 1], glyph):
            parts.append(UNREAD)
        parts.append(glyph.text)
    return "".join(parts)


def is_apart(before: Glyph, glyph: Glyph) -> bool:
    """Whether a gap as wide as a space is between two characters of a line."""
    in_number = before.text.isdecimal() and glyph.text.isdecimal()
    return glyph.start - before.end > (SPACE_IN_NUMBER if in_number else _SPACE) * glyph.size


def is_overprinted(before: Glyph, glyph: Glyph) -> bool:
    """Whether two figures of a line are printed upon each other: what they say together is no number."""
    if not (before.text.isdecimal() and glyph.text.isdecimal()):
        return False
    least = min(before.ink[2] - before.ink[0], glyph.ink[2] - glyph.ink[0])
    return min(before.ink[2], glyph.ink[2]) - max(before.ink[0], glyph.ink[0]) > _UPON * least


def bounds(line: Sequence[Glyph]) -> Box:
    """Box around a line's ink."""
    x0s, y0s, x1s, y1s = zip(*(glyph.ink for glyph in line), strict=True)
    return (min(x0s), min(y0s), max(x1s), max(y1s))


def _without_doubles(line: list[Glyph]) -> list[Glyph]:
    """Bold by printing twice, slightly shifted, is one character."""
    kept = line[:1]
    for glyph in line[1:]:
        last = kept[-1]
        if last.text != glyph.text or glyph.ink[0] - last.ink[0] >= 0.2 * glyph.size:
            kept.append(glyph)
    return kept
