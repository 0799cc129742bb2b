"""What every finding has in common: it is of a rule of the rules table, and as severe as that says."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from gongkai.forms import codebook
from gongkai.records import Fact, Finding, FindingCell, Outcome


def finding(
    rule_id: str,
    message: str,
    outcome: Outcome = "broken",
    *,
    table: str | None = None,
    n: int | None = None,
    identity: str | None = None,
    left: Decimal | None = None,
    right: Decimal | None = None,
    suggestion: str | None = None,
    cells: Iterable[FindingCell] = (),
) -> Finding:
    """A finding of a rule; what could not be judged is for information.

    table, n: the table that it falls on; None: the report. identity: the rule's id where it is none.
    """
    return Finding(
        rule=rule_id,
        outcome=outcome,
        severity=codebook.rules()[rule_id].severity if outcome == "broken" else "info",
        message=message,
        table=table,
        n=n,
        left=left,
        right=right,
        suggestion=suggestion,
        cells=tuple(cells),
        identity=identity or rule_id,
    )


def cells_of(facts: Iterable[Fact]) -> tuple[FindingCell, ...]:
    """The cells of a report's own facts."""
    return tuple(FindingCell(f.table, f.indicator, f.applicant, f.period, f.label) for f in facts)
