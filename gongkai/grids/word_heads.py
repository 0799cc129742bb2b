"""Heads of the official tables found on a page, those of one table together; cut by a page's end or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from gongkai.grids import form_words, pieces
from gongkai.grids.form_words import key
from gongkai.grids.model import Box
from gongkai.grids.pieces import Piece
from gongkai.grids.word_head import Head, find

#: Tables on one page; more is an attack.
_MAX_TABLES = 50
_DISCLOSURE, _REQUESTS, _DISPUTES = "2", "3", "4"


@dataclass(frozen=True)
class Heads:
    """The heads of one table (``2``, ``3``, ``4``) or of one block of table 2.

    columns: those of single columns, from left to right. over: those that reach over several, or stand over labels.
    """

    kind: str
    columns: tuple[Head, ...]
    over: tuple[Head, ...]

    @property
    def box(self) -> Box:
        """Around all of them."""
        return pieces.bounds(piece for head in (*self.columns, *self.over) for piece in head.pieces)

    @property
    def used(self) -> set[int]:
        """Identities of their pieces."""
        return {id(piece) for head in (*self.columns, *self.over) for piece in (*head.pieces, *head.rest)}


def on_page(page: Sequence[Piece]) -> list[Heads]:
    """All heads of official tables on a page, from top to bottom."""
    found = [*_requests(page), *_disputes(page)]
    used = {piece for heads in found for piece in heads.used}
    found += _disclosure([piece for piece in page if id(piece) not in used])
    return sorted(found, key=lambda heads: heads.box[1])


def cut(rest: Sequence[Piece]) -> Heads | None:
    """Heads at the end of a page whose others stand on the next one; ``rest``: what stands below all complete ones.

    None unless nothing but heads, beginnings of heads, and labels to their left, is below them.
    """
    for kind, spanning, single in (
        (_REQUESTS, form_words.SPANNING_3, form_words.applicants()),
        (_DISPUTES, form_words.SPANNING_4, form_words.outcomes()),
    ):
        over = find(rest, spanning)
        if not over:
            continue
        top = min(head.box[1] for head in over)
        below = [piece for piece in rest if piece.middle >= top]
        heads = Heads(kind, tuple(find(below, single)), tuple(over))
        others = _stacks(piece for piece in below if id(piece) not in heads.used)
        left = [head for head in others if head.box[2] < heads.box[0]]
        begun = [head for head in others if head not in left]
        if all(head.key in form_words.beginnings(single) for head in begun):
            columns = sorted((*heads.columns, *begun), key=lambda head: head.box[0])
            return Heads(kind, tuple(columns), (*over, *left))
    return None


def completed(heads: Heads, lines: Iterable[Sequence[Piece]]) -> Heads:
    """Heads at the end of a page with the ends of those that it cuts, from the first lines of the next page.

    As they are unless all that are cut are completed so.
    """
    names = form_words.applicants() if heads.kind == _REQUESTS else form_words.outcomes()
    cut_off = [head for head in heads.columns if head.key not in names]
    ends: dict[int, list[Piece]] = {id(head): [] for head in cut_off}
    for line in lines:
        over = [[head for head in cut_off if _overlap(head.box, piece.box)] for piece in line]
        if not line or not all(len(found) == 1 for found in over):
            break
        for (head,), piece in zip(over, line, strict=True):
            ends[id(head)].append(piece)
    whole = {
        id(head): Head(head.key + key(pieces.text(rest)), head.pieces, tuple(rest))
        for head in cut_off
        if (rest := ends[id(head)])
    }
    if len(whole) < len(cut_off) or any(head.key not in names for head in whole.values()):
        return heads
    return Heads(heads.kind, tuple(whole.get(id(head), head) for head in heads.columns), heads.over)


def is_whole(heads: Heads) -> bool:
    """Whether so many heads are there that they are a table's by themselves."""
    return len({head.key for head in heads.columns}) >= 4


def _requests(page: Sequence[Piece]) -> list[Heads]:
    columns = find(page, form_words.applicants())
    rows = _rows(columns, lambda head: head.key in form_words.TELLING_APPLICANTS, least=3, apart=6.0)
    over = find(page, form_words.SPANNING_3 | form_words.NOTES_3) if rows else []
    return [_complete(_REQUESTS, row, columns, over, page, 12.0, 2.0) for row in rows]


def _disputes(page: Sequence[Piece]) -> list[Heads]:
    columns = find(page, form_words.outcomes())
    rows = _rows(columns, lambda head: head.key in form_words.TELLING_OUTCOMES, least=4, apart=3.0)
    over = find(page, form_words.SPANNING_4) if rows else []
    return [_complete(_DISPUTES, row, columns, over, page, 14.0, 1.0) for row in rows]


def _disclosure(page: Sequence[Piece]) -> list[Heads]:
    columns = find(page, form_words.disclosure_heads())
    over = find(page, form_words.HEAD_OF_LABELS) if columns else []
    return [
        _complete(_DISCLOSURE, row, columns, over, page, 0.5, 0.5)
        for row in _rows(columns, lambda _: True, least=1, apart=0.7)
    ]


def _rows(heads: Iterable[Head], is_telling: Callable[[Head], bool], least: int, apart: float) -> list[list[Head]]:
    """Telling heads by the table they stand over: at most ``apart`` sizes of the type lower one than another."""
    rows: list[list[Head]] = []
    for head in sorted(filter(is_telling, heads), key=lambda head: head.middle):
        if rows and head.middle - rows[-1][-1].middle <= apart * head.pieces[0].size:
            rows[-1].append(head)
        else:
            rows.append([head])
    return [row for row in rows if len({head.key for head in row}) >= least][:_MAX_TABLES]


def _complete(
    kind: str,
    telling: Sequence[Head],
    columns: Iterable[Head],
    over: Iterable[Head],
    page: Sequence[Piece],
    higher: float,
    lower: float,
) -> Heads:
    """All heads that stand with the telling ones, and every other text among them.

    higher, lower: so many sizes of the type above and below the telling ones stand heads over several columns.
    """
    size = telling[0].pieces[0].size
    left, top, _, bottom = pieces.bounds(piece for head in telling for piece in head.pieces)
    own = [
        h for h in columns if top - min(higher, 2.0) * size < h.middle < bottom + lower * size and h.box[0] > left - 1.0
    ]
    above = [h for h in over if top - higher * size < h.middle < bottom + lower * size]
    used = {id(piece) for head in (*own, *above) for piece in head.pieces}
    first = min([top, *(h.box[1] for h in above if h.box[0] > left)])
    others = _stacks([p for p in page if id(p) not in used and first - 0.3 * size < p.middle < bottom + 0.3 * size])
    apart = [
        h
        for h in others
        if (h.box[0] >= left or _is_first_misread(kind, h.key)) and not any(_overlap(h.box, o.box) for o in own)
    ]
    rest = [h for h in others if h not in apart]
    return Heads(kind, tuple(sorted([*own, *apart], key=lambda h: h.box[0])), (*above, *rest))


def _is_first_misread(kind: str, printed: str) -> bool:
    """Whether a text left of the heads of table 3 is that of their first column, but for a sign."""
    return kind == _REQUESTS and any(form_words.is_misread(printed, name) for name in form_words.first_applicant())


def _overlap(first: Box, second: Box) -> bool:
    return first[0] < second[2] and first[2] > second[0]


def _stacks(found: Iterable[Piece]) -> list[Head]:
    """Pieces that stand above each other, as heads that no form has."""
    stacks: list[list[Piece]] = []
    for piece in sorted(found, key=lambda p: p.left):
        if stacks and piece.left < max(p.right for p in stacks[-1]):
            stacks[-1].append(piece)
        else:
            stacks.append([piece])
    return [Head(key(pieces.text(stack)), tuple(stack)) for stack in stacks]
