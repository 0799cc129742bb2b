"""Writing on a PDF page: Chinese in STSong-Light (a CID font, no font file), lines without Chinese in Times.

A line is one text object: where the font is not installed, pdfium drops text objects of a single Chinese character. So
no line is left with one alone either.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

CHINESE, LATIN = "STSong-Light", "Times-Roman"


@cache
def register() -> None:
    """Make the Chinese font known to reportlab."""
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))


def _font(text: str) -> str:
    return LATIN if text.isascii() else CHINESE


def width(text: str, size: float) -> float:
    """Width of one line in points."""
    return float(pdfmetrics.stringWidth(text, _font(text), size))


def _pieces(text: str) -> list[str]:
    """What must not be cut: numbers and Latin words, single Chinese characters."""
    return [p for latin, group in groupby(text, key=str.isascii) for p in (["".join(group)] if latin else group)]


def wrap(text: str, room: float, size: float, indent: float = 0) -> list[str]:
    """Lines no wider than ``room`` (the first by ``indent`` less), the last of at least two characters."""
    lines: list[list[str]] = [[]]
    for piece in _pieces(text):
        line = "".join([*lines[-1], piece])
        if lines[-1] and (indent if len(lines) == 1 else 0) + width(line, size) > room:
            lines.append([])
        lines[-1].append(piece)
    if len(lines) > 1 and len("".join(lines[-1])) == 1:
        lines[-1].insert(0, lines[-2].pop())
    return ["".join(line) for line in lines if line]


@cache
def wrap_evenly(text: str, room: float, size: float) -> tuple[str, ...]:
    """As few lines as :func:`wrap` gives, but of about equal length, as the boxes of a form show them.

    Kept: the heads of a form stand in every report.
    """
    count = len(wrap(text, room, size))
    narrow = width(text, size) / max(count, 1)
    while narrow < room and len(wrap(text, narrow, size)) > count:
        narrow += 1
    return tuple(wrap(text, min(narrow, room), size))


def draw(canvas: Any, x: float, y: float, text: str, size: float) -> None:
    """One line with its baseline at ``y``, from ``x`` to the right."""
    canvas.setFont(_font(text), size)
    canvas.drawString(x, y, text)


def draw_centred(canvas: Any, x: float, y: float, text: str, size: float) -> None:
    """One line centred on ``x``."""
    draw(canvas, x - width(text, size) / 2, y, text, size)
