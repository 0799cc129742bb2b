"""Table 4 (行政复议、行政诉讼情况): one row of fifteen numbers under three levels of headers."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from gongkai.align import fill, labels
from gongkai.align.model import AlignedTable, Row, Value
from gongkai.align.numbers import is_number, squeeze
from gongkai.forms import codebook
from gongkai.grids.model import Cell

TABLE = "4"

_OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


@lru_cache(maxsize=1 << 12)
def _outcome(text: str) -> str | None:
    """The form's outcome that a header names."""
    printed = labels.key(text)
    for indicator in codebook.printed_indicators("2021", TABLE):
        outcome = indicator.label_zh.rsplit("/", 1)[1]
        if printed in {labels.key(name) for name in (outcome, *indicator.variants)}:
            return outcome
    return None


@lru_cache(maxsize=1 << 12)
def _channel(text: str) -> str | None:
    """行政复议, 未经复议直接起诉 or 复议后起诉 where a header names one; 行政诉讼 alone names none."""
    printed = labels.key(text)
    return next((c for c in ("未经复议直接起诉", "复议后起诉", "行政复议") if printed == c), None)


def is_header_row(row: Row) -> bool:
    """A row that names outcomes or channels and prints no number."""
    return (
        not row.has_number
        and any(_outcome(text) or _channel(text) or labels.key(text) == "行政诉讼" for text in row.texts)
        and all(_outcome(text) or _channel(text) or labels.is_ignored(text, TABLE) for text in row.texts)
    )


def align_disputes(rows: list[Row]) -> AlignedTable | None:
    """Table 4 from its rows, headers and numbers possibly in two pieces; None where no header row is there."""
    headers = [row for row in rows if is_header_row(row)]
    bodies = [row for row in rows if not is_header_row(row)]
    if not headers:
        return None
    columns = _columns(headers)
    heads_end = (headers[-1].grid_index, headers[-1].index)
    body = _body([row for row in bodies if (row.grid_index, row.index) > heads_end])
    form = "2021"  # Table 4 is the same on both forms; the report's other tables say which one it is.
    values, unmapped = _values(form, columns, headers[0], body)
    for extra in bodies:
        if extra is not body:
            unmapped.extend(squeeze(cell.text) for cell in extra.cells if squeeze(cell.text))
            values.extend(
                fill.local(f"row {extra.index + 1}/column {cell.col + 1}", cell)
                for cell in extra.cells
                if is_number(cell.text)
            )
    return fill.table(rows, TABLE, form, values, unmapped)


def _body(bodies: list[Row]) -> Row | None:
    """The row of numbers; a blank one where none is printed; None where two are, for nothing tells which is meant."""
    numbered = [row for row in bodies if row.has_number]
    if not numbered:
        return next((row for row in bodies if len(row.cells) > 1), None)
    return numbered[0] if len(numbered) == 1 else None


def _columns(headers: list[Row]) -> dict[int, tuple[str | None, str | None]]:
    """Column -> (channel, outcome) from the headers over it."""
    columns: dict[int, tuple[str | None, str | None]] = {}
    ragged = headers[0].grid.ragged
    for row in headers:
        reach: str | None = None
        for cell in row.cells:
            channel, outcome = _channel(cell.text), _outcome(cell.text)
            if ragged:
                # A span is lost in tab text: a channel reaches on over the empty fields to its right.
                reach = channel if squeeze(cell.text) else reach
                channel = channel or (reach if not squeeze(cell.text) else None)
                if labels.key(cell.text) == "行政诉讼":
                    reach = None
            for column in range(cell.col, cell.col + cell.colspan):
                known_channel, known_outcome = columns.get(column, (None, None))
                columns[column] = (channel or known_channel, outcome or known_outcome)
    return columns


def _values(
    form: str, columns: dict[int, tuple[str | None, str | None]], header: Row, body: Row | None
) -> tuple[list[Value], list[str]]:
    places = Counter(columns.values())
    # Of two columns under the same headers nothing tells which is the form's.
    by_header = {named: column for column, named in columns.items() if places[named] == 1}
    same_grid = body is not None and (
        _fields_match(header, body) if body.grid_index == header.grid_index else _same_columns(header, body)
    )
    values = []
    used: set[int] = set()
    for indicator in codebook.printed_indicators(form, TABLE):
        *channels, outcome = indicator.label_zh.split("/")
        found = by_header.get((channels[-1], outcome))
        cell = _box(body, found) if body is not None and found is not None and same_grid else None
        if cell is not None:
            used.add(cell.col)
        key = (indicator.code, None)
        values.append(fill.official(key, cell, fill.COUNT) if cell is not None else fill.absent(key, fill.COUNT))
    unmapped = []
    for cell in body.cells if body is not None else []:
        if cell.col not in used and squeeze(cell.text):
            unmapped.append(f"column {cell.col + 1}: {squeeze(cell.text)}")
            values.append(fill.local(f"/column {cell.col + 1}", cell))
    return values, unmapped


def _same_columns(header: Row, body: Row) -> bool:
    """Whether a piece below a page break has the columns of the piece with the headers."""
    return header.grid.n_cols == body.grid.n_cols


def _box(body: Row, column: int) -> Cell | None:
    cell = body.grid.slots.get((body.index, column))
    return cell if cell is not None and cell.row == body.index and cell.colspan == 1 else None


def _fields_match(header: Row, body: Row) -> bool:
    """In tab text a field too few or too many shifts all after it: header and number row must have as many."""
    return not body.grid.ragged or len(header.cells) == len(body.cells)
