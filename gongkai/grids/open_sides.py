"""Tables that are open on the left and right, as statistics print them: their sides are where all rules across end.

Pure geometry: the rules of one table.
"""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.grids.ruled import Rule

#: Ends of the rules across an open table differ by no more than this, in points.
_ALIKE = 2.5
#: A side that is as near to an upright rule as this is drawn, in points.
_DRAWN = 6.5
#: Upright rules that a table has within, at least: with fewer its columns are not parted by rules.
_LEAST = 2


def closed(across: Sequence[Rule], down: Sequence[Rule]) -> list[Rule]:
    """The upright rules, and one for each side that is open.

    A side is open where all rules across that go on beyond the upright ones end alike, the highest or the lowest among
    them (a page may cut a row). It reaches as far as the upright rules.
    """
    if not across or len({rule.at for rule in down}) < _LEAST:
        return list(down)
    outer = (min(across, key=_at), max(across, key=_at))
    start = min(outer[0].at, min(rule.start for rule in down))
    end = max(outer[1].at, max(rule.end for rule in down))
    first, last = min(map(_at, down)), max(map(_at, down))
    left = _common([rule.start for rule in across if rule.start < first - _DRAWN], [rule.start for rule in outer])
    right = _common([rule.end for rule in across if rule.end > last + _DRAWN], [rule.end for rule in outer])
    return [*down, *(Rule(side, start, end) for side in (left, right) if side is not None)]


def _at(rule: Rule) -> float:
    return rule.at


def _common(ends: Sequence[float], outer: Sequence[float]) -> float | None:
    """The place where rules end that all end alike, one of the outer ones among them."""
    is_common = max(ends, default=0.0) - min(ends, default=0.0) <= _ALIKE and not set(outer).isdisjoint(ends)
    return sum(ends) / len(ends) if is_common else None
