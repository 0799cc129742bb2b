"""A reading and the grids it was read from → the drawing: which box is which cell, and what is wrong where. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from gongkai.grids.model import Extract
from gongkai.grids.places import page_box
from gongkai.records import DocumentReading, Finding, Report, TableRecord
from gongkai.show.marks import Told, findings_by_cell, told
from gongkai.show.model import STATES, Drawing, Remark, Sheet, TableLine
from gongkai.show.sheets import MAX_SHEETS, page_sheets, table_sheets


def draw(reading: DocumentReading, found: Sequence[Extract], pages: int) -> Drawing:
    """The drawing of a document.

    found: what its readers got, the preferred one first; empty where none could open it.
    pages: how many pages it has that can be rendered; 0 for a medium without pages.
    """
    named = _named_findings(reading)
    by_place: dict[str, list[Told]] = {}
    for report, findings in zip(reading.reports, named, strict=True):
        for one in _told(report, findings):
            by_place.setdefault(one.fact.place or "", []).append(one)
    paged, notes = page_sheets(found, by_place, pages)
    tabled, more = table_sheets(found, by_place, MAX_SHEETS - len(paged))
    findings = [pair for pairs in named for pair in pairs]
    return Drawing(
        title=next((r.title or r.agency for r in reading.reports if r.title or r.agency), None) or reading.source,
        about=(*_about(reading), *notes, *more),
        tables=tuple(_line(table, report) for report in reading.reports for table in report.tables),
        sheets=tuple(_remarked([*paged, *tabled], dict(findings))),
        missing=tuple(_missing(found, by_place)),
        findings=tuple(findings),
    )


def _named_findings(reading: DocumentReading) -> list[list[tuple[str, Finding]]]:
    """Findings of each report, named through the whole document."""
    named: list[list[tuple[str, Finding]]] = []
    count = 0
    for report in reading.reports:
        named.append([(f"F{number}", finding) for number, finding in enumerate(report.findings, start=count + 1)])
        count += len(report.findings)
    return named


def _told(report: Report, named: Sequence[tuple[str, Finding]]) -> Iterator[Told]:
    # What could not be judged is listed; only what is broken is drawn at its cells.
    cells = findings_by_cell([pair for pair in named if pair[1].outcome == "broken"])
    forms = {(table.table, table.n): table.form for table in report.tables}
    for fact in report.facts:
        yield told(fact, forms[fact.table, fact.n], cells)


def _about(reading: DocumentReading) -> list[str]:
    lines = [f"{reading.source} · {reading.media_type or 'no document'} · {reading.kind.replace('_', ' ')}"]
    lines += [
        f"agency {report.agency or '?'} · year {report.year or '?'} · scope {report.scope} · "
        f"verdict {report.verdict or 'none'}"
        for report in reading.reports
    ]
    lines += (reading.error or "").splitlines()
    return lines + [f"note: {note}" for note in reading.notes]


def _line(table: TableRecord, report: Report) -> TableLine:
    facts = [fact for fact in report.facts if (fact.table, fact.n) == (table.table, table.n)]
    states = Counter("disputed" if fact.reading == "disputed" else fact.status for fact in facts)
    readers = ", ".join(table.readers) or "no reader"
    return TableLine(
        name=f"table {table.table}" + (f" ({table.n})" if table.n > 1 else ""),
        verdict=table.verdict,
        about=f"form {table.form} · {table.reading}: {readers} · {table.place or 'in no document'}",
        cells=tuple((state, states[state]) for state in STATES if states[state]),
    )


def _remarked(sheets: Iterable[Sheet], findings: Mapping[str, Finding]) -> Iterator[Sheet]:
    """Sheets with their remarks: on boxes, numbered through the drawing, then the findings that name one of them."""
    count = 0
    for sheet in sheets:
        marks, remarks = [], []
        for mark in sheet.marks:
            if mark.remark:
                count += 1
                remarks.append(Remark(str(count), mark.state, mark.remark))
                mark = replace(mark, number=count)
            marks.append(mark)
        names = dict.fromkeys(name for mark in marks for name in mark.findings)
        remarks += [Remark(name, "broken", finding_text(findings[name])) for name in names]
        yield sheet.remarked(marks, remarks)


def finding_text(finding: Finding) -> str:
    """A finding in words: rule, outcome, message, suggestion."""
    rule = f"{finding.identity or finding.rule} {finding.outcome.replace('_', ' ')} ({finding.severity})"
    return f"{rule}: {finding.message}" + (f"; {finding.suggestion}" if finding.suggestion else "")


def _missing(found: Sequence[Extract], by_place: Mapping[str, Sequence[Told]]) -> Iterator[Remark]:
    """Cells that stand on no sheet, those of one indicator together."""
    drawn = {cell.place for extract in found for grid in extract.grids for cell in grid.cells}
    groups: dict[tuple[str, int, str, str], list[Told]] = {}
    for place, tolds in by_place.items():
        if place in drawn or page_box(place) is not None:
            continue
        for one in tolds:
            groups.setdefault((one.fact.table, one.fact.n, one.code, one.remark or one.state), []).append(one)
    for (table, _, code, what), ones in groups.items():
        who = ", ".join(one.who for one in ones if one.who)
        yield Remark(f"table {table}", ones[0].state, f"{code}{' · ' if who else ''}{who}: {what}")
