"""Looks that were written after the readers, by someone who had not read them, and are reported apart.

Once something is mended for them they are known looks: then new ones take their place here.
"""

from __future__ import annotations

from benchmarks.accuracy import late_html, late_office, late_pdf, late_scan
from benchmarks.accuracy.looks import Look

LOOKS: tuple[Look, ...] = (*late_html.LOOKS, *late_office.LOOKS, *late_pdf.LOOKS, *late_scan.LOOKS)
