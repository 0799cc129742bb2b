"""What the members of an archive say, as the answer for the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids.joined import MARK, name_of
from gongkai.grids.model import Extract
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
