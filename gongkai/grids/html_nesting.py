"""Cells in whose markup the tags overlap: there a browser's elements and the parser's are not the same.

A browser goes on with ``<b>`` and its like where a block was closed before them, or where they were closed before a
block in them; it holds paragraphs in them, and takes ``<b/>`` for a tag that stays open. The parser does neither. That
matters only where such an element hides, strikes out or changes what is in it, so only then the source is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from gongkai.grids.html_look import Element


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Elements that a browser opens anew where something round them was closed (HTML, "the adoption agency algorithm").
_FORMATTING = _names("a b big code em font i nobr s small strike strong tt u")
_HEADINGS = _names("h1 h2 h3 h4 h5 h6")
#: What the parser (libxml2) closes before these, and a browser does not.
_CLOSED_BEFORE = {
    "p": _HEADINGS | _names("b big i s small strike tt u"),
    "center": _names("b font i"),
    "fieldset": _HEADINGS | _names("a legend pre listing"),
    "table": _HEADINGS | _names("a pre listing"),
    "form": _HEADINGS | _names("address dir dl menu ol pre ul listing"),
    "li": _HEADINGS | _names("address dl pre listing"),
    "dl": _names("address dir dt menu pre listing"),
    **dict.fromkeys(("dd", "dt", "ul"), _names("address dir menu pre listing")),
    **dict.fromkeys(("address", "menu", "pre"), _names("ul")),
}
#: What a browser closes before another of its kind, and the parser does not.
_CLOSED_BY_OWN = _names("dd dt nobr button")
#: What ends with what it stands in.
_ENDED = _names("p li dd dt")
_VOID = _names("area base br col embed hr img input link meta param")
#: Elements without contents that the parser leaves open.
_LEFT_OPEN = _names("wbr source track")
#: Blocks before which a browser closes a paragraph, and the parser does not.
_NEW_BLOCKS = _names(
    "article aside details dialog figcaption figure footer header hgroup main nav search section summary"
)
_BLOCKS = (
    _NEW_BLOCKS
    | _HEADINGS
    | _names("address blockquote center dd dir div dl dt fieldset form hr li menu ol p pre table ul")
)
#: In these an element without contents is one.
_DRAWINGS = _names("svg math")
#: What says something of an element that has no contents.
_SAYS = re.compile(r"\s(?:style|class|id|hidden|color|href|size|dir)\b|<(?:s|strike|del|su[bp])\b", re.I)
_CELLS = ("td", "th")
_PARTS = frozenset(["tr", "thead", "tbody", "tfoot", "caption", "colgroup"])
#: Comments, what is no markup, and tags.
_TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<(script|style|textarea|title|xmp|iframe|noframes|noembed|noscript)\b[^<>]*+>.*?(?:</\1|\Z)"
    r"|<(/?)([a-z][^\s/<>]*+)(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>",
    re.S | re.I,
)


@dataclass(frozen=True)
class Nesting:
    """Elements of a page in document order, and its source, which is gone through when it is first asked for a cell."""

    elements: Sequence[Element]
    text: str

    @cached_property
    def _overlapping(self) -> frozenset[Element]:
        cells = [element for element in self.elements if element.tag in _CELLS]
        told = _cells(self.text)
        if len(told) != len(cells):
            # The source was taken apart otherwise: it is not known which of them it is.
            return frozenset(cells) if any(told) else frozenset()
        return frozenset(cell for cell, is_so in zip(cells, told, strict=True) if is_so)

    def overlap(self, cell: Element) -> bool:
        """Whether tags overlap in a cell."""
        return cell in self._overlapping


def _cells(text: str) -> list[bool]:
    """For each cell in a source whether tags overlap in it."""
    found: list[bool] = []
    #: Cells that are open, each with the elements that are open in it; none where a table's parts are.
    opened: list[tuple[int, list[str]] | None] = []
    for token in _TOKEN.finditer(text):
        tag = (token[3] or "").lower()
        is_end = bool(token[2])
        if tag in _CELLS or tag in _PARTS:
            if opened and opened[-1] is not None:
                opened.pop()
            if tag in _CELLS and not is_end:
                opened.append((len(found), []))
                found.append(False)
        elif tag == "table" and is_end:
            while opened and opened.pop() is not None:
                pass
        elif tag and (tag not in _VOID or tag == "hr"):
            if opened and opened[-1] is not None:
                number, inside = opened[-1]
                found[number] |= _ended(tag, inside) if is_end else _begun(tag, token[0], inside)
            if tag == "table":
                opened.append(None)
    return found


def _begun(tag: str, token: str, inside: list[str]) -> bool:
    """Open an element within those that are open; whether the parser does so otherwise than a browser."""
    is_alone = token[-2] == "/" and _DRAWINGS.isdisjoint((tag, *inside)) and _SAYS.search(token) is not None
    overlaps = is_alone or any(one in _CLOSED_BEFORE.get(tag, ()) for one in inside)
    if tag in _BLOCKS and "p" in inside:
        overlaps |= inside[-1] != "p" or tag in _NEW_BLOCKS
        _ended("p", inside)
    if tag in _HEADINGS and inside and inside[-1] in _HEADINGS:
        overlaps = True
        inside.pop()
    if tag in ("li", "a", *_CLOSED_BY_OWN) and tag in inside:
        overlaps |= _ended(tag, inside) or tag in _CLOSED_BY_OWN
    if tag not in _VOID:
        inside.append(tag)
    return overlaps


def _ended(tag: str, inside: list[str]) -> bool:
    """Close an element and what is open in it; whether that overlaps."""
    if tag not in inside:
        return tag in _HEADINGS and not _HEADINGS.isdisjoint(inside)
    at = len(inside) - 1 - inside[::-1].index(tag)
    left_open = set(inside[at + 1 :]) - _LEFT_OPEN
    del inside[at:]
    if tag in _BLOCKS:
        return not left_open.isdisjoint(_FORMATTING | _BLOCKS - _ENDED)
    return bool(left_open) and (tag in _FORMATTING or not left_open.isdisjoint(_FORMATTING | _BLOCKS))
