"""Reader of web archives (MHT, a "single file web page", which Word also saves as .doc).

The first page in it is read, with the style sheets and the pages of frames that stand in other parts.
"""

from __future__ import annotations

from dataclasses import replace
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser

from gongkai.documents import HTML, Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import html
from gongkai.grids.decode import decode
from gongkai.grids.html_parts import Parts, address
from gongkai.grids.model import Extract

#: To be raised whenever this reader gives something else for the same bytes (tests/test_grids_golden.py sees it).
READER_VERSION = 1

_REMEDY = "open it in a browser and save it as HTML, or in Word and save it as .docx"
_NOTE = "web archive (MHT): its first page is read; places are those of that page"


def version() -> str:
    """Changes whenever the output may."""
    return f"mht-{READER_VERSION}+{html.version()}"


def extracts(document: Document) -> tuple[Extract, ...]:
    """The HTML reader's Extract of the first page in the archive. Raises UnreadableDocument when there is none."""
    try:
        page, near = _parts(document.data)
    except RecursionError as error:
        # The standard library's parser calls itself for parts within parts.
        raise UnreadableDocument("parts stand too deep in each other", document.source, "", _REMEDY) from error
    if page is None:
        raise UnreadableDocument("the web archive holds no page", document.source, "", _REMEDY)
    found = html.extract(Document(document.source, page, document.sha256, HTML), near)
    return (replace(found, notes=(_NOTE, *found.notes)),)


def _parts(data: bytes) -> tuple[bytes | None, Parts]:
    """The first page of an archive, None where it holds none, and the sheets and further pages as seen from there."""
    message = BytesParser(EmailMessage, policy=policy.compat32).parsebytes(data)
    page: bytes | None = None
    base = ""
    texts: dict[str, str] = {}
    nameless: list[str] = []
    for part in message.walk():
        kind, location = part.get_content_type(), _header(part, "Content-Location")
        is_sheet = kind == "text/css" or location.partition("?")[0].lower().endswith(".css")
        content = part.get_payload(decode=True) if kind == HTML or is_sheet else None
        if not isinstance(content, bytes) or not content.strip():
            continue
        if kind == HTML and page is None:
            page, base = content, location
            continue
        text, _ = decode(content)
        identity = _header(part, "Content-ID").strip("<>")
        if identity:
            texts.setdefault(address(f"cid:{identity}"), text)
        if location:
            texts.setdefault(location, text)
        if kind != HTML and not (identity or location):
            nameless.append(text)
    near = {given if given.startswith("cid:") else address(given, base): text for given, text in texts.items()}
    return page, Parts(near, address(base), tuple(nameless))


def _header(part: Message, name: str) -> str:
    """A header without the breaks of its lines."""
    return "".join(str(part.get(name, "")).split())
