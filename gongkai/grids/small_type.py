"""Figures that are no digits of a number: a note's, smaller or on another level, and type too small to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from gongkai.grids.glyphs import Glyph, overlarge
from gongkai.grids.model import UNREAD

#: A figure of less than this part of its neighbour's size is a note's.
_SMALLER = 0.88
#: Figures of one number stand on one level but for this part of their size.
_LEVEL = 0.12
#: A note's figure stands no farther from its number than this part of the number's size, and no higher or lower.
_GAP, _RISE = 0.25, 0.5
#: Type of less than this part of most type's size on its page, or so many points, is too small to be seen.
_PART, _LEAST = 0.4, 2.0
_SIGNS = frozenset(".,-")


def marked(glyphs: Sequence[Glyph]) -> tuple[Glyph, ...]:
    """The glyphs of a page, with U+FFFD behind each figure that is a note's or too small to be seen."""
    sizes_of_all = [glyph.size for glyph in glyphs]
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


def _notes(figures: Sequence[Glyph], sizes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """For each figure whether it is smaller than one beside it, or of its size on another level."""
    levels = np.array([figure.baseline for figure in figures])
    order = np.argsort([figure.start for figure in figures], kind="stable")
    if np.ptp(sizes) <= (1 - _SMALLER) * sizes.min() and not _is_uneven(levels, sizes):
        return np.zeros(len(figures), bool)
    found = np.zeros(len(figures), bool)
    starts = np.array([figure.start for figure in figures])
    ends = np.array([figure.end for figure in figures])
    tops, bases = (np.array([figure.ink[side] for figure in figures]) for side in (1, 3))
    for index in order:
        size = sizes[index]
        is_beside = (starts - ends[index] < _GAP * size) & (starts[index] - ends < _GAP * size)
        is_near = is_beside & (tops < bases[index] + _RISE * size) & (bases > tops[index] - _RISE * size)
        found |= is_near & (sizes < _SMALLER * size)
        shift = np.abs(levels - levels[index])
        is_level_with = (tops < bases[index]) & (bases > tops[index])
        found |= is_near & is_level_with & (shift > _LEVEL * size) & (sizes <= size)
    return found


def _is_uneven(levels: NDArray[np.float64], sizes: NDArray[np.float64]) -> bool:
    """Whether some figures stand as near to a level as a note's figure may, but not on it."""
    gaps = np.diff(np.sort(levels))
    return bool(np.any((gaps > _LEVEL * sizes.min()) & (gaps < sizes.max())))
