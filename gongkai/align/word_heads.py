"""Heads of tab text that was copied out of Word: a merged head is one field there, so it stands left of its numbers.

A head merged downwards leaves an empty field in the row below it, one merged sideways none. Where that tells for each
head over which fields of the row below it stands, empty fields are put behind it, as browsers copy it; else the rows
stay as they are, and nobody's number stands under them.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from gongkai.align import applicants, disputes, labels
from gongkai.align.model import Row
from gongkai.align.numbers import squeeze
from gongkai.grids.model import Cell, Extract, Grid

_LITIGATION = "行政诉讼"


def with_heads_over_numbers(extract: Extract) -> Extract:
    """The extract with the rows of heads in its tab text as long as the lowest of them; any other as it is."""
    if not any(grid.ragged for grid in extract.grids):
        return extract
    return replace(extract, grids=tuple(_with_heads(grid) if grid.ragged else grid for grid in extract.grids))


def _with_heads(grid: Grid) -> Grid:
    rows = [grid.row(index) for index in range(grid.n_rows)]
    heads = [_is_head(Row(grid, 0, index)) for index in range(grid.n_rows)]
    wide: list[tuple[Cell, ...]] = list(rows)
    # For each field of the row below the place at which it stands.
    at: list[int] = []
    for index in reversed(range(grid.n_rows)):
        own = rows[index]
        below = rows[index + 1] if index + 1 < grid.n_rows and heads[index] and heads[index + 1] else None
        starts = None if below is None or len(own) >= len(below) else _starts(own, below)
        if starts is None or below is None:
            at = list(range(len(own)))
            continue
        places, width = [at[start] for start in starts], len(wide[index + 1])
        wide[index] = _spread(own, places, width)
        at = places
    if wide == rows:
        return grid
    return replace(grid, cells=tuple(cell for row in wide for cell in row))


def _is_head(row: Row) -> bool:
    return applicants.is_header_row(row) or disputes.is_header_row(row)


def _starts(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[int] | None:
    """For each field of a row of heads the first field of the row below that it stands over; None where none tells.

    Over an empty field stands one head alone; the heads left over share what is filled, all of it in one run.
    """
    runs = [(is_filled, len(list(run))) for is_filled, run in itertools.groupby(bool(squeeze(c.text)) for c in lower)]
    filled = [place for place, (is_filled, _) in enumerate(runs) if is_filled]
    shared = len(upper) - sum(length for is_filled, length in runs if not is_filled)
    if shared < len(filled) or (shared > len(filled) and len(filled) != 1):
        return None
    starts: list[int] = []
    start = 0
    for is_filled, length in runs:
        if not is_filled:
            starts += range(start, start + length)
        elif len(filled) == shared:
            starts.append(start)
        else:
            own = upper[len(starts) : len(starts) + shared]
            parts = _parts(own, lower[start : start + length])
            if parts is None:
                return None
            starts += [start + part for part in parts]
        start += length
    return starts


def _parts(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[int] | None:
    """Where each of several heads begins over filled fields: where words begin again, or 行政诉讼 over its channels."""
    keys = [labels.key(cell.text) for cell in lower]
    length, rest = divmod(len(keys), len(upper))
    if not rest and len(set(keys[:length])) == length and keys == keys[:length] * len(upper):
        return [number * length for number in range(len(upper))]
    channels = [disputes.channel(cell.text) for cell in lower]
    first = next((place for place, channel in enumerate(channels) if channel is not None), 0)
    is_litigation = len(upper) == 2 and labels.key(upper[1].text) == _LITIGATION and disputes.channel(upper[0].text)
    if is_litigation and first and channels[first:] == list(disputes.CHANNELS[:2]):
        return [0, first]
    return None


def _spread(cells: Sequence[Cell], places: Sequence[int], width: int) -> tuple[Cell, ...]:
    """Fields at their places, and empty ones between them that stand where the field to their left does."""
    at = dict(zip(places, cells, strict=True))
    found: list[Cell] = []
    for col in range(width):
        own = at.get(col)
        found.append(found[-1]._replace(col=col, text="") if own is None else own._replace(col=col))
    return tuple(found)
