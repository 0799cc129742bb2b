"""How many figures a number of a report may have. Pure."""

from __future__ import annotations

from decimal import Decimal

#: Before the point, and behind it: 9,999 亿元 in 元 are twelve.
_WHOLE, _FRACTION = 12, 6


def is_of_size(value: Decimal) -> bool:
    """Whether a report may print a number: one of more figures is several that ran together, a code or a computer's
    fraction (0.30000000000000004).

    The warehouse holds 18 figures before the point, of amounts in 元, and 6 behind; a number that it could not hold
    would stop the load of all others.
    """
    _, digits, exponent = value.as_tuple()
    return isinstance(exponent, int) and exponent >= -_FRACTION and len(digits) + exponent <= _WHOLE
