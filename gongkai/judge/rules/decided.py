"""Rules over what stands beside the tables: decisions of people, and other renditions of the report."""

from __future__ import annotations

from gongkai.findings import finding
from gongkai.judge.rules.shared import broken, standing
from gongkai.records import Finding, FindingCell, Report

_GONE = "what it expects is not there, or it is on an earlier revision"


def rejected(report: Report) -> list[Finding]:
    """No person has looked at the table and rejected what was read."""
    return [
        broken("rejected", f"rejected by decision {table.decided_by}", table)
        for table in standing(report)
        if table.rejected
    ]


def decision_suspended(report: Report) -> list[Finding]:
    """Every decision on the report finds what it expects."""
    return [
        broken("decision_suspended", f"decision {decision} was not applied here: {_GONE}")
        for decision in report.suspended
    ]


def rendition_conflict(report: Report) -> list[Finding]:
    """Renditions and sources of one report print the same in every cell."""
    by_table: dict[str | None, list[FindingCell]] = {}
    for cell in report.conflicts:
        by_table.setdefault(cell.table, []).append(cell)
    others = ", ".join(source.source for source in report.sources[1:]) or "another member of the archive"
    found = []
    for name, cells in sorted(by_table.items(), key=lambda item: str(item[0])):
        message = f"{len(cells)} cells differ in another rendition: {others}"
        found.append(finding("rendition_conflict", message, table=name, n=1, cells=cells))
    return found
