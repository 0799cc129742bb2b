"""Figures that meet in the text of a box but may stand apart on the page: two numbers, or one and its note's figure."""

from __future__ import annotations

import re

#: Put between two pieces of text that may stand apart; neither HTML nor XML can hold it.
GAP = "\0"
#: A figure of less than this part of the size of the one beside it is a note's.
SMALLER = 0.88
#: Signs that show nothing.
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u061c\u2060\ufeff\u00ad"
#: Points and commas of numbers.
SEPARATORS = ".,，．﹒﹐"
#: Letters set wider than those beside them by so many parts of the type, or all of them by so many, stand apart.
_WIDER, _WIDE = 0.2, 0.5
_SHOWN = str.maketrans("", "", INVISIBLE)
_PARTED = re.compile(rf"(?<=\d)(?:\0[{SEPARATORS}]?\0?|[{SEPARATORS}]\0)(?=\d)")


def meet(before: str, after: str) -> bool:
    """Whether the last sign of a text and the first one of the next are parts of numbers; neither is empty."""
    return _is_figure(after.lstrip(INVISIBLE)[:1]) and _is_figure(before.rstrip(INVISIBLE)[-1:])


def _is_figure(sign: str) -> bool:
    return sign.isdecimal() or (sign != "" and sign in SEPARATORS)


def is_parted(line: str) -> bool:
    """Whether a line of text holds a number with a gap (GAP) in it; other gaps say nothing."""
    return GAP in line and _PARTED.search(line.translate(_SHOWN)) is not None


def differ(size: float, other: float) -> bool:
    """Whether one of two sizes of type is that of a note beside the other."""
    return min(size, other) < SMALLER * max(size, other)


def is_spaced(before: float, after: float) -> bool:
    """Whether two letters stand apart by the room set behind the first; behind both of them, in parts of the type."""
    return before >= _WIDE or (before >= _WIDER and before != after)
