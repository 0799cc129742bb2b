"""Grids of one reader → the official tables of the document, each from the rows that belong to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from gongkai.align import disclosure, disclosure_labels, disputes, fill, labels, misread, requests
from gongkai.align.cut_heads import with_whole_heads
from gongkai.align.disclosure_labels import is_article, row_label
from gongkai.align.model import AlignedTable, Row, Unit
from gongkai.align.numbers import is_number, squeeze
from gongkai.align.stated import captions, captions_among, captions_of_sheets, units
from gongkai.align.stitch import stitched
from gongkai.align.strays import with_doubted_blanks
from gongkai.align.variants import with_variants
from gongkai.align.word_heads import with_heads_over_numbers
from gongkai.forms import codebook
from gongkai.grids.model import Extract, Grid
from gongkai.grids.places import same_sides

#: A whole number that rises with every change of the aligner that can change a cell.
ALIGN_VERSION = 20

#: Heads of columns that say of which year a row is.
_HEADS_OF_YEARS = ("年度", "年份", "年 度", "年 份")
_HEAD_OF_YEARS = re.compile(r"(?:数据|统计|报告|填报|所属)?年[度份]")
_YEAR_ALONE = re.compile(r"20\d\d")

#: Labels of rows that table 3 has once.
_ONCE = ("一、本年新收政府信息公开申请数量", "四、结转下年度继续办理")

_ALIGNERS: dict[str, Callable[[list[Row]], AlignedTable | None]] = {
    disclosure_labels.TABLE: disclosure.align_disclosure,
    requests.TABLE: requests.align_requests,
    disputes.TABLE: disputes.align_disputes,
}


@dataclass
class _Group:
    """Rows of one table as they are collected, and the labels met that no table has twice."""

    table: str
    rows: list[Row] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)


def align(extract: Extract) -> tuple[AlignedTable, ...]:
    """Official tables of a document in reading order; tables of one kind in the order in which they stand."""
    extract = with_heads_over_numbers(misread.as_meant(with_whole_heads(extract)))
    groups: list[_Group] = []
    for index, grid in enumerate(extract.grids):
        is_rest = index > 0 and _is_one_row_at_the_end(extract.grids[index - 1], grid)
        rows = [Row(grid, index, i, is_rest=is_rest and i == 0) for i in range(grid.n_rows)]
        for kind, segment in _segments(rows, groups):
            for part in _parts(kind, segment):
                _add(groups, part)
    found = [
        (
            replace(_named_apart(table), stated=_captions_within(group.rows)),
            frozenset(row.grid_index for row in group.rows),
        )
        for group in groups
        if (table := _ALIGNERS[group.table](stitched(group.rows))) is not None
    ]
    tables = _with_captions(with_doubted_blanks(found, extract.grids), extract, found)
    return tuple(sorted(with_variants(tables), key=lambda table: table.order))


def _captions_within(rows: Sequence[Row]) -> tuple[str, ...]:
    """What texts of a table state for it, and the names of the sheets that it stands on."""
    own = captions(text for row in rows for text in row.own_texts if not text.isdigit())
    return (*own, *_years_of_columns(rows), *captions_of_sheets(row.grid.sheet for row in rows))


def _years_of_columns(rows: Sequence[Row]) -> tuple[str, ...]:
    """Years that stand in columns of years, as captions: 2022 below 年度."""
    heads = {
        (row.grid_index, head.col, head.colspan)
        for row in rows
        if not row.has_number
        for head in row.own
        if head.text.endswith(_HEADS_OF_YEARS) and _HEAD_OF_YEARS.fullmatch(squeeze(head.text))
    }
    if not heads:
        return ()
    years = (
        squeeze(cell.text) for row in rows for cell in row.own if (row.grid_index, cell.col, cell.colspan) in heads
    )
    return tuple(dict.fromkeys(f"{year}年" for year in years if _YEAR_ALONE.fullmatch(year)))


def _with_captions(
    tables: list[AlignedTable], extract: Extract, found: Sequence[tuple[AlignedTable, frozenset[int]]]
) -> list[AlignedTable]:
    """The tables, each with the captions outside all of them too."""
    used = frozenset[int]().union(*(own for _, own in found))
    others = (text for i, grid in enumerate(extract.grids) if i not in used for text in grid.words)
    outside = (*captions_among(extract.lines), *captions(others))
    told = [replace(table, stated=(*table.stated, *outside)) for table in tables] if outside else tables
    return list(map(_with_unit_of_amounts, told))


def _with_unit_of_amounts(table: AlignedTable) -> AlignedTable:
    """Table 2 with the unit of its amounts from a caption, where their header has none (form 2019).

    Only one that names counts and one unit of money (单位：件/万元) is certainly this table's, and only where no other
    caption names another one.
    """
    stated = [units(caption) for caption in table.stated] if table.table == "2" else []
    money = {unit for own in stated for unit in own if unit.endswith("元")}
    if len(money) != 1 or not any("件" in own and not money.isdisjoint(own) for own in stated):
        return table
    unit: Unit = (money.pop(), "header")
    return replace(
        table,
        values=tuple(
            value._replace(unit=unit) if value.unit == fill.NO_UNIT and value.indicator.endswith("_amount") else value
            for value in table.values
        ),
    )


def _segments(rows: list[Row], groups: Sequence[_Group]) -> list[tuple[str, list[Row]]]:
    """Runs of rows of one grid that belong to one kind of table; grids of no official table are left out."""
    kinds: list[str | None] = []
    current: str | None = None
    for row in rows:
        current = _opens(row) or current
        kinds.append(current)
    first = next((i for i, kind in enumerate(kinds) if kind is not None), len(rows))
    head = _continues(rows[:first], groups)
    # Rows above the headers are the last table's end or this one's beginning, never nothing.
    kinds[:first] = [head or next((kind for kind in kinds if kind is not None), None)] * first
    segments: list[tuple[str, list[Row]]] = []
    for row, kind in zip(rows, kinds, strict=True):
        if kind is None:
            continue
        if segments and segments[-1][0] == kind:
            segments[-1][1].append(row)
        else:
            segments.append((kind, [row]))
    return segments


def _parts(kind: str, rows: list[Row]) -> list[_Group]:
    """Rows of one grid, parted where a label comes again that a table has once: last year's table below this year's."""
    parts = [_Group(kind)]
    for row in rows:
        marks = _marks(kind, row)
        if parts[-1].marks & marks:
            parts.append(_Group(kind))
        parts[-1].rows.append(row)
        parts[-1].marks |= marks
    return parts


def _named_apart(table: AlignedTable) -> AlignedTable:
    """The table with its local cells numbered where several have one label, so that none stands for another."""
    if len({value[:3] for value in table.values}) == len(table.values):
        return table
    counts: Counter[tuple[str, str | None, str | None]] = Counter()
    values = []
    for value in table.values:
        counts[value.key] += 1
        again = counts[value.key]
        values.append(value if again == 1 else value._replace(label=f"{value.label} ({again})"))
    return replace(table, values=tuple(values))


def _opens(row: Row) -> str | None:
    """The table whose headers a row is."""
    if disputes.is_header_row(row) and any(labels.key(text) != "总计" for text in row.texts):
        return disputes.TABLE
    if requests.is_head(row):
        return requests.TABLE
    if disclosure.is_header_row(row):
        return disclosure_labels.TABLE
    return None


def _continues(rows: list[Row], groups: Sequence[_Group]) -> str | None:
    """The table that rows without headers go on with (a piece below a page break)."""
    before = groups[-1] if groups else None
    is_of_requests = bool(rows) and _fits_requests(rows, groups)
    for row in rows:
        for cell in row.cells:
            if is_of_requests and requests.is_row_label(cell.text):
                return requests.TABLE
            if any(row_label(cell.text, form) for form in codebook.FORMS):
                return disclosure_labels.TABLE
    has_number = any(row.has_number for row in rows)
    last = None if before is None else before.table
    if last == disputes.TABLE and has_number and rows[0].grid.n_cols >= 15:
        return disputes.TABLE
    if (
        before is not None
        and last == disclosure_labels.TABLE
        and has_number
        and _goes_on(before.rows[-1].grid, rows[0])
    ):
        return last
    return requests.TABLE if last == requests.TABLE and has_number and is_of_requests else None


def _fits_requests(rows: list[Row], groups: Sequence[_Group]) -> bool:
    """Whether rows without headers may be a piece of table 3: over as many columns as the form has applicants or the
    pieces before have, or below a page's end; before any piece with headers only where they print numbers.

    A small table elsewhere on a page (政府信息公开|1234, 予以公开|55), or its menu, has words of table 3 and is none.
    """
    grid = rows[0].grid
    is_wide = grid.n_cols >= len(codebook.printed_applicants())
    own = next((group for group in reversed(groups) if group.table == requests.TABLE), None)
    if own is None:
        return is_wide and any(row.has_number for row in rows)
    above = own.rows[-1].grid
    is_below = grid.page is not None and above.page is not None and above.page < grid.page
    return is_wide or is_below or grid.n_cols in {row.grid.n_cols for row in own.rows}


def _goes_on(grid: Grid, below: Row) -> bool:
    """Whether a grid goes on with a row below a page break: with digits alone, or over as many columns as wide.

    Digits alone are the other half of a row that the page's end cut. A page that makes each row a table of its own goes
    on with the next one of as many columns.
    """
    if grid.page is None and below.grid.page is None:
        return grid.n_rows == below.grid.n_rows == 1 and grid.n_cols == below.grid.n_cols
    if grid.page is None or below.grid.page != grid.page + 1:
        return False
    first, second = grid.box, below.grid.box
    as_wide = first is not None and second is not None and same_sides(first, second)
    return all(map(is_number, below.texts)) or (as_wide and grid.n_cols == below.grid.n_cols)


def _is_one_row_at_the_end(upper: Grid, lower: Grid) -> bool:
    """Whether a page's end cut one row in two: no rule is drawn between the last row of a grid and the first below."""
    first, second = upper.box, lower.box
    follows = upper.page is not None and lower.page == upper.page + 1
    is_open = upper.open_bottom and lower.open_top and follows
    return is_open and first is not None and second is not None and same_sides(first, second)


def _add(groups: list[_Group], part: _Group) -> None:
    """Rows into the open table of their kind, or as a new one where they begin it again."""
    open_group = next((group for group in reversed(groups) if group.table == part.table), None)
    if open_group is None or (open_group.marks & part.marks and not _is_head_of_disputes(open_group)):
        groups.append(part)
    else:
        open_group.rows.extend(part.rows)
        open_group.marks |= part.marks


def _is_head_of_disputes(group: _Group) -> bool:
    """Headers of table 4 at a page's end, which the next page repeats over the numbers."""
    return group.table == disputes.TABLE and all(disputes.is_header_row(row) for row in group.rows)


def _marks(kind: str, row: Row) -> set[str]:
    """Labels of a row that a table has once."""
    texts = row.own_texts
    if kind == disclosure_labels.TABLE:
        names = [text for text in texts if not is_article(text)][:1]
        return {found for text in names for form in codebook.FORMS if (found := row_label(text, form))}
    if kind == disputes.TABLE:
        return {found for text in texts if (found := disputes.channel(text))}
    return {label for text in texts if not is_number(text) for label in _stood_once(text)}


@lru_cache(maxsize=1 << 12)
def _stood_once(text: str) -> tuple[str, ...]:
    """Labels of rows that table 3 has once which a text is."""
    return tuple(label for label in _ONCE if _is_most_of(text, label))


def _is_most_of(text: str, label: str) -> bool:
    """Whether a text is a label or more than half of it: less may be the end of another one (息公开申请)."""
    is_near = labels.similarity(text, label) >= labels.NEAR
    return is_near and 2 * len(labels.bare_key(text)) > len(labels.bare_key(label))
