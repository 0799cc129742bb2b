"""Text of a drawn box: its lines one below the other, a number that they break in one piece.

Digits on two lines are one number where the page broke it, for no further digit would have stood on the first line.
That is measured here: by the type, the box, and how near the table's lines come to the edges of their boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gongkai.grids import glyphs
from gongkai.grids.glyphs import Glyph
from gongkai.grids.model import Box

#: Boxes have no wider margins than this on either side, in points (5.4 are a word processor's).
WIDEST_MARGIN = 6.0
#: Places of lines and sides are so far from exact, in points.
_EXACT = 0.5


def text(lines: Sequence[Sequence[Glyph]], box: Box, margin: float) -> str:
    """Text of a box by its lines, each from left to right. margin: of the table's boxes on either side, in points."""
    parts: list[str] = []
    for index, line in enumerate(lines):
        if index:
            parts.append("" if _is_broken(lines[index - 1], line, box, margin) else "\n")
        parts.append(glyphs.text(line))
    return "".join(parts)


def margin(lines: Iterable[tuple[Sequence[Glyph], Box]]) -> float:
    """The least room, in points, between a line and an edge of its box in a table; no more than a margin can be."""
    least = WIDEST_MARGIN
    for line, (left, _, right, _) in lines:
        least = min(least, line[0].start - left, right - line[-1].end)
    return max(least, 0.0)


def may_go_on(lines: Sequence[Sequence[Glyph]], box: Box, margin: float) -> bool:
    """Whether a number on several lines may go on below the last: no further digit would have stood on that, and the
    box is lower than its lines are, as only a row of exact height is. What such a row does not hold is not in the file.
    """
    if len(lines) < 2 or not all(glyph.text.isdecimal() for line in lines for glyph in line):
        return False
    first, last = lines[0][0], lines[-1][-1]
    high = len(lines) * (last.baseline - first.baseline) / (len(lines) - 1)
    return box[3] - box[1] < high - _EXACT and _is_full(lines[-1], last.end - last.start, box, margin)


def _is_full(line: Sequence[Glyph], room: float, box: Box, margin: float) -> bool:
    """Whether a line leaves no room for a digit that takes so much of it."""
    return line[-1].end - line[0].start + room + 2 * margin > box[2] - box[0]


def _is_broken(line: Sequence[Glyph], after: Sequence[Glyph], box: Box, margin: float) -> bool:
    """Whether a line ends within a number that the line after it goes on with."""
    last, first = line[-1], after[0]
    if not (last.text.isdecimal() and first.text.isdecimal()):
        return False
    return _is_full(line, first.end - first.start, box, margin)
