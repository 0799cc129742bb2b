"""Renditions of one report side by side: tables that one of them lacks, what they say alike, and what they do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from gongkai.grids.joined import MARK, name_of
from gongkai.judge import form_of_disputes
from gongkai.records import Fact, FindingCell, Report, TableRecord

#: Readers of pictures: two pictures of one sheet of paper mislead them alike.
_OF_PICTURES = frozenset({"ocr", "glyphs"})


@dataclass(frozen=True)
class Rendition:
    """A report as one source delivered it. source: URL or deposit name; sha256: of the document.

    foreign: what it states of another agency or year (:mod:`gongkai.reports.foreign`).
    """

    source: str
    sha256: str
    report: Report
    foreign: tuple[str, ...] = ()


def completed(report: Report, others: Iterable[Rendition]) -> Report:
    """The report with the tables that it lacks from the first other rendition that has them.

    Those that state nothing foreign come first; a table of the others says what its document states. The places of such
    a table name its document: ``附件2.xls!Sheet1!B7``.
    """
    for other in sorted(others, key=lambda one: bool(one.foreign)):
        lacking = {table.table for table in report.tables if table.place is None}
        if not report.tables:
            lacking = {table.table for table in other.report.tables}
        taken = [table for table in other.report.tables if table.table in lacking and table.place is not None]
        names = {table.table for table in taken}
        if not taken:
            continue
        report = replace(
            report,
            tables=tuple(
                sorted(
                    (
                        *(table for table in report.tables if table.table not in names),
                        *(_taken(table, other, report) for table in taken),
                    ),
                    key=lambda table: (table.place is None, table.table, table.n),
                )
            ),
            facts=(
                *report.facts,
                *(f._replace(place=_place(f.place, other.source)) for f in other.report.facts if f.table in names),
            ),
        )
    return form_of_disputes.decided(report)


def confirmed(report: Report, sha256: str, others: Sequence[Rendition]) -> Report:
    """The report with its tables that one reader read marked as agreed where another rendition prints every cell alike.

    sha256: of the document that the report was read from. Such a table's ``readers`` name the other one's with its
    document (``rules``, ``docx@附件.docx``). The same bytes confirm nothing, nor do two pictures each other.
    """
    for other in others:
        if other.sha256 == sha256:
            continue
        for table in report.tables:
            twin = next((t for t in other.report.tables if (t.table, t.n) == (table.table, table.n)), None)
            if twin is None or not _may_confirm(table, twin):
                continue
            facts = _alike(report, other.report, table)
            if facts:
                readers = (*table.readers, *(f"{reader}@{name_of(other.source)}" for reader in twin.readers))
                report = _with(report, replace(table, reading="agreed", readers=readers), facts)
    return report


def conflicts(report: Report, others: Iterable[Report]) -> tuple[FindingCell, ...]:
    """Cells that another rendition or source prints too, and otherwise, each once."""
    pairs = (pair for other in others for pair in differing(report, other))
    return tuple(dict.fromkeys(FindingCell(f.table, f.indicator, f.applicant, f.period, f.label) for f, _ in pairs))


def differing(report: Report, other: Report) -> Iterator[tuple[Fact, Fact]]:
    """Facts of a report whose cell another rendition or source prints too, and otherwise, each with the other one."""
    theirs = {_key(fact): fact for fact in other.facts}
    for fact in report.facts:
        twin = theirs.get(_key(fact))
        if twin is not None and _printed(twin) != _printed(fact):
            yield fact, twin


def _taken(table: TableRecord, other: Rendition, report: Report) -> TableRecord:
    return replace(table, place=_place(table.place, other.source), scope=report.scope, foreign=other.foreign)


def _place(place: str | None, source: str) -> str | None:
    return None if place is None else f"{name_of(source)}{MARK}{place}"


def _may_confirm(table: TableRecord, twin: TableRecord) -> bool:
    if table.reading != "single" or table.exact or table.place is None or twin.place is None:
        return False
    is_read = twin.reading != "disputed"
    return is_read and not ({*table.readers} <= _OF_PICTURES and {*twin.readers} <= _OF_PICTURES)


def _alike(report: Report, other: Report, table: TableRecord) -> dict[int, Fact]:
    """Facts of a table as two renditions read them, by the identity of the first one's; none unless all are alike."""
    own = [fact for fact in report.facts if (fact.table, fact.n) == (table.table, table.n)]
    theirs = {_key(fact): fact for fact in other.facts if (fact.table, fact.n) == (table.table, table.n)}
    if len(own) != len(theirs) or {_key(fact) for fact in own} != theirs.keys():
        return {}
    if any(f.status in ("absent", "unreadable") or _printed(f) != _printed(theirs[_key(f)]) for f in own):
        return {}
    return {id(f): f._replace(reading="agreed", sound=f.sound and theirs[_key(f)].sound) for f in own}


def _with(report: Report, table: TableRecord, facts: dict[int, Fact]) -> Report:
    tables = tuple(table if (t.table, t.n) == (table.table, table.n) else t for t in report.tables)
    return replace(report, tables=tables, facts=tuple(facts.get(id(fact), fact) for fact in report.facts))


def _key(fact: Fact) -> tuple[object, ...]:
    return (fact.table, fact.n, fact.indicator, fact.applicant, fact.label)


def _printed(fact: Fact) -> tuple[object, ...]:
    return (fact.status, fact.value, fact.unit)
