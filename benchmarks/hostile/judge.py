"""What came of a document: read or not, its tables held or trusted, and cells of trusted tables that are wrong.

A flipped bit can turn a printed digit into another one: then that is what the document prints, and a reader that says
so is right. So the numbers that the mutant prints are counted by another way than the readers': markup stripped by an
expression for pages, the bytes themselves for text, ``pdftotext`` for PDF (the text of pdfium's pages where that is not
installed), LibreOffice for XLS, XLSX, DOC and RTF. A cell of a trusted table that differs from the base is *reprinted*
when the mutant prints its new number (if any) more often than the base does and the old one more seldom, and *wrong*
otherwise. A blank of a PDF is *reprinted*, too, when the old number does not stand in its box any more: text whose
place is hurt is printed elsewhere. Of pictures and scans, of sealed containers, and of documents cut off, every cell
that differs is wrong.
"""

from __future__ import annotations

import quopri
import re
import shutil
import subprocess
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from html import unescape

import pypdfium2

from benchmarks.hostile.bases import Truth, converted
from benchmarks.hostile.bases import document as packed
from benchmarks.hostile.mutants import Mutant
from gongkai.grids.places import page_box
from gongkai.records import DocumentReading, Fact

TRUSTED = ("consistent", "publisher_inconsistent")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
#: medium → (its ending, what LibreOffice is to make of it).
_PLAIN = {
    "xls": ("xls", "csv"),
    **dict.fromkeys(("xlsx", "xlsx cells", "xlsx texts"), ("xlsx", "csv")),
    "doc": ("doc", "txt"),
    "rtf": ("rtf", "txt"),
}
_TEXT_PDF = ("pdf", "pdf plain")
_ENCODINGS = {
    **dict.fromkeys(("html", "text", "docx xml", "zip page", "rar page"), "utf-8"),
    **dict.fromkeys(("html gbk", "mht"), "gb18030"),
}


@dataclass
class Outcome:
    """unreadable: no reader could open it. Counts of tables; texts on cells.

    strays: trusted tables with numbers under labels that the form does not have (``local``, with a finding).
    """

    unreadable: bool = False
    held: int = 0
    trusted: int = 0
    strays: int = 0
    reprinted: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def judge(reading: DocumentReading, truth: Truth, base: bytes, mutant: Mutant, medium: str) -> Outcome:
    """The outcome of a mutant of a medium."""
    outcome = Outcome(unreadable=reading.kind == "unreadable")
    differing: list[Fact] = []
    for report in reading.reports:
        trusted = {(table.table, table.n) for table in report.tables if table.verdict in TRUSTED}
        outcome.trusted += len(trusted)
        outcome.held += len(report.tables) - len(trusted)
        facts = [fact for fact in report.facts if (fact.table, fact.n) in trusted]
        outcome.strays += any(fact.label is not None and fact.value is not None for fact in facts)
        differing += [fact for fact in facts if fact.label is None and not _is_true(fact, truth)]
    if differing:
        gone, come = _changes(base, mutant, medium)
        for fact in differing:
            told = truth.get((fact.table, fact.indicator, fact.applicant))
            text = f"{fact.table} {fact.indicator} {fact.applicant}: {told} read as {fact.value} ({fact.raw!r})"
            is_printed = told is not None and gone[told] > 0 and (fact.value is None or come[fact.value] > 0)
            if fact.value is None and medium in _TEXT_PDF and mutant.kind != "cut":
                is_printed = is_printed or _has_left(mutant.data, fact.place or "", told)
            (outcome.reprinted if is_printed else outcome.wrong).append(text)
    return outcome


def _is_true(fact: Fact, truth: Truth) -> bool:
    """A cell that the base has with this very number. A blank says that there is none, which the base never does."""
    return truth.get((fact.table, fact.indicator, fact.applicant)) == fact.value


def _changes(base: bytes, mutant: Mutant, medium: str) -> tuple[Counter[Decimal], Counter[Decimal]]:
    """Numbers that are printed less often in the mutant, and those that are printed more often."""
    if mutant.kind == "cut":
        return Counter(), Counter()
    before, after = _numbers(base, medium), _numbers(mutant.data, medium)
    return before - after, after - before


def _numbers(data: bytes, medium: str) -> Counter[Decimal]:
    if medium in _ENCODINGS:
        shown = quopri.decodestring(data) if medium == "mht" else data
        text = shown.decode(_ENCODINGS[medium], errors="replace")
        if medium != "text":
            # Word cuts a number into several spans.
            text = unescape(re.sub(r"<[^<>]*>", " ", re.sub(r"</?(?:span|b|o:p)\b[^<>]*>", "", text)))
    elif medium in _TEXT_PDF:
        text = _text_of_pdf(data)
    elif medium in _PLAIN:
        text = _as_plain(packed(medium, data), *_PLAIN[medium])
    else:
        return Counter()
    return Counter(Decimal(number) for number in _NUMBER.findall(text))


def _text_of_pdf(data: bytes) -> str:
    if shutil.which("pdftotext"):
        done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, timeout=60)
        return done.stdout.decode(errors="replace")
    try:
        with closing(pypdfium2.PdfDocument(data)) as document:
            return "\n".join(page.get_textpage().get_text_range() for page in document)
    except pypdfium2.PdfiumError:
        return ""


def _has_left(data: bytes, place: str, told: Decimal | None) -> bool:
    """Whether the box of a cell of a PDF does not print a number any more, as pdfium has its text."""
    found = page_box(place)
    if found is None:
        return False
    number, (x0, y0, x1, y1) = found
    with closing(pypdfium2.PdfDocument(data)) as document:
        page = document[number - 1]
        height = page.get_height()
        return str(told) not in page.get_textpage().get_text_bounded(x0, height - y1, x1, height - y0)


def _as_plain(data: bytes, ending: str, wanted: str) -> str:
    try:
        return converted(data, ending, wanted).decode(errors="replace")
    except (LookupError, subprocess.SubprocessError):
        return ""
