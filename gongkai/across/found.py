"""Findings of rules over reports: whose they are, and their cells with the report and place of each."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from gongkai.across.seen import Seen
from gongkai.forms import codebook
from gongkai.forms.model import CellKey
from gongkai.records import Finding, FindingCell, Outcome


class Found(NamedTuple):
    """A finding and the report (with its revision) that it is about."""

    report: Seen
    finding: Finding


def finding(
    rule_id: str,
    outcome: Outcome,
    message: str,
    cells: Iterable[FindingCell],
    identity: str | None = None,
    sides: tuple[Decimal, Decimal] | None = None,
    table: str | None = None,
) -> Finding:
    """A finding of a rule of the rules table, as severe as that says; one that could not be judged is for information.

    table: where the finding falls on that table, the only one of its kind in the report.
    """
    rule = codebook.rules()[rule_id]
    return Finding(
        rule=rule_id,
        outcome=outcome,
        severity=rule.severity if outcome == "broken" else "info",
        message=message,
        table=table,
        n=1 if table is not None else None,
        left=sides[0] if sides else None,
        right=sides[1] if sides else None,
        cells=tuple(cells),
        identity=identity or rule_id,
    )


def cell(report: Seen, key: CellKey, own: Seen) -> FindingCell:
    """A cell of a report, told in a finding of ``own``: of its own report it says no id."""
    code, applicant = key
    known, number = codebook.indicator(code), report.numbers.get(key)
    return FindingCell(
        table=known.table if known is not None else None,
        indicator=code,
        applicant=applicant,
        report_id=None if report is own else report.report_id,
        place=number.place if number else None,
    )
