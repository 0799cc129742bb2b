"""Rows of a table below its heads: labels and values of a stretch of lines, put into a draft."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from gongkai.grids import form_words
from gongkai.grids import pieces as text_of
from gongkai.grids.pieces import Piece
from gongkai.grids.word_columns import Span
from gongkai.grids.word_draft import Block, DraftCell, DraftPage
from gongkai.grids.word_rows import LabelLine, RowLines, ValueLine, rows

Line = Sequence[Piece]


def is_value(text: str) -> bool:
    """Whether a text is a number or a sign for none, no label."""
    return not any(sign.isalpha() for sign in text)


def parted(lines: Iterable[Line], left: float) -> tuple[list[Piece], list[Piece]]:
    """Labels and values of some lines; ``left``: where the first column of values is known to have ink."""
    found = [piece for line in lines for piece in line]
    names = [piece for piece in found if piece.right <= left + 1 and not is_value(piece.text)]
    edge = max((piece.right for piece in names), default=float("-inf"))
    labels: list[Piece] = []
    values: list[Piece] = []
    for piece in found:
        is_name = piece.right <= left + 1 and (not is_value(piece.text) or piece.left < edge)
        (labels if is_name else values).append(piece)
    return labels, values


def type_size(found: Sequence[Piece]) -> float:
    """Size of the type of some pieces: the median."""
    sizes = sorted(piece.size for piece in found)
    return sizes[len(sizes) // 2] if sizes else 9.0


def value_lines(values: Sequence[Piece], spans: Sequence[Span]) -> list[ValueLine]:
    """Values by line, each with its column."""
    columns = {id(value): span[0] for value, span in zip(values, spans, strict=True)}
    return [
        ValueLine(tuple(columns[id(p)] for p in line), _middle(line), tuple(line)) for line in text_of.on_lines(values)
    ]


def label_lines(labels: Iterable[Piece]) -> list[LabelLine]:
    """Labels by line."""
    return [LabelLine(text_of.line_text(line), _middle(line), tuple(line)) for line in text_of.on_lines(labels)]


def _middle(line: Line) -> float:
    return sum(piece.middle for piece in line) / len(line)


class Body:
    """Rows made of lines of labels and values.

    names: of the innermost label; values: printed to the right of them; known: keys of the labels that the form has;
    size: of the type.
    """

    def __init__(
        self, names: Sequence[Piece], values: Sequence[Piece], block: Block, known: frozenset[str], size: float
    ) -> None:
        self.block = block
        self.labels = label_lines(names)
        self.spans = {id(value): span for value, span in zip(values, block.spans(values), strict=True)}
        self.values = value_lines(values, [self.spans[id(value)] for value in values])
        self.rows = self._to_the_end(rows(self.labels, self.values, size, known), known)

    def _to_the_end(self, found: list[RowLines], known: frozenset[str]) -> list[RowLines]:
        """Rows up to the last that holds a value or bears a label of the form, or the beginning of a cut one.

        What follows is no table. The lines of a cut row's label need not stand beside its values.
        """
        last = max((i for i, row in enumerate(found) if row.values or self._key(row) in known), default=-1)
        cut = found[last + 1 :]
        if cut:
            begun = form_words.beginnings(known)
            rest = "".join(self._key(row) for row in cut)
            if last >= 0 and self._key(found[last]) not in known and self._key(found[last]) + rest in begun:
                row = found[last]
                return [*found[:last], RowLines(range(row.labels.start, cut[-1].labels.stop), row.values)]
            if rest in begun and len(rest) > 1:
                return [*found[: last + 1], RowLines(range(cut[0].labels.start, cut[-1].labels.stop), range(0))]
        return found[: last + 1]

    def _key(self, row: RowLines) -> str:
        return "".join(form_words.key(self.labels[i].text) for i in row.labels)

    def pieces(self, row: RowLines) -> list[Piece]:
        """All that a row prints."""
        return [*self.names(row), *self.printed(row)]

    def names(self, row: RowLines) -> list[Piece]:
        """Pieces of its label."""
        return [piece for i in row.labels for piece in self.labels[i].pieces]

    def printed(self, row: RowLines) -> list[Piece]:
        """Its values."""
        return [piece for k in row.values for piece in self.values[k].pieces]

    def used(self) -> set[int]:
        """Identities of all pieces in rows."""
        return {id(piece) for row in self.rows for piece in self.pieces(row)}

    def put_values(self, page: DraftPage, row: int, lines: RowLines, first: int) -> None:
        """A cell for each column of a row, empty ones too; values between two columns make one cell of both."""
        for (start, end), found in _merged(self.printed(lines), self.spans, len(self.block.extents)):
            text = text_of.text(found)
            page.cells.append(DraftCell(row, 1, first + start, end - start + 1, text, self.block))


def _merged(values: Sequence[Piece], spans: dict[int, Span], columns: int) -> list[tuple[Span, list[Piece]]]:
    """All columns of a row as spans that do not overlap, each with the values in it."""
    joined = [False] * columns
    for value in values:
        first, last = spans[id(value)]
        joined[first:last] = [True] * (last - first)
    starts = [0, *(i for i in range(1, columns) if not joined[i - 1]), columns]
    return [
        ((start, end - 1), [value for value in values if start <= spans[id(value)][0] < end])
        for start, end in itertools.pairwise(starts)
    ]
