"""Where small type stands on a page, in points. Pure: the renderers share it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from gongkai.grids.model import Box
from gongkai.grids.picture import Picture
from gongkai.show.fit import estimated, fitted
from gongkai.show.model import Mark, PageSheet
from gongkai.show.style import BROKEN, LOOKS

#: Sizes of type: codes and applicants; numbers of remarks and names of findings.
CODE, NUMBER = 4.2, 5.0
#: From line to line, and what a box needs for what is printed in it.
_STEP, _PRINTED = CODE + 0.4, 7.0
#: Around the boxes of a page whose size is not known.
_MARGIN = 36.0


@dataclass(frozen=True, slots=True)
class TypeLine:
    """A line of small type in a box; y: of its baseline. backed: on white, for what is printed there is not to show."""

    y: float
    text: str
    backed: bool = False


@dataclass(frozen=True, slots=True)
class Badge:
    """A short text on a coloured ground around (x, y)."""

    x: float
    y: float
    width: float
    text: str
    colour: str


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
    """Lines in a box, cut to its width: code and applicant, or what readers differ in, above and below what is printed.

    What readers differ in is always told; code and applicant only where there is room.
    """
    _, top, _, bottom = box
    room = int((bottom - top - _PRINTED) / _STEP)
    if mark.differs:
        above, below = [mark.differs[0]], list(mark.differs[1:])
        above += [mark.code] if mark.code and room > len(mark.differs) + 1 else []
    else:
        above = [mark.code] if mark.code else []
        below = [mark.who] if mark.who and room > 1 else []
    ys = [top + _STEP * (place + 1) for place in range(len(above))]
    ys += [bottom - 1.2 - _STEP * place for place in reversed(range(len(below)))]
    return [
        TypeLine(y, fitted(text, box[2] - box[0] - 2.4, estimated(CODE)), backed=text in mark.differs)
        for y, text in zip(ys, [*above, *below], strict=True)
    ]


def badges(box: Box, mark: Mark) -> list[Badge]:
    """The remark's number on the upper right corner, the findings' names on the lower."""
    _, y0, x1, y1 = box
    found = []
    if mark.number is not None:
        found.append(_badge(x1, y0, str(mark.number), LOOKS[mark.state].colour))
    if mark.findings:
        found.append(_badge(x1, y1, ",".join(mark.findings), BROKEN))
    return found


def _badge(x: float, y: float, text: str, colour: str) -> Badge:
    return Badge(x, y, estimated(NUMBER)(text) + 2.6, text, colour)


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
