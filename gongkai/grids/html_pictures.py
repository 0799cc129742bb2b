"""The pictures that a page holds itself (``<img src="data:…">``), in the order in which they stand."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from gongkai import documents
from gongkai.documents import Document
from gongkai.grids.decode import decode
from gongkai.grids.html_look import Element
from gongkai.grids.html_shown import Surroundings, is_shown
from gongkai.grids.html_tree import opened

_DATA = re.compile(r"\s*data:image/[\w.+-]+(?:;[\w-]+=[^;,]*)*;base64,(.*)", re.I | re.S)
_WITHIN = re.compile(rb"data:image/", re.I)


def may_hold(document: Document) -> bool:
    """Whether a page's source has a picture in it. With what this says of a page READER_VERSION rises, too: readings
    are kept by it."""
    return _WITHIN.search(document.data) is not None


def pictures(document: Document) -> Iterator[Document]:
    """The pictures that are shown; the source of the second is ``<page>!picture2``. What is no base64 is left out."""
    text, _ = decode(document.data)
    page, around = opened(text, document.source), Surroundings()
    shown = (element for element in page.root.iter("img") if _is_shown(element, around))
    sources = (match[1] for element in shown if (match := _DATA.fullmatch(element.get("src") or "")) is not None)
    for number, encoded in enumerate(sources, start=1):
        try:
            data = base64.b64decode(unquote_to_bytes(encoded))
        except binascii.Error:
            continue
        yield documents.from_bytes(f"{document.source}!picture{number}", data)


def _is_shown(picture: Element, around: Surroundings) -> bool:
    above = picture.getparent()
    return is_shown(picture) and above is not None and not around.within(above).gone
