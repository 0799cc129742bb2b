"""Text of HTML elements as a reader of the page sees it: broken at blocks, white space collapsed, scripts left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from lxml import etree

from gongkai.grids.html_look import INK, RAISED, STRUCK, UNSHOWN, Element, is_odd
from gongkai.grids.set_apart import INVISIBLE, meet

#: Stands in a box for a picture, a field to fill in, or struck out text: the box is not empty, though no text can be
#: read from it.
PICTURE = "\ufffc"

_SKIPPED = frozenset(
    ["script", "style", "noscript", "template", "datalist", "head", "title", "object", "iframe", "select", "textarea"]
)
BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary "
        "table tbody td tfoot th thead tr ul ",
    )
)
_BREAKS = BLOCKS | RAISED | {"br"}
#: What does not show its text as it is, or shows more than text.
_ODD = UNSHOWN | INK | RAISED | STRUCK | {"script", "ol", "li", "bdo", "details", "dialog", "marquee"}
_TELLING = _ODD | _BREAKS
_WHITE = re.compile(r"[ \t\r\n\f]+")


def runs(root: Element, leave_out: Callable[[Element], bool] = lambda _: False) -> Iterator[tuple[Element, str]]:
    """(nearest block element, text) of every run of text under ``root`` that no block or line break interrupts.

    Runs of white space only are left out. Elements for which ``leave_out`` holds are passed over with all they contain.
    Without recursion: pages nest as deep as their authors' tools like.
    """
    blocks: list[Element] = [root]
    parts = [root.text or ""]
    walk = etree.iterwalk(root, events=("start", "end"))
    next(walk)
    for event, element in walk:
        tag = element.tag
        if tag in _BREAKS or element is root:
            if parts and (text := collapsed("".join(parts))):
                yield blocks[-1], text
            parts = []
        if event == "end":
            if element is blocks[-1]:
                blocks.pop()
            if element.tail:
                parts.append(element.tail)
        elif tag in _SKIPPED or leave_out(element):
            walk.skip_subtree()
        else:
            if tag in BLOCKS:
                blocks.append(element)
            if element.text:
                parts.append(element.text)


def plain_text(element: Element) -> str | None:
    """Text of an element that is one run, as most cells are: spans in it, or in the one paragraph in it, and no more.

    None where text may be broken, or anything in the element is not just its text.
    """
    if not len(element):
        return collapsed(element.text or "")
    whole = element
    if len(element) == 1:
        whole = element[0]
        if _has_ink(element.text) or _has_ink(whole.tail) or whole.tag in _ODD or is_odd(whole):
            return None
    inner = whole
    for inner in whole.iter():
        if inner is not whole and (inner.tag in _TELLING or is_odd(inner)):
            return None
    text = etree.tostring(whole, method="text", encoding="unicode", with_tail=False)
    # Nearly all of them hold one piece, in the innermost element.
    return None if inner.text != text and _have_figures_met(whole) else collapsed(text)


def _have_figures_met(whole: Element) -> bool:
    """Whether figures meet across the edge of an element, where they may be two numbers."""
    shown = (text for text in map(str, whole.itertext()) if text.strip(INVISIBLE))
    return any(meet(before, after) for before, after in pairwise(shown))


def _has_ink(text: str | None) -> bool:
    return bool(text) and not str(text).isspace()


def collapsed(text: str) -> str:
    """Text with each run of white space as one space, none at the ends."""
    return text if text.isalnum() else _WHITE.sub(" ", text).strip()
