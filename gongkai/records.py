"""What reading a document gives: reports, their tables, facts and findings. The shapes of the JSON contract.

``to_contract`` gives exactly the keys of the published contract (docs/architecture.md, "Contracts"); the stage files of
the lake keep the same records with what the gate and the log need beside them (``to_stage`` / ``*_from_stage``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from sys import intern
from typing import Any, Literal, NamedTuple

import simplejson

from gongkai.forms.codebook import PROSE
from gongkai.forms.model import LOCAL, CellKey

Status = Literal["reported", "blank", "annotated", "absent", "unreadable"]
By = Literal["label", "position", "decision"]
Reading = Literal["agreed", "disputed", "single"]
Outcome = Literal["broken", "not_judged"]
Severity = Literal["hard", "soft", "info"]
Verdict = Literal["unreadable", "incomplete", "unconfirmed", "publisher_inconsistent", "consistent"]
Kind = Literal["report", "not_a_report", "blank_form", "unreadable"]
Scope = Literal["own", "office", "level", "jurisdiction", "system", "unknown"]

#: Verdicts from worst to best; a report shows the worst of its tables.
VERDICTS: tuple[Verdict, ...] = ("unreadable", "incomplete", "unconfirmed", "publisher_inconsistent", "consistent")


def worst(verdicts: Iterable[Verdict | None]) -> Verdict | None:
    """The worst of some verdicts; None when there is none."""
    ranks = [VERDICTS.index(verdict) for verdict in verdicts if verdict is not None]
    return VERDICTS[min(ranks)] if ranks else None


class Fact(NamedTuple):
    """One printed number (or box without one).

    value:     as printed, with the printed digits; None unless status is ``reported`` or ``annotated``
               and the readers agree.
    raw:       text of the box as printed (of the first reader).
    readings:  {reader: raw text} where the readers differ, else None.
    sound:     False for a cell that was glued over a page break, placed by position or taken from an orphan row, and
               for a blank beside a number of nobody: such a cell never proves a publisher's error.
    accepted:  a person read it so; a rule that only doubts the reading no longer holds its table.
    """

    table: str
    n: int
    indicator: str
    applicant: str | None
    label: str | None
    value: Decimal | None
    unit: str | None
    unit_source: Literal["form", "header", "cell", "none"]
    status: Status
    raw: str
    by: By
    reading: Reading
    place: str | None
    period: str | None = None
    readings: dict[str, str] | None = None
    context: str | None = None
    sound: bool = True
    accepted: bool = False

    @property
    def key(self) -> CellKey:
        """(indicator, applicant): the cell of the form."""
        return (self.indicator, self.applicant)

    @property
    def texts(self) -> tuple[str, ...]:
        """What its readers read, the raw text first."""
        return (self.raw, *(self.readings or {}).values())


@dataclass(frozen=True, slots=True)
class FindingCell:
    """A cell that a finding is about. report_id: of another report's cell; place: where it is printed there."""

    table: str | None
    indicator: str | None
    applicant: str | None
    period: str | None = None
    label: str | None = None
    report_id: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is broken or could not be judged. ``left``/``right`` are the two sides' sums where there are any.

    identity: key of the identity (``t3_balance/total``); the rule's id for the others.
    """

    rule: str
    outcome: Outcome
    severity: Severity
    message: str
    table: str | None = None
    n: int | None = None
    left: Decimal | None = None
    right: Decimal | None = None
    suggestion: str | None = None
    cells: tuple[FindingCell, ...] = ()
    identity: str | None = None


@dataclass(frozen=True, slots=True)
class TableRecord:
    """One official table of a report. ``place`` is None for a table of the form that no document holds.

    exact:      read from an exact medium (HTML, DOCX, text), where one reader suffices.
    unmapped:   labels and headers that neither the form nor the list of ignored labels knows.
    decided_by: ids of the decisions that changed it, comma separated; None where nobody decided.
    rejected:   a person looked at it and does not accept what was read.
    stated:     captions that state a unit or a year for all of it, squeezed.
    scoped:     headings and captions that say whose numbers it holds, squeezed.
    foreign:    what its document, another one than the report's, states of another agency or year, with its name.
    """

    table: str
    n: int
    form: str
    variant: str | None
    place: str | None
    scope: Scope
    verdict: Verdict | None
    reading: Reading
    readers: tuple[str, ...]
    exact: bool = True
    unmapped: tuple[str, ...] = ()
    decided_by: str | None = None
    rejected: bool = False
    stated: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    scoped: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableCells:
    """The facts of one table by cell of the form, and its local cells."""

    cells: Mapping[CellKey, Fact]
    local: tuple[Fact, ...]


@dataclass(frozen=True)
class Prose:
    """Numbers of a report's running text: table ``prose``, which has no verdict and takes no part in any other's.

    table: where the first section begins, and the one reader whose text it is.
    """

    table: TableRecord
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Source:
    """A document that a report was read from, and how it came. ``origin``: publisher, hub or deposit."""

    source: str
    sha256: str
    media_type: str
    origin: str
    rendition: str
    retrieved: str | None
    column_id: str | None = None
    listed_title: str | None = None


@dataclass(frozen=True)
class Report:
    """Agency × year × scope with its tables, facts and findings.

    candidates:  agency ids that the name could mean, where agency_id is None.
    sources:     first the one that the facts were read from.
    revision:    0 for the first content that the source delivered, +1 each time it delivered other cells.
    years:       (where it stands, year) for each statement of the report year: title, period (统计期限), list.
    scopes:      (basis, scope) for each statement of the scope, the one that counts first.
    others:      titles of other reports (another agency, another year) in the same document, and what a document that
                 the report's page links, or a further page, states of another agency or year.
    organs:      names of organs that headings, labels and names of sheets in its document state for its numbers.
    publishers:  as its page's labels and metadata name them (发布机构, ContentSource).
    index_number: the page's 索引号, where it begins with an organ's code.
    prose:       numbers of the running text; None where no section of the form was found in it.
    misnamed:    agency that the title names, where it is none of the stated agency's names.
    rule_making: whether the agency may make rules (规章); None where it is unknown.
    deadline:    ISO date by which it was due, None where no basis is recorded, or its shown date proves nothing.
    error:       why no reader could open its document, and what to do; None where one could.
    suspended:   decisions on it that were not applied, because what they expect is not there.
    conflicts:   cells in which another rendition or source of this report differs.
    """

    agency: str | None
    year: int | None
    scope: Scope
    scope_basis: str | None
    published: str | None
    verdict: Verdict | None
    tables: tuple[TableRecord, ...]
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]
    agency_id: str | None = None
    report_id: str | None = None
    title: str | None = None
    region: str = "00"
    revision: int = 0
    sources: tuple[Source, ...] = ()
    candidates: tuple[str, ...] = ()
    years: tuple[tuple[str, int], ...] = ()
    scopes: tuple[tuple[str, str], ...] = ()
    misnamed: str | None = None
    rule_making: bool | None = None
    deadline: str | None = None
    conflicts: tuple[FindingCell, ...] = ()
    error: str | None = None
    suspended: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    prose: Prose | None = None
    publishers: tuple[str, ...] = ()
    index_number: str | None = None
    organs: tuple[str, ...] = ()

    @cached_property
    def cells(self) -> dict[tuple[str, int], TableCells]:
        """The facts of each table, (table, n) -> cells of the form and local ones."""
        found: dict[tuple[str, int], tuple[dict[CellKey, Fact], list[Fact]]] = {}
        for table in self.tables:
            found[table.table, table.n] = ({}, [])
        for fact in self.facts:
            own = found.get(fact[:2])
            if own is None:
                own = found[fact[:2]] = ({}, [])
            if fact.indicator == LOCAL:
                own[1].append(fact)
            else:
                own[0][fact.key] = fact
        return {key: TableCells(official, tuple(local)) for key, (official, local) in found.items()}

    @property
    def all_tables(self) -> tuple[TableRecord, ...]:
        """The official tables, and the running text's."""
        return self.tables if self.prose is None else (*self.tables, self.prose.table)

    @property
    def all_facts(self) -> tuple[Fact, ...]:
        """The facts of :attr:`all_tables`."""
        return self.facts if self.prose is None else (*self.facts, *self.prose.facts)

    def with_verdicts(self, verdicts: dict[tuple[str, int], Verdict], findings: tuple[Finding, ...]) -> Report:
        """This report with the given verdicts of its tables, (table, n) -> verdict, and findings.

        A report without any official table keeps its own verdict: ``unreadable`` where its document was, else None.
        """
        tables = tuple(replace(t, verdict=verdicts.get((t.table, t.n))) for t in self.tables)
        verdict = worst(t.verdict for t in tables) if tables else self.verdict
        return replace(self, tables=tables, findings=findings, verdict=verdict)


@dataclass(frozen=True)
class DocumentReading:
    """What ``gongkai read`` answers for one document."""

    source: str
    sha256: str
    media_type: str
    bytes: int
    pages: int | None
    kind: Kind
    reports: tuple[Report, ...] = ()
    other_kind: str | None = None
    error: str | None = None
    notes: tuple[str, ...] = field(default=())

    def to_contract(self) -> dict[str, Any]:
        """The JSON object of the contract."""
        return {
            "document": {
                "source": self.source,
                "sha256": self.sha256,
                "media_type": self.media_type,
                "bytes": self.bytes,
                "pages": self.pages,
            },
            "kind": self.kind,
            "other_kind": self.other_kind,
            "error": self.error,
            "notes": list(self.notes),
            "reports": [_report_contract(report) for report in self.reports],
        }


def _report_contract(report: Report) -> dict[str, Any]:
    return {
        "report_id": report.report_id,
        "agency": report.agency,
        "agency_id": report.agency_id,
        "year": report.year,
        "scope": report.scope,
        "scope_basis": report.scope_basis,
        "published": report.published,
        "verdict": report.verdict,
        "tables": [_table_contract(table) for table in report.all_tables],
        "facts": [_fact_contract(fact) for fact in report.all_facts],
        "findings": [_finding_contract(finding, report.report_id) for finding in report.findings],
    }


def _table_contract(table: TableRecord) -> dict[str, Any]:
    return {
        "table": table.table,
        "n": table.n,
        "form": table.form,
        "variant": table.variant,
        "place": table.place,
        "scope": table.scope,
        "verdict": table.verdict,
        "reading": table.reading,
        "readers": list(table.readers),
    }


def _fact_contract(fact: Fact) -> dict[str, Any]:
    return {
        "table": fact.table,
        "n": fact.n,
        "indicator": fact.indicator,
        "applicant": fact.applicant,
        "period": fact.period,
        "label": fact.label,
        "value": fact.value,
        "unit": fact.unit,
        "unit_source": fact.unit_source,
        "status": fact.status,
        "raw": fact.raw,
        "by": fact.by,
        "reading": fact.reading,
        "readings": fact.readings,
        "context": fact.context,
        "place": fact.place,
    }


def _finding_contract(finding: Finding, report_id: str | None) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "table": finding.table,
        "n": finding.n,
        "outcome": finding.outcome,
        "severity": finding.severity,
        "message": finding.message,
        "left": finding.left,
        "right": finding.right,
        "suggestion": finding.suggestion,
        "cells": [_cell_contract(cell) | {"report_id": cell.report_id or report_id} for cell in finding.cells],
    }


def _cell_contract(cell: FindingCell) -> dict[str, Any]:
    return {
        "report_id": cell.report_id,
        "table": cell.table,
        "indicator": cell.indicator,
        "applicant": cell.applicant,
        "period": cell.period,
        "label": cell.label,
        "place": cell.place,
    }


def to_json(record: object, indent: int | None = None) -> str:
    """JSON text; Decimals keep their printed digits, Chinese stays readable."""
    return simplejson.dumps(record, use_decimal=True, ensure_ascii=False, indent=indent)


def report_to_stage(report: Report) -> dict[str, Any]:
    """A report as the lake's stage files keep it: the contract's keys and what later stages need beside them."""
    stage = _report_contract(report)
    stage |= {"title": report.title, "region": report.region, "revision": report.revision}
    stage |= {"rule_making": report.rule_making, "deadline": report.deadline, "error": report.error}
    stage["candidates"] = list(report.candidates)
    stage["suspended"] = list(report.suspended)
    stage["others"] = list(report.others)
    stage["organs"] = list(report.organs)
    stage["publishers"] = list(report.publishers)
    stage["index_number"] = report.index_number
    stage["scopes"] = [list(statement) for statement in report.scopes]
    stage["misnamed"] = report.misnamed
    stage["years"] = [list(statement) for statement in report.years]
    stage["conflicts"] = [_cell_contract(cell) for cell in report.conflicts]
    stage["sources"] = [dict(vars(source)) for source in report.sources]
    for record, table in zip(stage["tables"], report.all_tables, strict=True):
        record |= {"exact": table.exact, "unmapped": list(table.unmapped), "stated": list(table.stated)}
        record["scoped"] = list(table.scoped)
        record |= {"decided_by": table.decided_by, "rejected": table.rejected, "foreign": list(table.foreign)}
    for record, fact in zip(stage["facts"], report.all_facts, strict=True):
        record |= {"sound": fact.sound, "accepted": fact.accepted}
    for record, finding in zip(stage["findings"], report.findings, strict=True):
        record["identity"] = finding.identity
    return stage


def report_from_stage(stage: dict[str, Any]) -> Report:
    """The report that :func:`report_to_stage` wrote (its JSON parsed with ``use_decimal=True``)."""
    tables = tuple(
        TableRecord(
            **(table | {key: tuple(table[key]) for key in ("readers", "unmapped", "stated", "foreign", "scoped")})
        )
        for table in stage["tables"]
    )
    facts = tuple(map(_fact_from_stage, stage["facts"]))
    texts = [table for table in tables if table.table == PROSE]
    return Report(
        agency=stage["agency"],
        year=stage["year"],
        scope=stage["scope"],
        scope_basis=stage["scope_basis"],
        published=stage["published"],
        verdict=stage["verdict"],
        tables=tuple(table for table in tables if table.table != PROSE),
        facts=tuple(fact for fact in facts if fact.table != PROSE),
        findings=tuple(finding_from_stage(finding, stage["report_id"]) for finding in stage["findings"]),
        agency_id=stage["agency_id"],
        report_id=stage["report_id"],
        title=stage["title"],
        region=stage["region"],
        revision=stage["revision"],
        sources=tuple(Source(**source) for source in stage["sources"]),
        candidates=tuple(stage["candidates"]),
        years=tuple((where, year) for where, year in stage["years"]),
        scopes=tuple((basis, scope) for basis, scope in stage["scopes"]),
        misnamed=stage["misnamed"],
        rule_making=stage["rule_making"],
        deadline=stage["deadline"],
        error=stage["error"],
        suspended=tuple(stage["suspended"]),
        others=tuple(stage["others"]),
        organs=tuple(stage["organs"]),
        publishers=tuple(stage["publishers"]),
        index_number=stage["index_number"],
        prose=Prose(texts[0], tuple(fact for fact in facts if fact.table == PROSE)) if texts else None,
        conflicts=tuple(FindingCell(**cell) for cell in stage["conflicts"]),
    )


#: What a fact says in few words, or prints in few signs.
_WORDS = ("table", "indicator", "applicant", "unit", "unit_source", "status", "raw", "by", "reading")


def _fact_from_stage(stage: dict[str, Any]) -> Fact:
    """A fact whose words are one object for all facts: so thousands of reports in memory are a third of their size."""
    fields = dict(stage)
    for name in _WORDS:
        if fields[name]:
            fields[name] = intern(fields[name])
    if fields["value"] is not None:
        fields["value"] = _number(str(fields["value"]))
    return Fact(**fields)


@lru_cache(maxsize=10_000)
def _number(digits: str) -> Decimal:
    """By its digits, since 3 and 3.0 are equal and are not printed alike."""
    return Decimal(digits)


def finding_to_stage(finding: Finding, report_id: str | None) -> dict[str, Any]:
    """A finding on a report as stage files keep it."""
    return _finding_contract(finding, report_id) | {"identity": finding.identity}


def finding_from_stage(finding: dict[str, Any], report_id: str | None) -> Finding:
    """The finding on a report that :func:`finding_to_stage` wrote."""
    cells = tuple(
        FindingCell(**(cell | {"report_id": None if cell["report_id"] == report_id else cell["report_id"]}))
        for cell in finding["cells"]
    )
    sides = {side: None if finding[side] is None else Decimal(finding[side]) for side in ("left", "right")}
    return Finding(**(finding | {"cells": cells} | sides))
