"""Lengths of style sheets in points, near enough to tell nothing from something. Source: CSS Values Level 4."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(%|[a-z]*)")
#: Every length in a function such as calc().
_INNER = re.compile(r"(?<![\w.#-])((?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(%|[a-z]*)")
_OF_SCREEN = (("w", 10.0), ("h", 5.7), ("min", 5.7), ("max", 10.0), ("i", 10.0), ("b", 5.7))
#: One of each unit in points.
POINTS = {
    "": 1.0,
    "pt": 1.0,
    "px": 0.75,
    "em": 10.5,
    "rem": 12.0,
    "ex": 5.0,
    "rex": 5.0,
    "ch": 5.0,
    "rch": 5.0,
    "cap": 8.0,
    "rcap": 8.0,
    "ic": 10.5,
    "ric": 10.5,
    "lh": 12.0,
    "rlh": 12.0,
    "%": 0.105,
    "cm": 28.0,
    "mm": 2.8,
    "q": 0.7,
    "in": 72.0,
    "pc": 12.0,
    **{f"{kind}v{end}": size for kind in ("", "s", "l", "d") for end, size in _OF_SCREEN},
    # Of a box whose size is not known.
    **{f"cq{end}": 0.1 for end, _ in _OF_SCREEN},
}
_FUNCTION = re.compile(r"-?[a-z][\w-]*\(")
_RELATIVE = frozenset(["%", "vw", "vh", "dvh", "svh", "lvh", "dvw"])
#: Functions that take so much of a whole, and no more than so many points off it, leave something.
_MOST_OF, _LITTLE_OFF, _LEAST = 50.0, 450.0, 3.0
_LEAST_FACTOR, _LARGEST_FACTOR = 0.2, 5.0


def points(text: str) -> float | None:
    """A length in points, near enough; None for what is none."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None or (unit := POINTS.get(match[2])) is None:
        return None
    return float(match[1]) * unit


def is_bare(text: str) -> bool:
    """Whether it is a number without unit, other than zero: a length on pages in quirks mode alone."""
    match = _NUMBER.fullmatch(text)
    return match is not None and not match[2] and float(match[1]) != 0


def is_function(text: str) -> bool:
    """Whether a value is counted (``calc()``)."""
    return _FUNCTION.match(text) is not None


def is_plainly_some(text: str) -> bool:
    """Whether a function (``calc()``, ``min()``, ``max()``, ``clamp()``) gives plainly more than next to nothing."""
    found = [(float(number), unit) for number, unit in _INNER.findall(text)]
    sizes = [number * POINTS.get(unit, 0.0) for number, unit in found if unit]
    if not sizes or "-" in re.sub(r"\w-\w", "", text.replace(" - ", " \0 ")):
        return False
    if "\0" in text.replace(" - ", " \0 "):
        (first, first_unit), *rest = found
        is_whole = first_unit in _RELATIVE and first >= _MOST_OF and re.fullmatch(r"calc\([^()]+\)", text) is not None
        off = [number * POINTS.get(unit, _LITTLE_OFF) for number, unit in rest]
        return is_whole and sum(off) < _LITTLE_OFF and not any(unit in _RELATIVE or not unit for _, unit in rest)
    factors = [number for number, unit in found if not unit]
    if not all(_LEAST_FACTOR <= factor <= _LARGEST_FACTOR for factor in factors):
        return False
    is_least = text.startswith(("min(", "clamp("))
    told = sizes[:1] if text.startswith("clamp(") else sizes
    return all(size > _LEAST for size in told) if is_least else max(told) > _LEAST
