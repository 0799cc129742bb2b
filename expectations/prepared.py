"""Reports made ready for the gate: their rows' names, cells by table, and what the rules' own functions found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gongkai.across.rules import SCOPES
from gongkai.errors import rule_crashed
from gongkai.forms import codebook
from gongkai.forms.model import Rule
from gongkai.judge import python_rules
from gongkai.records import Finding, Report, TableCells, TableRecord


@dataclass(frozen=True)
class PreparedTable:
    """A printed table of a report with its cells. key: its row's name, ``report_id:revision:table:n``."""

    key: str
    record: TableRecord
    cells: TableCells


@dataclass(frozen=True)
class Prepared:
    """A report made ready for the gate.

    key:      its row's name, ``report_id:revision``.
    tables:   its printed tables.
    findings: what the rules' own functions found, and the comparison with other reports; which of them stand, GX says.
    """

    key: str
    report: Report
    tables: tuple[PreparedTable, ...]
    findings: tuple[Finding, ...]


def prepare(report: Report, across: Iterable[Finding] = ()) -> Prepared:
    """A report with the cells of its tables and the findings of the rules that have a function of their own.

    across: what the rules over several reports found on it. Raises GongkaiError when a rule's function crashes.
    """
    key = f"{report.report_id}:{report.revision}"
    tables = tuple(
        PreparedTable(f"{key}:{t.table}:{t.n}", t, report.cells[t.table, t.n])
        for t in report.tables
        if t.place is not None
    )
    findings = [found for rule_id in python_rules.RULES for found in _found(rule_id, report)]
    return Prepared(key, report, tables, (*findings, *across))


def _found(rule_id: str, report: Report) -> list[Finding]:
    try:
        return list(python_rules.RULES[rule_id](report))
    except Exception as error:
        source = report.sources[0].source if report.sources else ""
        raise rule_crashed(rule_id, error, source, f"report {report.report_id}") from error


def is_of_report(rule: Rule) -> bool:
    """Whether a rule speaks of a whole report, or of several, and not of one table alone."""
    return rule.scope == "report" or rule.scope in SCOPES


def row_key(prepared: Prepared, finding: Finding) -> str:
    """Name of the row in which a finding of a rule's function is counted: its table's, or its report's."""
    if is_of_report(codebook.rules()[finding.rule]):
        return prepared.key
    return f"{prepared.key}:{finding.table}:{finding.n}"
