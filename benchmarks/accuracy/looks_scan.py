"""Looks of scans and pictures."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial

from benchmarks.accuracy import scans
from benchmarks.accuracy.case import Case, Writing
from benchmarks.accuracy.looks import Look
from benchmarks.accuracy.looks_pdf import GRID, styled
from benchmarks.accuracy.office_files import docx
from benchmarks.accuracy.scans import Scanner

Finish = Callable[[bytes, random.Random], bytes]
#: One page as long as the report, so that its picture shows all of it.
_LONG = "@page{size:210mm 620mm;margin:12mm}"


def scanned(scanner: Scanner) -> Finish:
    """The PDF scanned and bound again."""
    return lambda pdf, rng: scans.bound(scans.pages(pdf, scanner, rng), scanner)


def picture(kind: str, scanner: Scanner) -> Finish:
    """The first page of the PDF as one picture."""
    return lambda pdf, rng: scans.saved(scans.joined(scans.pages(pdf, scanner, rng)[:1]), kind, scanner)


def _tiff(pdf: bytes, rng: random.Random) -> bytes:
    scanner = Scanner(200, skew=0.3)
    return scans.tiff(scans.pages(pdf, scanner, rng), scanner)


def _office(case: Case) -> bytes:
    return docx(case)


_fine = partial(Look, group="scan 200-300 dpi", source=styled(GRID), route="chromium", share=1, extension="pdf")
_poor = partial(Look, group="scan 150 dpi or 2° skew", source=styled(GRID), route="chromium", share=1, extension="pdf")

LOOKS = (
    _fine("scan-300", finish=scanned(Scanner(300, skew=0.5, noise=6))),
    _fine("scan-200", finish=scanned(Scanner(200, skew=0.5, noise=6)), share=1.4),
    _fine("scan-200-clean", finish=scanned(Scanner(200))),
    _fine("scan-200-blank", finish=scanned(Scanner(200)), writing=Writing(zero="")),
    _fine("picture-png", source=styled(GRID + _LONG), finish=picture("PNG", Scanner(200)), extension="png"),
    _fine("picture-jpeg", source=styled(GRID + _LONG), finish=picture("JPEG", Scanner(200, noise=3)), extension="jpg"),
    _fine("picture-tiff", finish=_tiff, extension="tiff"),
    _poor("scan-150", finish=scanned(Scanner(150, skew=0.5, noise=5))),
    _poor("scan-skew-2", source=_office, route="soffice:pdf", finish=scanned(Scanner(200, skew=2.0, noise=4))),
)
