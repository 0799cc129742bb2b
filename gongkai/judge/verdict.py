"""From findings to the verdicts of tables: the worst that a finding gives, ``consistent`` where none does."""

from __future__ import annotations

from collections.abc import Iterable

from gongkai.align.numbers import values
from gongkai.forms import codebook
from gongkai.records import VERDICTS, Fact, Finding, Report, TableRecord, Verdict, worst

TableKey = tuple[str, int]


def decide(report: Report, findings: Iterable[Finding]) -> dict[TableKey, Verdict]:
    """Verdict of each table of a report, (table, n) -> verdict, given all findings on the report.

    A finding without a table falls on the tables whose cells it names, else on all tables of the report.
    """
    effects: dict[TableKey, list[Verdict]] = {(table.table, table.n): [] for table in report.tables}
    tables = {(table.table, table.n): table for table in report.tables}
    for finding in findings:
        for key in _tables_hit(finding, report):
            effect = _effect(finding, tables[key], report)
            if effect is not None:
                effects[key].append(effect)
    return {key: worst(found) or VERDICTS[-1] for key, found in effects.items()}


def _tables_hit(finding: Finding, report: Report) -> list[TableKey]:
    keys = [(table.table, table.n) for table in report.tables]
    if finding.table is not None:
        return [key for key in keys if key == (finding.table, finding.n)]
    named = {cell.table for cell in finding.cells if cell.table is not None}
    return [key for key in keys if not named or key[0] in named]


def _effect(finding: Finding, table: TableRecord, report: Report) -> Verdict | None:
    """What a finding makes of a table; None when it leaves it as it is."""
    rule = codebook.rules()[finding.rule]
    if finding.outcome == "not_judged" and rule.severity == "hard" and not _is_confirmed(finding, table, report):
        # Only this identity could have told that a number was put together or placed as it is printed.
        return "unconfirmed"
    if finding.outcome != "broken" or finding.severity != "hard":
        return None
    effect = rule.verdict_effect
    if effect == "unconfirmed" and finding.rule != "rejected" and _accepted(finding, table, report):
        return None
    if effect == "publisher_inconsistent|unconfirmed":
        return "publisher_inconsistent" if _proved(finding, table, report) else "unconfirmed"
    for verdict in VERDICTS:
        if effect.startswith(verdict):
            return verdict
    return None


def _accepted(finding: Finding, table: TableRecord, report: Report) -> bool:
    """Whether a person accepted all cells that the finding doubts: those that it names, else the whole table."""
    cells = report.cells[table.table, table.n]
    own = [*cells.cells.values(), *cells.local]
    named = {(cell.indicator, cell.applicant, cell.label) for cell in finding.cells if cell.report_id is None}
    doubted = [fact for fact in own if not named or (fact.indicator, fact.applicant, fact.label) in named]
    # That the publisher printed what no count can be is for a person to say; of their own number the rule stands.
    is_of_numbers = codebook.rules()[finding.rule].kind == "domain"
    return bool(doubted) and all(fact.accepted and (not is_of_numbers or _is_as_printed(fact)) for fact in doubted)


def _is_confirmed(finding: Finding, table: TableRecord, report: Report) -> bool:
    """Whether nothing is in doubt in an identity that is not judged."""
    return _is_sound(finding, table, report) or _is_made_up_by_local_rows(finding, table, report)


def _is_made_up_by_local_rows(finding: Finding, table: TableRecord, report: Report) -> bool:
    """Whether the local rows, in the identity's column, are just what is missing: no number in it was misread then.

    A blank cell in doubt may be what the local row's number belongs to.
    """
    if any(fact.status == "blank" and not fact.sound for fact in _cells(finding, table, report)):
        return False
    columns = {cell.applicant for cell in finding.cells}
    local = [
        fact
        for fact in report.facts
        if (fact.table, fact.n) == (table.table, table.n) and fact.label is not None and fact.applicant in columns
    ]
    values = [fact.value for fact in local if fact.value is not None]
    if len(columns) != 1 or None in columns or not values or finding.left is None or finding.right is None:
        return False
    return finding.left - finding.right == sum(values)


def _is_sound(finding: Finding, table: TableRecord, report: Report) -> bool:
    return all(fact.sound for fact in _cells(finding, table, report))


def _cells(finding: Finding, table: TableRecord, report: Report) -> list[Fact]:
    """The cells of the form that a finding names, of its table."""
    named = {(cell.indicator, cell.applicant) for cell in finding.cells}
    own = report.cells[table.table, table.n].cells
    return [fact for key, fact in own.items() if key in named]


def _is_as_printed(fact: Fact) -> bool:
    """Whether the publisher printed the number; one that a person put there for another proves nothing of it."""
    return fact.by != "decision" or fact.value in values(fact.texts)


def _proved(finding: Finding, table: TableRecord, report: Report) -> bool:
    """Whether the publisher broke the identity: each of its cells was read soundly, by two readers
    alike or exactly, and holds what is printed."""
    facts = {fact.key: fact for fact in report.facts if (fact.table, fact.n) == (table.table, table.n)}
    return all(
        fact is not None and fact.sound and (table.exact or fact.reading == "agreed") and _is_as_printed(fact)
        for fact in (facts.get((cell.indicator or "", cell.applicant)) for cell in finding.cells)
    )
