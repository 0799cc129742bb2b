"""Documents read once by the real readers; every fault is planted in a copy of what they gave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from benchmarks.accuracy import plan
from benchmarks.accuracy.all_looks import BY_NAME
from benchmarks.accuracy.case import Case
from benchmarks.accuracy.make import documents
from benchmarks.accuracy.oddities import PLAIN
from gongkai import readers
from gongkai.align.document import align
from gongkai.documents import Document, from_bytes
from gongkai.forms import codebook
from gongkai.forms.model import CellKey
from gongkai.grids.model import Cell, Extract
from gongkai.judge.evaluate import judged
from gongkai.read import content
from gongkai.records import Report

#: Looks of the documents: pages, read exactly, and ruled PDFs, each table read by two readers.
PAGES = ("html-clean", "html-th-sections", "html-divs", "html-heads-split")
RULED = ("pdf-reportlab",)
#: A table tells a fault that has so many numbers other than 0; of table 4 all fifteen.
LEAST = {"2": 8, "3": 20, "4": 15}

#: Number of a grid in an extract, and of a cell in the grid.
Place = tuple[int, int]


@dataclass(frozen=True)
class Base:
    """A document as its readers gave it: consistent, every table complete in every reader."""

    case: Case
    document: Document
    extracts: tuple[Extract, ...]

    @cached_property
    def places(self) -> tuple[dict[str, dict[CellKey, Place]], ...]:
        """For each reader: table -> cell of the form -> where its box stands in the reader's grids."""
        return tuple(_places(extract) for extract in self.extracts)

    @cached_property
    def report(self) -> Report:
        """What is read of the document without a fault."""
        return said(self.document, self.extracts)

    def texts(self, reader: int, table: str) -> dict[CellKey, str]:
        """What one reader has in the boxes of a table."""
        grids = self.extracts[reader].grids
        return {key: grids[g].cells[c].text.strip() for key, (g, c) in self.places[reader][table].items()}

    def is_telling(self, table: str) -> bool:
        """Whether enough numbers other than 0 stand in a table."""
        return sum(text not in ("", "0") for text in self.texts(0, table).values()) >= LEAST[table]


def said(document: Document, extracts: tuple[Extract, ...]) -> Report:
    """The one report that a document's extracts give, judged."""
    (report,) = content(document, extracts).reports
    return judged(report)


def bases(looks: Sequence[str], seed: int, number: int, n_readers: int) -> list[Base]:
    """So many documents of some looks in turn, with enough numbers other than 0 in table 3."""
    found: list[Base] = []
    for case in _cases(looks, seed):
        look = BY_NAME[case.look]
        document = from_bytes(f"{case.name}.{look.extension}", documents(look, [case])[0])
        base = Base(case, document, readers.extracts(document))
        whole = all(
            set(places.get(table, ())) == set(codebook.cells(case.forms[table], table))
            for places in base.places
            for table in codebook.TABLES
        )
        is_right = len(base.extracts) == n_readers and whole and base.report.verdict == "consistent"
        if is_right and base.is_telling("3"):
            found.append(base)
        if len(found) == number:
            break
    return found


def _cases(looks: Sequence[str], seed: int) -> Iterator[Case]:
    for number in range(10_000):
        for name in looks:
            case = plan.case(BY_NAME[name], seed, number)
            if case.oddity == PLAIN.name and case.profile != "zero":
                yield case


def _places(extract: Extract) -> dict[str, dict[CellKey, Place]]:
    at = {cell.place: (g, c) for g, grid in enumerate(extract.grids) for c, cell in enumerate(grid.cells)}
    return {
        table.table: {key: at[value.place] for key, value in table.by_cell.items() if value.place in at}
        for table in align(extract)
    }


def with_texts(extract: Extract, texts: dict[Place, str]) -> Extract:
    """A copy of an extract with other texts in some boxes."""
    return with_cells(extract, {place: _cell(extract, place)._replace(text=text) for place, text in texts.items()})


def with_cells(extract: Extract, cells: dict[Place, Cell | None]) -> Extract:
    """A copy of an extract with other boxes in place of some; None: no box at all."""
    grids = list(extract.grids)
    for g in {g for g, _ in cells}:
        own = [(cells.get((g, c), cell)) for c, cell in enumerate(grids[g].cells)]
        grids[g] = replace(grids[g], cells=tuple(cell for cell in own if cell is not None))
    return replace(extract, grids=tuple(grids))


def _cell(extract: Extract, place: Place) -> Cell:
    return extract.grids[place[0]].cells[place[1]]
