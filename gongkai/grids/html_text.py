"""Text of HTML elements as a reader of the page sees it: broken at blocks, white space collapsed, scripts left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from lxml import etree

Element = etree._Element

#: Stands in a box for a picture, a field to fill in, or struck out text: the box is not empty, though no text can be
#: read from it.
PICTURE = "\ufffc"

_SKIPPED = frozenset(
    ["script", "style", "noscript", "template", "head", "title", "object", "iframe", "select", "textarea"]
)
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary "
        "table tbody td tfoot th thead tr ul ",
    )
)
#: A raised or lowered figure is none of the number beside it.
_NOTES = frozenset(["sup", "sub"])
_BREAKS = _BLOCKS | _NOTES | {"br"}
_STRUCK = frozenset(["del", "s", "strike"])
_PICTURES = frozenset(["img", "input", "select", "textarea"])
_MARKED = _STRUCK | _PICTURES
#: What does not show its text as it is, or shows more than text.
_ODD = _SKIPPED | _MARKED
_TELLING = _ODD | _BREAKS
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
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
            if tag in _BLOCKS:
                blocks.append(element)
            if element.text:
                parts.append(element.text)


def text_of(element: Element) -> str:
    """Text of a cell or link, its runs joined by line feeds; PICTURE when it shows nothing but a picture."""
    if not len(element):
        return collapsed(element.text or "")
    plain = _plain_text(element)
    if plain is not None:
        return plain
    text = "\n".join([run for _, run in runs(element, _is_hidden)])
    marked = [inner for inner in element.iter() if inner.tag in _MARKED]
    if not text and any(image.tag in _PICTURES and _is_visible(image) for image in marked):
        return PICTURE
    if any(struck.tag in _STRUCK and next(runs(struck), None) is not None for struck in marked):
        return f"{text}{PICTURE}"
    return text


def _plain_text(element: Element) -> str | None:
    """Text of an element that is one run, as most cells are: spans in it, or in the one paragraph in it, and no more.

    None where text may be broken, hidden, struck out, left out or a picture.
    """
    whole = element
    if len(element) == 1:
        whole = element[0]
        if _has_ink(element.text) or _has_ink(whole.tail) or whole.tag in _ODD or _is_hidden(whole):
            return None
    for inner in whole.iter():
        if inner is not whole and (inner.tag in _TELLING or _is_hidden(inner)):
            return None
    return collapsed(etree.tostring(whole, method="text", encoding="unicode", with_tail=False))


def _has_ink(text: str | None) -> bool:
    return bool(text) and not str(text).isspace()


def collapsed(text: str) -> str:
    """Text with each run of white space as one space, none at the ends."""
    return _WHITE.sub(" ", text).strip()


def _is_hidden(element: Element) -> bool:
    style = element.get("style")
    return (style is not None and _hides(style)) or element.get("hidden") is not None


@lru_cache(maxsize=1 << 10)
def _hides(style: str) -> bool:
    return _HIDDEN.search(style) is not None


def _is_visible(image: Element) -> bool:
    """False for the one-pixel images that layouts use as spacers and counters, and for hidden fields."""
    if image.tag != "img":
        return image.get("type") != "hidden"
    sizes = (image.get("width"), image.get("height"))
    return bool(image.get("src")) and not any(size in ("0", "1", "2", "0px", "1px") for size in sizes)
