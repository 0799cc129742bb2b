"""Table 2 from words: blocks under the articles of the Regulation, each with its own row of heads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gongkai.grids import form_words
from gongkai.grids import pieces as text_of
from gongkai.grids.word_body import Body, parted, type_size
from gongkai.grids.word_draft import Block, Draft, DraftCell
from gongkai.grids.word_heads import Heads
from gongkai.grids.word_table import Line, columns_of, is_prose, put_heads


class Disclosure:
    """Table 2 as it is put together (a :class:`word_table.WordTable`)."""

    def __init__(self) -> None:
        self.draft = Draft([float("inf")])
        self._block = Block([])

    def put_heads(self, parts: Sequence[tuple[int, Heads]]) -> None:
        """Heads of a block."""
        self._block = Block([[head.box[0], head.box[2]] for head in columns_of(parts)])
        self.draft.blocks.append(self._block)
        put_heads(self.draft, parts, self._block)
        self._look(head.box[0] for _, heads in parts for head in heads.over)

    def ends_at(self, line: Line) -> bool:
        """Whether a line is running text, and no article."""
        return not _is_article(line) and is_prose(line, self._block.extents[0][0])

    def take(self, page: int, lines: Sequence[Line]) -> set[int]:
        """Rows up to the next article, which is a row of its own."""
        end = next((i for i, line in enumerate(lines) if _is_article(line)), len(lines))
        taken = self._take_rows(page, lines[:end])
        for line in lines[end:]:
            if _is_article(line):
                part = self.draft.on(page)
                _, top, _, bottom = text_of.bounds(line)
                row = part.add_row(top, bottom)
                width = 1 + len(self._block.extents)
                part.cells.append(DraftCell(row, 1, 0, width, text_of.line_text(line), self._block))
                taken |= {id(piece) for piece in line}
        return taken

    def _take_rows(self, page: int, lines: Sequence[Line]) -> set[int]:
        labels, values = parted(lines, self._block.extents[0][0])
        size = type_size(labels or values)
        body = Body(labels, values, self._block, form_words.disclosure_rows(), size)
        if body.rows:
            self._look(piece.left for piece in labels)
        part = self.draft.on(page)
        for row in body.rows:
            _, top, _, bottom = text_of.bounds(body.pieces(row))
            index = part.add_row(top, bottom)
            if row.labels:
                part.cells.append(DraftCell(index, 1, 0, 1, text_of.text(body.names(row)), None))
            body.put_values(part, index, row, 1)
        return body.used()

    def _look(self, lefts: Iterable[float]) -> None:
        self.draft.labels[0] = min([self.draft.labels[0], *lefts])


def _is_article(line: Line) -> bool:
    return form_words.is_article(text_of.line_text(line))
