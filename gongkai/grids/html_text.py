"""Text of HTML elements as a reader of the page sees it: broken at blocks, white space collapsed, scripts left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

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
_STRUCK = frozenset(["del", "s", "strike"])
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_WHITE = re.compile(r"[ \t\r\n\f]+")


def runs(root: Element, leave_out: Callable[[Element], bool] = lambda _: False) -> Iterator[tuple[Element, str]]:
    """(nearest block element, text) of every run of text under ``root`` that no block or line break interrupts.

    Runs of white space only are left out. Elements for which ``leave_out`` holds are passed over with all they contain.
    Without recursion: pages nest as deep as their authors' tools like.
    """
    block, parts = root, list[str]()
    todo: list[tuple[Element, bool]] = [(root, True)]
    blocks: list[Element] = []
    while todo:
        element, entering = todo.pop()
        is_break = element.tag in _BLOCKS or element.tag in _NOTES or element.tag == "br" or element is root
        if is_break:
            yield from _run(block, parts)
            parts = []
        if entering and not _passed_over(element, root, leave_out):
            if element.tag in _BLOCKS:
                blocks.append(element)
            parts.append(element.text or "")
            todo.append((element, False))
            todo.extend((child, True) for child in reversed(element))
        else:
            if blocks and blocks[-1] is element:
                blocks.pop()
            parts.append("" if element is root else element.tail or "")
        block = blocks[-1] if blocks else root
    yield from _run(block, parts)


def text_of(element: Element) -> str:
    """Text of an element, its runs joined by line feeds; PICTURE when it shows nothing but a picture."""
    text = "\n".join(run for _, run in runs(element, _is_hidden))
    if not text and any(_is_visible(image) for image in element.iter("img", "input", "select", "textarea")):
        return PICTURE
    if any(next(runs(struck), None) is not None for struck in element.iter(*_STRUCK)):
        return f"{text}{PICTURE}"
    return text


def _passed_over(element: Element, root: Element, leave_out: Callable[[Element], bool]) -> bool:
    return element is not root and (element.tag in _SKIPPED or leave_out(element))


def _run(block: Element, parts: list[str]) -> Iterator[tuple[Element, str]]:
    text = _WHITE.sub(" ", "".join(parts)).strip()
    if text:
        yield block, text


def _is_hidden(element: Element) -> bool:
    return element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "") is not None


def _is_visible(image: Element) -> bool:
    """False for the one-pixel images that layouts use as spacers and counters, and for hidden fields."""
    if image.tag != "img":
        return image.get("type") != "hidden"
    sizes = (image.get("width"), image.get("height"))
    return bool(image.get("src")) and not any(size in ("0", "1", "2", "0px", "1px") for size in sizes)
