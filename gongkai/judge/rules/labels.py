"""Rules over labels: rows and headers that the form does not know, nearly knows, or has already."""

from __future__ import annotations

from gongkai.align.labels import is_name_of, is_row_of, row_names
from gongkai.forms import codebook
from gongkai.judge.rules.shared import broken, in_words, printed, standing
from gongkai.records import Fact, Finding, Report


def repeated_row(report: Report) -> list[Finding]:
    """No row of table 3 has numbers under the label of another one: nothing tells which of them is the form's."""
    found = []
    for table, cells in printed(report):
        names = row_names(table.form) if table.table == "3" and cells.local else frozenset()
        again = tuple(
            f for f in cells.local if names and f.applicant and f.value is not None and is_row_of(f.label or "", names)
        )
        if again:
            message = f"numbers under an official label in a second row: {in_words(again)}"
            found.append(broken("repeated_row", message, table, again))
    return found


def unmapped_label(report: Report) -> list[Finding]:
    """Every label and header is one of the form's or an ignored one."""
    return [
        broken("unmapped_label", f"the form does not know: {'; '.join(table.unmapped)}", table)
        for table in standing(report)
        if table.unmapped
    ]


def misprinted_label(report: Report) -> list[Finding]:
    """Every label of a row of table 3 is the form's or a known variant, not only near one."""
    found = []
    for table, cells in printed(report):
        near: dict[tuple[str, str], list[Fact]] = {}
        for fact in cells.cells.values() if table.table == "3" else ():
            indicator = codebook.indicators(table.form).get(fact.indicator)
            if fact.context and indicator is not None and not is_name_of(fact.context, indicator):
                near.setdefault((fact.context, indicator.label_zh), []).append(fact)
        if near:
            words = "; ".join(f"{label} for {official}" for label, official in near)
            own = tuple(fact for facts in near.values() for fact in facts)
            found.append(broken("misprinted_label", f"row labels near the form's, not the same: {words}", table, own))
    return found
