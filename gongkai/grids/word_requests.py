"""Table 3 from words: up to three columns of labels, the two outer ones reaching over several rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.grids import form_words
from gongkai.grids import pieces as text_of
from gongkai.grids.pieces import Piece
from gongkai.grids.word_body import Body, parted, type_size
from gongkai.grids.word_draft import Block, Draft, DraftCell, DraftPage
from gongkai.grids.word_heads import Heads
from gongkai.grids.word_table import Line, columns_of, is_prose, put_heads

#: Label columns: 三、本年度办理结果, its groups, their rows.
_OUTER, _INNER, _LEAF = 0, 1, 2
_LABELS = 3
_PARENTHESES = "(（"
#: Lines of one label stand no further apart than this, known ones than that, in sizes of the type.
_LEADING, _FAR = 1.8, 3.8


@dataclass
class Labels:
    """Where the inner label columns begin: x of the leftmost ``（一）`` and of the leftmost ``1.`` met so far."""

    inner: float = float("inf")
    leaf: float = float("inf")

    def look(self, labels: Sequence[Piece]) -> None:
        """Learn from the labels of one page."""
        for piece in labels:
            if form_words.is_numbered(piece.text):
                if piece.text[0] in _PARENTHESES:
                    self.inner = min(self.inner, piece.left)
                elif form_words.is_leaf_numbered(piece.text):
                    self.leaf = min(self.leaf, piece.left)

    def column(self, piece: Piece) -> int:
        """Column in which a piece ends."""
        if piece.right <= min(self.inner, self.leaf) + 0.5:
            return _OUTER if min(self.inner, self.leaf) < float("inf") else _LEAF
        return _INNER if piece.right <= self.leaf + 0.5 and self.leaf < float("inf") else _LEAF


class Requests:
    """Table 3 as it is put together (a :class:`word_table.WordTable`)."""

    def __init__(self) -> None:
        self.draft = Draft([float("inf")] * _LABELS)
        self._labels = Labels()
        self._block = Block([])

    def put_heads(self, parts: Sequence[tuple[int, Heads]]) -> None:
        """Heads above the rows; where they come again on a further page they stand over the same columns."""
        extents = [[head.box[0], head.box[2]] for head in columns_of(parts)]
        if len(extents) == len(self._block.extents) and all(
            a[0] < b[1] and a[1] > b[0] for a, b in zip(extents, self._block.extents, strict=True)
        ):
            extents = self._block.extents
        else:
            self._block = Block(extents)
            self.draft.blocks.append(self._block)
        put_heads(self.draft, parts, self._block)

    def ends_at(self, line: Line) -> bool:
        """Whether a line is running text."""
        return is_prose(line, self._block.extents[0][0])

    def take(self, page: int, lines: Sequence[Line]) -> set[int]:
        """Take the rows of a page; identities of the pieces taken."""
        labels, values = parted(lines, self._block.extents[0][0])
        self._labels.look(labels)
        size = type_size(labels or values)
        leaves, stacks = self._sorted_out(labels, values, size)
        body = Body(leaves, values, self._block, form_words.requests_rows(), size)
        if not body.rows:
            return set()
        self.draft.labels = [min((p.left for p in labels), default=float("inf")), self._labels.inner, self._labels.leaf]
        part = self.draft.on(page)
        start = len(part.rows)
        for row in body.rows:
            _, top, _, bottom = text_of.bounds(body.pieces(row))
            part.add_row(top, bottom)
        named = [index for index, row in enumerate(body.rows, start) if row.labels]
        taken = _put_groups(part, named, stacks)
        _spread(part, start, [form_words.leaf_number(text_of.text(body.names(row))) for row in body.rows])
        for index, row in enumerate(body.rows, start):
            _put_label(part, index, body.names(row))
            body.put_values(part, index, row, _LABELS)
        return taken | body.used()

    def _sorted_out(
        self, labels: Sequence[Piece], values: Sequence[Piece], size: float
    ) -> tuple[list[Piece], list[tuple[int, list[Piece]]]]:
        """Pieces of labels of rows, and labels of groups with their column."""
        columns = {id(piece): self._labels.column(piece) for piece in labels}
        leaves = [piece for piece in labels if columns[id(piece)] == _LEAF]
        groups: list[tuple[int, list[Piece]]] = []
        for column, right in ((_INNER, self._labels.leaf), (_OUTER, self._labels.inner)):
            across = [p for p in labels if columns[id(p)] > column and p.left < right - 1 and right < float("inf")]
            for stack in _stacks([*(piece for piece in labels if columns[id(piece)] == column), *across], size):
                own = [piece for piece in stack if columns[id(piece)] == column]
                # The last line of a label that runs over both inner columns may end in the first of them.
                if own and (any(stack[0] is piece for piece in across) or _is_row_label(own, leaves, values, size)):
                    leaves += own
                elif own:
                    groups.append((column, own))
        return leaves, groups


def _put_label(part: DraftPage, row: int, names: Sequence[Piece]) -> None:
    """The label of a row, as wide as no group's label stands beside it."""
    if names:
        covered = [c.col for c in part.cells if c.row <= row < c.row + c.rowspan and c.col < _LEAF]
        first = max(covered, default=-1) + 1
        part.cells.append(DraftCell(row, 1, first, _LABELS - first, text_of.text(names), None))


def _put_groups(part: DraftPage, named: Sequence[int], stacks: Sequence[tuple[int, list[Piece]]]) -> set[int]:
    """Labels of groups over the rows that they stand beside; identities of their pieces.

    named: rows that have a label of their own. A group begins in none but these, or it would name a row that has none.
    """
    ys = part.edges()
    taken: set[int] = set()
    for column, stack in sorted(stacks, key=lambda found: (found[0], found[1][0].middle)):
        _, top, _, bottom = text_of.bounds(stack)
        beside = [r for r in named if ys[r] < bottom and ys[r + 1] > top]
        if not beside:
            continue
        taken |= {id(piece) for piece in stack}
        met = [c for c in part.cells if c.col == column and c.row >= named[0]]
        free = [r for r in beside if not any(c.row <= r < c.row + c.rowspan for c in met)]
        if free:
            part.cells.append(DraftCell(free[0], free[-1] - free[0] + 1, column, 1, text_of.text(stack), None))
        else:
            above = next(c for c in met if c.row <= beside[0] < c.row + c.rowspan)
            above.text += "\n" + text_of.text(stack)
    return taken


def _spread(part: DraftPage, start: int, numbers: Sequence[int | None]) -> None:
    """Labels of groups over all rows that are counted on from those they stand beside: nothing else shows their span.

    numbers: of the labels of the rows from ``start`` on.
    """
    groups = [cell for cell in part.cells if cell.col == _INNER and cell.row >= start]
    taken = {row for cell in groups for row in range(cell.row, cell.row + cell.rowspan)}

    def goes_on(row: int, other: int, step: int) -> bool:
        if other in taken or not 0 <= other - start < len(numbers):
            return False
        number, next_number = numbers[row - start], numbers[other - start]
        return number is not None and next_number == number + step

    for cell in groups:
        while goes_on(cell.row, cell.row - 1, -1):
            cell.row, cell.rowspan = cell.row - 1, cell.rowspan + 1
            taken.add(cell.row)
        while goes_on(cell.row + cell.rowspan - 1, cell.row + cell.rowspan, 1):
            taken.add(cell.row + cell.rowspan)
            cell.rowspan += 1


def _stacks(found: Sequence[Piece], size: float) -> list[list[Piece]]:
    """Lines of one column that make one label: close below each other, none but the first with an enumerator.

    Further apart they may stand where they go on with a label that the form has. One sign alone below a whole label
    begins another, which is set upright.
    """
    stacks: list[list[Piece]] = []
    known = form_words.requests_rows()
    begun = form_words.beginnings(known)
    last = float("-inf")
    for line in text_of.on_lines(found):
        printed = text_of.line_text(line)
        x0, _, x1, _ = text_of.bounds(stacks[-1] if stacks else line)
        down = line[0].middle - last
        above = form_words.key(text_of.text(stacks[-1])) if stacks else ""
        goes_on = stacks and above + form_words.key(printed) in begun
        is_below = line[0].left < x1 and line[-1].right > x0 and down <= (_FAR if goes_on else _LEADING) * size
        is_upright = len(printed) == 1 and above in known and (printed in _PARENTHESES or not goes_on)
        if stacks and not form_words.is_numbered(printed) and is_below and not is_upright:
            stacks[-1].extend(line)
        else:
            stacks.append(list(line))
        last = line[0].middle
    return stacks


def _is_row_label(stack: Sequence[Piece], leaves: Sequence[Piece], values: Sequence[Piece], size: float) -> bool:
    """Whether a label that stands left of the innermost column is that of a row: nothing else names its values."""
    printed = form_words.key(text_of.text(stack))
    if printed in form_words.parts(form_words.groups()) and printed not in form_words.requests_rows():
        return False
    _, top, _, bottom = text_of.bounds(stack)
    if any(leaf.box[1] < bottom and leaf.box[3] > top for leaf in leaves):
        return False
    levels = ((top + bottom) / 2, stack[0].middle)
    if any(abs(value.middle - level) <= 0.5 * size for value in values for level in levels):
        return True
    return printed in form_words.requests_rows() - form_words.groups()
