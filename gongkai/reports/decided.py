"""Decisions on the content of a report: accept, reject, correct, ignore_label, applied where they still fit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from gongkai.align.numbers import squeeze, values
from gongkai.decisions import Decision, Decisions
from gongkai.forms.model import LOCAL
from gongkai.records import Fact, Reading, Report, TableRecord


def apply(report: Report, decisions: Decisions) -> Report:
    """The report as decided; those decisions are added to ``suspended`` that were not applied, as what they expect is
    gone; those on an earlier revision among them."""
    if report.report_id is None:
        return report
    suspended = [*report.suspended, *decisions.outdated(report.report_id, report.revision)]
    for decision in decisions.of_report(report.report_id, report.revision):
        changed = _apply_one(report, decision)
        if changed is None:
            suspended.append(decision.decision_id)
        else:
            report = changed
    return replace(report, suspended=tuple(suspended))


def _apply_one(report: Report, decision: Decision) -> Report | None:
    """The report after one decision; None where the decision does not fit it."""
    tables = [table for table in report.tables if table.table == decision.table and table.place is not None]
    if len(tables) != 1:
        return None
    table = tables[0]
    if decision.action == "ignore_label":
        return _ignore_label(report, table, decision)
    if decision.action == "reject":
        return _with_table(report, replace(_decided(table, decision), rejected=True), report.facts)
    facts = [fact for fact in report.facts if _is_meant(fact, table, decision)]
    if not facts or not all(_is_expected(fact, decision) for fact in facts):
        return None
    if decision.action == "correct" and len(facts) != 1:
        return None
    answers = {id(fact): _answer(fact, decision) for fact in facts}
    if None in answers.values():
        return None
    changed = tuple(answers.get(id(fact)) or fact for fact in report.facts)
    return _with_table(report, _decided(table, decision), changed)


def _is_meant(fact: Fact, table: TableRecord, decision: Decision) -> bool:
    return (
        (fact.table, fact.n) == (table.table, table.n)
        and decision.indicator in ("", fact.indicator)
        and decision.applicant in ("", fact.label if fact.indicator == LOCAL else fact.applicant)
    )


def _is_expected(fact: Fact, decision: Decision) -> bool:
    texts = {squeeze(text) for text in fact.texts}
    is_cell = decision.indicator != ""
    if decision.expects_raw and squeeze(decision.expects_raw) not in texts:
        return False
    if is_cell and not decision.expects_raw and not decision.expects_value:
        # It was made on an empty box, or on none: a number that is read there by now is not overruled.
        return texts == {""}
    return not decision.expects_value or fact.value == Decimal(decision.expects_value)


def _answer(fact: Fact, decision: Decision) -> Fact | None:
    """The fact as a person read it: of a disputed cell only a value that one of them read can tell which."""
    accepted = fact._replace(reading="agreed", sound=True, accepted=True)
    if decision.action == "correct":
        return accepted._replace(value=Decimal(decision.value), status="reported", by="decision")
    if not _has_number(fact):
        return fact
    if fact.reading != "disputed":
        # The dispute that the person decided is gone, and another number than theirs is read now.
        is_other = decision.indicator != "" and decision.value != "" and fact.value != Decimal(decision.value)
        return None if is_other else accepted
    is_read = bool(decision.value) and Decimal(decision.value) in values(fact.texts)
    return accepted._replace(value=Decimal(decision.value), status="reported", by="decision") if is_read else None


def _has_number(fact: Fact) -> bool:
    return fact.status not in ("absent", "unreadable")


def _decided(table: TableRecord, decision: Decision) -> TableRecord:
    ids = [table.decided_by] if table.decided_by else []
    return replace(table, decided_by=",".join([*ids, decision.decision_id]))


def _with_table(report: Report, table: TableRecord, facts: tuple[Fact, ...]) -> Report:
    own = [fact for fact in facts if (fact.table, fact.n) == (table.table, table.n)]
    settled = all(fact.reading == "agreed" for fact in own)
    disputed = any(fact.reading == "disputed" for fact in own)
    reading: Reading = "agreed" if settled else "disputed" if disputed else "single"
    table = replace(table, reading=reading)
    tables = tuple(table if (t.table, t.n) == (table.table, table.n) else t for t in report.tables)
    return replace(report, tables=tables, facts=facts)


def _ignore_label(report: Report, table: TableRecord, decision: Decision) -> Report | None:
    if squeeze(decision.value) not in {squeeze(label) for label in table.unmapped}:
        return None
    kept = tuple(label for label in table.unmapped if squeeze(label) != squeeze(decision.value))
    return _with_table(report, replace(_decided(table, decision), unmapped=kept), report.facts)
