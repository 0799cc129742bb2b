"""Rules over parts and totals that no sum states: a part is no more than what it is part of."""

from __future__ import annotations

from gongkai.forms import codebook
from gongkai.forms.identities import identities
from gongkai.forms.model import CellKey
from gongkai.judge import linear
from gongkai.judge.rules.shared import broken, printed
from gongkai.records import Fact, Finding, Report, TableCells


def parts_within_total(report: Report) -> list[Finding]:
    """What is printed of a sum's parts is not more than the printed sum, whatever the blank parts may be.

    Where nothing is blank and no row is local, the identities themselves say it.
    """
    return [
        found
        for table, cells in printed(report)
        if table.form in codebook.rules()[linear.EXCESS].forms
        and (cells.local or any(fact.status == "blank" for fact in cells.cells.values()))
        for identity in identities(table.form, table.table)
        if (found := linear.excess(identity, cells, table.n)) is not None
    ]


def s14_part_of(report: Report) -> list[Finding]:
    """Of the form of 2014: what is printed under 其中 (of which) is no more than what it is part of, where both are."""
    rule = codebook.rules()["s14_part_of"]
    found = []
    for table, cells in printed(report):
        if table.table not in rule.tables or table.form not in rule.forms:
            continue
        labels = codebook.indicators(table.form)
        for code in rule.left.split("; "):
            part, whole = _printed(cells, (code, None)), _printed(cells, (labels[code].parent or "", None))
            if part is not None and whole is not None and (part.value or 0) > (whole.value or 0):
                more = f"{labels[code].label_zh} {part.value} > {labels[whole.indicator].label_zh} {whole.value}"
                found.append(broken(rule.rule_id, f"a part is more than the whole: {more}", table, (part, whole)))
    return found


def _printed(cells: TableCells, key: CellKey) -> Fact | None:
    """A cell with a number that may be taken from it."""
    fact = cells.cells.get(key)
    return None if fact is None or fact.status == "blank" or linear.operand(fact) is None else fact
