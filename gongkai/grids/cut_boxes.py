"""A box over several rows that a page cut, drawn out to its row's end: Chromium draws the rest of it too short.

Pure geometry: the rules of one table, y downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gongkai.grids.ruled import Rule

#: The rest of a cut box ends at most this far above the end of its row, in points.
_SHORT = 30.0
#: A rule that ends one box alone is no longer than this part of the table's width.
_NARROW = 0.25
#: By so much may a rule miss the one that it meets, in points.
_MEETS = 2.5
#: Rules nearer to each other than this end boxes of one row, in points.
_LEVEL = 2.0
#: So far right of a box begin the rules of the rows beside it, where each box has a frame of its own, in points.
_RIGHT = 6.5


def drawn_out(across: Sequence[Rule], down: Sequence[Rule]) -> tuple[list[Rule], list[Rule]]:
    """The rules with the lower sides of such boxes moved down to the next border of rows, and their sides drawn to it.

    The rest of a cut box begins where the table does, stands beside rows, and ends where nothing else does. Where it
    ends with a row above its own, the border of its own hangs in the air; what is missing there is added.
    """
    if not (across and down):
        return list(across), list(down)
    top = min(rule.start for rule in down)
    moved = dict(_ends(across, down, top))
    lower = [rule._replace(at=moved[rule]) if rule in moved else rule for rule in across]
    sides = [_reaching(rule, moved) for rule in down]
    added = list(_hanging(lower, sides, top))
    return [*lower, *(rule for rule, _ in added)], [*sides, *(side for _, side in added)]


def _ends(across: Sequence[Rule], down: Sequence[Rule], top: float) -> Iterator[tuple[Rule, float]]:
    """Rules that end the rest of a cut box alone, each with the end of its row."""
    width = max(rule.at for rule in down) - min(rule.at for rule in down)
    for rule in across:
        if rule.end - rule.start > _NARROW * width or any(_is_level(rule, other) for other in across):
            continue
        beside = [other.at for other in across if other.start <= rule.end + _RIGHT and other.end > rule.end + _RIGHT]
        is_over_rows = any(top + _MEETS < at < rule.at for at in beside)
        after = min((at for at in beside if at > rule.at), default=rule.at + 2 * _SHORT)
        if is_over_rows and after - rule.at <= _SHORT and _is_from(top, rule, down):
            yield rule, after


def _is_level(rule: Rule, other: Rule) -> bool:
    return other is not rule and abs(other.at - rule.at) <= _LEVEL


def _is_from(top: float, rule: Rule, down: Iterable[Rule]) -> bool:
    """Whether both sides of the box that a rule ends run down to it from the table's upper end."""
    sides = [side.at for side in down if side.start <= top + _MEETS and side.end >= rule.at - _MEETS]
    return all(any(abs(side - end) <= _MEETS for side in sides) for end in (rule.start, rule.end))


def _reaching(side: Rule, moved: dict[Rule, float]) -> Rule:
    for rule, end in moved.items():
        ends_there = abs(side.end - rule.at) <= _MEETS
        if ends_there and min(abs(side.at - rule.start), abs(side.at - rule.end)) <= _MEETS:
            return side._replace(end=end)
    return side


def _hanging(across: Sequence[Rule], down: Sequence[Rule], top: float) -> Iterator[tuple[Rule, Rule]]:
    """What rules across lack that begin below the end of a cut box's right side: the way to its left side, and up."""
    for rule in across:
        own = [side for side in down if abs(side.at - rule.start) <= _MEETS]
        if any(side.start - _MEETS <= rule.at <= side.end + _MEETS for side in own):
            continue
        ended = [side for side in own if side.start <= top + _MEETS and 0 < rule.at - side.end <= _SHORT]
        lefts = [side.at for side in down if side.at < rule.start - _MEETS and side.start <= rule.at <= side.end]
        if ended and lefts:
            side = max(ended, key=lambda side: side.end)
            yield Rule(rule.at, max(lefts), rule.start), Rule(side.at, side.end, rule.at)
