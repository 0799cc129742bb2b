"""What the two readers of scans say of one box: its lines as recognised, and its number by the shapes of its digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from gongkai.grids import number_shapes, scan_boxes, scan_seals
from gongkai.grids.model import UNREAD
from gongkai.grids.number_shapes import Look
from gongkai.grids.ocr import Rect
from gongkai.grids.raster import Gray, Mask
from gongkai.grids.scan_boxes import TextLine
from gongkai.grids.scan_page import StraightPage
from gongkai.grids.scan_rules import PageRules

#: Least scores of numbers and of other text; of a number that its shapes say alike.
SURE, LIKELY, BORNE_OUT = 0.9, 0.4, 0.8
#: Part of a box that is red from which on a box that seems empty is not known to be.
_RED = 0.004
#: A gap of more than this part of the height parts two texts of one line.
_SPACE = 0.6
#: Paper around a number that its shapes are seen against, in points.
_MARGIN = 3.0

_DIGITS = re.compile(r"[\d.,:;/\-—–－一~+\s]+")
_UNITS = "万元|亿元|元|件|条|个|项|宗|起|次|人次"
#: What could be taken for a number with words: it needs a second reading.
_WITH_WORDS = re.compile(r"[-+−减增]?\d[\d,.]*(?:$|[(万亿元件条个项宗起次人])")
#: A number with its unit, or a note in brackets, or both.
_BEFORE_WORDS = re.compile(rf"([-+−]?\d[\d,.]*)({_UNITS})?(\(.*)?")

#: A change in words.
_CHANGE = re.compile(r"[减增]\d[\d,.]*")


def are_digits(text: str) -> bool:
    """Whether a text is a number, or signs as stand in numbers."""
    return _DIGITS.fullmatch(text) is not None


def texts(
    page: StraightPage,
    rules: PageRules,
    rect: Rect,
    lines: Sequence[TextLine],
    said: Sequence[tuple[str, float]],
    tails: bool,
    hiding: Mask | None = None,
) -> tuple[str, str]:
    """What each reader says of a box (``rect``). said: text and score of each of its lines. tails: as of a Look.

    hiding: seals through which nothing shows.
    """
    if not lines:
        return (UNREAD, UNREAD) if _lies_on(page.red, rect) else ("", "")
    text = _joined(lines, said)
    less_sure = _less_sure(said) if UNREAD in text else None
    if UNREAD in text and less_sure is None:
        return text, text
    bare = _bare(text) if less_sure is None else less_sure
    if bare and not are_digits(bare) and not _WITH_WORDS.match(bare):
        return text, text
    if _lies_on(hiding, rect) or any(
        scan_seals.may_be_a_sign(page, scan_boxes.inked(page, line.rect)) for line in lines
    ):
        return UNREAD, UNREAD
    # Near the number paper is even; over a wide box it may darken.
    margin = page.px(_MARGIN)
    near = scan_boxes.around([line.rect for line in lines])
    x0, y0 = max(near[0] - margin, rect[0]), max(near[1] - margin, rect[1])
    x1, y1 = min(near[2] + margin, rect[2]), min(near[3] + margin, rect[3])
    box, look = page.pixels[y0:y1, x0:x1], Look(rules.mask[y0:y1, x0:x1], page.scale, tails)
    if bare and not are_digits(bare):
        number = _with_words(box, look, text) if min(score for _, score in said) >= SURE else None
    else:
        number = number_shapes.read(box, look)
    if less_sure is not None:
        return (number, number) if number == less_sure else (text, text)
    return text, UNREAD if number is None else number


def _less_sure(said: Sequence[tuple[str, float]]) -> str | None:
    """The digits of a box of one line that are not surely recognised: they count where their shapes say the same."""
    if len(said) != 1:
        return None
    text, score = said[0]
    return text if score >= BORNE_OUT and text.isascii() and text.isdecimal() else None


def _lies_on(red: Mask | None, rect: Rect) -> bool:
    """Whether there is red in a box."""
    return red is not None and float(red[rect[1] : rect[3], rect[0] : rect[2]].mean()) > _RED


def _with_words(box: Gray, look: Look, text: str) -> str | None:
    """A number by its shapes, with the words beside it; None where those do not bear out what was recognised."""
    if _CHANGE.fullmatch(_bare(text)):
        return number_shapes.after_change(box, look)
    found = _BEFORE_WORDS.fullmatch(_bare(text))
    if found is None or not _bare(text.partition("\n")[0]).startswith(found[1]):
        return None
    unit, note = found[2] or "", found[3]
    # An amount's unit makes it 10,000 times as much: it must have the room that it needs.
    money = unit.endswith("元")
    if money and note:
        return None
    number = number_shapes.before_words(box, look, len(unit) if money else None)
    return None if number is None else number + _bare(text)[len(found[1]) :]


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_of_two_rows(text: str) -> bool:
    """Whether a text is numbers on several lines."""
    return "\n" in text and are_digits(text)


def _joined(lines: Sequence[TextLine], said: Sequence[tuple[str, float]]) -> str:
    """The text of a box: lines from the top, texts of one line from the left."""
    rows: list[list[tuple[Rect, str]]] = []
    for line, (text, score) in zip(lines, said, strict=True):
        if not text and not line.inked:
            continue
        least = SURE if are_digits(text) else LIKELY
        entry = (line.rect, text if text and score >= least else UNREAD)
        middle = (line.rect[1] + line.rect[3]) / 2
        row = next((row for row in rows if row[0][0][1] < middle < row[0][0][3]), None)
        if row is None:
            rows.append([entry])
        else:
            row.append(entry)
    return "\n".join(_row(sorted(row)) for row in rows)


def _row(entries: Sequence[tuple[Rect, str]]) -> str:
    text, end = "", None
    for rect, part in entries:
        if end is not None and rect[0] - end > _SPACE * (rect[3] - rect[1]):
            text += " "
        text += part
        end = rect[2]
    return text
