"""Numbers that hang out of their boxes below a table: a row of exact height had no room for their last lines.

A word processor clips what such a row cannot hold, so 125 broken after its second digit shows as 12; but the file still
has the rest, on the line below, where other text may stand as well.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from gongkai.grids.box_text import WIDEST_MARGIN
from gongkai.grids.drawn import Paths
from gongkai.grids.glyphs import Glyph
from gongkai.grids.model import UNREAD
from gongkai.grids.ruled import Rule

#: Lines of one number stand at least and at most so far from each other, in sizes of the type.
_LEAST_LEADING, _MOST_LEADING = 0.7, 2.8
#: Lines of one number are of one size, but for this part of it; they begin, end or have their middles at one place, but
#: for this part of the size.
_SIZE, _ALIGNED = 0.05, 0.35
#: Signs of one line stand on one level, but for this part of their size.
_LEVEL = 0.1
#: Figures belong to a text beside them that stands no farther from them than the second of these parts of their size,
#: and to a number; by the first part characters side by side may overlap.
_BESIDE, _TOUCHING = (0.1, 0.8), (0.3, 0.3)
#: By so much may a rule miss the end of a table, in points.
_REACH = 2.5
#: A figure with its middle no farther above the end of a table than this may stand below it: rules are thick.
_AT_END = 1.0
_POINTS = frozenset(".,")


def going_on(glyphs: tuple[Glyph, ...], paths: Paths) -> frozenset[int]:
    """Which glyphs of a page are the last ones shown of numbers in a table's last row that go on below the table."""
    return frozenset(
        index
        for part, bottom in _hanging(glyphs, _heights(paths))
        for index in [_number_above(glyphs[part], glyphs, paths, bottom)]
        if index is not None
    )


def _heights(paths: Paths) -> list[tuple[float, float]]:
    """Upper and lower end of all that upright rules enclose on a page, from top to bottom."""
    found: list[tuple[float, float]] = []
    for top, bottom in sorted({(rule.start, rule.end) for rule in paths.vertical}):
        if found and top <= found[-1][1] + _REACH:
            found[-1] = (found[-1][0], max(found[-1][1], bottom))
        else:
            found.append((top, bottom))
    return found


def _hanging(glyphs: Sequence[Glyph], tables: Sequence[tuple[float, float]]) -> Iterator[tuple[slice, float]]:
    """Numbers close below a table that are no part of a text beside them, each as a part of the glyphs, and the table's
    lower end."""
    ends = [bottom for _, bottom in tables]
    if not ends:
        return
    first, after = ends[0], 0
    for index, glyph in enumerate(glyphs):
        size = glyph.type_size
        if not size or glyph.baseline <= first or index < after:
            continue
        above = bisect_left(ends, glyph.baseline) - 1
        if glyph.baseline - ends[above] > _MOST_LEADING * size or not _is_figure(glyph):
            continue
        middle = glyph.centre[1]
        if middle + _AT_END <= ends[above] or (above + 1 < len(tables) and tables[above + 1][0] < middle):
            continue
        after = index + 1
        while after < len(glyphs) and _goes_on(glyphs[after - 1], glyphs[after]):
            after += 1
        # From a number's middle on it is no number of its own.
        is_begun = index > 0 and _goes_on(glyphs[index - 1], glyph)
        if not (
            is_begun
            or (index > 0 and _is_text_beside(glyphs[index - 1], glyph))
            or (after < len(glyphs) and _is_text_beside(glyphs[after - 1], glyphs[after]))
        ):
            yield slice(index, after), ends[above]


def _number_above(part: Sequence[Glyph], glyphs: Sequence[Glyph], paths: Paths, bottom: float) -> int | None:
    """The last figure of the number that figures below a table may go on with; None where there is none. bottom: the
    table's lower end."""
    size, level = part[0].type_size, part[0].baseline
    left, right = part[0].start, part[-1].end
    sides = _column((left + right) / 2, bottom, paths)
    if sides is None:
        return None
    in_column = [
        index
        for index, glyph in enumerate(glyphs)
        if _LEAST_LEADING * size <= level - glyph.baseline <= _MOST_LEADING * size
        and glyph.centre[1] < bottom
        and sides[0] <= glyph.centre[0] <= sides[1]
    ]
    if not in_column:
        return None
    lowest = max(glyphs[index].baseline for index in in_column)
    line = sorted(
        (index for index in in_column if lowest - glyphs[index].baseline <= _LEVEL * size),
        key=lambda index: glyphs[index].start,
    )
    first, last = glyphs[line[0]], glyphs[line[-1]]
    is_number = all(
        abs(glyphs[index].type_size - size) <= _SIZE * size and _is_number_sign(glyphs[index]) for index in line
    )
    # Where a further figure had room, none went on below: a page's number stands there.
    is_full = last.end - first.start + part[0].end - part[0].start + 2 * WIDEST_MARGIN > sides[1] - sides[0]
    is_aligned = (
        min(abs(first.start - left), abs(last.end - right), abs(first.start + last.end - left - right) / 2)
        <= _ALIGNED * size
    )
    # A rule between the number and the table's end: the last row is another one.
    is_in_last_row = not any(
        lowest + _REACH < rule.at < bottom - _REACH and rule.start < left and right < rule.end
        for rule in (*paths.horizontal, *paths.box_horizontal)
    )
    return line[-1] if is_number and is_full and is_aligned and is_in_last_row else None


def _column(x: float, bottom: float, paths: Paths) -> tuple[float, float] | None:
    """Where the sides of the box stand that ends at a table's lower end; None where there is no such box."""
    ends = [rule.at for rule in paths.vertical if _ends_at(rule, bottom)]
    left, right = [at for at in ends if at <= x], [at for at in ends if at > x]
    return (max(left), min(right)) if left and right else None


def _ends_at(rule: Rule, bottom: float) -> bool:
    return rule.start < bottom - _REACH and rule.end >= bottom - _REACH


def _is_figure(glyph: Glyph) -> bool:
    return glyph.text[0].isdecimal() or glyph.text[0] == UNREAD


def _is_number_sign(glyph: Glyph) -> bool:
    return glyph.type_size > 0 and (_is_figure(glyph) or glyph.text in _POINTS)


def _goes_on(before: Glyph, glyph: Glyph) -> bool:
    """Whether a sign goes on with a number."""
    return (
        _is_number_sign(before)
        and _is_number_sign(glyph)
        and _is_level(before, glyph)
        and -_TOUCHING[0] * glyph.type_size <= glyph.start - before.end <= _TOUCHING[1] * glyph.type_size
    )


def _is_text_beside(before: Glyph, glyph: Glyph) -> bool:
    """Whether two characters stand beside each other on one line, one of which is no figure."""
    size = max(before.type_size, glyph.type_size)
    return (
        not (_is_number_sign(before) and _is_number_sign(glyph))
        and _is_level(before, glyph)
        and -_BESIDE[0] * size <= glyph.start - before.end <= _BESIDE[1] * size
    )


def _is_level(before: Glyph, glyph: Glyph) -> bool:
    return abs(glyph.baseline - before.baseline) <= _LEVEL * max(before.type_size, glyph.type_size)
