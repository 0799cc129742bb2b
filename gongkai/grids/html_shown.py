"""What a browser shows of tables and their boxes: what is hidden is not there, what is no text leaves a mark.

Whatever may or may not be seen, or is shown without being a text of the page (pictures, fields, numbers of lists), is
U+FFFD in its box beside the text, so that nobody takes the rest for the number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from lxml import etree

from gongkai.grids.css_colours import PAPER, Colour, alike
from gongkai.grids.html_apart import Passed, stand_apart
from gongkai.grids.html_look import (
    BULLETS,
    INK,
    PLAIN,
    RAISED,
    STRUCK,
    TINY,
    UNSHOWN,
    Element,
    Look,
    is_script,
    look_of,
)
from gongkai.grids.html_text import BLOCKS, PICTURE, collapsed, plain_text
from gongkai.grids.model import UNREAD
from gongkai.grids.set_apart import GAP, INVISIBLE, is_parted, meet

#: Elements without contents are nothing where only these names are theirs.
_EMPTY_INK = frozenset(["svg", "math", "button", "object"])
_OF_NOTE = UNSHOWN | INK | STRUCK | {"details"}
#: Points of type and colour of text where a page says nothing.
_TYPE = 12.0
_INK: Colour = (0, 0, 0)
#: Paper of columns darker than this may be that behind dark text.
_DARK = 160
#: A script that writes into the page where it stands.
_WRITES = ("write", "innerHTML", "innerText", "textContent")
#: Sizes of pictures and frames that show nothing.
SPACER = frozenset(["0", "1", "2", "0px", "1px"])
#: Attributes in which scripts, or the browser, find the address of a picture.
_SOURCES = ("src", "srcset", "original", "file", "url", "img", "image", "lazy")
#: Room in points that a line and a figure of it need in large type.
_LINE, _FIGURE = 9.0, 7.0
_FIGURES = re.compile(r"[\d.,，]+")
#: Lists and their items.
_LISTS = ("ol", "ul", "menu", "dir", "li")
#: Elements that begin a line.
_LINES = ("br", "p", "div", "li", "tr")


class Around(NamedTuple):
    """What holds within an element: nothing of it is shown (gone), it is not seen, or may not be; and the colours.

    size: of the type in points. numbered: whether items of lists have numbers, or other signs that are no bullets.
    marked: the element itself shows signs that are no text; what stands in it does not.
    """

    gone: bool = False
    seen: bool = True
    doubtful: bool = False
    size: float = _TYPE
    struck: bool = False
    raised: bool = False
    numbered: bool = False
    colour: Colour | None = None
    paper: Colour = PAPER
    marked: bool = False

    @property
    def is_unsure(self) -> bool:
        """Whether a text may not be seen."""
        return self.doubtful or self.size <= TINY or alike(self.colour or _INK, self.paper)


OPEN = Around()


def within(element: Element, around: Around) -> Around:
    """What holds within a box, row, table or what stands round it, given what holds round it."""
    tag, own = str(element.tag), look_of(element)
    is_plain = own is PLAIN or (around is OPEN and not own.is_odd)
    has_odd_column = tag == "table" and any(map(_is_odd_column, element.iterdescendants("col", "colgroup")))
    if is_plain and tag not in _OF_NOTE and not has_odd_column:
        return around._replace(marked=False) if around.marked else around
    found = _within(element, tag, own, around)
    # Rows turned about and boxes taken out of them no longer stand under their headers.
    is_moved = own.breaks_table(tag) or (own.turned and tag not in ("td", "th")) or has_odd_column
    is_closed = tag == "details" and element.get("open") is None
    gone = around.gone or own.hidden or tag in UNSHOWN or tag in INK
    # A box of a table grows with its text, but to no side where the table's columns are fixed.
    is_cut = own.room is not None and tag in ("td", "th") and _is_cut_off(element, own.room[0], None)
    doubtful = found.doubtful or is_moved or is_closed
    return found._replace(gone=gone, doubtful=doubtful, raised=False, marked=own.marked or is_cut)


class Surroundings:
    """What holds within the elements of a page round its boxes, each looked at once."""

    def __init__(self) -> None:
        self._known: dict[Element, Around] = {}

    def within(self, element: Element) -> Around:
        """What holds within an element, given all that it stands in."""
        chain: list[Element] = []
        above: Element | None = element
        while above is not None and above not in self._known:
            chain.append(above)
            above = above.getparent()
        found = OPEN if above is None else self._known[above]
        for inner in reversed(chain):
            found = self._known[inner] = within(inner, found)
        return found


def _within(element: Element, tag: str, own: Look, around: Around) -> Around:
    return Around(
        gone=around.gone,
        seen=around.seen if own.seen is None else own.seen,
        doubtful=around.doubtful or own.doubtful,
        size=around.size if own.size is None else own.size[0] * (around.size if own.size[1] else 1.0),
        struck=around.struck or own.struck or tag in STRUCK,
        raised=around.raised or own.raised or tag in RAISED,
        numbered=_are_numbered(element, tag, own, around.numbered),
        colour=around.colour if own.colour is None else own.colour,
        paper=around.paper if own.paper is None else own.paper,
    )


def _are_numbered(element: Element, tag: str, own: Look, around: bool) -> bool:
    """Whether list items in an element have numbers: by its style, else by its attribute or as its kind of list has."""
    if own.numbered is not None:
        return own.numbered
    if tag not in _LISTS:
        return around
    kind = (element.get("type") or "").strip().lower()
    return kind not in BULLETS if kind else tag == "ol" or (tag == "li" and around)


class _Box:
    """Runs of a box's text as they are met, and what else is met in it."""

    def __init__(self, cell: Element) -> None:
        self.runs: list[str] = []
        self.parts: list[str] = []
        self.owner = cell
        #: What lies behind the last part.
        self.passed: list[Passed] = []
        self.lost = self.picture = self.struck = self.raised = self.plain = False
        #: Pieces of text that were taken.
        self.taken = 0

    def add(self, text: str | None, here: Around, owner: Element) -> None:
        """Take a piece of text that stands in its owner."""
        if not text:
            return
        if not here.seen:
            self.passed.append((owner, "place"))
            return
        if not text.strip(INVISIBLE):
            return
        if self.passed:
            if self.parts and meet(self.parts[-1], text) and stand_apart(self.passed, self.owner, owner):
                self.parts.append(GAP)
            self.passed.clear()
        self.owner = owner
        self.parts.append(text)
        if text.isspace():
            return
        self.taken += 1
        self.lost |= here.is_unsure
        self.struck |= here.struck
        self.raised |= here.raised
        self.plain |= not here.raised

    def part(self) -> None:
        """End a line."""
        if self.parts and (text := collapsed("".join(self.parts))):
            self.lost |= is_parted(text)
            self.runs.append(text.replace(GAP, ""))
        self.parts = []

    def text(self) -> str:
        """All of it: a picture alone is PICTURE, beside text it is lost ink, as is a note's mark without its number."""
        text = "\n".join(self.runs)
        if self.struck:
            text += PICTURE
        if self.picture and not text:
            return PICTURE
        return text + UNREAD if self.lost or self.picture or (self.raised and not self.plain) else text


def shown_text(cell: Element, here: Around, overlap: Callable[[Element], bool]) -> str:
    """Text of a box as a browser shows it, its lines joined by line feeds, with a mark for ink that is no text.

    here: what holds within the cell. overlap: whether tags overlap in a cell, asked only where an element in it may
    change what is seen. Without recursion: pages nest as deep as their authors' tools like.
    """
    box = _Box(cell)
    states = [here]
    #: For each element that is open the pieces taken before it, where a picture stands in its place if it has none.
    before = [0 if here.seen and look_of(cell).pictured else None]
    box.lost |= here.marked and here.seen
    box.add(cell.text, here, cell)
    walk = etree.iterwalk(cell, events=("start", "end"))
    next(walk)
    skipped: Element | None = None
    is_odd = False
    for event, element in walk:
        if element is cell:
            break
        tag, own = str(element.tag), look_of(element)
        parts = tag in BLOCKS or tag == "br" or tag in RAISED or own.block or own.raised
        if event == "start":
            is_odd |= own.reaches_in or tag in STRUCK or tag in RAISED
            state = _within(element, tag, own, states[-1])
            if own.hidden or tag in UNSHOWN:
                skipped = element
            elif tag == "script" or tag in INK:
                skipped = element
                if _takes_place(element, tag):
                    box.passed.append((element, "place"))
                if state.seen and _is_ink(element, tag):
                    box.picture |= tag != "script"
                    box.lost |= tag == "script"
            if skipped is element:
                walk.skip_subtree()
                continue
            if parts:
                box.part()
            box.lost |= state.seen and (
                own.marked
                or own.moved
                or own.is_aside(parts)
                or (own.room is not None and _is_cut_off(element, *own.room))
                or _is_marked(element, tag, own, state)
            )
            states.append(state)
            before.append(box.taken if state.seen and own.pictured else None)
            box.passed.append((element, "left"))
            box.add(element.text, state, element)
            continue
        if skipped is element:
            skipped = None
        else:
            states.pop()
            box.picture |= before.pop() == box.taken
            box.passed.append((element, "right"))
            if parts:
                box.part()
        if element.tail:
            parent = element.getparent()
            box.add(element.tail, states[-1], cell if parent is None else parent)
    box.picture |= before.pop() == box.taken
    box.part()
    return box.text() + (UNREAD if is_odd and overlap(cell) else "")


def _is_cut_off(element: Element, width: float | None, height: float | None) -> bool:
    """Whether a small box that hides what does not fit may hide a part of a number in it.

    Its lines may break between numbers, but where the height is stated too they may be hidden as well.
    """
    text = "".join(map(str, element.itertext()))
    numbers = _FIGURES.findall(text)
    if not numbers:
        return False
    n_lines = sum(1 for inner in element.iter(*_LINES) if inner is not element)
    if height is not None and height < _LINE * max(1, n_lines):
        return True
    longest = len("".join(text.split())) if height is not None else max(map(len, numbers))
    return width is not None and longest * _FIGURE > width


def _is_odd_column(column: Element) -> bool:
    """Whether a column is taken out of its table, or has dark paper."""
    own = look_of(column)
    return own.seen is False or own.doubtful or (own.paper is not None and min(own.paper) < _DARK)


def _is_marked(element: Element, tag: str, own: Look, state: Around) -> bool:
    """Whether an element shows signs beside its text, or shows it in another order: a list's numbers, a closed part."""
    if tag == "marquee":
        # It runs.
        return True
    if tag in ("li", "summary") or "list-item" in own.display:
        return state.numbered
    return (tag == "bdo" and (element.get("dir") or "").lower() == "rtl") or (
        tag == "details" and element.get("open") is None
    )


def _takes_place(element: Element, tag: str) -> bool:
    """Whether there is room between what stands before and behind an element that is no text, be it seen or not."""
    return tag in INK and element.get("type") != "hidden"


def _is_ink(element: Element, tag: str) -> bool:
    """Whether a picture, field or script shows anything: not those that layouts use as spacers, counters and data."""
    if tag == "script":
        return is_script(element) and any(word in (element.text or "") for word in _WRITES)
    if tag in _EMPTY_INK and not len(element) and not (element.text or "").strip():
        return bool(element.get("data"))
    if tag == "picture":
        # The parser takes the sources of a picture for elements that hold what follows.
        inside = [(str(inner.tag), inner) for inner in element.iter("img", "source")]
        return any(_is_ink(inner, "img") if name == "img" else _has_source(inner) for name, inner in inside)
    if tag not in ("img", "image"):
        return element.get("type") != "hidden"
    sizes = (element.get("width"), element.get("height"))
    return _has_source(element) and not any(size in SPACER for size in sizes)


def _has_source(picture: Element) -> bool:
    """Whether a picture has an address, be it one that scripts read, or words that stand for it."""
    return any(value and (name == "alt" or str(name).endswith(_SOURCES)) for name, value in picture.items())


def is_shown(element: Element) -> bool:
    """Whether an element is not hidden by its own style."""
    own = look_of(element)
    return not own.hidden and own.seen is not False


def box_text(cell: Element, here: Around, overlap: Callable[[Element], bool]) -> str:
    """Text of a box as :func:`shown_text`, the quick way where nothing in it is odd."""
    if here is OPEN or here == OPEN:
        plain = plain_text(cell)
        if plain or (plain is not None and not look_of(cell).pictured):
            return plain
    return shown_text(cell, here, overlap)


def rows_left(rows: Sequence[Element]) -> list[int]:
    """For each row how many rows there are from it to the end of its group (thead, tbody, tfoot), where spans end."""
    parents = [row.getparent() for row in rows]
    left = [1] * len(rows)
    for index in range(len(rows) - 2, -1, -1):
        if parents[index] is parents[index + 1]:
            left[index] = left[index + 1] + 1
    return left
