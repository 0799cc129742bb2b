"""Table 2 (主动公开政府信息情况): blocks under the paragraphs of article 20, each with its own headers."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field
from functools import cache, lru_cache

from gongkai.align import fill, labels
from gongkai.align.model import AlignedTable, Row, Unit, Value
from gongkai.align.numbers import squeeze
from gongkai.forms import codebook
from gongkai.forms.model import Indicator
from gongkai.grids.model import Cell

TABLE = "2"

_UNIT_IN_HEADER = re.compile(r"[（(](?:单位[:：]?)?([十百千]?[万亿]?元)[)）]")


@dataclass(frozen=True)
class _Header:
    """A header cell over a column of numbers: its text, the columns it covers and how many cells its row has."""

    text: str
    first: int
    last: int
    fields: int


@cache
def _lines(form: str) -> dict[str, dict[str, Indicator]]:
    """Row label -> header -> indicator, as the form prints them."""
    lines: dict[str, dict[str, Indicator]] = {}
    for indicator in codebook.printed_indicators(form, TABLE):
        row, header = indicator.label_zh.split("/", 1)
        lines.setdefault(row, {})[header] = indicator
    return lines


@cache
def _names(form: str, part: int) -> dict[str, frozenset[str]]:
    """Row labels (part 0) or headers (part 1) of the form -> keys of their variants.

    The codebook lists the variants of both in one field; each belongs to the one that it is more like.
    """
    names: dict[str, set[str]] = {}
    for row, headers in _lines(form).items():
        for header, indicator in headers.items():
            own, other = ((row, header), (header, row))[part]
            like = {v for v in indicator.variants if labels.similarity(v, own) > labels.similarity(v, other)}
            names.setdefault(own, set()).update(labels.bare_key(name) for name in (own, *like))
    return {name: frozenset(keys) for name, keys in names.items()}


@cache
def _header_keys(form: str) -> frozenset[str]:
    """Keys of the headers as the form prints them."""
    return frozenset(labels.key(header) for header in _names(form, 1))


@lru_cache(maxsize=1 << 12)
def row_label(text: str, form: str) -> str | None:
    """The form's row that a printed label names; notes in brackets do not matter."""
    return _named(text, _names(form, 0))


@lru_cache(maxsize=1 << 12)
def header_label(text: str, form: str) -> str | None:
    """The form's header that a printed one names; None for one that may be either of two (本年新)."""
    return _named(text, _names(form, 1))


def _named(text: str, names: dict[str, frozenset[str]]) -> str | None:
    printed = labels.bare_key(text)
    found = [name for name, keys in names.items() if printed in keys]
    return found[0] if len(found) == 1 else None


def is_header_row(row: Row) -> bool:
    """A row that names columns of table 2, or stands under 信息内容, and prints no number."""
    if not row.texts or row.has_number:
        return False
    is_named = any(header_label(text, form) is not None for text in row.texts for form in codebook.FORMS)
    return is_named or (labels.key(row.texts[0]) == "信息内容" and len(row.texts) > 1)


def align_disclosure(rows: list[Row]) -> AlignedTable | None:
    """Table 2 from its rows; None where no row is one of the form's."""
    collected = _Collected(_form(rows))
    for row in rows:
        collected.take(row)
    return fill.table(rows, TABLE, collected.form, collected.values(), collected.unmapped) if collected.met else None


@dataclass
class _Collected:
    """What the rows so far gave: cells of the form by code, local ones, labels of no form, and the headers in force."""

    form: str
    found: dict[str, Value] = field(default_factory=dict)
    local: list[Value] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    headers: list[_Header] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    twice: set[str] = field(default_factory=set)

    def take(self, row: Row) -> None:
        """Take one row, whatever it is."""
        name = next((cell for cell in row.cells if squeeze(cell.text)), None)
        if is_header_row(row):
            self.headers = [
                _Header(cell.text, cell.col, cell.col + cell.colspan - 1, len(row.cells))
                for cell in row.cells
                if squeeze(cell.text)
            ]
            self.unmapped.extend(_unknown_headers(self.headers, self.form))
        elif name is not None:
            official = row_label(name.text, self.form)
            if official is not None:
                self._take_official(row, name, official)
            else:
                self._take_other(row, name)

    def _take_official(self, row: Row, name: Cell, official: str) -> None:
        if official in self.met:
            self.twice.add(official)
            self.unmapped.append(squeeze(name.text))
        self.met.add(official)
        boxes = _boxes(row, name, official, self.headers, self.form)
        self.found |= {i.code: fill.official((i.code, None), cell, _unit(i, header)) for i, cell, header in boxes}
        others = _local_values(row, name, self.headers, but={cell.col for _, cell, _ in boxes})
        self.local.extend(others)
        self.unmapped.extend(value.label for value in others if value.label)

    def _take_other(self, row: Row, name: Cell) -> None:
        if _is_article(name.text):
            self.headers = []
        if not _is_left_out(row, name):
            self.unmapped.append(squeeze(name.text))
            self.local.extend(_local_values(row, name, self.headers))

    def values(self) -> list[Value]:
        """All cells of the form in its order, then the local ones. Of two rows under one name neither is the form's."""
        doubtful = {indicator.code for row in self.twice for indicator in _lines(self.form)[row].values()}
        official = [
            self.found[indicator.code]
            if indicator.code in self.found.keys() - doubtful
            else fill.absent((indicator.code, None), _unit(indicator))
            for indicator in codebook.printed_indicators(self.form, TABLE)
        ]
        return [*official, *self.local]


def _is_left_out(row: Row, name: Cell) -> bool:
    """A row that says nothing beside a listed label or an article of the Regulation."""
    is_listed = labels.is_ignored(name.text, TABLE) or _is_article(name.text)
    return is_listed and not any(squeeze(cell.text) for cell in row.cells if cell.col > name.col)


def _is_article(text: str) -> bool:
    return (
        re.match(r"^第二十条第\([一二三四五六七八九十]+\)项$", squeeze(text).replace("（", "(").replace("）", ")"))
        is not None
    )


def _form(rows: list[Row]) -> str:
    """The form whose headers most of the printed ones are, exact ones before variants; never from the year."""

    def score(form: str) -> tuple[int, int]:
        texts = [text for row in rows if is_header_row(row) for text in row.texts]
        exact = sum(labels.key(text) in _header_keys(form) for text in texts)
        named = sum(row_label(cell.text, form) is not None for row in rows for cell in row.cells[:1])
        return exact + sum(header_label(text, form) is not None for text in texts), named

    return max(codebook.FORMS, key=score)


def _unknown_headers(headers: list[_Header], form: str) -> list[str]:
    return [
        squeeze(header.text)
        for header in headers
        if header_label(header.text, form) is None and not labels.is_ignored(header.text, TABLE)
    ]


def _boxes(
    row: Row, name: Cell, official: str, headers: list[_Header], form: str
) -> list[tuple[Indicator, Cell, _Header]]:
    """Boxes of a row under the headers that the form has for it. A box under two of them belongs to neither.

    None where a number stands under no header at all: nothing tells then which of them belong where.
    """
    found: list[tuple[Indicator, Cell, _Header]] = []
    if _is_shifted(row, name, headers):
        return found
    wanted = _lines(form)[official]
    named = [header_label(header.text, form) for header in headers]
    for header, label in zip(headers, named, strict=True):
        if label is None or label not in wanted or named.count(label) > 1:
            continue
        hits = [
            cell
            for cell in row.cells
            if cell.col > name.col
            and cell.row == row.index
            and cell.col <= header.last
            and cell.col + cell.colspan > header.first
        ]
        under = [h for h in headers if hits and h.first < hits[0].col + hits[0].colspan and h.last >= hits[0].col]
        if len(hits) == 1 and len(under) == 1:
            found.append((wanted[label], hits[0], header))
    return found


def _is_shifted(row: Row, name: Cell, headers: list[_Header]) -> bool:
    """Whether the boxes of a row may not be under their headers."""
    values = [cell for cell in row.cells if cell.col > name.col and cell.row == row.index]
    under = [cell for h in headers for cell in values if h.first < cell.col + cell.colspan and h.last >= cell.col]
    if any(squeeze(cell.text) and cell not in under for cell in values):
        return True
    if not row.grid.ragged or not headers:
        return False
    # Tab text whose label is not under the head of the label column, or with a blank in a row of another length.
    is_full = len(under) == len(headers) - 1 and all(squeeze(cell.text) for cell in under)
    return name.col != headers[0].first or not (is_full or len(row.cells) == headers[0].fields)


def _unit(indicator: Indicator, header: _Header | None = None) -> Unit:
    """An amount has a unit only where the report prints one; a count has the form's."""
    in_header = _UNIT_IN_HEADER.search(squeeze(header.text)) if header is not None else None
    if in_header is not None:
        return in_header[1], "header"
    return fill.NO_UNIT if indicator.code.endswith("_amount") else (indicator.unit, "form")


def _local_values(row: Row, name: Cell, headers: list[_Header], but: Container[int] = ()) -> list[Value]:
    """Boxes of a row that are no cell of the form, those in the columns ``but`` left out; blank ones say nothing."""
    values = []
    for cell in row.cells:
        if cell.col <= name.col or cell.row != row.index or cell.col in but or not squeeze(cell.text):
            continue
        header = next((h for h in headers if h.first <= cell.col <= h.last), None)
        values.append(fill.local(f"{squeeze(name.text)}/{squeeze(header.text) if header else ''}", cell))
    return values
