"""What the members of an archive say, as the answer for the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids.joined import MARK, name_of
from gongkai.grids.model import Extract
from gongkai.judge import form_of_disputes
from gongkai.organs import named, parted, years_named
from gongkai.records import DocumentReading, Kind, Prose, Report
from gongkai.reports.renditions import Rendition, confirmed, conflicts

#: Of what the members are the first counts.
_KINDS: tuple[Kind, ...] = ("report", "blank_form", "unreadable")


def of_members(archive: Document, answers: Sequence[DocumentReading], notes: Sequence[str]) -> DocumentReading:
    """One answer with the reports of all members; its notes name the members that hold none.

    notes: on members that were not unpacked. Raises UnreadableDocument when no member was.
    """
    if not answers:
        said = "".join(f"; {note}" for note in notes)
        raise UnreadableDocument(f"nothing in it can be unpacked{said}", archive.source, "", "unpack it by hand")
    kinds = {answer.kind for answer in answers}
    kind: Kind = next((kind for kind in _KINDS if kind in kinds), "not_a_report")
    first = next(answer for answer in answers if answer.kind == kind)
    return DocumentReading(
        source=archive.source,
        sha256=archive.sha256,
        media_type=archive.media_type,
        bytes=len(archive.data),
        pages=None,
        kind=kind,
        reports=_compared([answer for answer in answers if answer.kind == kind]),
        other_kind=first.other_kind,
        error=first.error,
        notes=(*notes, *(note for answer in answers for note in _notes(answer))),
    )


def _compared(answers: Sequence[DocumentReading]) -> tuple[Report, ...]:
    """The reports of the members. Copies of one report confirm each other; the cells in which they differ are told."""
    copies = [Rendition(answer.source, answer.sha256, report) for answer in answers for report in answer.reports]
    found = []
    for copy in copies:
        others = [other for other in copies if other is not copy and _is_same(copy.report, other.report)]
        report = confirmed(copy.report, copy.sha256, others)
        differing = conflicts(report, [other.report for other in others])
        found.append(replace(report, conflicts=tuple(dict.fromkeys((*report.conflicts, *differing)))))
    return tuple(found)


def _is_same(one: Report, other: Report) -> bool:
    """Whether two reports say that they are one agency's of one year; their tables may be of any kind."""
    same = (one.agency, one.year, one.scope) == (other.agency, other.year, other.scope)
    return same and one.agency is not None and one.year is not None


def as_one(answer: DocumentReading) -> DocumentReading:
    """The answer for an archive with members that are the parts of one report as that report; not judged yet.

    Parts bear titles of one agency and year, say nothing of different scopes, and no two of them have one table:
    else they may be copies or versions, and stand as they are. At most one of them has numbers in its text.
    """
    alike: dict[tuple[object, ...], list[Report]] = {}
    for report in answer.reports:
        alike.setdefault(_whose(report), []).append(report)
    wholes = {id(own[0]): _whole(own) for own in alike.values() if _are_parts(own)}
    parts = {id(part) for own in alike.values() if id(own[0]) in wholes for part in own[1:]}
    reports = tuple(wholes.get(id(report), report) for report in answer.reports if id(report) not in parts)
    return answer if len(reports) == len(answer.reports) else replace(answer, reports=reports)


def _whose(report: Report) -> tuple[object, ...]:
    return (report.agency, report.year, report.scope, report.scope_basis)


def _are_parts(reports: Sequence[Report]) -> bool:
    if len(reports) < 2 or any(report.agency is None or report.year is None or report.others for report in reports):
        return False
    tables = [[table.table for table in report.tables if table.place is not None] for report in reports]
    met = [name for own in tables for name in own]
    with_text = [report for report in reports if report.prose and report.prose.facts]
    return all(tables) and len(met) == len(set(met)) and len(with_text) < 2 and not any(map(_names_others, reports))


def _names_others(report: Report) -> bool:
    """Whether headings or the name of its file state another organ, or year, than its title does."""
    files = {part for table in report.tables if table.place for part in table.place.split(MARK)[:-1]}
    organs, years = parted(report.organs)
    organs += [organ for name in files for organ in named(name)]
    years += [year for _, year in report.years] + [year for name in files for year in years_named(name)]
    agency = report.agency or ""
    return {*years} != {report.year} or any(organ not in agency and agency not in organ for organ in organs)


def _whole(parts: Sequence[Report]) -> Report:
    """One report with the tables of all parts; what else it says is the first one's, but the text's numbers."""
    standing = [table for part in parts for table in part.tables if table.place is not None]
    present = {table.table for table in standing}
    missing = [table for table in parts[0].tables if table.table not in present]
    return form_of_disputes.decided(
        replace(
            parts[0],
            tables=(*sorted(standing, key=lambda table: table.table), *missing),
            facts=tuple(fact for part in parts for fact in part.facts),
            conflicts=tuple(cell for part in parts for cell in part.conflicts),
            prose=next((part.prose for part in parts if part.prose and part.prose.facts), parts[0].prose),
            years=tuple(dict.fromkeys(year for part in parts for year in part.years)),
            scopes=tuple(dict.fromkeys(scope for part in parts for scope in part.scopes)),
            organs=tuple(dict.fromkeys(organ for part in parts for organ in part.organs)),
        )
    )


def placed(answer: DocumentReading, name: str) -> DocumentReading:
    """The answer with its places behind a member's name: ``2023.docx!/w:document/…``."""
    reports = tuple(
        replace(
            report,
            tables=tuple(replace(t, place=t.place and f"{name}{MARK}{t.place}") for t in report.tables),
            facts=tuple(f._replace(place=f.place and f"{name}{MARK}{f.place}") for f in report.facts),
            prose=report.prose and _placed_prose(report.prose, name),
        )
        for report in answer.reports
    )
    return replace(answer, reports=reports)


def _placed_prose(prose: Prose, name: str) -> Prose:
    table = replace(prose.table, place=prose.table.place and f"{name}{MARK}{prose.table.place}")
    return Prose(table, tuple(f._replace(place=f.place and f"{name}{MARK}{f.place}") for f in prose.facts))


def placed_grids(archive: Document, source: str, extract: Extract) -> Extract:
    """What a reader got of a member, its places as :func:`placed` names them; no boxes, as no page of it is shown."""
    name = MARK.join(name_of(part) for part in source.removeprefix(f"{archive.source}{MARK}").split(MARK))
    grids = tuple(
        replace(
            grid,
            cells=tuple(cell._replace(place=f"{name}{MARK}{cell.place}", box=None) for cell in grid.cells),
            place=f"{name}{MARK}{grid.place}",
        )
        for grid in extract.grids
    )
    return replace(extract, grids=grids)


def _notes(answer: DocumentReading) -> list[str]:
    """What a person should know of a member."""
    name = name_of(answer.source)
    found = [f"{name}: {note}" for note in answer.notes]
    if answer.kind != "report":
        found.append(f"{name}: {answer.error or answer.kind.replace('_', ' ')}")
    return found
