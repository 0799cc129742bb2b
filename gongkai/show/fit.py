"""Fitting texts into narrow boxes. Pure."""

from __future__ import annotations

from collections.abc import Callable

from gongkai.text_table import width

#: Of a text: how wide it is, in whatever unit the caller draws in.
Measure = Callable[[str], float]


def estimated(size: float) -> Measure:
    """Widths of texts in a sans-serif type of this size, near enough where the type is not known."""
    return lambda text: width(text) * size * 0.57


def fitted(text: str, room: float, measure: Measure) -> str:
    """The text, or as much of its end as fits: the end of a code tells more than its beginning."""
    if measure(text) <= room:
        return text
    for start in range(1, len(text)):
        if measure("…" + text[start:]) <= room:
            return "…" + text[start:]
    return ""


def wrapped(text: str, room: float, measure: Measure, most: int) -> list[str]:
    """Lines that fit, broken between words where there are any and at any sign else; the last of ``most`` ends in ``…``
    where something is left out. A line holds at least one sign."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        while paragraph and len(lines) <= most:
            end = _fits(paragraph, room, measure)
            lines.append(paragraph[:end].strip())
            paragraph = paragraph[end:].lstrip()
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] = lines[-1][:-1] + "…"
    return lines


def _fits(text: str, room: float, measure: Measure) -> int:
    """How many signs of a text go on one line."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle]) <= room else (low, middle - 1)
    if low == len(text):
        return low
    space = text.rfind(" ", 0, low + 1)
    return space if space > low // 2 else low
