"""The plain evaluator: all rules on one report, as ``gongkai read`` shows them. The gate has its own."""

from __future__ import annotations

from gongkai.judge import linear, python_rules, verdict
from gongkai.records import Finding, Report

#: A whole number that rises with every change of a rule, its function or the verdicts.
RULES_VERSION = 1


def findings(report: Report) -> tuple[Finding, ...]:
    """Findings of all rules on a report: identities first, table by table, then the others in the rules' order."""
    found: list[Finding] = []
    for table in report.tables:
        if table.place is not None:
            cells = linear.table_cells(report.facts, table.table, table.n)
            found.extend(linear.findings(table.form, cells, table.table, table.n))
    for function in python_rules.RULES.values():
        found.extend(function(report))
    return tuple(found)


def judged(report: Report) -> Report:
    """The report with its findings and the verdicts of its tables."""
    found = findings(report)
    return report.with_verdicts(verdict.decide(report, found), found)
