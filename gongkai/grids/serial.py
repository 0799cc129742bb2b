"""Extracts as JSON and back, for the cache: what a reader got from a document, so that it need not read it again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from gongkai.grids.model import Box, Cell, Extract, Grid, Line

_new = tuple.__new__


def to_json(extracts: Sequence[Extract]) -> bytes:
    """All extracts of one document as one JSON text."""
    return json.dumps([_extract(extract) for extract in extracts], ensure_ascii=False).encode()


def from_json(data: bytes) -> tuple[Extract, ...]:
    """The extracts that :func:`to_json` wrote."""
    return tuple(_from_extract(record) for record in json.loads(data))


def _extract(extract: Extract) -> dict[str, Any]:
    return {
        "reader": extract.reader,
        "grids": [_grid(grid) for grid in extract.grids],
        "lines": [[line.text, line.place, *_marks(line)] for line in extract.lines],
        "title": extract.title,
        "metadata": extract.metadata,
        "links": [list(link) for link in extract.links],
        "pages": extract.pages,
        "notes": list(extract.notes),
    }


def _marks(line: Line) -> list[bool]:
    """What is said of a line beside its text and place; nothing of most."""
    return [line.is_doubtful, True] if line.is_link else [True] if line.is_doubtful else []


def _grid(grid: Grid) -> dict[str, Any]:
    return {
        # Each a list of its fields in their order.
        "cells": grid.cells,
        "n_rows": grid.n_rows,
        "n_cols": grid.n_cols,
        "place": grid.place,
        "reader": grid.reader,
        "page": grid.page,
        "ragged": grid.ragged,
        "box": grid.box,
        "has_open_end": grid.has_open_end,
        **({"open": [grid.open_top, grid.open_bottom]} if grid.open_top or grid.open_bottom else {}),
        **({"sheet": grid.sheet} if grid.sheet else {}),
        **({} if grid.lines_before is None else {"lines_before": grid.lines_before}),
    }


def _from_extract(record: dict[str, Any]) -> Extract:
    return Extract(
        reader=record["reader"],
        grids=tuple(_from_grid(grid) for grid in record["grids"]),
        lines=tuple(Line(*line) for line in record["lines"]),
        title=record["title"],
        metadata=record["metadata"],
        links=tuple((url, text) for url, text in record["links"]),
        pages=record["pages"],
        notes=tuple(record["notes"]),
    )


def _from_grid(record: dict[str, Any]) -> Grid:
    # Not Cell(…): fields by name take twice as long, and eight it must be.
    cells = [
        _new(Cell, (row, col, rowspan, colspan, text, place, page, None if box is None else _box(box)))
        for row, col, rowspan, colspan, text, place, page, box in record["cells"]
    ]
    open_top, open_bottom = record.get("open", (False, False))
    return Grid(
        cells=tuple(cells),
        n_rows=record["n_rows"],
        n_cols=record["n_cols"],
        place=record["place"],
        reader=record["reader"],
        page=record["page"],
        ragged=record["ragged"],
        box=_box(record["box"]),
        has_open_end=record.get("has_open_end", False),
        open_top=open_top,
        open_bottom=open_bottom,
        sheet=record.get("sheet", ""),
        lines_before=record.get("lines_before"),
    )


def _box(edges: list[float] | None) -> Box | None:
    return None if edges is None else (edges[0], edges[1], edges[2], edges[3])
