"""A number read by the shapes of its digits: the second, independent reading of a box of a scan.

Only what is certain is said: each mark of a number must be a digit that one sign alone is like, or a separator where
separators stand (``number_line``); words beside it are told by how far they reach above and below digits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from gongkai.grids import digit_shapes, number_line, number_marks, pen_lines
from gongkai.grids.digit_shapes import Ink
from gongkai.grids.raster import Gray, Mask

#: Darkness (0..1) from which a pixel is ink. Ragged print falls apart at one, touching digits join at another.
_CUTS = (0.45, 0.55, 0.35, 0.65)
#: Two more where none of these tells anything: digits of blurred print may join at one and fall apart at the next. They
#: count where they say the same.
_BETWEEN = (0.38, 0.42)
#: Part of a box's ink that its marks hold at least: print that a high cut takes away was a stroke.
_HELD = 0.95
#: Lines of one number are of one size; a lower one smaller than this part of the other is a note's figure.
_SAME_SIZE = 0.8
#: A sign before a number is about as high as wide, and as like 增 or 减 as this, by so much more than the other.
_SQUARE, _LIKE, _LEAD = 1.35, 0.85, 0.1
#: Ink that is less darker than paper than this (of 255) is no print.
_FAINT = 25.0


@dataclass(frozen=True, slots=True)
class Look:
    """How a box is seen.

    rules: which of its pixels belong to rules (shape of the box). scale: pixels a point.
    tails: whether the page has grays, so that a comma's faint tail shows; in black and white it may be gone.
    """

    rules: Mask
    scale: float
    tails: bool = True


def read(box: Gray, look: Look) -> str | None:
    """The number in a box; its lines are parted by a line break. None where that is not certain."""
    return _alike(box, look, _whole)


def before_words(box: Gray, look: Look, signs: int | None) -> str | None:
    """The number that the first line of a box begins with, before words. None where that is not certain.

    signs: how many signs of full width the words are, which then must fill their room; None for any.
    """

    def found(ink: Ink, marks: list[number_marks.Rect], tails: bool) -> str | None:
        return _first(ink, marks, tails, signs)

    return _alike(box, look, found)


def after_change(box: Gray, look: Look) -> str | None:
    """The number in a box of one line that begins with 增 or 减, with that sign. None where that is not certain."""
    return _alike(box, look, _changed)


def _alike(box: Gray, look: Look, said: Callable[[Ink, list[number_marks.Rect], bool], str | None]) -> str | None:
    """What is said alike of the ink seen darker and fainter."""
    ink = _ink(box, look)
    if ink is None:
        return None

    def at(cut: float) -> str | None:
        marks = number_marks.marks(ink, cut)
        return said(ink, marks, look.tails) if marks else None

    found: list[str] = []
    for cut in _CUTS:
        text = at(cut)
        if text is not None:
            found.append(text)
        if len(found) > 1:
            break
    if not found:
        first, second = map(at, _BETWEEN)
        return first if first == second else None
    return found[0] if len(set(found)) == 1 else None


def _whole(ink: Ink, marks: list[number_marks.Rect], tails: bool) -> str | None:
    bands = number_marks.bands(marks) if number_marks.held(ink, marks) >= _HELD else None
    if not bands:
        return None
    lines = [number_marks.line(band) for band in bands]
    if min(line.height for line in lines) < _SAME_SIZE * max(line.height for line in lines):
        return None
    texts = [_line(ink, line, tails) for line in lines]
    return None if None in texts else "\n".join(text for text in texts if text is not None)


def _first(ink: Ink, marks: list[number_marks.Rect], tails: bool, signs: int | None) -> str | None:
    bands = number_marks.bands(marks)
    parts = number_marks.words_after(bands) if bands else None
    if parts is None:
        return None
    number, words = parts
    if signs is not None and round((words[2] - words[0]) / (words[3] - words[1])) != signs:
        return None
    # Words on the number's own line stand right of it, those of further lines below.
    base = max(mark[3] for mark in number)
    own = ink[: words[1]] if words[1] >= base else ink[:, : words[0]]
    if bands and len(bands) > 1:
        own = own[: min(mark[1] for mark in bands[1])]
    if number_marks.held(own, number) < _HELD:
        return None
    return _line(own, number_marks.line(number), tails)


def _changed(ink: Ink, marks: list[number_marks.Rect], tails: bool) -> str | None:
    bands = number_marks.bands(marks)
    parts = number_marks.word_before(bands[0]) if bands and len(bands) == 1 else None
    if parts is None:
        return None
    (x0, y0, x1, y1), number = parts
    if not 1 / _SQUARE < (x1 - x0) / (y1 - y0) < _SQUARE:
        return None
    (word,) = digit_shapes.nearest([ink[y0:y1, x0:x1]], among="changes")
    if word.likeness < _LIKE or word.lead < _LEAD:
        return None
    own = ink.copy()
    own[:, :x1] = 0
    if number_marks.held(own, number) < _HELD:
        return None
    text = _line(own, number_marks.line(number), tails)
    return None if text is None else word.sign + text


def _line(ink: Ink, line: number_marks.Line, tails: bool) -> str | None:
    """The number on a line, None where it is not certain or struck out."""
    text = number_line.text(ink, line, tails)
    return None if text is None or pen_lines.strikes(ink, line, text) else text


def _ink(box: Gray, look: Look) -> Ink | None:
    """Darkness of a box's pixels, enlarged; None where there is nothing printed."""
    if box.size == 0 or look.rules.all():
        return None
    paper = float(np.median(box[~look.rules]))
    plain = np.where(look.rules, np.uint8(paper), box)
    fine = max(1.0, number_marks.FINE / look.scale)
    large = cv2.resize(plain, None, fx=fine, fy=fine, interpolation=cv2.INTER_CUBIC).astype(np.float32)
    large = cv2.GaussianBlur(large, (3, 3), 0.8)
    dark = float(np.percentile(large, 0.2)) if large.size > 2000 else float(large.min())
    dark = min(dark, float(np.sort(large, axis=None)[: max(1, large.size // 200)].mean()))
    if paper - dark < _FAINT:
        return None
    return np.asarray(np.clip((paper - large) / (paper - dark), 0, 1), np.float32)
