"""How a printed table deviates from the plain form: the name that its record shows as ``variant``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gongkai.align import labels
from gongkai.align.disclosure_labels import header_label
from gongkai.align.model import AlignedTable
from gongkai.forms import codebook

#: Table 3 on one form beside table 2 on the other: what its (六)其他处理 is then.
_OTHER = {"2019": "one_row_other", "2021": "three_rows_other"}

#: The table that has no labels of rows: its local columns begin with the slash.
_WITHOUT_LABELS = "4"


def with_variants(tables: Sequence[AlignedTable]) -> list[AlignedTable]:
    """The tables of a document with their variants; None for the plain form, several names joined by ``+``.

    mixed_headers:    table 2 has headers of the other form too.
    one_row_other:    table 3 of 2019, whose (六)其他处理 is one row, beside table 2 of 2021 (23 rows).
    three_rows_other: table 3 of 2021, whose (六)其他处理 is three rows, beside table 2 of 2019 (25 rows).
    extra_rows, extra_columns: rows or columns that no form has.
    """
    form = next((table.form for table in tables if table.table == "2"), None)
    return [replace(table, variant="+".join(names)) if (names := _names(table, form)) else table for table in tables]


def _names(table: AlignedTable, form_of_disclosure: str | None) -> list[str]:
    names = []
    if table.table == "2" and _is_mixed(table):
        names.append("mixed_headers")
    if table.table == "3" and form_of_disclosure not in (None, table.form):
        names.append(_OTHER[table.form])
    rows, columns = _extra(table)
    return [*names, *(["extra_rows"] if rows else []), *(["extra_columns"] if columns else [])]


def _is_mixed(table: AlignedTable) -> bool:
    """Whether a header that the table's form does not have is one of the other form's."""
    unknown = {part for label in table.unmapped for part in (label, label.split("/", 1)[-1])}
    others = [form for form in codebook.FORMS if form != table.form]
    return any(
        header_label(text, other) is not None and header_label(text, table.form) is None
        for text in unknown
        for other in others
    )


def _extra(table: AlignedTable) -> tuple[bool, bool]:
    """Whether local cells stand in rows of no form, and whether in columns of none.

    A local cell is named ``row label/column header``; in a row of the form the label is the form's. That of
    an applicant is of a row; so is one without a label, but in table 4.
    """
    official = {labels.bare_key(i.label_zh.split("/")[0]) for i in codebook.printed_indicators(table.form, table.table)}
    local = [value for value in table.values if value.label is not None]
    in_official_row = [
        value.applicant is None and (labels.bare_key(row) in official if row else table.table == _WITHOUT_LABELS)
        for value, row in ((value, (value.label or "").split("/")[0]) for value in local)
    ]
    return not all(in_official_row), any(in_official_row)
