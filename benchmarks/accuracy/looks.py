"""A look: how a document is made of a case, and the bar that reading it has to meet."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from benchmarks.accuracy.case import PLAIN_WRITING, Case, Writing

Group = Literal[
    "exact media",
    "doc",
    "ruled pdf",
    "ruled pdf, numbers cut",
    "borderless pdf, zeros printed",
    "borderless pdf, zeros blank",
    "scan 200-300 dpi",
    "scan 150 dpi or 2° skew",
]
#: What turns the source into the document: Chromium's or LibreOffice's PDF, a format of LibreOffice, or nothing.
Route = Literal["", "chromium", "soffice:pdf", "soffice:doc", "soffice:docx", "soffice:rtf", "soffice:xls"]


@dataclass(frozen=True)
class Look:
    """One way in which reports are published.

    source:   bytes of the document, or of what the route converts: HTML for Chromium, DOCX or XLSX for LibreOffice.
    suffix:   of the file that LibreOffice is given.
    finish:   the last step after the route (a scan of the PDF).
    share:    how many documents relative to other looks.
    added:    ``late`` for looks that were written after the readers and are reported apart.
    variants: names of the form variants it can show; all when empty. without: oddities that it cannot show.
    parted:   it prints a table in parts, the heads not again: columns of the later ones are placed by position.
    amounts:  number of a document -> the unit that its captions state for amounts whose header has none, if any.
    holds:    it says of its tables what no number of theirs is to be trusted with.
    """

    name: str
    group: Group
    source: Callable[[Case], bytes]
    route: Route = ""
    suffix: str = "docx"
    finish: Callable[[bytes, random.Random], bytes] | None = None
    writing: Writing = PLAIN_WRITING
    share: float = 1.0
    added: Literal["first", "late"] = "first"
    variants: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    extension: str = "bin"
    holds: bool = False
    parted: bool = False
    amounts: Callable[[int], str | None] = lambda _: None

    @property
    def is_paged(self) -> bool:
        """Whether numbers may be cut by a page's end or wrapped by the page."""
        return self.group not in ("exact media", "doc")
