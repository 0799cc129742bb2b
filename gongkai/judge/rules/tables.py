"""Rules over tables: whether each of the form's is there, once, with all its boxes and not blank, on a form."""

from __future__ import annotations

from collections import Counter

from gongkai.align import stated
from gongkai.forms import codebook
from gongkai.judge import form_of_disputes
from gongkai.judge.rules.shared import broken, in_words, printed, standing
from gongkai.records import Fact, Finding, Report


def disowned_numbers(report: Report) -> list[Finding]:
    """No note beside a table corrects its numbers, or says that they are but an example."""
    found = []
    for table in standing(report):
        notes = [caption for caption in table.stated if stated.is_disowning(caption)]
        if notes:
            found.append(broken("disowned_numbers", f"its numbers are taken back: {'; '.join(notes)}", table))
    return found


def blank_table(report: Report) -> list[Finding]:
    """A table wholly blank, or with printed totals only."""
    found = []
    for table, cells in printed(report):
        facts = cells.cells.values()
        is_filled = any(f.status not in ("blank", "absent") and not _is_total(table.form, f) for f in facts)
        if not is_filled and any(not _is_total(table.form, f) for f in facts):
            own = (fact for fact in report.facts if (fact.table, fact.n) == (table.table, table.n))
            elsewhere = sum(fact.label is not None and fact.value is not None for fact in own)
            problem = "no number is printed in any part of the table"
            if elsewhere:
                problem = f"no number stands in a box of the form, but {elsewhere} under none of its labels"
            found.append(broken("blank_table", problem, table))
    return found


def _is_total(form: str, fact: Fact) -> bool:
    # Readers that saw different forms in one table leave cells that the table's form has not.
    indicator = codebook.indicators(form).get(fact.indicator)
    return fact.applicant == "total" or (indicator is not None and indicator.role == "printed_total")


def absent_cell(report: Report) -> list[Finding]:
    """Every cell of the form has a box in the table."""
    found = []
    for table, cells in printed(report):
        absent = tuple(fact for fact in cells.cells.values() if fact.status == "absent")
        if absent:
            found.append(
                broken("absent_cell", f"{len(absent)} cells of the form have no box: {in_words(absent)}", table, absent)
            )
    return found


def one_of_each(report: Report) -> list[Finding]:
    """A report has one table of a kind."""
    counts = Counter(table.table for table in standing(report))
    return [
        broken("one_of_each", f"{counts[table.table]} tables of kind {table.table} in one report", table)
        for table in standing(report)
        if counts[table.table] > 1
    ]


def missing_table(report: Report) -> list[Finding]:
    """Official tables of the form stand in the documents of the report."""
    return [
        broken("missing_table", f"table {table.table} of the form stands in no document of this report", table)
        for table in report.tables
        if table.place is None
    ]


def no_official_table(report: Report) -> list[Finding]:
    """At least one official table stands in the documents of a report."""
    if report.tables or report.error is not None:
        return []
    return [broken("no_official_table", "none of the official tables stands in the documents of this report")]


def unreadable_document(report: Report) -> list[Finding]:
    """A reader could open the document."""
    return [broken("unreadable_document", report.error)] if report.error is not None else []


def form_of_table_4(report: Report) -> list[Finding]:
    """A row of table 3 tells which form table 4 stands on, for it is the same on both."""
    if form_of_disputes.told(report.facts) is not None:
        return []
    message = "no row of table 3 tells its form: taken from table 2"
    return [broken("form_of_table_4", message, table) for table in standing(report) if table.table == "4"]
