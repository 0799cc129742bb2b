"""Looks of Word and Excel files, and of archives that hold one."""

from __future__ import annotations

from functools import partial

from benchmarks.accuracy.case import Case, Writing
from benchmarks.accuracy.looks import Look
from benchmarks.accuracy.office_files import WEIGHTS, Style, docx, xlsx, zipped

_NESTED = Style(nested=True, weights=WEIGHTS)


def _nested(case: Case) -> bytes:
    return docx(case, _NESTED)


def _zip(case: Case) -> bytes:
    return zipped((f"{case.title}.docx", docx(case)))


_docx = partial(Look, group="exact media", source=docx, share=12, extension="docx")
_doc = partial(Look, group="doc", source=docx, route="soffice:doc", extension="doc")

LOOKS = (
    _docx("docx-merged"),
    _docx("docx-nested", source=_nested),
    _docx("docx-blank", writing=Writing(zero="")),
    Look("zip-docx", group="exact media", source=_zip, share=6, extension="zip"),
    Look("xlsx", group="exact media", source=xlsx, share=8, extension="xlsx"),
    Look("xls", group="exact media", source=xlsx, route="soffice:xls", suffix="xlsx", share=6, extension="xls"),
    _doc("doc", share=9),
    _doc("doc-blank", writing=Writing(zero=""), share=5),
)
