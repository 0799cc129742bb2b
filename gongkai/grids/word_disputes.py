"""Table 4 from words: fifteen columns, one row of numbers without a label."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.grids import pieces as text_of
from gongkai.grids.word_body import Body, is_value, type_size
from gongkai.grids.word_draft import Block, Draft
from gongkai.grids.word_heads import Heads
from gongkai.grids.word_table import Line, columns_of, is_prose, put_heads

#: Lines of a number that is wrapped stand no further apart than this part of a digit's height.
_LEADING = 1.15


class Disputes:
    """Table 4 as it is put together (a :class:`word_table.WordTable`)."""

    def __init__(self) -> None:
        self.draft = Draft([])
        self._block = Block([])

    def put_heads(self, parts: Sequence[tuple[int, Heads]]) -> None:
        """The heads."""
        self._block = Block([[head.box[0], head.box[2]] for head in columns_of(parts)])
        self.draft.blocks.append(self._block)
        put_heads(self.draft, parts, self._block)

    def ends_at(self, line: Line) -> bool:
        """Whether a line is words, or stands beside the columns."""
        return is_prose(line, self._block.extents[0][0]) or not any(is_value(piece.text) for piece in line)

    def take(self, page: int, lines: Sequence[Line]) -> set[int]:
        """The row of numbers; further ones are rows of their own."""
        values = [piece for line in lines for piece in line]
        body = Body((), values, self._block, frozenset(), _LEADING * type_size(values))
        part = self.draft.on(page)
        for row in body.rows:
            _, top, _, bottom = text_of.bounds(body.pieces(row))
            body.put_values(part, part.add_row(top, bottom), row, 0)
        return body.used()
