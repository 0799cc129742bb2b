"""Rows of a printed table against the rows of the form: a monotone alignment that never guesses across a label."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from gongkai.align import labels
from gongkai.align.numbers import is_number
from gongkai.forms import codebook
from gongkai.forms.model import Indicator

#: So many printed labels are remembered with their likeness to a form's rows, and so many tables' labels with the rows
#: that they are: those of one site's pages come again and again.
_LABELS, _TABLES = 1 << 13, 1 << 9


@dataclass(frozen=True)
class PrintedRow:
    """Labels of a row from the outermost in, and whether it prints a number."""

    texts: tuple[str, ...]
    has_number: bool

    @cached_property
    def leaf(self) -> str:
        """The innermost label; a number only where no words stand there: it may be of a column whose header is lost."""
        told = [text for text in reversed(self.texts) if labels.key(text)]
        return next((text for text in told if not is_number(text)), told[0] if told else "")


@lru_cache(maxsize=_LABELS)
def printed_row(texts: tuple[str, ...], has_number: bool) -> PrintedRow:
    """A row of a table; one alike comes on the next page, where its innermost label is known already."""
    return PrintedRow(texts, has_number)


@dataclass(frozen=True)
class RowMap:
    """Row number -> indicator code, rows placed by position, the score, and the form's rows that are missing."""

    codes: Mapping[int, str]
    by_position: frozenset[int]
    score: float
    missing: tuple[str, ...]


def align(printed: Sequence[PrintedRow], form: str, table: str) -> RowMap:
    """The best monotone assignment of printed rows to the rows that a form has in a table.

    Rows without label that lie between two assigned neighbours and are exactly as many as the form's rows there are
    placed by position. The score is the sum of similarities minus one for each row of the form that was not met.
    """
    return _aligned(tuple(printed), form, table)


@lru_cache(maxsize=_TABLES)
def _aligned(printed: tuple[PrintedRow, ...], form: str, table: str) -> RowMap:
    official = codebook.printed_indicators(form, table)
    column_of = {indicator.code: column for column, indicator in enumerate(official)}
    similar = [likeness(row.leaf, form, table) for row in printed]
    codes = _unambiguous(_best_path(similar), similar, official)
    score = sum(similar[row][column_of[code]] for row, code in codes.items())
    placed = _place_unlabelled(printed, official, codes, column_of)
    codes |= placed
    met = set(codes.values())
    missing = tuple(code for code in column_of if code not in met)
    return RowMap(codes, frozenset(placed), score - len(missing), missing)


@lru_cache(maxsize=_LABELS)
def likeness(label: str, form: str, table: str) -> tuple[float, ...]:
    """Similarity of a printed label to each row that a form has in a table, 0 where it is not near."""
    return tuple(_similar(label, labels.names(indicator)) for indicator in codebook.printed_indicators(form, table))


def _similar(label: str, names: Sequence[str]) -> float:
    """Similarity of a label to a row's names; of two rows of one name the one with its enumerator is more."""
    found = labels.best(label, names)
    if found < labels.NEAR:
        return 0.0
    exact = labels.whole_key(label) in {labels.whole_key(name) for name in names}
    return found if exact else min(found, 0.99)


def _best_path(similar: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pairs (row, column) of the monotone path with the greatest sum; zeros never pair."""
    rows, columns = len(similar), len(similar[0]) if similar else 0
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        here, below = best[i], best[i + 1]
        for j in range(columns - 1, -1, -1):
            passed = below[j] if below[j] > here[j + 1] else here[j + 1]
            paired = similar[i][j] and similar[i][j] + below[j + 1]
            here[j] = paired if paired > passed else passed
    path, i, j = [], 0, 0
    while i < rows and j < columns:
        if similar[i][j] and best[i][j] == similar[i][j] + best[i + 1][j + 1]:
            path.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return path


def _unambiguous(
    path: list[tuple[int, int]], similar: Sequence[Sequence[float]], official: Sequence[Indicator]
) -> dict[int, str]:
    """Rows and their codes; a row in whose place another one stands as well is nobody's, for nothing tells which."""
    codes: dict[int, str] = {}
    for place, (row, column) in enumerate(path):
        first = path[place - 1][0] + 1 if place else 0
        last = path[place + 1][0] if place + 1 < len(path) else len(similar)
        rivals = [other for other in range(first, last) if similar[other][column] >= similar[row][column]]
        if rivals == [row]:
            codes[row] = official[column].code
    return codes


def _place_unlabelled(
    printed: Sequence[PrintedRow], official: Sequence[Indicator], codes: dict[int, str], column_of: dict[str, int]
) -> dict[int, str]:
    placed: dict[int, str] = {}
    known = sorted(codes)
    for before, after in itertools.pairwise(known):
        rows = [r for r in range(before + 1, after) if not printed[r].leaf and printed[r].has_number]
        holes = official[column_of[codes[before]] + 1 : column_of[codes[after]]]
        if rows and len(rows) == len(holes) and len(rows) == after - before - 1:
            placed |= {row: indicator.code for row, indicator in zip(rows, holes, strict=True)}
    return placed
