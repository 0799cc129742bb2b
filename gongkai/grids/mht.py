"""Reader of web archives (MHT, a "single file web page", which Word also saves as .doc): the page in it is read."""

from __future__ import annotations

from dataclasses import replace
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from gongkai.documents import HTML, Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import html
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
        page = _page(document.data)
    except RecursionError as error:
        # The standard library's parser calls itself for parts within parts.
        raise UnreadableDocument("parts stand too deep in each other", document.source, "", _REMEDY) from error
    if page is None:
        raise UnreadableDocument("the web archive holds no page", document.source, "", _REMEDY)
    found = html.extracts(Document(document.source, page, document.sha256, HTML))
    return tuple(replace(extract, notes=(_NOTE, *extract.notes)) for extract in found)


def _page(data: bytes) -> bytes | None:
    message = BytesParser(EmailMessage, policy=policy.compat32).parsebytes(data)
    pages = (part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == HTML)
    return next((page for page in pages if isinstance(page, bytes) and page.strip()), None)
