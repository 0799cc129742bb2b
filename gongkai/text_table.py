"""Aligned text tables for the terminal, in which Chinese characters take two places."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def width(text: str) -> int:
    """Places that a text takes on a terminal."""
    return sum(
        2 if unicodedata.east_asian_width(sign) in "WF" else 0 if unicodedata.combining(sign) else 1 for sign in text
    )


def text_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Heads, a rule and rows; columns of numbers stand to the right. Line breaks in a text become ``⏎``."""
    lines = [[cell.replace("\r", "").replace("\n", "⏎") for cell in row] for row in (heads, *rows)]
    widths = [max(width(row[i]) for row in lines) for i in range(len(heads))]
    right = [all(_is_number(row[i]) for row in lines[1:]) and len(lines) > 1 for i in range(len(heads))]
    text = [_line(row, widths, right) for row in lines]
    text.insert(1, "  ".join("─" * size for size in widths))
    return "\n".join(text) + "\n"


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    cells = []
    for cell, size, to_right in zip(row, widths, right, strict=True):
        space = " " * (size - width(cell))
        cells.append(space + cell if to_right else cell + space)
    return "  ".join(cells).rstrip()


def _is_number(text: str) -> bool:
    return text in ("", "NULL") or text.lstrip("-").replace(".", "", 1).isdigit()
