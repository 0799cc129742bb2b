"""``gongkai read``: one document → its kind, reports, tables, facts and findings, by the plain evaluator."""

from __future__ import annotations

import re
from dataclasses import replace

from gongkai.align.document import align
from gongkai.align.numbers import squeeze
from gongkai.crawl.recognise import Title, read_title
from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.forms import codebook
from gongkai.grids.model import Extract
from gongkai.judge.evaluate import judged
from gongkai.judge.matching import matched
from gongkai.judge.readings import combine
from gongkai.readers import Mode, extracts
from gongkai.records import DocumentReading, Fact, Kind, Report, TableRecord
from gongkai.scope import scope_of

#: A whole number that rises with every change of this module, of titles or of scopes that can change an answer.
READING_VERSION = 2

#: Lines at the top among which a title is looked for, and how many of them one title may be broken over.
_TITLE_LINES, _TITLE_PARTS, _TITLE_LENGTH = 12, 3, 80
_ORGAN = re.compile(
    r"^[^>》|,;。]*(?:政府|局|委|委员会|办公室|办公厅|厅|部|署|乡|镇|街道|苏木|办事处|中心|站|所|院|学校|省|市|县|区|州|盟|旗)$"
)
#: A line that is a title from its beginning to its end, no path of links.
_WHOLE_TITLE = re.compile(r"^[^>»]{6,60}(?:报告|年报)》?$")
_PERIOD = re.compile(r"(?:自|从)?(20\d\d)年1月1日(?:起)?[至到\-—]+(?:20\d\d年)?12月31日")


def read_document(document: Document, mode: Mode = "both") -> DocumentReading:
    """Everything that one document says. Never raises for the document's content: what cannot be opened says so."""
    try:
        answer = content(document, extracts(document, mode))
    except UnreadableDocument as error:
        answer = unreadable(document, error)
    if answer.kind == "blank_form":
        return replace(answer, reports=())
    return replace(answer, reports=tuple(judged(report) for report in answer.reports))


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
    tables, facts = _tables(found)
    title = find_title(found)
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
    return replace(answer, kind=kind, reports=(report,))


def _tables(found: tuple[Extract, ...]) -> tuple[tuple[TableRecord, ...], tuple[Fact, ...]]:
    """Tables of a document, each from all readers that found it, and their facts."""
    aligned = [align(extract) for extract in found]
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
    return Report(
        agency=title.agency,
        year=own_year or (min(stated) if len(stated) == 1 else None),
        scope=scope,
        scope_basis=basis,
        published=published(found),
        verdict=None,
        tables=tuple(replace(table, scope=scope) for table in (*tables, *_missing(tables))),
        facts=facts,
        findings=(),
        title=title.text or None,
        years=years,
    )


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


def find_title(found: tuple[Extract, ...]) -> Title:
    """The document's title: its own metadata's, where it is whole, else of its first lines the one that says most.

    Lines are joined where a title is broken over several.
    """
    stated = [read_title(extract.metadata["articletitle"]) for extract in found if "articletitle" in extract.metadata]
    whole = next((t for t in stated if t.kind == "annual_report" and t.agency and t.year is not None), None)
    if whole is not None:
        return whole
    texts: list[str] = []
    joined: list[str] = []
    for extract in found:
        texts += [text for text in (extract.metadata.get("articletitle"), extract.title) if text]
        lines = [line.text for line in extract.lines if squeeze(line.text)][:_TITLE_LINES]
        texts += lines
        joined += ["".join(lines[i : i + parts]) for i in range(len(lines)) for parts in range(2, _TITLE_PARTS + 1)]
    titles = [read_title(text) for text in texts if len(squeeze(text)) <= _TITLE_LENGTH]
    # Lines are one title only where the first of them names an organ: a breadcrumb or banner above a title does not.
    titles += [
        title
        for title in (read_title(text) for text in joined if len(squeeze(text)) <= _TITLE_LENGTH)
        if title.agency is not None and _ORGAN.search(title.agency)
    ]
    known = [title for title in titles if title.kind != "unknown"]
    if not known:
        return Title(text="", kind="unknown", other_kind=None, agency=None, year=None, office=False, region_wide=False)
    # Of equally telling ones the shortest: a joined title must not swallow the line after it.
    return max(known, key=lambda t: (t.kind == "annual_report", t.year is not None, bool(t.agency), -len(t.text)))


def heading_years(found: tuple[Extract, ...]) -> list[int]:
    """Years of all whole titles among the first lines: a list of other years' reports may stand above the report."""
    years: set[int] = set()
    for extract in found:
        for line in [line.text for line in extract.lines if squeeze(line.text)][:_TITLE_LINES]:
            title = read_title(line) if _WHOLE_TITLE.search(squeeze(line)) else None
            if title is not None and title.kind == "annual_report" and title.agency and title.year is not None:
                years.add(title.year)
    return sorted(years)


def running_text(found: tuple[Extract, ...]) -> str:
    """All running text without white space, for sentences that a line break may cut."""
    lines = next((extract.lines for extract in found if extract.lines), ())
    return squeeze("".join(line.text for line in lines))


def period_year(text: str) -> int | None:
    """The year of the 统计期限 (自2024年1月1日至…12月31日); None where none or several are stated."""
    years = {int(match[1]) for match in _PERIOD.finditer(text)}
    return years.pop() if len(years) == 1 else None


def published(found: tuple[Extract, ...]) -> str | None:
    """The publishing date that the page's metadata shows, as ISO date. Never says anything of the report year."""
    for extract in found:
        match = re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", extract.metadata.get("pubdate", "").strip())
        if match is not None:
            return f"{int(match[1]):04}-{int(match[2]):02}-{int(match[3]):02}"
    return None
