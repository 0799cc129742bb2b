"""One look for all renderers: colours, legend and sizes."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.records import Verdict
from gongkai.show.model import Remark, State

#: Of the drawing's text, of lesser text, of rules and of the ground.
INK, FAINT, RULE, GROUND = "#1f2328", "#656d76", "#d0d7de", "#ffffff"
#: Of broken rules.
BROKEN = "#6f3a00"


@dataclass(frozen=True, slots=True)
class Look:
    """colour: of the frame, ``#rrggbb``. fill: how much of it lies over the box, 0..1. meaning: in the legend."""

    colour: str
    fill: float
    meaning: str


LOOKS: dict[State, Look] = {
    "reported": Look("#1a7f37", 0.10, "reported: a number"),
    "blank": Look("#0969da", 0.12, "blank: an empty box"),
    "annotated": Look("#bf6a02", 0.20, "annotated: a number with words"),
    "absent": Look("#bf3989", 0.20, "absent: a cell of the form without a box"),
    "unreadable": Look("#8250df", 0.28, "unreadable: ink that is no number"),
    "disputed": Look("#d1001f", 0.26, "disputed: readers differ"),
    "stray": Look("#424a53", 0.22, "stray: a number that stands for no cell"),
    "unused": Look("#8c959f", 0.0, "a box in which no cell is read"),
}
#: Words of the legend for what stands beside the state.
DOUBTFUL = "hatched: placed by position or glued; proves no error"
NAMED = "F: named by a broken rule"

VERDICTS: dict[Verdict | None, str] = {
    "consistent": "#1a7f37",
    "publisher_inconsistent": BROKEN,
    "unconfirmed": "#d1001f",
    "incomplete": "#bf3989",
    "unreadable": "#8250df",
    None: FAINT,
}


def rgb(colour: str) -> tuple[int, int, int]:
    """``#rrggbb`` as numbers."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def remark_colour(remark: Remark) -> str:
    """The colour beside a remark: its mark's, or that of broken rules."""
    return BROKEN if remark.state == "broken" else LOOKS[remark.state].colour
