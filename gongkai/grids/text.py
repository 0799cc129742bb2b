"""Reader of plain text with tabs: a report copied out of a browser, its tables flattened to tab-separated lines.

Spans are lost in such text, so a grid is ragged: only the order of the fields in a line counts.
"""

from __future__ import annotations

import re

from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids.decode import decode
from gongkai.grids.model import Cell, Extract, Grid, Line

#: To be raised whenever this reader gives something else for the same bytes (tests/test_grids_golden.py sees it).
READER_VERSION = 5

#: A report has some 600.
MAX_FIELDS = 100_000
#: A text that ends with a number in a row: whether with all of it nobody can tell.
_OPEN_END = re.compile(r"\t[^\t\r\n]*\d\Z")
#: A line that may be the rest of a number, and one whose last field that is not empty ends with a figure.
_FIGURES = re.compile(r" *[\d.,，．]+\s*")
_CUT = re.compile(r"(.*\d)(\s*)", re.S)
_LINE_END = re.compile(r"\r\n|\r|\n")


def version() -> str:
    """Changes whenever the output may."""
    return f"text-{READER_VERSION}"


def extracts(document: Document) -> tuple[Extract, ...]:
    """One Extract: a ragged Grid for each run of lines with a tab, a Line for each other line that is not empty.

    Raises UnreadableDocument when there are too many fields.
    Every field is a cell, empty ones too; places are ``line 12 col 3``, both counted from 1, col counting fields.
    """
    text, notes = decode(document.data)
    fields = text.count("\t")
    if fields > MAX_FIELDS:
        problem = f"the text has {fields} fields of tables, more than the {MAX_FIELDS} that are read"
        raise UnreadableDocument(problem, document.source, "", "cut the report out of it")
    grids: list[Grid] = []
    lines: list[Line] = []
    run: list[tuple[int, str]] = []
    contents = _LINE_END.split(text)
    # The empty line at the end closes a run that goes on to the end of the text.
    for number, content in enumerate([*contents, ""], start=1):
        if run and _FIGURES.fullmatch(content) and (cut := _CUT.fullmatch(run[-1][1])):
            # The end of a line may have cut the number in two: both are in its box, and are none.
            run[-1] = (run[-1][0], f"{cut[1]}\n{content.strip()}{cut[2]}")
            continue
        if "\t" in content:
            run.append((number, content))
            continue
        if run:
            grids.append(_grid(run, run[-1][0] == len(contents) and _OPEN_END.search(text) is not None))
            run = []
        if content.strip():
            lines.append(Line(content.strip(), f"line {number}"))
    return (Extract(reader="text", grids=tuple(grids), lines=tuple(lines), notes=notes),)


def _grid(run: list[tuple[int, str]], has_open_end: bool) -> Grid:
    rows = [(number, content.split("\t")) for number, content in run]
    cells = tuple(
        Cell(row, col, 1, 1, field, f"line {number} col {col + 1}")
        for row, (number, fields) in enumerate(rows)
        for col, field in enumerate(fields)
    )
    width = max(len(fields) for _, fields in rows)
    return Grid(cells, len(rows), width, f"line {rows[0][0]}", "text", ragged=True, has_open_end=has_open_end)
