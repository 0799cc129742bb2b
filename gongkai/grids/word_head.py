"""One head found on a page by its words, however it is wrapped or spaced: its pieces put together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from gongkai.grids import form_words, pieces
from gongkai.grids.form_words import bare_key, key
from gongkai.grids.model import Box
from gongkai.grids.pieces import Piece

#: A line of a head stands at most this far below the one above, a spaced character at most this far to the right, in
#: sizes of the type.
_LEADING, _SPACING = 4.0, 2.5
#: A head has at most so many pieces.
_MAX_PIECES = 40
#: Lines of a remark stand no further apart than this, in sizes of the type.
_REMARK_LEADING = 1.8
#: On one page: pieces of heads, and tries to put some together. More is an attack.
_MAX_CANDIDATES, _MAX_TRIES = 2_000, 20_000
_OPENING = ("(", "（")
_UNITS = frozenset({"元", "万元", "亿元", "件"})


@dataclass(frozen=True)
class Head:
    """A head of one column or of several: its key (:func:`form_words.key`) and its pieces.

    rest: those of its pieces that stand at the top of the next page.
    """

    key: str
    pieces: tuple[Piece, ...]
    rest: tuple[Piece, ...] = ()

    @cached_property
    def box(self) -> Box:
        """Around its ink."""
        return pieces.bounds(self.pieces)

    @property
    def middle(self) -> float:
        """y of its middle."""
        return (self.box[1] + self.box[3]) / 2

    @property
    def text(self) -> str:
        """As printed, line by line."""
        return "\n".join(pieces.text(stack) for stack in (self.pieces, self.rest) if stack)


def find(page: Iterable[Piece], names: frozenset[str]) -> list[Head]:
    """All heads of these names among some pieces, from top to bottom, each piece in one of them at most."""
    return _Search(page, names).heads()


class _Search:
    """The pieces that may be of heads of some names, and how often putting them together was tried."""

    def __init__(self, page: Iterable[Piece], names: frozenset[str]) -> None:
        inside = form_words.parts(names)
        self._names, self._starts = names, form_words.beginnings(names)
        all_pieces = list(page)
        found = [p for p in all_pieces if self._key(p) in inside]
        # Most pages have no head of most tables.
        self._page = sorted(all_pieces, key=_middle) if found else []
        found = [p for p in found if not _is_unit(p, self._page)]
        found.sort(key=lambda p: (p.middle, p.left))
        self._free = found if len(found) <= _MAX_CANDIDATES else []
        self._tries = 0

    def _key(self, piece: Piece) -> str:
        """Key of a piece, without the publisher's remark behind a whole name (本年废止件数（含失效）)."""
        bare = bare_key(piece.text)
        return bare if bare in self._names else key(piece.text)

    def heads(self) -> list[Head]:
        """From top to bottom."""
        found: list[Head] = []
        taken: set[int] = set()
        for piece in list(self._free):
            printed = self._key(piece)
            if id(piece) in taken or not printed or printed not in self._starts:
                continue
            head = self._grown([piece], printed)
            if head is not None:
                head = self._with_remark(head)
                found.append(head)
                taken |= {id(p) for p in head.pieces}
                self._free = [p for p in self._free if id(p) not in taken]
        return found

    def _with_remark(self, head: Head) -> Head:
        """The head with the lines below on which a remark in brackets stands, or goes on that it begins."""
        stack = list(head.pieces)
        below = self._below(stack)
        if below is not None and below.text[:1] in _OPENING and not form_words.is_numbered(below.text):
            stack.append(below)
        while _has_open_bracket(stack) and len(stack) < _MAX_PIECES:
            below = self._below(stack)
            if below is None:
                return head
            stack.append(below)
        return head if _has_open_bracket(stack) else Head(head.key, tuple(stack))

    def _below(self, stack: Sequence[Piece]) -> Piece | None:
        """The piece on the line below some others; None where none stands under them."""
        last = stack[-1]
        x0, _, x1, _ = pieces.bounds(stack)
        first = bisect_right(self._page, last.middle + 0.4 * last.size, key=_middle)
        end = bisect_right(self._page, last.middle + _REMARK_LEADING * last.size, key=_middle)
        return next((piece for piece in self._page[first:end] if piece.left < x1 and piece.right > x0), None)

    def _grown(self, stack: list[Piece], printed: str) -> Head | None:
        """The longest head that begins with these pieces; None where there is none."""
        self._tries += 1
        if len(stack) < _MAX_PIECES and self._tries < _MAX_TRIES:
            for piece in _next(stack, self._free):
                longer = printed + self._key(piece)
                if _closes_nothing(piece, stack) or any(piece is other for other in stack):
                    continue
                if longer in self._starts:
                    head = self._grown([*stack, piece], longer)
                    if head is not None:
                        return head
        return Head(printed, tuple(stack)) if printed in self._names else None


def _middle(piece: Piece) -> float:
    return piece.middle


def _is_unit(piece: Piece, page: Sequence[Piece]) -> bool:
    """Whether a piece is the unit right behind a number (386306元), no line of a head (采购总金额（元）)."""
    return key(piece.text) in _UNITS and any(
        other.text[-1:].isdecimal()
        and abs(other.middle - piece.middle) <= 0.4 * piece.size
        and abs(piece.left - other.right) <= 0.5 * piece.size
        for other in page
    )


def _has_open_bracket(stack: Sequence[Piece]) -> bool:
    """Whether more brackets open than close."""
    return form_words.opened("".join(piece.text for piece in stack)) > 0


def _closes_nothing(piece: Piece, stack: Sequence[Piece]) -> bool:
    """Whether a piece closes a bracket that nothing above it opens: it ends a number's remark (26（其中修订 4 件）)."""
    return form_words.opened(piece.text) < 0 and not _has_open_bracket(stack)


def _next(stack: Sequence[Piece], page: Sequence[Piece]) -> list[Piece]:
    """Pieces that may go on with a head: to the right on its last line, else on the line below."""
    last = stack[-1]
    x0, _, x1, _ = pieces.bounds(stack)
    beside, below = [], []
    for piece in page:
        down = piece.middle - last.middle
        if abs(down) <= 0.4 * last.size and -0.2 * last.size <= piece.left - last.right <= _SPACING * last.size:
            beside.append(piece)
        elif 0.4 * last.size < down <= _LEADING * last.size and piece.left < x1 and piece.right > x0:
            below.append(piece)
    return [*sorted(beside, key=lambda p: p.left)[:1], *sorted(below, key=lambda p: (p.middle, p.left))[:2]]
