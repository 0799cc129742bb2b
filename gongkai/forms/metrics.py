"""What researchers compute of the official tables: ratios of sums of cells (``metrics.tsv``), written out by form."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from gongkai.forms import codebook

_TERM = re.compile(r"\s*(?P<sign>[+-]?)\s*(?:leaves\((?P<group>\w+)\)|(?P<code>\w+))(?:/(?P<applicant>\w+))?\s*")


class Metric(NamedTuple):
    """A ratio. numerator, denominator: sums that :func:`parts` writes out; denominator None: it is not computed."""

    metric: str
    label_zh: str
    label_en: str
    numerator: str
    denominator: str | None
    availability: str
    notes: str | None


class Part(NamedTuple):
    """A cell that a sum takes in on a form. applicant: None outside table 3; factor: 1, or -1: it is taken away."""

    expression: str
    form: str
    table: str
    indicator: str
    applicant: str | None
    factor: int


@cache
def metrics() -> tuple[Metric, ...]:
    """All metrics in their order."""
    return tuple(
        Metric(
            metric=line["metric"],
            label_zh=line["label_zh"],
            label_en=line["label_en"],
            numerator=line["numerator"],
            denominator=line["denominator"] or None,
            availability=line["availability"],
            notes=line["notes"] or None,
        )
        for line in codebook.read_tsv("metrics.tsv")
    )


def parts(expression: str) -> tuple[Part, ...]:
    """The cells of a sum, form by form (2021, 2019): ``req_new/natural_person``, ``leaves(req_denied)``, ``a + b - c``.

    Of table 3 the column 总计 where no applicant stands behind the code. Raises ValueError for a sum that takes in a
    cell that a form does not have, one cell twice, or cells of two tables.
    """
    found = [part for form in codebook.FORMS for part in _parts(expression, form)]
    known = {form: {(t, *cell) for t in codebook.TABLES for cell in codebook.cells(form, t)} for form in codebook.FORMS}
    cells = [part[1:5] for part in found]
    if (
        any((table, code, applicant) not in known[form] for form, table, code, applicant in cells)
        or len(cells) != len(set(cells))
        or len({part.table for part in found}) != 1
    ):
        raise ValueError(f"metrics.tsv: not a sum of cells of one table of every form: {expression!r}")
    return tuple(found)


def _parts(expression: str, form: str) -> list[Part]:
    found: list[Part] = []
    at = 0
    while at < len(expression) and (term := _TERM.match(expression, at)) is not None and (term["sign"] or at == 0):
        codes = codebook.leaves(form, term["group"]) if term["group"] else (term["code"],)
        for code in codes:
            known = codebook.indicators(form).get(code)
            table = known.table if known is not None else ""
            applicant = (term["applicant"] or "total") if table == "3" else term["applicant"]
            found.append(Part(expression, form, table, code, applicant, -1 if term["sign"] == "-" else 1))
        at = term.end()
    if at < len(expression) or not found:
        raise ValueError(f"metrics.tsv: not a sum of cells: {expression!r}")
    return found
