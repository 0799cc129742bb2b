"""Table 2 (主动公开政府信息情况): blocks under the paragraphs of article 20, each with its own headers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from gongkai.align import cuts, fill, labels, notes
from gongkai.align.disclosure_labels import (
    TABLE,
    Header,
    form_of,
    has_stray_number,
    header_label,
    is_article,
    is_piece,
    lines,
    named,
    row_label,
)
from gongkai.align.model import AlignedTable, Row, Unit, Value
from gongkai.align.numbers import BLANK, is_number, parse, squeeze
from gongkai.forms import codebook
from gongkai.forms.model import Indicator
from gongkai.grids.model import UNREAD, Cell, Grid

#: So many rows of heads are remembered.
_HEADS = 1 << 12


@dataclass(frozen=True)
class _Box:
    """A cell of the form with its box, the header over it, and whether only its position tells that."""

    indicator: Indicator
    cell: Cell
    header: Header
    placed: bool


def is_header_row(row: Row) -> bool:
    """A row that names columns of table 2, or stands under 信息内容, and prints no number."""
    return bool(row.texts) and not row.has_number and _are_heads(row.texts)


@lru_cache(maxsize=_HEADS)
def _are_heads(printed: tuple[str, ...]) -> bool:
    texts = [text for text in printed if not is_article(text)]
    is_named = any(header_label(text, form) is not None for text in texts for form in codebook.FORMS)
    return is_named or (len(texts) > 1 and labels.key(texts[0]) == "信息内容")


def align_disclosure(rows: list[Row]) -> AlignedTable | None:
    """Table 2 from its rows; None where no row is one of the form's."""
    rows = cuts.whole(rows, _is_body, _is_cut)
    texts = [text for row in rows if is_header_row(row) for text in row.texts]
    names = [name.text for row in rows if (name := _name(row)) is not None]
    collected = _Collected(form_of(texts, names))
    for row in rows:
        collected.take(row)
    return fill.table(rows, TABLE, collected.form, collected.values(), collected.unmapped) if collected.met else None


def _name(row: Row) -> Cell | None:
    """The cell with a row's label: the first with ink, that of an article only where no other is."""
    inked = [cell for cell in row.cells if squeeze(cell.text)]
    return next((cell for cell in inked if not is_article(cell.text)), inked[0] if inked else None)


def _is_body(row: Row) -> bool:
    """A row below headers."""
    return bool(row.texts) and not is_header_row(row) and not all(is_article(text) for text in row.texts)


def _is_cut(upper: Row, lower: Row) -> bool:
    """Whether two rows on both sides of a page's end are one: its label is cut, or stands in one of them alone."""
    above, below = _label(upper), _label(lower)
    if above and below:
        return _is_official(above + below) and not _is_official(below)
    nameless = lower if above else upper
    return nameless.has_number and _is_official(above + below)


def _label(row: Row) -> str:
    """Text of the cell with a row's label; nothing where its first ink is a number."""
    name = _name(row)
    return "" if name is None or is_number(name.text) else name.text


def _is_official(label: str) -> bool:
    return any(row_label(label, form) is not None for form in codebook.FORMS)


@dataclass
class _Collected:
    """What the rows so far gave: cells of the form by code, local ones, labels of no form, and the headers in force.

    first:  texts of the table's first header row, which a word processor may repeat on each page.
    above:  label of the row before, below the same headers.
    before: headers in force at the end of the page before, where only such repeated ones have followed since.
    last:   the form's row taken last.
    nobodys: rows of the form whose numbers nobody can tell.
    beside: whether a row of numbers without a label stands above, below the same headers.
    """

    form: str
    found: dict[str, Value] = field(default_factory=dict)
    local: list[Value] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    headers: list[Header] = field(default_factory=list)
    first: tuple[str, ...] = ()
    above: str = ""
    last: str | None = None
    beside: bool = False
    before: list[Header] = field(default_factory=list)
    page: int | None = None
    grid: Grid | None = None
    met: set[str] = field(default_factory=set)
    nobodys: set[str] = field(default_factory=set)

    def take(self, row: Row) -> None:
        """Take one row, whatever it is."""
        if row.grid is not self.grid:
            self._begin(row.grid)
        if row.page != self.page:
            self.before, self.page = self.headers, row.page
        name = _name(row)
        if is_header_row(row):
            self.first = self.first or row.texts
            self.before = self.before if row.texts == self.first else []
            self.headers = [
                Header(cell.text, cell.col, cell.col + cell.colspan - 1, len(row.cells))
                for cell in row.cells
                if squeeze(cell.text) and not is_article(cell.text)
            ]
            self.unmapped.extend(_unknown_headers(self.headers, self.form))
            if any(UNREAD in text for text in row.texts):
                # Digits of the row above hang down among the headers.
                self._doubt_rows_beside()
            self.above, self.beside = "", False
        elif name is not None and (is_number(name.text) or self._is_beyond_labels(name)):
            self._take_nameless(row)
        elif name is not None:
            official = row_label(name.text, self.form)
            whole = row_label(self.above + name.text, self.form) if self.above else None
            if whole is not None:
                # A label broken over two rows: whose the numbers of either are nobody can tell.
                self.nobodys.add(whole)
            self.above = name.text
            if official is not None:
                self._take_official(row, name, official)
            else:
                self._take_other(row, name)

    def _begin(self, grid: Grid) -> None:
        """Headers of the grid before hold on over as many columns, for nothing else tells what stands under which."""
        same = self.grid is not None and self.grid.n_cols == grid.n_cols
        self.headers = [replace(header, apart=True) for header in self.headers] if same else []
        self.grid = grid

    def _take_nameless(self, row: Row) -> None:
        """Ink beside no label is nobody's: the rows next to it may have lost theirs, or half of a number."""
        if all(parse(text, wraps=True) == BLANK for text in row.own_texts):
            return
        self.unmapped.append(f"row without label ({row.grid.place})")
        self.local.extend(_local_values("", row.own, self.headers))
        self._doubt_rows_beside()

    def _is_beyond_labels(self, name: Cell) -> bool:
        """Whether a row's first ink stands right of the column of labels: in the boxes of numbers."""
        is_label = is_article(name.text) or _is_official(name.text)
        return not is_label and bool(self.headers) and name.col > self.headers[0].last

    def _doubt_rows_beside(self) -> None:
        """Numbers that stand here may be those of the row above, or of the one below."""
        self.nobodys |= {self.last} if self.last is not None else set()
        self.beside = True

    def _take_official(self, row: Row, name: Cell, official: str) -> None:
        if self.beside:
            self.nobodys.add(official)
        self.last, self.beside = official, False
        if official in self.met:
            self.nobodys.add(official)
            self.unmapped.append(squeeze(name.text))
        self.met.add(official)
        boxes = _boxes(row, name, official, self.headers, self.form)
        if not boxes and self.before:
            # Under headers that a page repeats stands a row of a block that began above it.
            self.headers = self.before
            boxes = _boxes(row, name, official, self.headers, self.form)
        doubtful = row.glued or fill.has_holes(row, [box.cell for box in boxes])
        self.found |= {
            box.indicator.code: fill.boxed(
                (box.indicator.code, None),
                box.cell,
                _unit(box.indicator, box.header),
                box.placed,
                doubtful,
                _context(name, box),
            )
            for box in boxes
        }
        if (more := notes.told(name.text)) is not None:
            self.unmapped.append(more)
        over = [header for header in self.headers if header.first > name.col]
        meant = named(over, official, self.form)
        self.unmapped.extend(squeeze(h.text) for h, (label, _) in zip(over, meant, strict=True) if label is None)
        filled = {box.cell.col for box in boxes}
        beside = [cell for cell in row.own if cell.col > name.col and cell.col not in filled]
        others = _local_values(name.text, beside, self.headers)
        self.local.extend(others)
        self.unmapped.extend(value.label for value in others if value.label)

    def _take_other(self, row: Row, name: Cell) -> None:
        if is_article(name.text):
            self.headers = []
        elif has_stray_number(name.text):
            # It hangs down from the row above, or stands too high for the one below.
            self.headers = []
            self._doubt_rows_beside()
        if not _is_left_out(row, name):
            self.unmapped.append(squeeze(name.text))
            beside = [cell for cell in row.own if cell.col > name.col]
            self.local.extend(_local_values(name.text, beside, self.headers))

    def values(self) -> list[Value]:
        """All cells of the form in its order, then the local ones.

        Of two rows under one name neither is the form's, nor is one beside numbers without a label.
        """
        doubtful = {indicator.code for row in self.nobodys for indicator in lines(self.form)[row].values()}
        official = [
            self.found[indicator.code]
            if indicator.code in self.found.keys() - doubtful
            else fill.absent((indicator.code, None), _unit(indicator))
            for indicator in codebook.printed_indicators(self.form, TABLE)
        ]
        return [*official, *self.local]


def _context(name: Cell, box: _Box) -> str | None:
    """What the labels of a box say beyond the form's; the header of an amount that prints a unit in its box."""
    if box.indicator.code.endswith("_amount") and (unit := parse(box.cell.text, wraps=True).unit) is not None:
        in_header = notes.money_unit(box.header.text)
        return squeeze(box.header.text) if in_header not in (None, unit) else notes.told(name.text)
    return notes.told(name.text, box.header.text)


def _is_left_out(row: Row, name: Cell) -> bool:
    """A row that says nothing beside a listed label or an article of the Regulation."""
    is_listed = labels.is_ignored(name.text, TABLE) or is_article(name.text)
    return is_listed and not any(squeeze(cell.text) for cell in row.cells if cell.col > name.col)


def _unknown_headers(headers: list[Header], form: str) -> list[str]:
    return [
        squeeze(header.text)
        for header in headers
        if notes.told(header.text) is not None or not _is_known_header(header.text, form)
    ]


def _is_known_header(text: str, form: str) -> bool:
    return header_label(text, form) is not None or labels.is_ignored(text, TABLE) or is_piece(text)


def _boxes(row: Row, name: Cell, official: str, headers: list[Header], form: str) -> list[_Box]:
    """Boxes of a row under the headers that the form has for it. A box under two of them belongs to neither.

    None where a number stands under no header at all: nothing tells then which of them belong where. Boxes whose edges
    are not those of the headers are told by their order, where there are as many of both over the same columns.
    """
    if _is_shifted(row, name, headers):
        return []
    wanted = lines(form)[official]
    over = [header for header in headers if header.first > name.col]
    cells = [cell for cell in row.own if cell.col > name.col]
    found: list[_Box] = []
    pairs = _by_order(cells, over) if _is_askew(cells, over, row) else _by_edges(cells, over)
    for (label, is_cut), (cell, header, by_order) in zip(named(over, official, form), pairs, strict=True):
        if label in wanted and cell is not None:
            found.append(_Box(wanted[label], cell, header, is_cut or by_order or header.apart))
    return found


def _by_edges(cells: list[Cell], headers: list[Header]) -> list[tuple[Cell | None, Header, bool]]:
    """For each header the box under it alone; a box that reaches down into another row is of neither."""
    pairs: list[tuple[Cell | None, Header, bool]] = []
    for header in headers:
        hits = [cell for cell in cells if _is_under(cell, header)]
        alone = len(hits) == 1 and hits[0].rowspan == 1 and sum(_is_under(hits[0], other) for other in headers) == 1
        pairs.append((hits[0] if alone else None, header, False))
    return pairs


def _by_order(cells: list[Cell], headers: list[Header]) -> list[tuple[Cell | None, Header, bool]]:
    """The boxes in the order of the headers (上海市政府办公厅 2019: 2+1+1 columns under 1+2+1)."""
    return [(cell, header, True) for cell, header in zip(cells, headers, strict=True)]


def _is_askew(cells: list[Cell], headers: list[Header], row: Row) -> bool:
    """Whether boxes stand across the headers' edges, as many of both, one beside the other over the same columns."""
    if row.grid.ragged or len(cells) != len(headers) or not cells:
        return False
    across = any(sum(_is_under(cell, header) for header in headers) > 1 for cell in cells)
    return across and _reach([(c.col, c.col + c.colspan - 1) for c in cells]) == _reach(
        [(h.first, h.last) for h in headers]
    )


def _reach(columns: list[tuple[int, int]]) -> tuple[int, int] | None:
    """First and last of some columns; None where there is a gap between them."""
    if any(after != before + 1 for (_, before), (after, _) in itertools.pairwise(columns)):
        return None
    return columns[0][0], columns[-1][1]


def _is_under(cell: Cell, header: Header) -> bool:
    return cell.col <= header.last and cell.col + cell.colspan > header.first


def _is_shifted(row: Row, name: Cell, headers: list[Header]) -> bool:
    """Whether the boxes of a row may not be under their headers."""
    values = [cell for cell in row.own if cell.col > name.col]
    under = [cell for h in headers for cell in values if _is_under(cell, h)]
    if any(squeeze(cell.text) and cell not in under for cell in values):
        return True
    if not row.grid.ragged or not headers:
        return False
    # Tab text whose label is not under the head of the label column, or with a blank in a row of another length.
    is_full = len(under) == len(headers) - 1 and all(squeeze(cell.text) for cell in under)
    return name.col != headers[0].first or not (is_full or len(row.cells) == headers[0].fields)


def _unit(indicator: Indicator, header: Header | None = None) -> Unit:
    """An amount has a unit only where the report prints one; a count has the form's."""
    in_header = notes.money_unit(header.text) if header is not None else None
    if in_header is not None:
        return in_header, "header"
    return fill.NO_UNIT if indicator.code.endswith("_amount") else (indicator.unit, "form")


def _local_values(name: str, cells: Sequence[Cell], headers: list[Header]) -> list[Value]:
    """Boxes of a row that are no cell of the form, under its label, blank for none; blank boxes say nothing."""
    values = []
    for cell in cells:
        if not squeeze(cell.text):
            continue
        header = next((h for h in headers if h.first <= cell.col <= h.last), None)
        label = f"{squeeze(name)}/{squeeze(header.text) if header else ''}"
        values.append(fill.local(label, cell, doubtful=header is None or not name))
    return values
