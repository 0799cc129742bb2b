"""What is drawn, whatever it is drawn with: sheets (pages or tables) with marked boxes, and remarks on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from gongkai.grids.model import Box
from gongkai.records import Finding, Verdict

#: What became of a box, the worst first. ``stray``: a number that stands for no cell of the form; ``unused``: any
#: other box without one, labels and headers for instance.
State = Literal["disputed", "unreadable", "absent", "annotated", "blank", "reported", "stray", "unused"]
STATES: tuple[State, ...] = ("disputed", "unreadable", "absent", "annotated", "blank", "reported", "stray", "unused")


@dataclass(frozen=True, slots=True)
class Mark:
    """A box and what was read in it.

    text:     as printed in the box (of the reader whose box it is).
    code:     indicator codes of the facts read in it, in the order of the form, `` + `` between them.
    who:      applicants as the form prints them; ``""`` outside table 3.
    differs:  each reader's text (``camelot 12``) where they differ.
    doubtful: placed by position, glued over a page break or taken from an orphan row.
    remark:   what is wrong with it, in words; ``""`` where nothing is.
    number:   of the remark, counted through the drawing; None where there is none.
    findings: names (``F2``) of the broken rules that name it.
    tip:      all that is known of it, line by line.
    """

    state: State
    text: str
    code: str = ""
    who: str = ""
    differs: tuple[str, ...] = ()
    doubtful: bool = False
    remark: str = ""
    number: int | None = None
    findings: tuple[str, ...] = ()
    tip: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person should look at. name: the number of a mark (``7``) or a finding's name (``F2``)."""

    name: str
    state: State | Literal["broken"]
    text: str


@dataclass(frozen=True)
class PageSheet:
    """A page, counted from 1. boxes: in points, origin top left; the page's own size is known where it is rendered."""

    number: int
    boxes: tuple[tuple[Box, Mark], ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def heading(self) -> str:
        """What stands above it."""
        return f"page {self.number}"

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Marks of its boxes, in order."""
        return tuple(mark for _, mark in self.boxes)

    def remarked(self, marks: Sequence[Mark], remarks: Sequence[Remark]) -> PageSheet:
        """The sheet with other marks, one for each box, and these remarks."""
        boxes = tuple((box, mark) for (box, _), mark in zip(self.boxes, marks, strict=True))
        return replace(self, boxes=boxes, remarks=tuple(remarks))


@dataclass(frozen=True, slots=True)
class Slot:
    """A box of a table without a page, by its slots."""

    row: int
    col: int
    rowspan: int
    colspan: int
    mark: Mark


@dataclass(frozen=True)
class TableSheet:
    """A table of a medium without pages. place: where it stands in the document."""

    place: str
    n_rows: int
    n_cols: int
    slots: tuple[Slot, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def heading(self) -> str:
        """What stands above it."""
        return f"table at {self.place}"

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Marks of its boxes, in order."""
        return tuple(slot.mark for slot in self.slots)

    def remarked(self, marks: Sequence[Mark], remarks: Sequence[Remark]) -> TableSheet:
        """The sheet with other marks, one for each box, and these remarks."""
        slots = tuple(replace(slot, mark=mark) for slot, mark in zip(self.slots, marks, strict=True))
        return replace(self, slots=slots, remarks=tuple(remarks))


Sheet = PageSheet | TableSheet


@dataclass(frozen=True, slots=True)
class TableLine:
    """One official table's verdict in words. cells: (state, how many), the worst first."""

    name: str
    verdict: Verdict | None
    about: str
    cells: tuple[tuple[State, int], ...]


@dataclass(frozen=True)
class Drawing:
    """All of it.

    title:    of the report, else the document's name.
    about:    lines below the title: source, agency, year, scope, what could not be read or drawn.
    tables:   official tables with their verdicts.
    sheets:   in reading order.
    missing:  cells of the form that have no box, and others that stand on no sheet.
    findings: (name, finding) of all reports in the document.
    """

    title: str
    about: tuple[str, ...]
    tables: tuple[TableLine, ...]
    sheets: tuple[Sheet, ...]
    missing: tuple[Remark, ...]
    findings: tuple[tuple[str, Finding], ...]
