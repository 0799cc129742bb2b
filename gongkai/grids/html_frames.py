"""Frames that hold a whole page in an attribute (``iframe srcdoc``), or whose page is in the same archive: it stands in
the frame's place, also in a frame set.

A frame is opened only where it is plainly shown and its page has a table; else it stays what it was, ink that is no
text. Frames within such a page stay closed.
"""

from __future__ import annotations

import re

from gongkai.grids.html_look import Element, look_of
from gongkai.grids.html_parts import Parts
from gongkai.grids.html_shown import SPACER, Surroundings
from gongkai.grids.html_tree import MAX_ELEMENTS, Page, opened

#: So many frames of a page are opened.
_MOST_FRAMES = 100
#: Sizes in a frame set that leave a frame no room; ``1*`` is a share of what is left.
_NO_ROOM = re.compile(r"0*%?|0+\*|[12]?\d|[1-4]%")
#: Neither the colour nor the size of the type round a frame is that of the page in it.
_OF_A_PAGE = "color:#000000;font-size:12pt"


def open_frames(page: Page, source: str, near: Parts) -> Page:
    """The page with the pages of its frames. near: what its archive holds.

    Raises UnreadableDocument as :func:`opened`, all elements counted.
    """
    frames = [(frame, *_page_of(frame, near)) for frame in page.root.iter("iframe", "frame")]
    frames = [one for one in frames if _holds_table(*one[:2])][:_MOST_FRAMES]
    if not frames:
        return page
    surroundings = Surroundings()
    frames = [one for one in frames if _is_shown(one[0], surroundings)]
    elements, damaged, nestings = list(page.elements), page.damaged, page.nestings
    for frame, text, inside in frames:
        inner = opened(text, source, MAX_ELEMENTS - len(elements), inside)
        parent = frame.getparent()
        if parent is None:
            continue
        inner.root.set("style", f"{_OF_A_PAGE};{inner.root.get('style') or ''}")
        inner.root.tail = frame.tail
        parent.replace(frame, inner.root)
        elements += inner.elements
        damaged |= inner.damaged
        nestings += inner.nestings
    return Page(page.root, elements, damaged, nestings)


def _page_of(frame: Element, near: Parts) -> tuple[str, Parts]:
    """The page that a frame holds, and its archive as seen from there; no text where it is elsewhere."""
    if frame.tag == "iframe" and frame.get("srcdoc") is not None:
        return frame.get("srcdoc") or "", near
    return near.find(frame.get("src") or "") or ("", near)


def _holds_table(frame: Element, text: str) -> bool:
    """Whether a table is in a frame's page, and no part of it is shown only where no scripts run, as in some frames."""
    inner = text.lower()
    return "<table" in inner and (frame.get("sandbox") is None or "<noscript" not in inner)


def _is_shown(frame: Element, surroundings: Surroundings) -> bool:
    """Whether a frame is shown with all of its page, which it is not where it may not be scrolled."""
    parent, own = frame.getparent(), look_of(frame)
    if parent is None or own.hidden or own.seen is False or own.doubtful or own.moved:
        return False
    if any(frame.get(size) in SPACER for size in ("width", "height")) or (frame.get("scrolling") or "").lower() == "no":
        return False
    if frame.tag == "frame" and not _has_room(frame):
        return False
    around = surroundings.within(parent)
    return not (around.gone or around.is_unsure or around.struck or around.raised) and around.seen


def _has_room(frame: Element) -> bool:
    """Whether all frame sets round a frame leave it room."""
    inner = frame
    for frames in frame.iterancestors("frameset"):
        columns, rows = ((frames.get(name) or "100%").split(",") for name in ("cols", "rows"))
        places = [child for child in frames if child.tag in ("frame", "frameset")]
        at = places.index(inner) if inner in places else len(columns) * len(rows)
        row, column = divmod(at, len(columns))
        if row >= len(rows) or any(_NO_ROOM.fullmatch(size.strip()) for size in (columns[column], rows[row])):
            return False
        inner = frames
    return True
