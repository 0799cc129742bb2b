"""Rows of a printed table against the rows of the form: a monotone alignment that never guesses across a label."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.align import labels
from gongkai.forms.model import Indicator


@dataclass(frozen=True)
class PrintedRow:
    """Labels of a row from the outermost in, and whether it prints a number."""

    texts: tuple[str, ...]
    has_number: bool

    @property
    def leaf(self) -> str:
        """The innermost label."""
        return next((text for text in reversed(self.texts) if labels.key(text)), "")


@dataclass(frozen=True)
class RowMap:
    """Row number -> indicator code, rows placed by position, the score, and the form's rows that are missing."""

    codes: dict[int, str]
    by_position: frozenset[int]
    score: float
    missing: tuple[str, ...]


def align(printed: Sequence[PrintedRow], official: Sequence[Indicator]) -> RowMap:
    """The best monotone assignment of printed rows to the form's rows.

    Rows without label that lie between two assigned neighbours and are exactly as many as the form's rows there are
    placed by position. The score is the sum of similarities minus one for each row of the form that was not met.
    """
    similar = [[_similar(row, indicator) for indicator in official] for row in printed]
    codes = _unambiguous(_best_path(similar), similar, official)
    score = sum(similar[row][_index(official, code)] for row, code in codes.items())
    placed = _place_unlabelled(printed, official, codes)
    codes |= placed
    missing = tuple(i.code for i in official if i.code not in codes.values())
    return RowMap(codes, frozenset(placed), score - len(missing), missing)


def _similar(row: PrintedRow, indicator: Indicator) -> float:
    """Similarity of a row's label to one of the form; of two rows of one name the one with its enumerator is more."""
    found = labels.best(row.leaf, labels.names(indicator))
    if found < labels.NEAR:
        return 0.0
    exact = labels.whole_key(row.leaf) in {labels.whole_key(name) for name in labels.names(indicator)}
    return found if exact else min(found, 0.99)


def _index(official: Sequence[Indicator], code: str) -> int:
    return next(i for i, indicator in enumerate(official) if indicator.code == code)


def _best_path(similar: list[list[float]]) -> list[tuple[int, int]]:
    """Pairs (row, column) of the monotone path with the greatest sum; zeros never pair."""
    rows, columns = len(similar), len(similar[0]) if similar else 0
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1])
            if similar[i][j]:
                best[i][j] = max(best[i][j], similar[i][j] + best[i + 1][j + 1])
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
    path: list[tuple[int, int]], similar: list[list[float]], official: Sequence[Indicator]
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
    printed: Sequence[PrintedRow], official: Sequence[Indicator], codes: dict[int, str]
) -> dict[int, str]:
    placed: dict[int, str] = {}
    known = sorted(codes)
    for before, after in itertools.pairwise(known):
        rows = [r for r in range(before + 1, after) if not printed[r].leaf and printed[r].has_number]
        holes = official[_index(official, codes[before]) + 1 : _index(official, codes[after])]
        if rows and len(rows) == len(holes) and len(rows) == after - before - 1:
            placed |= {row: indicator.code for row, indicator in zip(rows, holes, strict=True)}
    return placed
