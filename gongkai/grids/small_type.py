"""Figures that are no digits of a number: a note's, smaller or on another level, and type too small to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from gongkai.grids.glyphs import Glyph, overlarge
from gongkai.grids.model import UNREAD
from gongkai.grids.set_apart import SMALLER

#: Figures of one number stand on one level but for this part of their size.
_LEVEL = 0.12
#: A note's figure stands no farther from its number than this part of the number's size, and no higher or lower.
_GAP, _RISE = 0.25, 0.5
#: Type of less than this part of most type's size on its page, or so many points, is too small to be seen.
_PART, _LEAST = 0.4, 2.0
_SIGNS = frozenset(".,-")
#: Figures held against all of a page at a time.
_AT_ONCE = 256

Floats = NDArray[np.float64]


def marked(glyphs: Sequence[Glyph]) -> tuple[Glyph, ...]:
    """The glyphs of a page, with U+FFFD behind each figure that is a note's or too small to be seen."""
    sizes_of_all = sorted(glyph.size for glyph in glyphs)
    # A watermark's figures are of no number, and make none beside them a note's.
    most = overlarge(sizes_of_all)
    where = [index for index, glyph in enumerate(glyphs) if glyph.type_size and glyph.size < most]
    if not where:
        return tuple(glyphs)
    usual = median(sizes_of_all)
    figures = [glyphs[index] for index in where]
    sizes = np.array([figure.type_size for figure in figures])
    bad = {where[index] for index in np.flatnonzero((sizes < max(_PART * usual, _LEAST)) | _notes(figures, sizes))}
    if not bad:
        return tuple(glyphs)
    return tuple(
        glyph._replace(text=glyph.text + UNREAD) if index in bad else glyph for index, glyph in enumerate(glyphs)
    )


def is_figure(text: str) -> bool:
    """Whether a character is a part of numbers."""
    return text.isdecimal() or text in _SIGNS


def _notes(figures: Sequence[Glyph], sizes: Floats) -> NDArray[np.bool_]:
    """For each figure whether it is smaller than one beside it, or of its size on another level."""
    levels = np.array([figure.baseline for figure in figures])
    found = np.zeros(len(figures), bool)
    if np.ptp(sizes) <= (1 - SMALLER) * sizes.min() and not _is_uneven(levels, sizes):
        return found
    sides = np.array([(figure.start, figure.end, figure.ink[1], figure.ink[3]) for figure in figures]).T
    for first in range(0, len(figures), _AT_ONCE):
        found[_notes_of(slice(first, first + _AT_ONCE), levels, sizes, sides)] = True
    return found


def _notes_of(some: slice, levels: Floats, sizes: Floats, sides: Floats) -> NDArray[np.intp]:
    """Which figures are a note's beside one of some. sides: start, end, top and base of each."""
    starts, ends, tops, bases = sides
    reach = _RISE * sizes[some, None]
    # Of all pairs few stand on one line, and fewer beside each other.
    one, other = np.nonzero((tops < bases[some, None] + reach) & (bases > tops[some, None] - reach))
    one += some.start
    gap = _GAP * sizes[one]
    is_near = (starts[other] - ends[one] < gap) & (starts[one] - ends[other] < gap)
    one, other = one[is_near], other[is_near]
    is_off_level = np.abs(levels[other] - levels[one]) > _LEVEL * sizes[one]
    is_off_level &= (tops[other] < bases[one]) & (bases[other] > tops[one]) & (sizes[other] <= sizes[one])
    return np.asarray(other[(sizes[other] < SMALLER * sizes[one]) | is_off_level], np.intp)


def _is_uneven(levels: Floats, sizes: Floats) -> bool:
    """Whether some figures stand as near to a level as a note's figure may, but not on it."""
    gaps = np.diff(np.sort(levels))
    return bool(np.any((gaps > _LEVEL * sizes.min()) & (gaps < sizes.max())))
