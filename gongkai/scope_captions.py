"""Which texts say whose numbers an aligned table holds: those above it, at its head, and the name of its sheet.

A heading is over the tables below it, up to the next text that speaks of a scope, names an organ or bears the number
that follows (二、 behind 一、全市情况), and over one of each kind alone: a second set below one heading has none. The
name of a table is over the next table, and a word alone over the table right below it. Where two headings stand one
below the other with no table between them (a table of contents), neither counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from gongkai.align.model import AlignedTable
from gongkai.align.numbers import is_number, squeeze
from gongkai.grids.model import UNREAD, Extract, Grid, Line
from gongkai.grids.order import in_order
from gongkai.grids.places import is_in_list
from gongkai.organs import named
from gongkai.scope_words import Statement, is_on_numbers, told

#: So many lines at most stand between a table and a word alone that is its caption (its title, its unit).
_NEAR = 3
_CHINESE = "一二三四五六七八九十"
_SECTION = re.compile(rf"(\(?)([{_CHINESE}]|\d{{1,2}})(\)[、.]?|[、.])(?!\d)")
_SENTENCE = re.compile(r"[。;!?]|,.*,")
#: Rows at the head of a table in which its caption may stand.
_HEAD_ROWS = 3


def with_scopes(extract: Extract, tables: Sequence[AlignedTable]) -> tuple[AlignedTable, ...]:
    """The tables of one reader, each with the texts that say whose numbers it holds."""
    is_silent = not any(told(line.text) for line in extract.lines)
    stated = {} if is_silent else _above(extract, tables)
    said = [(*stated.get(table.order, ()), *_within(extract, table)) for table in tables]
    # A note counts where something speaks of a scope, and by itself where it is on the numbers of tables.
    notes = tuple(note for note in _notes(extract) if any(said) or UNREAD in note or is_on_numbers(note))
    return tuple(
        replace(table, scoped=tuple(dict.fromkeys((*own, *notes)))) if own or not any(said) else table
        for table, own in zip(tables, said, strict=True)
    )


def _notes(extract: Extract) -> Iterator[str]:
    """Notes on the scope of tables, beside them or in them: of which, nothing tells."""
    texts = [line.text for line in extract.lines] + [text for grid in extract.grids for text in grid.words]
    yield from (one.text for text in texts if (one := told(text)) is not None and one.reach == "note")
    # A caption that may not be seen, or stands elsewhere, leaves all tables in doubt.
    yield from (f"{UNREAD}{line.text}" for line in extract.lines if line.is_doubtful and told(line.text) is not None)


@dataclass
class _Walk:
    """What was read since the last table, the heading that holds, and the kinds of tables that it is over.

    next: the number of the section that would follow the heading's, as :func:`_number` gives it.
    """

    heading: Statement | None = None
    next: tuple[str, int] | None = None
    over: set[str] = field(default_factory=set)
    lines: list[str] = field(default_factory=list)

    def at(self, kind: str) -> tuple[str, ...]:
        """The texts over a table of this kind, which is met now."""
        said = [told(text) for text in self.lines]
        self._turn(said)
        if kind in self.over:
            self.heading = None
        self.over.add(kind)
        own = [one for one in said if one is not None and one.reach == "table" and one.table == kind]
        own += [one for one in _right_above(self.lines, said) if one.table in (None, kind)]
        self.lines.clear()
        found = [*([self.heading] if self.heading is not None else []), *own]
        # One that a caption below it does not repeat is doubted for what comes next.
        if any(one.words != found[0].words for one in own):
            self.heading = None
        return tuple(one.text for one in found)

    def _turn(self, said: Sequence[Statement | None]) -> None:
        """Takes the heading among some lines, or drops the one that held where nobody can tell."""
        headings = {(one.words, one.organ) for one in said if one is not None and one.reach == "heading"}
        for text, one in zip(self.lines, said, strict=True):
            number = _number(text)
            if one is not None and one.reach == "heading":
                self.heading, self.over = (one, set()) if len(headings) == 1 else (None, set())
                self.next = None if number is None else (number[0], number[1] + 1)
                continue
            # Sections that are numbered from one on again stand below the heading.
            self.next = None if number is not None and number[1] == 1 else self.next
            is_over = number is not None and number == self.next
            if is_over or (one is not None and one.reach == "end") or (one is None and named(text)):
                self.heading = None


def _number(text: str) -> tuple[str, int] | None:
    """How a section is numbered: (一、, 2) for 二、…; None where it is not, or beyond ten."""
    match = _SECTION.match(squeeze(text))
    if match is None:
        return None
    before, sign, behind = match.groups()
    is_chinese = sign in _CHINESE
    number = _CHINESE.index(sign) + 1 if is_chinese else int(sign)
    return f"{before}{'一' if is_chinese else '1'}{behind}", number


def _right_above(lines: Sequence[str], said: Sequence[Statement | None]) -> Iterator[Statement]:
    for text, one in zip(lines[: -_NEAR - 2 : -1], said[: -_NEAR - 2 : -1], strict=True):
        if one is not None and one.reach == "near":
            yield one
        elif _SENTENCE.search(squeeze(text)):
            return


def _above(extract: Extract, tables: Sequence[AlignedTable]) -> dict[tuple[int, int], tuple[str, ...]]:
    by_grid: dict[int, list[AlignedTable]] = {}
    for table in sorted(tables, key=lambda table: table.order):
        by_grid.setdefault(table.order[0], []).append(table)
    links = {squeeze(text) for _, text in extract.links}
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for items in in_order(extract):
        walk = _Walk()
        for item in items:
            if isinstance(item, Line):
                if squeeze(item.text) in links:
                    # 附件：全市汇总表 leads to other tables than those below it.
                    walk = _Walk()
                elif squeeze(item.text) and not item.is_doubtful and not is_in_list(item.place):
                    walk.lines.append(item.text)
                continue
            for table in by_grid.get(item, ()):
                found[table.order] = walk.at(table.table)
    return found


def _within(extract: Extract, table: AlignedTable) -> Iterator[str]:
    """What texts alone in a row at the table's head say, those right above it on its grid, and its sheet's name."""
    said = [
        one for text in at_head(extract, table) if (one := told(text)) is not None and one.reach not in ("end", "note")
    ]
    said += [one for one in [told(extract.grids[table.order[0]].sheet)] if one is not None]
    yield from (one.text for one in said if one.table in (None, table.table))


def at_head(extract: Extract, table: AlignedTable) -> list[str]:
    """Texts alone in a row at the table's head, and those right above it on its grid."""
    index, first = table.order
    grid = extract.grids[index]
    texts = [_alone(grid, row) for row in range(first, min(first + _HEAD_ROWS, grid.n_rows))]
    for row in reversed(range(first)):
        text = _alone(grid, row)
        if text is None:
            break
        texts.append(text)
    return [text for text in texts if text is not None]


def _alone(grid: Grid, row: int) -> str | None:
    """The only text of a row, where no number stands beside it."""
    texts = list(dict.fromkeys(cell.text for cell in grid.row(row) if squeeze(cell.text)))
    return texts[0] if len(texts) == 1 and not is_number(texts[0]) else None
