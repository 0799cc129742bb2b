"""Findings of rules over reports: whose they are, and a cell with its report and place."""

from __future__ import annotations

from typing import NamedTuple

from gongkai.across.seen import Seen
from gongkai.forms import codebook
from gongkai.forms.model import CellKey
from gongkai.records import Finding, FindingCell


class Found(NamedTuple):
    """A finding and the report (with its revision) that it is about."""

    report: Seen
    finding: Finding


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
