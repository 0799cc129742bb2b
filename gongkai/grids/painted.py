"""What is painted on a page against what its text says: digits that do not show, ink that is no text.

Two pictures of a page are compared, one of all that it shows and one of its text alone. They are drawn from the same
outlines at the same pixels, so what is text looks alike on both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import cv2
import numpy as np

from gongkai.grids.drawn import Paths
from gongkai.grids.glyphs import Glyph
from gongkai.grids.model import Box
from gongkai.grids.raster import Gray, Mask
from gongkai.grids.ruled import Rule, merged

#: Darker than this (of 255) is ink that is looked for; a watermark is lighter.
_INK = 150
#: What a stroke changes by less than this does not show.
_CHANGE = 12
#: Lighter than this is no part of a character.
TRACE = 215
#: Darker than this is the middle of a stroke, which shows as ink even through the veil of a seal.
_CORE = 100
#: A digit shows where at least this part of its ink is darker than what is around it by this much.
_SHOWN, _CONTRAST = 0.7, 50.0
#: Of type that is not dark itself, less of that is enough; its strokes are what is darkest, but for this.
_FAINT_CONTRAST, _STROKE = 30.0, 20
#: A comma, a point or a dash is lower than this part of its type's size; digits are higher.
_FLAT_SIGN = 0.5
#: A shape with more of its bounds inked is a block that stands for a font that is not there, or a bar.
_BLOCK = 0.9
#: Of text's ink that no character accounts for, less high than this, in points, is an edge.
_LEAST_CHARACTER = 3.0
#: So much of a digit is seen at least where a seal lies on it.
_LEFT = 0.3
#: Half the width of what is left out along a rule, in points: two rules side by side are told as one.
_RULE = 2.5
#: What is shorter is no rule but may be a stroke of a digit, in points.
_LEAST_RULE = 12.0
#: So many uprights of one height are the sides of boxes, however short: a page's end cuts rows.
_ROW_OF_SIDES = 3
#: A rule strikes a digit out where it runs through this middle part of its height and over this part of its width.
_MIDDLE, _ACROSS = 0.2, 0.5
#: A minus ends before its number by less than this part of the height of a digit.
_SIGN_GAP = 1.5
#: A sign lower than this is as flat as a rule, in points.
_FLAT = 3.0
#: Ink of a character reaches over what its font states by no more than this, in points.
_AROUND = 0.5
#: Ink of fewer pixels is where two edges do not meet.
_LEAST = 4
#: Ink that is larger than this both ways is a drawing behind the table, in points; no digit is.
DRAWING = 30.0
#: Ink that covers most of its bounds, which are at least so high, is a box's filling.
_FULL, _FILLING = 0.6, 10.0
#: A stroke at least so long that lies within a straight band no wider than this is a line, in points.
#: What is left of a border of colour between two rules is as thick as that.
_LINE, _BAND = 12.0, 3.5

#: Left, top, right, bottom in pixels.
Pixels = tuple[int, int, int, int]


@dataclass(frozen=True)
class Pictures:
    """Of a part of a page. shown: all of it; text: its text alone, both height x width, 255 is paper.

    scale: pixels a point. left, top: where on the page the part begins, in pixels. seals: where seals have been taken
    out of ``shown``, None where there are none. pens: what strokes that are no rules and annotations change, of any
    colour; None where there are none.
    """

    shown: Gray
    text: Gray
    scale: float
    left: int = 0
    top: int = 0
    seals: Mask | None = None
    pens: Mask | None = None

    def pixels(self, boxes: Sequence[Box], around: float = 0.0) -> list[Pixels]:
        """Boxes in points as pixels of the pictures, all that they touch; what lies beside them is cut off.

        around: how much larger they are taken to each side, in points.
        """
        height, width = self.shown.shape
        # Twice as fast as an array of tuples.
        sides = np.fromiter(chain.from_iterable(boxes), float, 4 * len(boxes)).reshape(-1, 4)
        sides += (-around, -around, around, around)
        sides = sides * self.scale - (self.left, self.top, self.left, self.top)
        sides[:, 2:] = np.ceil(sides[:, 2:])
        most = np.array([width, height, width, height])
        return [(x0, y0, x1, y1) for x0, y0, x1, y1 in np.clip(sides, 0, most).astype(int).tolist()]

    def points(self, pixels: Pixels) -> Box:
        """Pixels of the pictures as a box in points."""
        x0, y0, x1, y1 = pixels
        return (
            (x0 + self.left) / self.scale,
            (y0 + self.top) / self.scale,
            (x1 + self.left) / self.scale,
            (y1 + self.top) / self.scale,
        )


@dataclass(frozen=True)
class Figure:
    """Connected ink. pixels: its bounds; ink: which pixels within them are dark."""

    pixels: Pixels
    ink: Mask

    def is_line(self, scale: float) -> bool:
        """Whether it is one long straight stroke at any angle, as no digit is but a 1. scale: pixels a point."""
        if max(self.ink.shape) < _LINE * scale:
            return False
        _, sides, _ = cv2.minAreaRect(np.argwhere(self.ink).astype(np.float32))
        return bool(min(sides) + 1 <= _BAND * scale)

    def is_filling(self, scale: float) -> bool:
        """Whether it fills a box."""
        height, width = self.ink.shape
        return bool(height >= _FILLING * scale and np.count_nonzero(self.ink) >= _FULL * height * width)

    def is_character(self, scale: float) -> bool:
        """Whether it may be a character or a part of one: no line, no filling, no large drawing."""
        height, width = self.ink.shape
        is_drawing = min(height, width) >= DRAWING * scale
        return not (self.is_filling(scale) or is_drawing or self.is_line(scale))


def is_covered(pictures: Pictures, boxes: Sequence[Pixels]) -> list[bool]:
    """For each box of a sign whether something lies over it, or under it in its colour, so that it does not show."""
    if pictures.shown is pictures.text:
        return [False] * len(boxes)
    return [_is_hidden(pictures, box) for box in boxes]


def _is_hidden(pictures: Pictures, box: Pixels) -> bool:
    """Whether most of a sign's ink is hardly darker than what is around it. What a seal covers says nothing, but some
    of the sign is to be seen."""
    x0, y0, x1, y1 = box
    around = pictures.shown[max(y0 - 1, 0) : y1 + 1, max(x0 - 1, 0) : x1 + 1]
    text = pictures.text[y0:y1, x0:x1]
    if not text.size or text.min() >= TRACE:
        return False
    is_dark = text.min() < _CORE
    core = text < (_CORE if is_dark else int(text.min()) + _STROKE)
    contrast = _CONTRAST if is_dark else _FAINT_CONTRAST
    seen = pictures.shown[y0:y1, x0:x1][core] + contrast < around.max()
    told = seen if pictures.seals is None else seen[seen | ~pictures.seals[y0:y1, x0:x1][core]]
    return bool(seen.sum() < _SHOWN * told.size or seen.mean() < _LEFT)


def is_faint(pictures: Pictures, boxes: Sequence[Pixels]) -> bool:
    """Whether some sign is so light that what lies under it, light too, may be of its colour."""
    return any(_INK <= pictures.text[y0:y1, x0:x1].min() < TRACE for x0, y0, x1, y1 in boxes if x0 < x1 and y0 < y1)


def is_digit_high(sign: Glyph, look: Gray, scale: float) -> bool:
    """Whether a comma, a point or a dash is painted as high as a digit. look: its picture; scale: pixels a point."""
    dark = look < TRACE
    if not dark.any() or is_block(dark):
        return False
    height = dark[bounds(dark)].shape[0]
    return bool(sign.type_size and height > _FLAT_SIGN * sign.type_size * scale + 1)


def bounds(ink: Mask) -> tuple[slice, slice]:
    """Rows and columns that ink takes up; there is some."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def is_block(ink: Mask) -> bool:
    """Whether ink, of which there is some, is a bar or a block that stands for a font that is not there."""
    return bool(ink[bounds(ink)].mean() > _BLOCK)


def untold(pictures: Pictures, inks: Sequence[Box]) -> list[Figure]:
    """Ink of text that no character accounts for: digits whose text says a space, or nothing.

    inks: of all characters that say something, in points.
    """
    rest = np.asarray(cv2.compare(pictures.text, _INK, cv2.CMP_LT), np.uint8)
    for x0, y0, x1, y1 in pictures.pixels(inks, _AROUND):
        rest[y0:y1, x0:x1] = 0
    least = _LEAST_CHARACTER * pictures.scale
    return [figure for figure in characters(rest, pictures.scale) if figure.ink.shape[0] >= least]


def is_struck(paths: Paths, signs: Sequence[Glyph]) -> list[bool]:
    """For each sign whether a drawn rule strikes it out."""
    if not paths.horizontal or not signs:
        return [False] * len(signs)
    at, start, end = np.array([(rule.at, rule.start, rule.end) for rule in paths.horizontal]).T[:, :, None]
    x0, y0, x1, y1 = np.array([sign.ink for sign in signs]).T
    edge = _MIDDLE * (y1 - y0)
    through = (at > y0 + edge) & (at < y1 - edge) & (np.minimum(end, x1) - np.maximum(start, x0) > _ACROSS * (x1 - x0))
    return [bool(one) for one in through.any(axis=0) & (y1 - y0 > _FLAT)]


def is_signed(paths: Paths, signs: Sequence[Glyph]) -> list[bool]:
    """For each sign whether a drawn line that ends close before it, level with its middle, may be a minus.

    So ends a border of rows before a number in a merged box, but at an upright rule.
    """
    lines = merged(paths.horizontal)
    if not lines or not signs:
        return [False] * len(signs)
    at, end = np.array([(line.at, line.end) for line in lines]).T[:, :, None]
    x0, y0, _, y1 = np.array([sign.ink for sign in signs]).T
    edge, gap = _MIDDLE * (y1 - y0), x0 - end
    before = (at > y0 + edge) & (at < y1 - edge) & (gap > -_RULE) & (gap < _SIGN_GAP * (y1 - y0)) & (y1 - y0 > _FLAT)
    signed = {of for line, of in np.argwhere(before) if not _is_upright_at(lines[line].end, signs[of], paths)}
    return [index in signed for index in range(len(signs))]


def _is_upright_at(end: float, sign: Glyph, paths: Paths) -> bool:
    """Whether an upright rule beside a sign stands where a line ends, or between that and the sign."""
    x, y = sign.ink[0], (sign.ink[1] + sign.ink[3]) / 2
    return any(
        end - _RULE <= rule.at <= max(x, end + _RULE) and rule.start - _RULE <= y <= rule.end + _RULE
        for rule in (*paths.vertical, *paths.box_vertical)
    )


def enclosed(paths: Paths) -> Box | None:
    """The part of a page that its rules enclose, in points; None where they enclose nothing."""
    across, down = [*paths.horizontal, *paths.box_horizontal], [*paths.vertical, *paths.box_vertical]
    if not across or not down:
        return None
    return (
        min(rule.start for rule in across),
        min(rule.start for rule in down),
        max(rule.end for rule in across),
        max(rule.end for rule in down),
    )


def has_faint_ink(pictures: Pictures, paths: Paths) -> bool:
    """Whether some ink that is neither text nor rule is so light that it may be a thin stroke, of a darker colour than
    its pixels show."""
    faint = cv2.compare(pictures.shown, _INK, cv2.CMP_GE)
    return bool(cv2.countNonZero(cv2.bitwise_and(faint, other_ink(pictures, paths, TRACE))) >= _LEAST)


def other_ink(pictures: Pictures, paths: Paths, lightest: int = _INK) -> Gray:
    """Where there is ink, darker than ``lightest``, that is neither text nor rule, height x width; 0 is none."""
    near_text = cv2.erode(pictures.text, np.ones((3, 3), np.uint8))
    is_ink, is_text = cv2.compare(pictures.shown, lightest, cv2.CMP_LT), cv2.compare(near_text, TRACE, cv2.CMP_LE)
    other = cv2.bitwise_and(is_ink, cv2.bitwise_not(is_text))
    if pictures.pens is not None:
        other[pictures.pens if pictures.seals is None else pictures.pens & ~pictures.seals] = 255
    across = merged([*paths.horizontal, *paths.box_horizontal])
    down = merged([*paths.vertical, *paths.box_vertical])
    bands = [(r.start - _RULE, r.at - _RULE, r.end + _RULE, r.at + _RULE) for r in across if _is_long(r)]
    ends = Counter((round(rule.start), round(rule.end)) for rule in down)
    bands += [
        (r.at - _RULE, r.start - _RULE, r.at + _RULE, r.end + _RULE)
        for r in down
        if _is_long(r) or ends[round(r.start), round(r.end)] >= _ROW_OF_SIDES or _is_side(r, across)
    ]
    for x0, y0, x1, y1 in pictures.pixels(bands):
        other[y0:y1, x0:x1] = 0
    return np.asarray(other, np.uint8)


def is_changed(one: Gray, other: Gray) -> Mask:
    """Where two pictures of one part differ to the eye."""
    return np.asarray(cv2.absdiff(one, other) >= _CHANGE, np.bool_)


def figures(ink: Gray) -> list[Figure]:
    """Connected ink (height x width, 0 is none)."""
    if not cv2.countNonZero(ink):
        return []
    _, parts, bounds, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return [
        Figure((x, y, x + width, y + height), parts[y : y + height, x : x + width] == part)
        for part, (x, y, width, height, ink) in enumerate(bounds[1:].tolist(), start=1)
        if ink >= _LEAST
    ]


def characters(ink: Gray, scale: float) -> list[Figure]:
    """Figures that may be characters; what lies in a filled box is its filling between white letters."""
    found = figures(ink)
    filled = [figure.pixels for figure in found if figure.is_filling(scale)]
    return [
        one
        for one in found
        if one.is_character(scale)
        and not any(
            x0 <= one.pixels[0] and y0 <= one.pixels[1] and one.pixels[2] <= x1 and one.pixels[3] <= y1
            for x0, y0, x1, y1 in filled
        )
    ]


def _is_side(rule: Rule, across: Sequence[Rule]) -> bool:
    """Whether an upright rule runs from one rule across to another: the side of a box, however low."""
    ends = [other.at for other in across if other.start - _RULE <= rule.at <= other.end + _RULE]
    return all(any(abs(at - end) <= _RULE for at in ends) for end in (rule.start, rule.end))


def _is_long(rule: Rule) -> bool:
    return rule.end - rule.start >= _LEAST_RULE
