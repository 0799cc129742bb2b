"""Positioned pieces of text: what a page looks like to a reader that needs no drawn rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gongkai.grids import glyphs as text_lines
from gongkai.grids.glyphs import Glyph
from gongkai.grids.model import UNREAD, Box

#: A gap of more than this part of the type's size ends a piece: columns may stand as near as that.
_GAP = 0.2
#: A character that stands this much higher or lower than the one before it (5²) is none of its number.
_RAISED = 0.2
#: Pieces whose middles differ by less than this part of the type's size stand on one line.
_SAME_LINE = 0.4
#: From a gap of this part of the type's size on, pieces of one line are joined with a space.
_SPACE = 0.4


class Piece(NamedTuple):
    """Some characters printed side by side: a word, a number, a line of a cell; in points, origin top left.

    size: of the type.
    """

    text: str
    box: Box
    size: float

    @property
    def left(self) -> float:
        return self.box[0]

    @property
    def right(self) -> float:
        return self.box[2]

    @property
    def middle(self) -> float:
        """y of its middle."""
        return (self.box[1] + self.box[3]) / 2

    @property
    def centre(self) -> float:
        """x of its middle."""
        return (self.box[0] + self.box[2]) / 2


@dataclass(frozen=True)
class PiecePage:
    """A page counted from 1, its size in points and its pieces."""

    number: int
    width: float
    height: float
    pieces: tuple[Piece, ...]


def from_glyphs(glyphs: Iterable[Glyph]) -> tuple[Piece, ...]:
    """Pieces of a page. Cut at every gap: what belongs together stands in one column and is joined there."""
    found = []
    for line in text_lines.lines(glyphs):
        sizes = [glyph.size for glyph in line]
        first = 0
        before = line[0]
        for index, glyph in enumerate(line[1:], start=1):
            one, other = sizes[index - 1], sizes[index]
            size = one if one < other else other
            if text_lines.is_overprinted(before, glyph):
                line[index] = glyph = glyph._replace(text=UNREAD)
            if (
                glyph.spaced
                or glyph.start - before.end > _GAP * size
                or abs(glyph.baseline - before.baseline) > _RAISED * size
            ):
                found.append(_piece(line[first:index], max(sizes[first:index])))
                first = index
            before = glyph
        found.append(_piece(line[first:], max(sizes[first:])))
    return tuple(found)


def _piece(glyphs: Sequence[Glyph], size: float) -> Piece:
    return Piece("".join([glyph.text for glyph in glyphs]), text_lines.bounds(glyphs), size)


def on_lines(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces by line from top to bottom, each line from left to right."""
    found: list[list[Piece]] = []
    level = 0.0
    ordered = [((box[1] + box[3]) / 2, box[0], n, p) for n, p in enumerate(pieces) for box in (p.box,)]
    ordered.sort()
    for middle, _, _, piece in ordered:
        if found and middle - level <= _SAME_LINE * max(piece.size, found[-1][0].size):
            found[-1].append(piece)
        else:
            found.append([piece])
            level = middle
    return [sorted(line, key=_left) if len(line) > 1 else line for line in found]


def _left(piece: Piece) -> float:
    return piece.box[0]


def text(pieces: Iterable[Piece]) -> str:
    """Text of a cell: its lines one below the other, spaces where pieces of one line stand apart."""
    return "\n".join(line_text(line) for line in on_lines(pieces))


def line_text(line: Sequence[Piece]) -> str:
    """Text of one line. Pieces are joined with a space where they stand apart, numbers always."""
    parts: list[str] = []
    for index, piece in enumerate(line):
        if index and (
            piece.left - line[index - 1].right > _SPACE * piece.size
            or (piece.text[:1].isdigit() and line[index - 1].text[-1:].isdigit())
        ):
            parts.append(" ")
        parts.append(piece.text)
    return "".join(parts)


def bounds(pieces: Iterable[Piece]) -> Box:
    """Box around some pieces (at least one)."""
    boxes = [piece.box for piece in pieces]
    if len(boxes) == 1:  # so are most
        return boxes[0]
    x0s, y0s, x1s, y1s = zip(*boxes, strict=True)
    return (min(x0s), min(y0s), max(x1s), max(y1s))
