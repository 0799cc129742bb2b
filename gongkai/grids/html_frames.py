"""Frames that hold a whole page in an attribute (``iframe srcdoc``): its page stands in the frame's place.

A frame is opened only where it is plainly shown and its page has a table; else it stays what it was, ink that is no
text. Frames within such a page stay closed.
"""

from __future__ import annotations

from gongkai.grids.html_look import Element, look_of
from gongkai.grids.html_shown import SPACER, Surroundings
from gongkai.grids.html_tree import MAX_ELEMENTS, Page, opened

#: Neither the colour nor the size of the type round a frame is that of the page in it.
_OF_A_PAGE = "color:#000000;font-size:12pt"


def open_frames(page: Page, source: str) -> Page:
    """The page with the pages of its frames. Raises UnreadableDocument as :func:`opened`, all elements counted."""
    frames = [frame for frame in page.root.iter("iframe") if _holds_table(frame)]
    if not frames:
        return page
    surroundings = Surroundings()
    frames = [frame for frame in frames if _is_shown(frame, surroundings)]
    elements, damaged = list(page.elements), page.damaged
    for frame in frames:
        inner = opened(frame.get("srcdoc") or "", source, MAX_ELEMENTS - len(elements))
        parent = frame.getparent()
        if parent is None:
            continue
        inner.root.set("style", f"{_OF_A_PAGE};{inner.root.get('style') or ''}")
        inner.root.tail = frame.tail
        parent.replace(frame, inner.root)
        elements += inner.elements
        damaged |= inner.damaged
    return Page(page.root, elements, damaged)


def _holds_table(frame: Element) -> bool:
    """Whether a table is in a frame's page, and no part of it is shown only where no scripts run, as in some frames."""
    inner = (frame.get("srcdoc") or "").lower()
    return "<table" in inner and (frame.get("sandbox") is None or "<noscript" not in inner)


def _is_shown(frame: Element, surroundings: Surroundings) -> bool:
    """Whether a frame is shown with all of its page, which it is not where it may not be scrolled."""
    parent, own = frame.getparent(), look_of(frame)
    if parent is None or own.hidden or own.seen is False or own.doubtful or own.moved:
        return False
    if any(frame.get(size) in SPACER for size in ("width", "height")) or (frame.get("scrolling") or "").lower() == "no":
        return False
    around = surroundings.within(parent)
    return not (around.gone or around.is_unsure or around.struck or around.raised) and around.seen
