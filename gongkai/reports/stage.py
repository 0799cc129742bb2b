"""Stage ``reports`` of one region: publications → reports with identity, revisions and conflicts between renditions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from urllib.parse import unquote

from gongkai import archives, documents
from gongkai.crawl.recognise import read_title
from gongkai.deadlines import deadline, doubtful
from gongkai.decisions import Decisions
from gongkai.grids.joined import name_of
from gongkai.organs import named
from gongkai.records import Prose, Report, Scope, Source
from gongkai.registry.load import Registry
from gongkai.reports import decided
from gongkai.reports.delivered import Delivered, SourceLine, printed
from gongkai.reports.foreign import foreign, is_another, members, names_in
from gongkai.reports.identity import Identity, identify
from gongkai.reports.publications import Publication, Reader, publications
from gongkai.reports.renditions import Rendition, completed, confirmed, conflicts
from gongkai.scope import kind_of
from gongkai.scope_parts import by_scope

#: A whole number that rises with every change of this package that can change a report.
REPORTS_VERSION = 10

#: Of sources, those that are preferred first.
ORIGINS = ("publisher", "hub", "deposit")


def partition_of(report: Report, years: Collection[str] | None = None) -> str:
    """``2021|99``: report year and region; year ``0000`` where it is unknown, or none of the ``years`` there are."""
    year = f"{report.year or 0:04}"
    return f"{year if years is None or year in years else '0000'}|{report.region}"


def reports(lines: Iterable[SourceLine], read: Reader, registry: Registry, decisions: Decisions) -> tuple[Report, ...]:
    """All revisions of all reports of a region, sorted, from its lines of stage ``documents``.

    read: digests of a document's bytes, or of several that are pages of one, → what they say, not judged
          (:func:`gongkai.reports.reading.reading_of`).
    """
    by_report: dict[str, list[list[Report]]] = {}
    for publication in publications(lines, read):
        if _is_other_kind(publication):
            continue
        revisions = _revisions(publication, registry, decisions)
        if _is_empty_form(publication) and not revisions[-1].agency_id:
            continue
        for own in _by_scope(revisions, registry):
            by_report.setdefault(own[-1].report_id or "", []).append(own)
    found = [report for _, editions in sorted(by_report.items()) for report in _one_report(editions)]
    undated = doubtful(found)
    return tuple(
        decided.apply(replace(report, deadline=None) if report.report_id in undated else report, decisions)
        for report in found
    )


def _is_other_kind(publication: Publication) -> bool:
    """Another kind of document on the list (法治政府建设年度报告), or no report by its title nor by its content."""
    listed = read_title(publication.root["listed_title"] or "").kind
    if listed == "other":
        return not any(d.has_tables for _, deliveries in publication.parts for d in deliveries)
    return publication.main is None and listed != "annual_report"


def _is_empty_form(publication: Publication) -> bool:
    """The official form without a number in it: no report, unless somebody stated whose report it is."""
    return publication.main is not None and all(d.reading.kind == "blank_form" for d in publication.main[1])


def _revisions(publication: Publication, registry: Registry, decisions: Decisions) -> list[Report]:
    """Reports of a publication, one a revision: a new one where the same source delivered other cells."""
    # A page listed as a report that holds none (an error page, a picture) stays known as a report without tables.
    line, deliveries = publication.main or publication.parts[0]
    with_tables = [delivered for delivered in deliveries if delivered.has_tables]
    # What was good stays: a later delivery without tables (an error page, a notice) replaces nothing.
    kept = with_tables or deliveries[-1:]
    revisions: list[list[Delivered]] = []
    for delivered in kept:
        if revisions and _cells(revisions[-1][-1]) == _cells(delivered):
            revisions[-1].append(delivered)
        else:
            revisions.append([delivered])
    identity = _identified(publication, kept, registry, decisions)
    twins = _twins(publication, deliveries, identity, registry)
    same = [twin for twin in twins if {year for _, year in twin.report.years} <= {identity.year}]
    own = [twin for twin in same if not twin.foreign]
    found = [
        confirmed(
            completed(_report(publication, line, group[-1], identity, number, registry), same), group[-1].sha256, own
        )
        for number, group in enumerate(revisions)
    ]
    renditions = [twin.report for twin in twins if not twin.foreign and not _is_blank(twin.report)]
    found[-1] = replace(found[-1], conflicts=conflicts(found[-1], renditions))
    return found


def _identified(
    publication: Publication, kept: Sequence[Delivered], registry: Registry, decisions: Decisions
) -> Identity:
    """Whose a publication is; nobody's where a column or depositor states an agency and the title names another organ.

    A name that may be the agency's own (教育体育局 of 教育局) is told by rule ``agency_named`` alone.
    """
    identity = identify(publication, kept, registry, decisions)
    agency = registry.agencies.get(identity.agency_id or "")
    if agency is None or identity.misnamed is None or not is_another(identity.misnamed, agency, identity, registry):
        return identity
    if decisions.identity("agency", publication.sources, publication.titles) is not None:
        return identity
    return replace(identity, agency_id=None, candidates=(agency.agency_id,))


def _by_scope(revisions: Sequence[Report], registry: Registry) -> list[list[Report]]:
    """The revisions of each report that a publication holds now: of several where it holds sets of several scopes.

    What it delivered before of a scope of which it holds no set any more goes with that report.
    """
    parted = [_parts(report, registry) for report in revisions]
    found = []
    for n, current in enumerate(parted[-1]):
        earlier = [part for parts in parted[:-1] for m, part in enumerate(parts) if _is_same(part, m, current, n)]
        found.append(_changes([*earlier, current]))
    return found


def _parts(report: Report, registry: Registry) -> list[Report]:
    agency = registry.agencies.get(report.agency_id or "")
    kind = agency.kind if agency else kind_of(read_title(report.title or ""))
    names = [*(agency.names_in(None) if agency else ())]
    names += [report.agency] if report.agency and report.misnamed is None else []
    parts = by_scope(report, kind, names)
    return [replace(part, report_id=_report_id(part, n)) for n, part in enumerate(parts, start=1)]


def _report_id(part: Report, n: int) -> str:
    if part.agency_id is not None and part.year is not None:
        return f"{part.agency_id}:{part.year}:{part.scope}"
    return f"?{part.sources[0].sha256[:16]}:{n}"


def _is_same(part: Report, m: int, current: Report, n: int) -> bool:
    """Whether what was delivered before is a revision of a report. One that is nobody's is told by its place."""
    is_resolved = current.agency_id is not None and current.year is not None
    return part.report_id == current.report_id if is_resolved else m == n


def _changes(revisions: Sequence[Report]) -> list[Report]:
    """Revisions of one report whose cells differ from those before, of several alike the last, numbered anew."""
    kept = [one for one, after in pairwise(revisions) if printed(one) != printed(after)]
    kept += revisions[-1:]
    return [replace(report, report_id=kept[-1].report_id, revision=number) for number, report in enumerate(kept)]


def _twins(
    publication: Publication, main: tuple[Delivered, ...], identity: Identity, registry: Registry
) -> list[Rendition]:
    """What the other parts of a publication deliver now, where official tables stand in it."""
    newest = [(line, deliveries[-1]) for line, deliveries in publication.own_parts if deliveries is not main]
    return [
        Rendition(line["source"], d.sha256, d.report, _foreign(publication, line, d, identity, registry))
        for line, d in newest
        if d.report and d.has_tables
    ]


def _is_blank(report: Report) -> bool:
    """Whether a form prints nothing in its boxes: the official form, linked as such."""
    return all(fact.status in ("blank", "absent") for fact in report.facts)


def _foreign(
    publication: Publication, line: SourceLine, delivered: Delivered, identity: Identity, registry: Registry
) -> tuple[str, ...]:
    """What a part states of another agency or year; nothing of the page's own document, whose title is the report's.

    Of one whose own title is the report's only what it is called: its text may name others.
    """
    pages = [page for page, _ in publication.pages] if _is_first_page(publication, line) else [line]
    is_archive = delivered.media_type in archives.MEDIA
    if delivered.report is None or (pages == [publication.root] and not is_archive):
        return ()
    linked = [page for page in pages if page is not publication.root]
    texts = [text for page in linked for text in (*names_in(page["source"]), page["link_text"] or "")]
    texts += members(delivered.report) if is_archive else []
    # What stands on the page and on the one that links it is the site's: banners, breadcrumbs, who runs it.
    known = _organs_of_root(publication) if delivered.media_type == documents.HTML else frozenset()
    organs = [organ for organ in delivered.report.organs if organ not in known]
    organs = [] if len(pages) == 1 and _bears_title(delivered.report, identity, registry) else organs
    return foreign(
        unquote(name_of(linked[-1]["source"] if linked else line["source"])), texts, organs, identity, registry
    )


def _bears_title(said: Report, identity: Identity, registry: Registry) -> bool:
    """Whether a document's own title names the report's agency and year."""
    if said.agency is None or said.year is None or said.year != identity.year:
        return False
    return not foreign("", (), [said.agency], identity, registry)


def _is_first_page(publication: Publication, line: SourceLine) -> bool:
    return bool(publication.pages) and line is publication.pages[0][0]


def _organs_of_root(publication: Publication) -> frozenset[str]:
    """Organs that the page itself states, those that its links name left out."""
    delivered = [d for line, d in publication.pages if line is publication.root]
    delivered += [d[-1] for line, d in publication.parts if line is publication.root]
    links = [line["link_text"] for line, _ in publication.parts] + [line["link_text"] for line, _ in publication.pages]
    linked = {organ for text in links if text for organ in named(text)}
    own = delivered[0].report if delivered else None
    return frozenset(own.organs if own is not None else ()) - linked


def _cells(delivered: Delivered) -> list[tuple[object, ...]]:
    """What is printed in the tables of a delivery, without places."""
    return printed(delivered.report) if delivered.report else []


def _report(
    publication: Publication,
    line: SourceLine,
    delivered: Delivered,
    identity: Identity,
    revision: int,
    registry: Registry,
) -> Report:
    said = delivered.report
    agency = registry.agencies.get(identity.agency_id or "")
    due = deadline(agency.kind, agency.level, identity.year) if agency and identity.year else None
    return Report(
        agency=identity.name,
        year=identity.year,
        scope=identity.scope,
        scope_basis=identity.scope_basis,
        published=publication.root["listed_date"] or (said.published if said else None),
        verdict="unreadable" if delivered.reading.kind == "unreadable" else None,
        tables=tuple(replace(table, scope=identity.scope) for table in (said.tables if said else ())),
        facts=said.facts if said else (),
        findings=(),
        agency_id=identity.agency_id,
        title=next(iter(publication.titles), None),
        region=line["region"],
        revision=revision,
        sources=_sources(publication, line, delivered),
        candidates=identity.candidates,
        years=identity.years,
        scopes=identity.scopes,
        misnamed=identity.misnamed,
        suspended=identity.suspended,
        rule_making=agency.rule_making if agency else None,
        deadline=due.day.isoformat() if due else None,
        error=delivered.reading.error,
        others=(*(said.others if said else ()), *_foreign(publication, line, delivered, identity, registry)),
        prose=_prose(said.prose if said else None, identity.scope),
    )


def _prose(prose: Prose | None, scope: Scope) -> Prose | None:
    return prose and Prose(replace(prose.table, scope=scope), prose.facts)


def _sources(publication: Publication, line: SourceLine, delivered: Delivered) -> tuple[Source, ...]:
    """The document that the facts stand in first, page by page where it has several; then the publication's others."""
    first = _source(line, delivered)
    pages = [_source(*page) for page in publication.pages]
    others = [_source(other, d[-1]) for other, d in publication.parts if other is not line]
    if _is_first_page(publication, line):
        return tuple(dict.fromkeys((*pages, *others)))
    others += pages
    return tuple(dict.fromkeys((first, *others)))


def _source(line: SourceLine, delivered: Delivered) -> Source:
    return Source(
        source=line["source"],
        sha256=delivered.sha256,
        media_type=delivered.media_type,
        origin=line["origin"],
        rendition=line["rendition"],
        retrieved=delivered.retrieved,
        column_id=line["column_id"],
        listed_title=line["listed_title"],
    )


def _one_report(editions: Sequence[list[Report]]) -> list[Report]:
    """One report from all publications of it: the publisher's own before hubs and deposits, readable ones first."""
    ordered = sorted(editions, key=_preference)
    main, others = ordered[0], ordered[1:]
    if not others:
        return main
    current, newest = main[-1], [other[-1] for other in others]
    found = (*current.conflicts, *conflicts(current, newest))
    sources = (*current.sources, *(source for other in newest for source in other.sources))
    twins = [Rendition(other.sources[0].source, other.sources[0].sha256, other) for other in newest]
    current = confirmed(current, current.sources[0].sha256, twins)
    years = (*current.years, *_other_years(current, newest))
    # A page that was put up again, or a correction beside it, does not make a report late.
    same = [other.published for other in newest if {year for _, year in other.years} <= {current.year}]
    published = min((day for day in (current.published, *same) if day), default=None)
    conflicting = tuple(dict.fromkeys(found))
    return [*main[:-1], replace(current, conflicts=conflicting, sources=sources, years=years, published=published)]


def _other_years(report: Report, others: Iterable[Report]) -> Iterator[tuple[str, int]]:
    """Other years that its other publications state, of those that print other numbers: they may be reports of these.

    A decision on the report's own year silences them.
    """
    own = dict(report.years)
    for other in others:
        if "decision" not in own and conflicts(report, [other]):
            yield from ((f"{where} at {other.sources[0].source}", y) for where, y in other.years if y != report.year)


def _preference(revisions: list[Report]) -> tuple[bool, int, str]:
    report = revisions[-1]
    source = report.sources[0]
    return (not report.facts, ORIGINS.index(source.origin), source.source)
