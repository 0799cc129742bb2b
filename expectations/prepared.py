"""Reports made ready for the gate: their rows' names, cells by table, and what the rules' own functions found."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.forms import codebook
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
    findings: what the rules' own functions found, in the rules' order; which of them stand, GX says.
    """

    key: str
    report: Report
    tables: tuple[PreparedTable, ...]
    findings: tuple[Finding, ...]


def prepare(report: Report) -> Prepared:
    """A report with the cells of its tables and the findings of the rules that have a function of their own."""
    key = f"{report.report_id}:{report.revision}"
    tables = tuple(
        PreparedTable(f"{key}:{t.table}:{t.n}", t, report.cells[t.table, t.n])
        for t in report.tables
        if t.place is not None
    )
    findings = tuple(found for function in python_rules.RULES.values() for found in function(report))
    return Prepared(key, report, tables, findings)


def row_key(prepared: Prepared, finding: Finding) -> str:
    """Name of the row in which a finding of a rule's function is counted: its table's, or its report's."""
    if codebook.rules()[finding.rule].scope == "report":
        return prepared.key
    return f"{prepared.key}:{finding.table}:{finding.n}"
