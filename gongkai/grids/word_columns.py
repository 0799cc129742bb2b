"""Which column a printed value stands in, from the extents of the heads: pure geometry, nothing guessed.

An extent is (left, right) of what is known to stand in a column: its head, and the values found under it.
"""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.grids.pieces import Piece

Extent = tuple[float, float]
#: First and last column that a value stands in; more than one where nothing tells which of them it belongs to.
Span = tuple[int, int]

#: Ink that reaches less than this into another's extent does not touch it, in points.
_TOUCH = 0.3


def assign(extents: Sequence[Extent], values: Sequence[Piece]) -> list[Span]:
    """For each value its column, or the two or more between which it stands. ``extents`` from left to right.

    Values that overlap each other across rows stand in one column, for ink of two columns never overlaps. A column of
    values that overlaps one head is that head's. One that overlaps none is a head's only where as many heads without
    values lie between the same neighbours, and each is the nearest.
    """
    if len(extents) == 1:
        return [(0, 0)] * len(values)
    hits = [_touched(extents, value) for value in values]
    spans: dict[int, Span] = {i: (hit[0], hit[-1]) for i, hit in enumerate(hits) if len(hit) > 1}
    headless: list[list[int]] = []
    seen: set[int] = set()
    for cluster in _clusters(values, [i for i, hit in enumerate(hits) if len(hit) < 2]):
        columns = {hits[i][0] for i in cluster if hits[i]}
        if len(columns) == 1:
            (column,) = columns
            seen.add(column)
            spans |= dict.fromkeys(cluster, (column, column))
        elif columns:
            # One value touches one head, another one the next, and a third both values: each for itself.
            seen |= columns
            spans |= {i: (hits[i][0], hits[i][0]) if hits[i] else _between(extents, values[i]) for i in cluster}
        else:
            headless.append(cluster)
    spans |= _paired(extents, values, headless, seen)
    return [spans[i] for i in range(len(values))]


def _touched(extents: Sequence[Extent], value: Piece) -> list[int]:
    return [i for i, (left, right) in enumerate(extents) if value.left < right - _TOUCH and value.right > left + _TOUCH]


def _clusters(values: Sequence[Piece], members: Sequence[int]) -> list[list[int]]:
    """Values whose x overlap, directly or through others, from left to right."""
    found: list[list[int]] = []
    reach = 0.0
    for index in sorted(members, key=lambda i: values[i].left):
        if found and values[index].left < reach - _TOUCH:
            found[-1].append(index)
            reach = max(reach, values[index].right)
        else:
            found.append([index])
            reach = values[index].right
    return found


def _paired(
    extents: Sequence[Extent], values: Sequence[Piece], headless: Sequence[Sequence[int]], seen: set[int]
) -> dict[int, Span]:
    """Columns of values under no head, run by run of heads without values."""
    spans: dict[int, Span] = {}
    centres = [sum((values[i].centre for i in cluster), 0.0) / len(cluster) for cluster in headless]
    used: set[int] = set()
    first = 0
    while first < len(extents):
        last = first
        while last < len(extents) and last not in seen:
            last += 1
        left = extents[first - 1][1] if first else float("-inf")
        right = extents[last][0] if last < len(extents) else float("inf")
        inside = [n for n, centre in enumerate(centres) if left < centre < right and n not in used]
        nearest = [_nearest(extents, centres[n]) for n in inside]
        if last > first and nearest == list(range(first, last)):
            for column, n in zip(range(first, last), inside, strict=True):
                spans |= dict.fromkeys(headless[n], (column, column))
                used.add(n)
        first = last + 1
    for n, cluster in enumerate(headless):
        if n not in used:
            spans |= {i: _between(extents, values[i]) for i in cluster}
    return spans


def _nearest(extents: Sequence[Extent], centre: float) -> int | None:
    """The head nearest to an x; None where it is further away than half the way to that head's next one."""
    middles = [sum(extent) / 2 for extent in extents]
    found = min(range(len(middles)), key=lambda i: abs(middles[i] - centre))
    reach = min(abs(middles[i] - middles[found]) for i in (found - 1, found + 1) if 0 <= i < len(middles)) / 2
    return found if abs(middles[found] - centre) <= reach else None


def _between(extents: Sequence[Extent], value: Piece) -> Span:
    """The two columns beside a value, at the ends the two outermost."""
    after = next((i for i, (left, _) in enumerate(extents) if value.centre < left), len(extents))
    right = min(max(after, 1), len(extents) - 1)
    return (right - 1, right)
