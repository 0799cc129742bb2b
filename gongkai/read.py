"""``gongkai read``: one document → its kind, reports, tables, facts and findings, by the plain evaluator."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from gongkai import archives, sandbox
from gongkai.align.document import align
from gongkai.align.numbers import squeeze
from gongkai.captions_above import with_captions_above
from gongkai.crawl.recognise import Title, period_year
from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.forms import codebook
from gongkai.grids.joined import joined, name_of
from gongkai.grids.model import Extract
from gongkai.imprint import imprint
from gongkai.judge import form_of_disputes
from gongkai.judge.evaluate import judged
from gongkai.judge.matching import matched
from gongkai.judge.readings import combine
from gongkai.members import as_one, of_members, placed, placed_grids
from gongkai.organs import stated_in
from gongkai.prose.counts import Whose
from gongkai.prose.facts import read as read_prose
from gongkai.records import DocumentReading, Fact, Kind, Report, TableRecord
from gongkai.sandbox import extracts
from gongkai.scope import kind_of, scope_of
from gongkai.scope_captions import with_scopes
from gongkai.scope_parts import by_scope
from gongkai.settings import Readers
from gongkai.titles import find_title, heading_years, other_titles, read_title

#: A whole number that rises with every change of this module, of titles or of scopes that can change an answer.
READING_VERSION = 19

_ANNOUNCED = re.compile(
    r"(?:现|特|向社会)?(?:公布|公开|发布)([\u4e00-\u9fff]{2,30}?)(?:20\d\d年度?)政府信息公开(?:工作)?年度?报告"
)

#: What makes the extracts of a document; raises UnreadableDocument.
Extracting = Callable[[Document], tuple[Extract, ...]]


def read_document(document: Document, mode: Readers = "both") -> DocumentReading:
    """Everything that one document says. Never raises for the document's content: what cannot be opened says so."""
    return read_with_grids(document, mode)[0]


def read_with_grids(document: Document, mode: Readers = "both") -> tuple[DocumentReading, tuple[Extract, ...]]:
    """:func:`read_document`, and beside it what each reader got; nothing where no reader could.

    Of an archive: what the preferred reader got of each member, as tables without pages.
    """
    seen: list[tuple[str, tuple[Extract, ...]]] = []

    def read(part: Document) -> tuple[Extract, ...]:
        found = extracts(part, mode)
        seen.append((part.source, found))
        return found

    answer = said(document, read)
    if document.media_type in archives.MEDIA:
        found = tuple(placed_grids(document, source, own[0]) for source, own in seen if own)
    else:
        found = seen[0][1] if seen else ()
    if answer.kind == "blank_form":
        return replace(answer, reports=()), found
    parted = _parted(as_one(answer))
    return replace(parted, reports=tuple(map(judged, parted.reports))), found


def _parted(answer: DocumentReading) -> DocumentReading:
    """The answer with a report for each scope of which the document holds a whole set of tables."""
    parts = [_by_scope(report) for report in answer.reports]
    lost = [own[0] for own, report in zip(parts, answer.reports, strict=True) if len(own) > 1 and report.prose]
    notes = [f"numbers of the text of {report.title} are in no report: of which scope nothing tells" for report in lost]
    reports = tuple(report for own in parts for report in own)
    return replace(answer, reports=reports, notes=(*answer.notes, *notes))


def _by_scope(report: Report) -> tuple[Report, ...]:
    """As :func:`gongkai.scope_parts.by_scope`, the agency's kind told by the title."""
    title = read_title(report.title or "")
    return by_scope(report, kind_of(title), (title.agency,) if title.agency else ())


def said(document: Document, read: Extracting) -> DocumentReading:
    """What a document says, not judged yet, its extracts made by ``read``; an archive says what its members say."""
    return _said(document, read, archives.Budget(), depth=1)


def said_together(pages: Sequence[Document], read: Extracting) -> DocumentReading:
    """What several documents say that are the pages of one report in this order; not judged yet.

    Places begin with the name of the page's file (``2.png!p1 …``), or its number (``part2!…``) where it has none.
    A page that cannot be read is missing, and a note says so; the answer is for the first page's document.
    """
    parts: list[tuple[str, tuple[Extract, ...]]] = []
    errors: list[UnreadableDocument] = []
    for number, page in enumerate(pages, start=1):
        try:
            parts.append((name_of(page.source) or f"part{number}", read(page)))
        except UnreadableDocument as error:
            errors.append(error)
    if not parts:
        return unreadable(pages[0], errors[0])
    answer = content(pages[0], joined(parts))
    notes = (*answer.notes, *map(str, errors))
    return replace(answer, bytes=sum(len(page.data) for page in pages), notes=notes)


def _said(document: Document, read: Extracting, budget: archives.Budget, depth: int) -> DocumentReading:
    try:
        if document.media_type in archives.MEDIA:
            return _unpacked(document, read, budget, depth)
        return content(document, read(document))
    except UnreadableDocument as error:
        return unreadable(document, error)


def _unpacked(document: Document, read: Extracting, budget: archives.Budget, depth: int) -> DocumentReading:
    """What an archive's members say; its images are the pages of one report."""
    if depth > archives.MAX_DEPTH:
        raise UnreadableDocument("archives stand too deep in each other", document.source, "", "unpack the inner ones")
    members, notes = sandbox.members(document, budget)
    images = [member for member in members if member.media_type.startswith("image/")]
    answers = [
        placed(_said(member, read, budget, depth + 1), name_of(member.source))
        for member in members
        if member not in images
    ]
    answers += [said_together(images, read)] if images else []
    return of_members(document, answers, notes)


def unreadable(document: Document, error: UnreadableDocument) -> DocumentReading:
    """The answer for a document that no reader can open."""
    return DocumentReading(
        source=document.source,
        sha256=document.sha256,
        media_type=document.media_type,
        bytes=len(document.data),
        pages=None,
        kind="unreadable",
        error=str(error),
    )


def content(document: Document, found: tuple[Extract, ...]) -> DocumentReading:
    """What a document says, given what each of its readers got from it; not judged yet."""
    title = find_title(found)
    tables, facts = _tables(found, title.agency)
    answer = DocumentReading(
        source=document.source,
        sha256=document.sha256,
        media_type=document.media_type,
        bytes=len(document.data),
        pages=next((extract.pages for extract in found if extract.pages is not None), None),
        kind="report",
        notes=tuple(dict.fromkeys(note for extract in found for note in extract.notes)),
    )
    if title.kind == "other" and not tables:
        return replace(answer, kind="not_a_report", other_kind=title.other_kind)
    if not tables and (title.kind != "annual_report" or title.year is None):
        return replace(answer, kind="not_a_report")
    report = _report(found, title, tables, facts)
    empty = not any(fact.value is not None for fact in facts)
    kind: Kind = "blank_form" if tables and empty and not (title.agency and title.year) else "report"
    # Several sets stand together until all that says whose report it is has been heard.
    parts = _by_scope(report)
    return replace(answer, kind=kind, reports=parts if len(parts) == 1 else (report,))


def _tables(found: tuple[Extract, ...], agency: str | None) -> tuple[tuple[TableRecord, ...], tuple[Fact, ...]]:
    """Tables of a document, each from all readers that found it, and their facts."""
    aligned = [with_captions_above(extract, with_scopes(extract, align(extract)), agency) for extract in found]
    records: list[TableRecord] = []
    facts: list[Fact] = []
    for kind in codebook.TABLES:
        tables = matched([[table for table in tables if table.table == kind] for tables in aligned])
        for n, readings in enumerate(tables, start=1):
            record, own = combine(readings, n, len(found))
            records.append(record)
            facts.extend(own)
    return tuple(records), tuple(facts)


def _report(
    found: tuple[Extract, ...], title: Title, tables: tuple[TableRecord, ...], facts: tuple[Fact, ...]
) -> Report:
    text = running_text(found)
    scope, basis = scope_of(title, text)
    # The title of a half-year's report or of a circular states no report year.
    own_year = title.year if title.kind != "other" else None
    headings = [("heading", year) for year in heading_years(found) if year != own_year]
    named = (("title", own_year), *headings, ("统计期限", period_year(text)))
    years = tuple((where, year) for where, year in named if year)
    stated = {year for _, year in years}
    year = own_year or (min(stated) if len(stated) == 1 else None)
    prose = read_prose(found, Whose(year, title.agency or announced(text)))
    printed = imprint(found)
    report = Report(
        agency=title.agency,
        year=year,
        scope=scope,
        scope_basis=basis,
        published=published(found),
        verdict=None,
        tables=tuple(replace(table, scope=scope) for table in (*tables, *_missing(tables))),
        facts=facts,
        findings=(),
        title=title.text or None,
        years=years,
        others=other_titles(found, title),
        organs=stated_in(found),
        publishers=printed.publishers,
        index_number=printed.index_number,
        prose=prose and replace(prose, table=replace(prose.table, scope=scope)),
    )
    return form_of_disputes.decided(report)


def _missing(tables: tuple[TableRecord, ...]) -> list[TableRecord]:
    """Official tables of the form that stand in no document, where at least one does."""
    present = {table.table for table in tables}
    if not present:
        return []
    form = next((table.form for table in tables if table.table == "3"), tables[0].form)
    return [
        TableRecord(name, 1, form, None, None, "unknown", None, "single", (), exact=tables[0].exact)
        for name in codebook.TABLES
        if name not in present
    ]


def running_text(found: tuple[Extract, ...]) -> str:
    """All running text without white space, for sentences that a line break may cut."""
    lines = next((extract.lines for extract in found if extract.lines), ())
    return squeeze("".join(line.text for line in lines))


def announced(text: str) -> str | None:
    """Whose report the text says it is: 现公布样川市水利局2022年政府信息公开工作年度报告; None where it does not."""
    match = _ANNOUNCED.search(text)
    return match[1] if match is not None else None


def published(found: tuple[Extract, ...]) -> str | None:
    """The publishing date that the page's metadata shows, as ISO date. Never says anything of the report year."""
    for extract in found:
        match = re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", extract.metadata.get("pubdate", "").strip())
        if match is not None:
            return f"{int(match[1]):04}-{int(match[2]):02}-{int(match[3]):02}"
    return None
