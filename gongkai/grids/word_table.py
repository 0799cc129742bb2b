"""What the three official tables have in common when they are put together from words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from gongkai.grids import form_words
from gongkai.grids import pieces as text_of
from gongkai.grids.pieces import Piece
from gongkai.grids.word_columns import Span
from gongkai.grids.word_draft import Block, Draft, DraftCell, DraftPage
from gongkai.grids.word_head import Head
from gongkai.grids.word_heads import Heads

Line = Sequence[Piece]
#: A text in the columns of values with more letters than this is prose, no remark on a number.
_REMARK = 8
_NOTED = re.compile(r"[0-9０-９]+[（(]")


class WordTable(Protocol):
    """A table that is being put together."""

    draft: Draft

    def put_heads(self, parts: Sequence[tuple[int, Heads]]) -> None:
        """Take heads and the page that they stand on (two where a page cuts them); the rows that follow are theirs."""

    def ends_at(self, line: Line) -> bool:
        """Whether a line below the heads is no part of the table any more."""

    def take(self, page: int, lines: Sequence[Line]) -> set[int]:
        """Take the lines of a page that follow; identities of the pieces that stand in the table now."""


def is_prose(line: Line, left: float) -> bool:
    """Whether a line is running text: a section's heading, or words that run into or stand in the columns of values.

    left: where the first column of values has ink.
    """
    if form_words.is_section(text_of.line_text(line)):
        return True
    for piece in line:
        letters = sum(sign.isalpha() for sign in piece.text)
        # A number with a remark may begin further left than its head.
        is_inside = piece.left >= left - piece.size or _NOTED.match(piece.text)
        if piece.right > left + piece.size and letters > (_REMARK if is_inside else 1):
            return True
    return False


def columns_of(parts: Sequence[tuple[int, Heads]]) -> list[Head]:
    """Heads of single columns on all parts, from left to right."""
    return sorted((head for _, heads in parts for head in heads.columns), key=lambda head: head.box[0])


def put_heads(draft: Draft, parts: Sequence[tuple[int, Heads]], block: Block) -> None:
    """Heads as rows above the values: those over several columns by their height, then those of single columns.

    A text over one column stands in a row above its head, one below it in a row below.
    """
    columns = columns_of(parts)
    for page, heads in parts:
        _put_heads(draft.on(page), heads, block, columns, len(draft.labels))


def _put_heads(part: DraftPage, heads: Heads, block: Block, columns: Sequence[Head], first: int) -> None:
    left = min([head.box[0] for head in heads.columns], default=columns[0].box[0])
    middle = sum(head.middle for head in heads.columns) / max(len(heads.columns), 1) or float("inf")
    beside = [head for head in heads.over if head.box[2] <= left + 1.0]
    over = sorted((head for head in heads.over if head not in beside), key=lambda head: head.middle)
    start = len(part.rows)
    upper = [[head] for head in over if head.middle < middle]
    lower = [[head] for head in over if head.middle >= middle]
    for row in [*_levels(upper), list(heads.columns), *_levels(lower)]:
        if row:
            _put_row(part, row, block, columns, first)
    if beside and first:
        text = "\n".join(head.text for head in sorted(beside, key=lambda head: head.middle))
        part.cells.append(DraftCell(start, len(part.rows) - start, 0, first, text, None))


def _put_row(part: DraftPage, row: Sequence[Head], block: Block, columns: Sequence[Head], first: int) -> None:
    """Heads of one level; one that stands over a column that is taken already gets a row of its own below."""
    _, top, _, bottom = text_of.bounds(piece for head in row for piece in head.pieces)
    index, end, later = part.add_row(top, bottom), -1, []
    for head, (left, right) in sorted(((head, _span(head, block, columns)) for head in row), key=lambda h: h[1]):
        if left > end:
            part.cells.append(DraftCell(index, 1, first + left, right - left + 1, head.text, block))
            end = right
        else:
            later.append(head)
    if later:
        _put_row(part, later, block, columns, first)


def _levels(rows: list[list[Head]]) -> list[list[Head]]:
    """Heads on one level made one row."""
    found: list[list[Head]] = []
    for row in rows:
        if found and row[0].middle - found[-1][0].middle < 0.6 * row[0].pieces[0].size:
            found[-1] += row
        else:
            found.append(list(row))
    return found


def _span(head: Head, block: Block, columns: Sequence[Head]) -> Span:
    """Columns over which a head stands: its own, or all runs of heads that its ink touches, or the nearest column."""
    for index, column in enumerate(columns):
        if column is head:
            return index, index
    x0, _, x1, _ = head.box
    named = _named_by(head, columns)
    if named is not None:
        return named
    touched = [i for i, (left, right) in enumerate(block.extents) if x0 < right and x1 > left]
    if not touched:
        nearest = min(range(len(block.extents)), key=lambda i: abs(sum(block.extents[i]) - x0 - x1))
        return nearest, nearest
    starts = _runs(columns)
    first = max(start for start in starts if start <= touched[0])
    last = min([start for start in starts if start > touched[-1]] + [len(columns)]) - 1
    return (first, last) if len(starts) > 1 else (touched[0], touched[-1])


def _named_by(head: Head, columns: Sequence[Head]) -> Span | None:
    """Columns that 法人或其他组织 names, where they stand side by side and it over their middle or their left."""
    if head.key != form_words.ORGANISATIONS:
        return None
    own = [i for i, column in enumerate(columns) if column.key in form_words.organisations()]
    if len(own) < 2 or own[-1] - own[0] != len(own) - 1:
        return None
    x0, x1 = columns[own[0]].box[0], columns[own[-1]].box[2]
    reach = (x1 - x0) / (len(own) - 1) / 2
    is_over = abs(head.box[0] + head.box[2] - x0 - x1) / 2 < reach or abs(head.box[0] - x0) < reach
    return (own[0], own[-1]) if is_over and x0 - reach < head.box[0] and head.box[2] < x1 + reach else None


def _runs(columns: Sequence[Head]) -> list[int]:
    """Where a run of heads begins: at the first, and where a name comes again (结果维持 to 总计, three times).

    A text over some heads of a run stands over all of it.
    """
    starts, met = [0], set[str]()
    for index, head in enumerate(columns):
        if head.key in met:
            starts.append(index)
            met = set()
        met.add(head.key)
    return starts
