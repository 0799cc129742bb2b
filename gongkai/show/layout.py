"""Where small type stands on a page, in points. Pure: the renderers share it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from gongkai.grids.model import Box
from gongkai.show.fit import estimated
from gongkai.show.model import Mark, PageSheet
from gongkai.show.pages import Picture

#: Sizes of type: codes and applicants; numbers of remarks and names of findings.
CODE, NUMBER = 4.2, 5.0
_MARGIN = 36.0


@dataclass(frozen=True, slots=True)
class TypeLine:
    """A line of small type in a box; y: of its baseline. backed: on white, for what is printed there is not to show."""

    y: float
    text: str
    backed: bool = False


@dataclass(frozen=True, slots=True)
class RowCode:
    """A code beside a row of boxes that share it. before: x is its right end, else its left."""

    x: float
    y: float
    text: str
    before: bool


def page_size(sheet: PageSheet, picture: Picture | None) -> tuple[float, float]:
    """Width and height in points: the picture's, else so that all boxes stand on it."""
    if picture is not None:
        return picture.size
    right = max((box[2] for box, _ in sheet.boxes), default=595.0 - _MARGIN)
    bottom = max((box[3] for box, _ in sheet.boxes), default=842.0 - _MARGIN)
    return right + _MARGIN, bottom + _MARGIN


def type_lines(box: Box, mark: Mark) -> list[TypeLine]:
    """Code at the top, applicant and what readers differ in at the bottom, as far as there is room."""
    _, top, _, bottom = box
    below = [TypeLine(0, text, backed=True) for text in mark.differs] or [
        TypeLine(0, text) for text in [mark.who] if text
    ]
    step = CODE + 0.4
    lines = [TypeLine(top + step, mark.code)] if mark.code else []
    for place, line in enumerate(reversed(below)):
        y = bottom - 1.2 - place * step
        # What readers differ in is told even where it covers the code; an applicant is not.
        if line.backed or y - step >= top + step:
            lines.append(TypeLine(y, line.text, line.backed))
    return lines


def row_codes(sheet: PageSheet) -> list[RowCode]:
    """A code for each row with two boxes or more of one indicator, left of all boxes of the page."""
    rows: dict[tuple[int, str], list[Box]] = defaultdict(list)
    for box, mark in sheet.boxes:
        if mark.code:
            rows[round(box[1]), mark.code].append(box)
    left = min((box[0] for box, _ in sheet.boxes), default=0.0)
    codes = []
    for (_, code), boxes in rows.items():
        if len(boxes) > 1:
            before = estimated(CODE)(code) <= left - 3
            y = (boxes[0][1] + boxes[0][3]) / 2 + CODE / 3
            codes.append(RowCode(left - 2 if before else 1.0, y, code, before))
    return codes
