"""Tables that are open on the left and right, as statistics print them: their sides are where all rules across end.

Pure geometry: the rules of a page, a group a table or a part of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gongkai.grids.ruled import Rule

#: Ends of the rules across an open table differ by no more than this, in points.
_ALIKE = 2.5
#: A side that is as near to an upright rule as this is drawn, in points.
_DRAWN = 6.5
#: Upright rules that a table has within, at least: with fewer its columns are not parted by rules.
_LEAST = 2

#: Rules across and upright ones that cross each other.
Group = tuple[list[Rule], list[Rule]]


def closed(groups: Iterable[Group]) -> Iterator[Group]:
    """The groups that are tables, with an upright rule more for each side that is open.

    A group with a single upright rule is one where it is as wide as another one with more: a part of that table, which
    a row over its whole width (第二十条第（五）项) parts from the rest.
    """
    groups = list(groups)
    widths = [_width(across) for across, down in groups if _is_parted(down)]
    for across, down in groups:
        is_table = _is_parted(down) or any(_are_alike(_width(across), width) for width in widths)
        if is_table:
            down = [*down, *_sides(across, down)]
        if len(down) > 1:
            yield across, down


def _is_parted(down: Iterable[Rule]) -> bool:
    return len({rule.at for rule in down}) >= _LEAST


def _width(across: Sequence[Rule]) -> tuple[float, float]:
    return min(rule.start for rule in across), max(rule.end for rule in across)


def _are_alike(width: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(end - at) <= _ALIKE for end, at in zip(width, other, strict=True))


def _sides(across: Sequence[Rule], down: Sequence[Rule]) -> Iterator[Rule]:
    """The sides that are open.

    A side is open where all rules across that go on beyond the upright ones end alike, the highest or the lowest among
    them (a page may cut a row). It reaches as far as the upright rules.
    """
    outer = (min(across, key=_at), max(across, key=_at))
    start = min(outer[0].at, min(rule.start for rule in down))
    end = max(outer[1].at, max(rule.end for rule in down))
    first, last = min(map(_at, down)), max(map(_at, down))
    left = _common([rule.start for rule in across if rule.start < first - _DRAWN], [rule.start for rule in outer])
    right = _common([rule.end for rule in across if rule.end > last + _DRAWN], [rule.end for rule in outer])
    yield from (Rule(side, start, end) for side in (left, right) if side is not None)


def _at(rule: Rule) -> float:
    return rule.at


def _common(ends: Sequence[float], outer: Sequence[float]) -> float | None:
    """The place where rules end that all end alike, one of the outer ones among them."""
    is_common = max(ends, default=0.0) - min(ends, default=0.0) <= _ALIKE and not set(outer).isdisjoint(ends)
    return sum(ends) / len(ends) if is_common else None
