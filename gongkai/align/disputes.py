"""Table 4 (行政复议、行政诉讼情况): fifteen numbers in a row under three levels of headers, in one grid or several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from gongkai.align import cuts, fill, labels
from gongkai.align.model import AlignedTable, Row, Value
from gongkai.align.numbers import is_number, squeeze
from gongkai.forms import codebook
from gongkai.forms.model import Indicator
from gongkai.grids.model import Cell

TABLE = "4"

#: A short writing of 其他结果, which table 3 has among its applicants: alone it tells nothing.
_OTHER = "其他"
CHANNELS = ("未经复议直接起诉", "复议后起诉", "行政复议")

#: So many outcomes or channels tell headers of table 4 beside a text that is none (项目 over a column of labels).
_TELLING = 2

#: Fewer signs than this are no piece of an outcome's header.
_PIECE = 3

#: (channel, outcome) of a column; None where no header over it names one.
_Name = tuple[str | None, str | None]


@dataclass(frozen=True)
class _Place:
    """The columns under one header cell of the lowest level, what the headers over them name, whether one is cut."""

    columns: frozenset[int]
    name: _Name
    is_cut: bool


@lru_cache(maxsize=1 << 12)
def outcome(text: str) -> str | None:
    """The form's outcome that a header names."""
    printed = labels.key(text)
    for indicator in codebook.printed_indicators("2021", TABLE):
        found = indicator.label_zh.rsplit("/", 1)[1]
        if printed in {labels.key(name) for name in (found, *indicator.variants)}:
            return found
    if printed == _OTHER:
        return "其他结果"
    return None


@lru_cache(maxsize=1 << 12)
def _cut_outcome(text: str) -> str | None:
    """The one outcome that a header names which a page's end cut (结果维: the rest of its word stands in no box)."""
    printed = labels.key(text)
    names = {indicator.label_zh.rsplit("/", 1)[1] for indicator in codebook.printed_indicators("2021", TABLE)}
    found = [name for name in names if len(printed) >= _PIECE and labels.key(name).startswith(printed)]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=1 << 12)
def channel(text: str) -> str | None:
    """行政复议, 未经复议直接起诉 or 复议后起诉 where a header names one; 行政诉讼 alone names none."""
    printed = labels.key(text)
    return next((c for c in CHANNELS if printed == c), None)


def is_header_row(row: Row) -> bool:
    """A row that names outcomes or channels and prints no number; one text beside several may be something else."""
    return not row.has_number and _are_heads(row.texts)


@lru_cache(maxsize=1 << 12)
def _are_heads(texts: tuple[str, ...]) -> bool:
    named = sum(_is_named(text) or labels.key(text) == "行政诉讼" for text in texts)
    if not named:
        return False
    unknown = sum(not _is_known_head(text) for text in texts)
    return not unknown or (named >= _TELLING and unknown == 1)


@lru_cache(maxsize=1 << 12)
def _is_named(text: str) -> bool:
    return labels.key(text) != _OTHER and bool(outcome(text) or _cut_outcome(text) or channel(text))


def _is_known_head(text: str) -> bool:
    return _is_named(text) or labels.key(text) == _OTHER or labels.is_ignored(text, TABLE)


def align_disputes(rows: list[Row]) -> AlignedTable | None:
    """Table 4 from its rows, headers and numbers possibly in several pieces; None where no header row is there.

    A cell that two pieces have is nobody's, for nothing tells which is meant.
    """
    rows = cuts.whole(rows, _is_body, _is_cut)
    if not any(is_header_row(row) for row in rows):
        return None
    values: list[Value] = []
    unmapped: list[str] = []
    for headers, bodies in _pieces(rows):
        own, unknown = _piece(headers, bodies)
        values.extend(own)
        unmapped.extend(unknown)
    found = Counter(value.key for value in values if value.label is None)
    by_key = {value.key: value for value in values if value.label is None and found[value.key] == 1}
    # Table 4 is the same on both forms; the report's other tables say which one it is.
    cells = [
        by_key.get((i.code, None, None)) or fill.absent((i.code, None), fill.COUNT)
        for i in codebook.printed_indicators("2021", TABLE)
    ]
    return fill.table(rows, TABLE, "2021", [*cells, *(v for v in values if v.label is not None)], unmapped)


def _is_body(row: Row) -> bool:
    return bool(row.texts) and not is_header_row(row)


def _is_cut(upper: Row, lower: Row) -> bool:
    """Whether a page's end cut the row of numbers: digits alone stand below, and no rule between them and the row."""
    return lower.is_rest and upper.has_number and all(map(is_number, lower.texts))


def _pieces(rows: list[Row]) -> list[tuple[list[Row], list[Row]]]:
    """Header rows and the rows under them, for each run of headers; headers that a page's end repeats are left out."""
    pieces: list[tuple[list[Row], list[Row]]] = [([], [])]
    for row in rows:
        if not row.own:
            # A row without boxes (an empty ``tr``) parts nothing.
            continue
        if not is_header_row(row):
            pieces[-1][1].append(row)
        elif pieces[-1][1]:
            pieces.append(([row], []))
        elif _is_repeated(row, pieces[-1][0]):
            pieces[-1] = ([row], [])
        else:
            pieces[-1][0].append(row)
    return [piece for piece in pieces if any(piece)]


def _is_repeated(row: Row, headers: list[Row]) -> bool:
    """Whether a header row is the first one again, below a page's end."""
    first = [squeeze(cell.text) for cell in headers[0].cells] if headers else []
    return bool(first) and row.grid_index != headers[0].grid_index and [squeeze(c.text) for c in row.cells] == first


def _piece(headers: list[Row], bodies: list[Row]) -> tuple[list[Value], list[str]]:
    """Cells of the form and local ones of one piece, and what none of its headers names."""
    values: list[Value] = []
    unmapped: list[str] = []
    body = _body(bodies) if headers else None
    unknown = [squeeze(c.text) for row in headers for c in row.own if not _is_known_head(c.text)]
    if body is not None:
        values, unmapped = _values(_places(headers), headers, body)
    for extra in bodies:
        if extra is not body:
            unmapped.extend(squeeze(cell.text) for cell in extra.cells if squeeze(cell.text))
            values.extend(
                fill.local(f"row {extra.index + 1}/column {cell.col + 1}", cell, doubtful=True)
                for cell in extra.cells
                if is_number(cell.text)
            )
    return values, [*unknown, *unmapped]


def _body(bodies: list[Row]) -> Row | None:
    """The row of numbers; a blank one where none is printed; None where two are, for nothing tells which is meant.

    Ink in as many boxes may be a number, too, or the rest of one.
    """
    numbered = [row for row in bodies if row.has_number]
    if not numbered:
        return next((row for row in bodies if len(row.cells) > 1), None)
    boxes = {len(row.own) for row in numbered}
    inked = [row for row in bodies if row.has_number or (row.own_texts and len(row.own) in boxes)]
    return numbered[0] if len(inked) == 1 else None


def _places(headers: list[Row]) -> list[_Place]:
    """The columns of the piece by the lowest header cell over them that names an outcome."""
    names: dict[int, _Name] = {}
    lowest: dict[int, tuple[int, int]] = {}
    cut: set[int] = set()
    ragged = headers[0].grid.ragged
    for row in headers:
        reach: str | None = None
        for cell in row.cells:
            own, whole = channel(cell.text), outcome(cell.text)
            named = whole or _cut_outcome(cell.text)
            is_cut = whole is None
            if ragged:
                # A span is lost in tab text: a channel reaches on over the empty fields to its right.
                reach = own if squeeze(cell.text) else reach
                own = own or (reach if not squeeze(cell.text) else None)
                if labels.key(cell.text) == "行政诉讼":
                    reach = None
            for column in range(cell.col, cell.col + cell.colspan):
                known_channel, known_outcome = names.get(column, (None, None))
                names[column] = (own or known_channel, named or known_outcome)
                if named is not None:
                    lowest[column] = (cell.row, cell.col)
                    cut = cut | {column} if is_cut else cut - {column}
    groups: dict[tuple[tuple[int, int] | None, _Name], set[int]] = {}
    for column, name in names.items():
        groups.setdefault((lowest.get(column), name), set()).add(column)
    return [_Place(frozenset(columns), name, not cut.isdisjoint(columns)) for (_, name), columns in groups.items()]


def _values(places: list[_Place], headers: list[Row], body: Row) -> tuple[list[Value], list[str]]:
    counts = Counter(place.name for place in places)
    # Of two columns under the same headers nothing tells which is the form's.
    by_name = {place.name: place for place in places if counts[place.name] == 1}
    apart = any(header.grid_index != body.grid_index for header in headers)
    covered = frozenset[int]().union(*(place.columns for place in places))
    # An outcome under no channel: a box too many among the headers has shifted those right of it.
    shifted = any(place.name[0] is None and place.name[1] is not None for place in places)
    fits = all(_fits(header, body) for header in headers) and not shifted and not _reaches_beyond(body, covered)
    # A row whose label says 人数 or 比例 is not the form's.
    fits = fits and not any(_is_of_another(cell) for cell in body.cells)
    boxes: dict[str, Cell] = {}
    placed: set[str] = set()
    over = {column: cell for cell in body.own for column in cell.columns}
    for indicator in codebook.printed_indicators("2021", TABLE):
        place = by_name.get(_name(indicator))
        cell = _box(over, place) if fits and place is not None else None
        if place is not None and cell is not None:
            boxes[indicator.code] = cell
            placed |= {indicator.code} if apart or place.is_cut else set()
    doubtful = body.glued or _is_out_of_order(by_name) or fill.has_holes(body, boxes.values())
    values = [fill.boxed((code, None), cell, fill.COUNT, code in placed, doubtful) for code, cell in boxes.items()]
    used = {cell.col for cell in boxes.values()}
    others = [cell for cell in body.cells if cell.col not in used and squeeze(cell.text)]
    # What is no number there is the label of the row.
    values.extend(fill.local(f"/column {cell.col + 1}", cell, doubtful=True) for cell in others if is_number(cell.text))
    return values, [f"column {cell.col + 1}: {squeeze(cell.text)}" for cell in others]


def _is_of_another(cell: Cell) -> bool:
    return labels.is_of_another_measure(cell.text) and not any(map(str.isdigit, cell.text))


def _name(indicator: Indicator) -> _Name:
    """The headers over a cell of the form: the channel right above the outcome, and the outcome."""
    *channels, last = indicator.label_zh.split("/")
    return channels[-1], last


def _is_out_of_order(places: dict[_Name, _Place]) -> bool:
    """Whether the headers stand in another order than the form's: a box too many among them may have shifted them."""
    names = [_name(indicator) for indicator in codebook.printed_indicators("2021", TABLE)]
    order = [min(places[name].columns) for name in names if name in places]
    return order != sorted(order)


def _fits(header: Row, body: Row) -> bool:
    """Whether the row of numbers has the columns of a header row.

    Below a page break it has as many; in tab text a field too few or too many shifts all after it.
    """
    if header.grid_index != body.grid_index:
        return header.grid.n_cols == body.grid.n_cols
    return not body.grid.ragged or len(header.cells) == len(body.cells)


def _reaches_beyond(body: Row, covered: frozenset[int]) -> bool:
    """Whether a row of numbers has a box where the headers have none: one too many shifts all after it."""
    return any(covered.isdisjoint(cell.columns) for cell in body.cells)


def _box(over: Mapping[int, Cell], place: _Place) -> Cell | None:
    """The box that stands under a header and nowhere else; of several (a phantom column) the one with ink.

    over: the box of the row over each column that has one.
    """
    hits = list(dict.fromkeys(over[column] for column in sorted(place.columns) if column in over))
    if not hits or not all(place.columns.issuperset(cell.columns) for cell in hits):
        return None
    inked = [cell for cell in hits if squeeze(cell.text)]
    return inked[0] if len(inked) == 1 else hits[0] if not inked else None
