"""All looks, by name."""

from __future__ import annotations

from benchmarks.accuracy import looks_captions, looks_html, looks_later, looks_office, looks_pdf, looks_rare, looks_scan
from benchmarks.accuracy.late_looks import LOOKS as LATE
from benchmarks.accuracy.looks import Look

LOOKS: tuple[Look, ...] = (
    *looks_html.LOOKS,
    *looks_office.LOOKS,
    *looks_pdf.LOOKS,
    *looks_scan.LOOKS,
    *looks_rare.LOOKS,
    *looks_later.LOOKS,
    *looks_captions.LOOKS,
    *LATE,
)
BY_NAME = {look.name: look for look in LOOKS}
