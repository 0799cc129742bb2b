"""The plain evaluator: all rules on one report, as ``gongkai read`` shows them. The gate has its own."""

from __future__ import annotations

from gongkai.across.rules import SCOPES as ACROSS
from gongkai.forms import codebook
from gongkai.forms.model import Rule
from gongkai.guards.floors import SCOPES as GUARDS
from gongkai.judge import linear, python_rules, verdict
from gongkai.records import Finding, Report

#: A whole number that rises with every change of a rule, its function or the verdicts.
RULES_VERSION = 15


def is_evaluated(rule: Rule) -> bool:
    """Whether this version finds what a rule speaks of; the others are of forms that no reader aligns yet."""
    return rule.scope in (*ACROSS, *GUARDS) or bool({"*", *codebook.FORMS} & set(rule.forms))


def findings(report: Report) -> tuple[Finding, ...]:
    """Findings of all rules on a report: identities first, table by table, then the others in the rules' order."""
    found: list[Finding] = []
    for table in report.tables:
        if table.place is not None:
            cells = report.cells[table.table, table.n]
            found.extend(linear.findings(table.form, cells, table.table, table.n))
    for function in python_rules.RULES.values():
        found.extend(function(report))
    return tuple(found)


def judged(report: Report) -> Report:
    """The report with its findings and the verdicts of its tables."""
    found = findings(report)
    return report.with_verdicts(verdict.decide(report, found), found)
