"""Which lines of labels and which lines of values make one row of a table without rules: the cheapest reading in order.

A label may take several lines, a number in a narrow column too. Both stand in the middle of their row, or both at its
top. Known labels of the form help to part lines that stand equally far from each other; what a row means is not
decided here.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from gongkai.grids import form_words
from gongkai.grids.form_words import is_numbered, key
from gongkai.grids.pieces import Piece

#: At most so many lines of labels and of values make a row.
_MOST_LABELS, _MOST_VALUES = 24, 7
#: Lines of one label, and of one number, stand no further apart than this, in sizes of the type.
_LABEL_LEADING, _VALUE_LEADING = 3.8, 2.4
#: Values further from their label than this (in sizes of the type) are not its.
_FAR = 0.9
#: Of all rows that a page may hold.
_MAX_LINES = 400
#: A reading with this score a row, of 4, has every label known and in the middle beside its values.
_CLEAN = 3.9


class ValueLine(NamedTuple):
    """Values on one line, each with the first column that it stands in, and the y of its middle."""

    columns: tuple[int, ...]
    middle: float
    pieces: tuple[Piece, ...]


class LabelLine(NamedTuple):
    """A line of labels: its text and the y of its middle."""

    text: str
    middle: float
    pieces: tuple[Piece, ...]


class RowLines(NamedTuple):
    """One row: numbers of its lines of labels and of values (one of them may be empty)."""

    labels: range
    values: range


def rows(
    labels: Sequence[LabelLine], values: Sequence[ValueLine], size: float, known: frozenset[str]
) -> list[RowLines]:
    """All lines as rows from top to bottom; ``size`` is that of the type, ``known``: keys of labels."""
    if len(labels) > _MAX_LINES or len(values) > _MAX_LINES:
        return _one_each(labels, values)
    reading = _Reading(labels, values, size, known)
    score, found = reading.best(at_top=False)
    if score >= _CLEAN * len(found):
        return found
    other, at_top = reading.best(at_top=True)
    return at_top if other > score else found


def _one_each(labels: Sequence[LabelLine], values: Sequence[ValueLine]) -> list[RowLines]:
    """Too many lines for a form: each is a row of its own."""
    lines = [(line.middle, RowLines(range(i, i + 1), range(0))) for i, line in enumerate(labels)]
    lines += [(line.middle, RowLines(range(0), range(i, i + 1))) for i, line in enumerate(values)]
    return [row for _, row in sorted(lines, key=lambda line: line[0])]


#: y of lines of one label or column, that of their middle and that of their top.
_Ys = tuple[float, float]


class _Reading:
    """The best way to part the lines, all rows set in the middle or all at the top."""

    def __init__(
        self, labels: Sequence[LabelLine], values: Sequence[ValueLine], size: float, known: frozenset[str]
    ) -> None:
        self._labels, self._values, self._size, self._known = labels, values, size, known
        self._far, self._ahead = _FAR * size, 6 * size
        self._reach = self._far + _VALUE_LEADING * _MOST_VALUES * size
        self._longest = _longest(values)
        self._begun = form_words.beginnings(known)
        self._groups = [self._label_groups(i) for i in range(len(labels))]
        self._stacks = [self._value_stacks(k) for k in range(len(values))]

    def _label_groups(self, first: int) -> list[tuple[int, _Ys, float]]:
        """(end, ys, score) of each label that may begin with a line."""
        found = []
        top = self._labels[first].middle
        score, printed = 0.0, ""
        for end in range(first + 1, min(first + _MOST_LABELS, len(self._labels)) + 1):
            line = self._labels[end - 1]
            if end - 1 > first:
                gap = line.middle - self._labels[end - 2].middle
                if gap > _LABEL_LEADING * self._size:
                    break
                score -= 2.5 if is_numbered(line.text) else 0.0
            printed += key(line.text)
            worth = 4.0 if printed in self._known else 1.0 if is_numbered(self._labels[first].text) else 0.0
            if worth < 4.0 and self._goes_on(printed, end):
                worth -= 5.0
            found.append((end, ((top + line.middle) / 2, top), score + worth))
        return found

    def _goes_on(self, printed: str, end: int) -> bool:
        """Whether a label that the form has is cut between a line and the next."""
        if end == len(self._labels) or printed not in self._begun:
            return False
        gap = self._labels[end].middle - self._labels[end - 1].middle
        return gap <= _LABEL_LEADING * self._size and printed + key(self._labels[end].text) in self._begun

    def _value_stacks(self, first: int) -> list[tuple[int, _Ys, _Ys, float]]:
        """(end, least and greatest ys of a column, score) of the values that may make a row from one line on."""
        found = []
        stacks: dict[int, list[Piece]] = {}
        for end in range(first + 1, min(first + _MOST_VALUES, len(self._values)) + 1):
            line = self._values[end - 1]
            if end - 1 > first and line.middle - self._values[end - 2].middle > _VALUE_LEADING * self._size:
                break
            for column, piece in zip(line.columns, line.pieces, strict=True):
                stacks.setdefault(column, []).append(piece)
            if not all(self._may_wrap(column, stack) for column, stack in stacks.items()):
                break
            tops = [stack[0].middle for stack in stacks.values()]
            middles = [(stack[0].middle + stack[-1].middle) / 2 for stack in stacks.values()]
            worth = (-3.0 if self._are_rows(stacks) else 0.0) - 0.5 * (max(map(len, stacks.values())) - 1)
            found.append((end, (min(middles), min(tops)), (max(middles), max(tops)), worth))
        return found

    def _may_wrap(self, column: int, stack: Sequence[Piece]) -> bool:
        """Whether lines of one column may be one number: of one size, all but the last about as long as any there.

        A remark behind it in brackets goes on below until they close.
        """
        least = max(self._longest[column] - 1, min(2, self._longest[column]))
        opened_by = itertools.accumulate(form_words.opened(piece.text) for piece in stack)
        return all(
            abs(below.middle - above.middle) < 0.3 * above.size
            or ((opened > 0 or len(above.text) >= least) and 0.8 * above.size <= below.size <= 1.25 * above.size)
            for (above, below), opened in zip(itertools.pairwise(stack), opened_by, strict=False)
        )

    def _are_rows(self, stacks: dict[int, list[Piece]]) -> bool:
        """Whether lines of values look like rows: in each of several columns as many, as long, and not to its edge."""
        shapes = {tuple(len(piece.text) for piece in stack) for stack in stacks.values()}
        first = min(shapes)
        is_full = all(len(stack[0].text) == self._longest[column] for column, stack in stacks.items())
        return len(stacks) > 2 and len(shapes) == 1 and len(first) > 1 and len(set(first)) == 1 and not is_full

    def best(self, at_top: bool) -> tuple[float, list[RowLines]]:
        """(score, rows). Only what can be reached from the first lines on is looked at."""
        n, m = len(self._labels), len(self._values)
        best = [[-inf] * (m + 1) for _ in range(n + 1)]
        best[0][0] = 0.0
        before: dict[tuple[int, int], tuple[int, int]] = {}
        for i in range(n + 1):
            for k in range(m + 1):
                here = best[i][k]
                if here == -inf or (i == n and k == m):
                    continue
                for end, to, score in self._steps(i, k, at_top):
                    if here + score > best[end][to]:
                        best[end][to] = here + score
                        before[end, to] = (i, k)
        found: list[RowLines] = []
        at = (n, m)
        while at != (0, 0):
            start = before[at]
            found.append(RowLines(range(start[0], at[0]), range(start[1], at[1])))
            at = start
        return best[n][m], found[::-1]

    def _steps(self, i: int, k: int, at_top: bool) -> list[tuple[int, int, float]]:
        """Rows that may come next: (first label line after it, first value line after it, score)."""
        steps: list[tuple[int, int, float]] = []
        n, m, far, size = len(self._labels), len(self._values), self._far, self._size
        label_y = self._labels[i].middle if i < n else inf
        value_y = self._values[k].middle if k < m else inf
        stacks = self._stacks[k] if k < m else ()
        if i < n and label_y < value_y + self._ahead:
            for end, ys, score in self._groups[i]:
                y = ys[at_top]
                steps.append((end, k, score - 2.5))
                if value_y >= y + self._reach:
                    continue
                for to, least, most, stacked in stacks:
                    above, below = most[at_top] - y, y - least[at_top]
                    off = above if above > below else below
                    if to == m and end == n and self._begin_level(k, to):
                        # The last row of a page may be cut below its last line: its lines then stand at its top.
                        off = min(off, abs(value_y - label_y))
                    if off <= far:
                        steps.append((end, to, score + stacked - 4.0 * off / size))
        if k < m and (i == n or value_y < label_y + self._ahead):
            for to, least, most, stacked in stacks:
                steps.append((i, to, stacked - 3.0 - 4.0 * (most[at_top] - least[at_top]) / size))
        if not steps:
            steps = [(i + 1, k, -9.0)] if label_y <= value_y else [(i, k + 1, -9.0)]
        return steps

    def _begin_level(self, first: int, end: int) -> bool:
        """Whether lines of values begin in all their columns on the first of them."""
        columns = set(self._values[first].columns)
        return all(columns.issuperset(line.columns) for line in self._values[first:end])


def _longest(values: Sequence[ValueLine]) -> dict[int, int]:
    """Characters of the longest piece of each column."""
    longest: dict[int, int] = {}
    for line in values:
        for column, piece in zip(line.columns, line.pieces, strict=True):
            longest[column] = max(longest.get(column, 0), len(piece.text))
    return longest
