"""What stands at the top or bottom of pages and belongs to none of them: page numbers and running heads."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from gongkai.grids import form_words
from gongkai.grids import pieces as text_of
from gongkai.grids.form_words import key
from gongkai.grids.pieces import Piece, PiecePage

#: The part of a page's height, at both ends, in which they stand.
_MARGIN = 0.11
#: Only so many lines at each end are looked at.
_LINES = 2
_NUMBER = re.compile(r"\d{1,4}")
#: A line that only counts pages, once its numbers are ``#``.
_COUNTS_PAGES = re.compile(r"(?:第|Page)?#页?(?:(?:共|of)?#页?)?", re.IGNORECASE)
#: A line that says so by itself; a bare figure on one page alone may be the end of a number that the page cuts.
_SAYS_SO = re.compile(r"[-—–－―·]\s*\d+\s*[-—–－―·]|第\s*\d+\s*页.*")


def page_marks(pages: Sequence[PiecePage]) -> set[int]:
    """Identities of the pieces of page numbers and of lines that stand on several pages alike."""
    seen: dict[tuple[str, int], list[tuple[int, str, list[Piece]]]] = defaultdict(list)
    for page in pages:
        lines = text_of.on_lines(p for p in page.pieces if not _MARGIN < p.middle / max(page.height, 1.0) < 1 - _MARGIN)
        for line in (*lines[:_LINES], *lines[_LINES:][-_LINES:]):
            words = key(text_of.line_text(line))
            level = round(line[0].middle / 4)
            seen[_NUMBER.sub("#", words), level].append((page.number, words, line))
    found: set[int] = set()
    for (shape, _), lines_alike in seen.items():
        if _COUNTS_PAGES.fullmatch(shape):
            is_mark = _are_page_numbers(lines_alike)
        else:
            is_mark = (
                len(lines_alike) > 1 and "#" not in shape and not any(_is_official(line) for *_, line in lines_alike)
            )
        if is_mark:
            found |= {id(piece) for _, _, line in lines_alike for piece in line}
    return found


def _are_page_numbers(lines: Sequence[tuple[int, str, list[Piece]]]) -> bool:
    """Whether the first number of each line counts the pages; a line on one page alone must say what it is."""
    offsets = set()
    for page, words, line in lines:
        number = _NUMBER.search(words)
        if number is None or len(line) > 6:
            return False
        offsets.add(int(number[0]) - page)
    says_so = all(_SAYS_SO.fullmatch(text_of.line_text(line).strip()) for *_, line in lines)
    return len(offsets) == 1 and (len(lines) > 1 or says_so)


def _is_official(line: Sequence[Piece]) -> bool:
    """Whether a line prints words of a table, which may be repeated on each of its pages."""
    return any(len(words := key(piece.text)) > 1 and form_words.is_official(words) for piece in line)
