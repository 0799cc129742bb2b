"""A box over several rows that a page cut, drawn out to its row's end: Chromium draws the rest of it too short.

Pure geometry: the rules of one table, y downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from gongkai.grids.ruled import Rule

#: The rest of a cut box ends at most this far above the end of its row, in points; a row of text may be higher.
_SHORT = 16.0
#: A rule that ends one box alone is no longer than this part of the table's width.
_NARROW = 0.25
#: By so much may a rule miss the one that it meets, in points.
_MEETS = 2.5


def drawn_out(across: Sequence[Rule], down: Sequence[Rule]) -> tuple[list[Rule], list[Rule]]:
    """The rules with the lower sides of such boxes moved down to the next border of rows, and their sides drawn to it.

    The rest of a cut box begins where the table does, stands beside rows, and ends where nothing else does.
    """
    moved = dict(_ends(across, down))
    return (
        [replace(rule, at=moved[rule]) if rule in moved else rule for rule in across],
        [_reaching(rule, moved) for rule in down],
    )


def _ends(across: Sequence[Rule], down: Sequence[Rule]) -> Iterable[tuple[Rule, float]]:
    """Rules that end the rest of a cut box alone, each with the end of its row."""
    top = min((rule.at for rule in across), default=0.0)
    width = max((rule.at for rule in down), default=0.0) - min((rule.at for rule in down), default=0.0)
    for _, line in groupby(sorted(across), key=lambda rule: rule.at):
        rule, *others = line
        if others or rule.end - rule.start > _NARROW * width:
            continue
        sides = {side.at for side in down if side.start <= top + _MEETS and side.end >= rule.at - _MEETS}
        beside = [other.at for other in across if other.start <= rule.end + _MEETS < other.end]
        after = min((at for at in beside if at > rule.at), default=rule.at + 2 * _SHORT)
        is_over_rows = any(top + _MEETS < at < rule.at for at in beside)
        if {rule.start, rule.end} <= sides and is_over_rows and after - rule.at <= _SHORT:
            yield rule, after


def _reaching(side: Rule, moved: dict[Rule, float]) -> Rule:
    for rule, end in moved.items():
        if side.at in (rule.start, rule.end) and abs(side.end - rule.at) <= _MEETS:
            return replace(side, end=end)
    return side
