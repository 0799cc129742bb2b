"""Table 3 (收到和处理政府信息公开申请情况): pieces over several pages, rows by label, columns by header."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from gongkai.align import applicants, cuts, fill, labels, notes
from gongkai.align.applicants import Columns
from gongkai.align.model import AlignedTable, Row, Value
from gongkai.align.numbers import is_number, squeeze
from gongkai.align.request_boxes import boxes as boxes_of
from gongkai.align.request_boxes import is_nameless
from gongkai.align.rows import PrintedRow, RowMap, align, printed_row
from gongkai.align.script import simplified
from gongkai.forms import codebook
from gongkai.forms.model import CellKey, Indicator
from gongkai.grids.model import Cell

TABLE = "3"

#: A label is broken over no more rows than these.
_MOST_PIECES = 4
#: So many signs tell the beginning of a label.
_HEAD = 2
#: So many printed labels are remembered with how well they fit the form.
_LABELS = 1 << 14


@dataclass(frozen=True)
class _Body:
    """A row below the headers, its boxes found.

    boxes: applicant -> (text, place) of its box, or None where it has no box of its own.
    doubtful: the row was put together from two pieces over a page break, or has holes (tab text).
    """

    printed: PrintedRow
    boxes: dict[str, Cell | None]
    local: dict[str, Cell]
    placed: frozenset[str]
    row: Row
    doubtful: bool = False


def align_requests(rows: list[Row]) -> AlignedTable | None:
    """Table 3 from its rows, in reading order over all its pieces; None where no row is one of the form's."""
    bodies, unknown = _bodies(rows)
    bodies = _glue(bodies)
    maps = {form: align([body.printed for body in bodies], form, TABLE) for form in codebook.FORMS}
    form = max(maps, key=lambda name: maps[name].score)
    found = maps[form]
    if not found.codes:
        return None
    values, unmapped = _values(form, bodies, found)
    return fill.table(rows, TABLE, form, values, [*unknown, *unmapped])


def _bodies(rows: list[Row]) -> tuple[list[_Body], list[str]]:
    """Rows below the headers of every piece, each with the columns that hold in its piece; headers of no form."""
    bodies: list[_Body] = []
    unknown: list[str] = []
    columns: Columns | None = None
    for section in _sections(rows):
        headers, own = _headers(section)
        if own is None:
            own = applicants.carried(columns, section[0]) if columns and not headers else applicants.NONE
        columns = own
        below = section[len(headers) :]
        bodies.extend([_body(own, row) for row in below])
        unknown.extend(squeeze(cell.text) for row in headers for cell in row.cells if not _is_known_head(cell.text))
        unknown.extend(squeeze(cell.text) for row in below for cell in _across(own, row))
    return bodies, unknown


def _sections(rows: list[Row]) -> list[list[Row]]:
    """Rows in runs that have their headers, if any, at their top: a new one at each grid and where headers come again.

    Rows above the first headers of a grid that print no number stand with them.
    """
    sections: list[list[Row]] = []
    for row in rows:
        last = sections[-1] if sections else []
        is_open = bool(last) and last[0].grid_index == row.grid_index
        if is_open and not (is_head(row) and any(_is_body(above) for above in last)):
            last.append(row)
        else:
            sections.append([row])
    return sections


@lru_cache(maxsize=_LABELS)
def is_row_label(text: str) -> bool:
    """Whether a text is the label of a row of any form; shorter ones (其他) may be anything."""
    return len(labels.key(text)) >= 4 and _official(text) >= labels.NEAR


def is_head(row: Row) -> bool:
    """Whether a row is one of the headers of table 3."""
    # Figures, of which most rows are full, are no label.
    texts = [text for text in row.texts if not text.isdigit()]
    return applicants.is_header_row(row) or "申请人情况" in map(labels.key, texts)


def _is_body(row: Row) -> bool:
    """A row of the form, or one that prints a number."""
    return any(is_number(cell.text) or is_row_label(cell.text) for cell in row.own)


def _headers(section: list[Row]) -> tuple[list[Row], Columns | None]:
    """Header rows: from the first row on, those above the last row that names applicants, and words right below it.

    And the columns that they give.
    """
    named = [i for i, row in enumerate(section) if applicants.is_header_row(row)]
    if not named:
        return [], None
    end = last = named[-1] + 1
    known = applicants.from_headers(section[:end])
    while end < len(section) and known and _is_under_head(section[end], known):
        end += 1
    return section[:end], known if end == last else applicants.from_headers(section[:end])


def _is_under_head(row: Row, columns: Columns) -> bool:
    """A row that says more about the columns (本年, 上年), not about a row of the form."""
    words = [cell for cell in row.own if cell.col >= columns.first and squeeze(cell.text)]
    return len(words) >= 2 and not row.grid.ragged and not _is_body(row)


@lru_cache(maxsize=_LABELS)
def _is_group(text: str) -> bool:
    """A label over several rows that the form has, or a piece of one that a page's end cut.

    Printed downwards (三/本/年/度) it lacks the mark behind its number.
    """
    printed = labels.key(text)
    return not printed or any(printed in known or printed[1:] == known for known in labels.ignored(TABLE))


@lru_cache(maxsize=_LABELS)
def _is_group_over(text: str, form: str, code: str) -> bool:
    """Whether a label over several rows is none, or a piece of one, or one that the form has over this row."""
    return _is_group(text) and (labels.key(text) not in _groups(form) or labels.key(text) in _groups_over(form, code))


@cache
def _groups(form: str) -> frozenset[str]:
    """Keys of the labels that a form has over rows of the table."""
    printed = codebook.printed_indicators(form, TABLE)
    return frozenset[str]().union(*(_groups_over(form, indicator.code) for indicator in printed))


@cache
def _groups_over(form: str, code: str) -> frozenset[str]:
    """Keys of the labels that a form has over a row."""
    indicators = codebook.indicators(form)
    found: set[str] = set()
    parent = indicators[code].parent
    while parent is not None:
        found.add(labels.key(indicators[parent].label_zh))
        parent = indicators[parent].parent
    return frozenset(found)


def _is_known_head(text: str) -> bool:
    names_applicant = labels.applicant_of(text) is not None or labels.applicant_piece(text) is not None
    return names_applicant or labels.is_ignored(text, TABLE) or "勾稽关系" in simplified(squeeze(text))


def _body(columns: Columns, row: Row) -> _Body:
    boxes, local, labelled = boxes_of(columns, row)
    texts = tuple(cell.text for cell in labelled if squeeze(cell.text))
    own = [cell for cell in labelled if squeeze(cell.text) and cell.row == row.index and cell.rowspan == 1]
    filled = any(cell is not None and squeeze(cell.text) for cell in (*boxes.values(), *local.values()))
    # A label that reaches down over several rows names a group, never one of them.
    printed = printed_row(texts if own else (), filled)
    return _Body(
        printed, boxes, local, columns.by_position, row, columns.doubtful or fill.has_holes(row, boxes.values())
    )


def _across(columns: Columns, row: Row) -> list[Cell]:
    """Boxes with words from the labels over into the columns of applicants: a note across the table, no row."""
    return [
        cell
        for cell in row.own
        if cell.col < columns.first < cell.col + cell.colspan and squeeze(cell.text) and not is_number(cell.text)
    ]


def _glue(bodies: list[_Body]) -> list[_Body]:
    """Rows that a page break cut in two, made one again where the joined label is the form's and its halves are not."""
    glued: list[_Body] = []
    for body in bodies:
        before = glued[-1] if glued else None
        if before is not None and (before.row.grid_index, before.row.page) != (body.row.grid_index, body.row.page):
            joined = _joined(before, body)
            if joined is not None:
                glued[-1] = joined
                continue
            if body.printed.leaf and _official(body.printed.leaf) < labels.NEAR:
                # What no form knows at a page's beginning may be the end of the row before it.
                glued[-1] = replace(before, doubtful=True)
        glued.append(body)
    return glued


def _joined(upper: _Body, lower: _Body) -> _Body | None:
    """One row of two halves; None where they are rows of their own."""
    if not lower.printed.leaf and lower.printed.has_number and upper.printed.leaf:
        # An orphan: digits of the row above, cut off by the page's end.
        return _merge(upper, lower, upper.printed.texts)
    if not (upper.printed.leaf and lower.printed.leaf):
        return None
    whole = upper.printed.leaf + lower.printed.leaf
    if _is_rest_of_local(upper, lower):
        return _merge(upper, lower, (*upper.printed.texts[:-1], whole))
    halves = max(_official(upper.printed.leaf), _official(lower.printed.leaf))
    # A half that publishers print as a label of its own (申请人…公开申|请) is as good as the whole, but not the form's.
    is_forms = _is_forms(whole) and not _is_forms(upper.printed.leaf) and not _is_forms(lower.printed.leaf)
    if _official(whole) <= max(halves, labels.NEAR) and not is_forms:
        return None
    is_rest = is_forms or (_official(whole) == 1 and _official(lower.printed.leaf) < labels.NEAR)
    if upper.printed.has_number and lower.printed.has_number and not is_rest:
        # Digits on both pages are one number's only where the label below is nothing but the rest of the one above.
        return None
    return _merge(upper, lower, (*upper.printed.texts[:-1], whole))


def _is_rest_of_local(upper: _Body, lower: _Body) -> bool:
    """Whether a row that begins a page, without a number in its boxes or before its label, ends a local one."""
    leaf = lower.printed.leaf
    return (
        cuts.begins_page(upper.row, lower.row)
        and upper.printed.has_number
        and not lower.printed.has_number
        and labels.whole_key(leaf) == labels.key(leaf)
        and max(_official(upper.printed.leaf), _official(leaf)) < labels.NEAR
    )


@lru_cache(maxsize=_LABELS)
def _official(label: str) -> float:
    """How well a label fits any row of any form."""
    return max(
        labels.best(label, labels.names(indicator))
        for form in codebook.FORMS
        for indicator in codebook.printed_indicators(form, TABLE)
    )


@cache
def _form_keys() -> frozenset[str]:
    """Keys of the rows' labels as the forms print them."""
    indicators = (i for form in codebook.FORMS for i in codebook.printed_indicators(form, TABLE))
    return frozenset(labels.key(indicator.label_zh) for indicator in indicators)


@cache
def _numbered_keys() -> frozenset[str]:
    """Labels of rows as the forms print them, their numbers kept; those without a number left out."""
    indicators = (i for form in codebook.FORMS for i in codebook.printed_indicators(form, TABLE))
    names = (indicator.label_zh for indicator in indicators)
    return frozenset(labels.whole_key(name) for name in names if labels.whole_key(name) != labels.key(name))


def _is_numbered_as_forms(label: str) -> bool:
    return labels.whole_key(label) in _numbered_keys()


def _is_forms(label: str) -> bool:
    return labels.key(label) in _form_keys()


def _merge(upper: _Body, lower: _Body, texts: tuple[str, ...]) -> _Body:
    boxes: dict[str, Cell | None] = {}
    for code, above in upper.boxes.items():
        below = lower.boxes[code]
        if above is None or below is None:
            boxes[code] = above or below
        else:
            boxes[code] = above._replace(text="\n".join(t for t in (above.text, below.text) if squeeze(t)))
    has_number = upper.printed.has_number or lower.printed.has_number
    return replace(upper, printed=printed_row(texts, has_number), boxes=boxes, doubtful=True)


def _values(form: str, bodies: list[_Body], found: RowMap) -> tuple[list[Value], list[str]]:
    values: list[Value] = []
    unmapped: list[str] = []
    official = codebook.indicators(form)
    doubtful = (
        _doubtful(bodies, found)
        | _in_pieces(bodies)
        | _rests(form, bodies, found)
        | _of_other_form(form, bodies, found)
        | _in_other_groups(bodies, found)
    )
    codes = {index: code for index, code in found.codes.items() if index not in doubtful}
    for index, body in enumerate(bodies):
        code = codes.get(index)
        if code is not None:
            by_position = index in found.by_position
            more = notes.told(body.printed.leaf)
            context = more or _misprint(body.printed.leaf, official[code])
            for applicant, cell in body.boxes.items():
                placed = by_position or applicant in body.placed
                values.append(
                    fill.absent((code, applicant), fill.COUNT)
                    if cell is None
                    else fill.boxed((code, applicant), cell, fill.COUNT, placed, body.doubtful, context)
                )
            values.extend(_local_columns(body, official[code].label_zh))
            unmapped.extend(squeeze(text) for text in body.printed.texts[:-1] if not _is_group_over(text, form, code))
            if more is not None:
                unmapped.append(more)
        elif _is_local(body):
            unmapped.append(labels.join(body.printed.texts) or f"row without label ({body.row.grid.place})")
            values.extend(_local_row(body))
    unmapped.extend(sorted({header for body in bodies for header in body.local}))
    for indicator in codebook.printed_indicators(form, TABLE):
        if indicator.code not in codes.values():
            values.extend(
                fill.absent((indicator.code, applicant), fill.COUNT) for applicant in codebook.printed_applicants()
            )
    order = _order(form)
    values.sort(key=lambda value: order.get(value[:2], len(order)))
    return values, unmapped


@cache
def _order(form: str) -> dict[CellKey, int]:
    """Place of each cell of the table in the form's order."""
    return {key: place for place, key in enumerate(codebook.cells(form, TABLE))}


def _doubtful(bodies: list[_Body], found: RowMap) -> set[int]:
    """Rows next to one that prints numbers, has no label and could not be placed: those may be their numbers."""
    nameless = [
        index
        for index, body in enumerate(bodies)
        if body.printed.has_number and not body.printed.leaf and index not in found.codes
    ]
    return {neighbour for index in nameless for neighbour in (index - 1, index + 1)}


def _in_pieces(bodies: list[_Body]) -> set[int]:
    """Rows whose labels are one of the form's together, and none by itself: nobody can tell whose the numbers are.

    With its number a label is not the same as without: ``2.其他`` is none of the form's, ``3.其他`` is.
    """
    leaves = [body.printed.leaf for body in bodies]
    found: set[int] = set()
    for is_whole in (_is_forms, _is_numbered_as_forms):
        forms = [not leaf or is_whole(leaf) for leaf in leaves]
        for first in range(len(leaves)):
            for last in range(first + 1, min(first + _MOST_PIECES, len(leaves))):
                if forms[first] or forms[last]:
                    break
                if is_whole("".join(leaves[first : last + 1])):
                    found.update(range(first, last + 1))
    return found


def _rests(form: str, bodies: list[_Body], found: RowMap) -> set[int]:
    """Rows that begin a page without a number and without the beginning of their label: only the end of such a row.

    Its numbers stand where the page before ends, in boxes that may be left open there; so these blanks are none.
    """
    names = codebook.indicators(form)
    return {
        index
        for index, code in found.codes.items()
        if index > 0
        and cuts.begins_page(bodies[index - 1].row, bodies[index].row)
        and not bodies[index].printed.has_number
        and not _begins_like(bodies[index].printed.leaf, labels.names(names[code]))
    }


def _misprint(label: str, indicator: Indicator) -> str | None:
    """A label that is near the form's and not it: misprinted, cut or misread; None of a row without one."""
    return squeeze(label) if label and not labels.is_name_of(label, indicator) else None


def _begins_like(label: str, names: Iterable[str]) -> bool:
    """Whether a label begins as one of these does."""
    return any(labels.key(label)[:_HEAD] == labels.key(name)[:_HEAD] for name in names)


def _in_other_groups(bodies: list[_Body], found: RowMap) -> set[int]:
    """Rows in a group that is none of the form's, but denies one or is a row (（三）予以公开, 三、上年度办理结果)."""
    printed = {index: bodies[index].printed for index in found.codes}
    return {
        index
        for index, row in printed.items()
        if any(text != row.leaf and _is_other_group(text) for text in row.texts[:-1])
    }


@lru_cache(maxsize=_LABELS)
def _is_other_group(text: str) -> bool:
    if _is_group(text):
        return False
    if notes.effect(text) == "other" or labels.is_of_another_measure(text) or labels.is_of_another_period(text):
        return True
    return _is_forms(text) or any(labels.denies(text, group) for group in labels.ignored(TABLE))


def _of_other_form(form: str, bodies: list[_Body], found: RowMap) -> set[int]:
    """Rows that only this form has, where rows that only another one has stand beside them: one of them is misread."""
    own = {indicator.code for indicator in codebook.printed_indicators(form, TABLE)}
    doubtful: set[int] = set()
    for other in codebook.FORMS:
        theirs = codebook.printed_indicators(other, TABLE)
        foreign = [indicator for indicator in theirs if indicator.code not in own and len(theirs) > len(own)]
        leaves = [body.printed.leaf for index, body in enumerate(bodies) if index not in found.codes]
        if any(labels.best(leaf, labels.names(i)) >= labels.NEAR for leaf in leaves if leaf for i in foreign):
            codes = {indicator.code for indicator in theirs}
            doubtful |= {index for index, code in found.codes.items() if code not in codes}
    return doubtful


def _is_local(body: _Body) -> bool:
    """A row that must not be dropped: it prints something, or a label that nobody has listed as ignored."""
    if body.printed.has_number:
        return True
    return bool(body.printed.leaf) and not labels.is_ignored(body.printed.leaf, TABLE)


def _local_columns(body: _Body, row_label: str) -> list[Value]:
    return [
        fill.local(f"{row_label}/{header}", cell, doubtful=body.doubtful or not row_label or is_nameless(header, cell))
        for header, cell in body.local.items()
    ]


def _local_row(body: _Body) -> list[Value]:
    applicant_labels = codebook.applicants()
    row_label = labels.join(body.printed.texts)
    values = [
        fill.local(
            f"{row_label}/{applicant_labels[applicant].label_zh}", cell, applicant, body.doubtful or not row_label
        )
        for applicant, cell in body.boxes.items()
        if cell is not None
    ]
    return values + _local_columns(body, row_label)
