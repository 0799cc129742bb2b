"""The official tables of a document from positioned pieces of text: no drawn rule is looked at.

Heads are found by the form's words, rows by the lines of labels and numbers, columns by what stands under which head.
The result is a Grid as printed, for the one aligner. What fits nowhere is running text; what stands between two
columns makes one cell of both, which then belongs to neither.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from gongkai.grids import pieces as text_of
from gongkai.grids import word_heads
from gongkai.grids.model import Grid
from gongkai.grids.model import Line as TextLine
from gongkai.grids.page_marks import page_marks
from gongkai.grids.pieces import PiecePage
from gongkai.grids.places import page_place
from gongkai.grids.word_disclosure import Disclosure
from gongkai.grids.word_disputes import Disputes
from gongkai.grids.word_draft import Draft
from gongkai.grids.word_heads import Heads
from gongkai.grids.word_requests import Requests
from gongkai.grids.word_table import Line, WordTable

#: More pieces than this on a page is no report.
MAX_PIECES = 20_000

#: Table 2, whose heads come block by block.
_BLOCKS = "2"
_TABLES: dict[str, Callable[[], WordTable]] = {"2": Disclosure, "3": Requests, "4": Disputes}


def build(pages: Sequence[PiecePage], reader: str) -> tuple[tuple[Grid, ...], tuple[TextLine, ...]]:
    """Grids, one a table a page, in reading order, and the running text, from the pieces of all pages."""
    marks = page_marks(pages)
    walk = _Walk()
    for page in pages:
        walk.take(replace(page, pieces=tuple(piece for piece in page.pieces if id(piece) not in marks)))
    walk.end()
    grids = [grid for draft in walk.drafts for grid in draft.grids(reader)]
    grids.sort(key=lambda grid: (grid.page or 0, grid.box[1] if grid.box else 0.0))
    return tuple(grids), tuple(walk.lines)


class _Walk:
    """From page to page: the tables begun so far, the one that may go on, the running text."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.lines: list[TextLine] = []
        self._kind = ""
        self._table: WordTable | None = None
        self._last: tuple[int, Heads] | None = None

    def take(self, page: PiecePage) -> None:
        """One page from top to bottom."""
        if self._last is not None:
            number, heads = self._last
            self._last = number, word_heads.completed(heads, text_of.on_lines(page.pieces))
            used = self._last[1].used
            page = replace(page, pieces=tuple(piece for piece in page.pieces if id(piece) not in used))
        found = word_heads.on_page(page.pieces) if len(page.pieces) <= MAX_PIECES else []
        used = {piece for heads in found for piece in heads.used}
        tops = [heads.box[1] for heads in found]
        parts: list[list[Line]] = [[] for _ in range(len(found) + 1)]
        for line in text_of.on_lines(piece for piece in page.pieces if id(piece) not in used):
            parts[sum(top <= line[0].middle for top in tops)].append(line)
        last = word_heads.cut([piece for line in parts[-1] for piece in line])
        if last is not None:
            parts[-1] = [rest for line in parts[-1] if (rest := [p for p in line if id(p) not in last.used])]
            heads_to_come = found
        elif found and not parts[-1] and found[-1].kind != _BLOCKS:
            # All heads may be there, or others may follow on the next page.
            last, heads_to_come = found[-1], found[:-1]
        else:
            heads_to_come = found
        if parts[0] or not found:
            self._settle()
        self._go_on(page.number, parts[0])
        for heads, part in zip(heads_to_come, parts[1:], strict=False):
            self._open(page.number, heads)
            self._go_on(page.number, part)
        if last is not None:
            self._settle()
            self._last = (page.number, last)

    def end(self) -> None:
        """No page follows."""
        self._settle()

    def _open(self, page: int, heads: Heads) -> None:
        """The table of these heads, which may have begun on the page before."""
        parts = [(page, heads)]
        if self._last is not None and self._last[1].kind == heads.kind and _are_apart(self._last[1], heads):
            parts, self._last = [self._last, *parts], None
        self._settle()
        self._begin(parts)

    def _settle(self) -> None:
        """Heads at a page's end to which none were added: a table's, or running text where they are too few."""
        if self._last is None:
            return
        page, heads = self._last
        self._last = None
        if word_heads.is_whole(heads):
            self._begin([(page, heads)])
        else:
            self._table = None
            for head in (*heads.over, *heads.columns):
                self.lines.append(TextLine(head.text, page_place(page, head.box)))

    def _begin(self, parts: Sequence[tuple[int, Heads]]) -> None:
        """Heads of the open table where it may have them again, else of a new one."""
        kind = parts[0][1].kind
        if self._table is None or self._kind != kind or kind == "4":
            self._kind, self._table = kind, _TABLES[kind]()
            self.drafts.append(self._table.draft)
        self._table.put_heads(parts)

    def _go_on(self, page: int, lines: Sequence[Line]) -> None:
        """Rows of the open table, as far as they go; text that is none of it closes it."""
        taken: set[int] = set()
        end = 0
        if self._table is not None:
            end = next((i for i, line in enumerate(lines) if self._table.ends_at(line)), len(lines))
            taken = self._table.take(page, lines[:end]) if end else taken
        for line in lines:
            rest = [piece for piece in line if id(piece) not in taken]
            if rest:
                self.lines.append(TextLine(text_of.line_text(rest), page_place(page, text_of.bounds(rest))))
        if end < len(lines):
            self._table = None


def _are_apart(first: Heads, second: Heads) -> bool:
    """Whether no column of one stands over a column of the other."""
    return all(a.box[2] < b.box[0] or a.box[0] > b.box[2] for a in first.columns for b in second.columns)
