"""The form of table 4, which is the same on both forms: that of the report's table 3, which tells it by its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gongkai.forms import codebook
from gongkai.records import Fact, Report


def told(facts: Iterable[Fact]) -> str | None:
    """The form that the rows of table 3 tell: those of (六)其他处理, three on form 2021 and one on form 2019.

    None where none of them was found by its label, or some of either form.
    """
    of_one = codebook.codes_of_one_form("3")
    found = {
        of_one[fact.indicator]
        for fact in facts
        if fact.table == "3" and fact.indicator in of_one and fact.status != "absent" and fact.by == "label"
    }
    return found.pop() if len(found) == 1 else None


def decided(report: Report) -> Report:
    """The report with its table 4 on the form that its table 3 tells, else on that of its table 2."""
    of_disclosure = next((table.form for table in report.tables if table.table == "2" and table.place), None)
    form = told(report.facts) or of_disclosure
    if form is None or all(table.form == form for table in report.tables if table.table == "4"):
        return report
    return replace(
        report,
        tables=tuple(replace(table, form=form) if table.table == "4" else table for table in report.tables),
    )
