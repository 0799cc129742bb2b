"""Sources that belong together: a page and its attachments are one publication, read from the parts that hold tables.

Attachments that are one picture (or one-page PDF) a page are one part, in the order in which the page links them; so
are the numbered pages of a report in HTML (:mod:`gongkai.reports.series`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from gongkai import documents
from gongkai.crawl.relisted import Listed
from gongkai.forms import codebook
from gongkai.records import DocumentReading, Report
from gongkai.reports.delivered import Delivered, Part, SourceLine, titled
from gongkai.reports.overwritten import one_after_another
from gongkai.reports.renditions import conflicts
from gongkai.reports.series import numbered


class Reader(Protocol):
    """What reads documents."""

    def __call__(self, *shas: str) -> DocumentReading:
        """What the document with this digest says, not judged; of several digests, as pages of one in this order."""


@dataclass(frozen=True)
class Publication:
    """A page or file (``root``) with its attachments, each source with what it delivered, oldest first.

    pages: sources that are read as one, in the order of the pages, each with what it delivers now; the part that they
           make stands in ``parts`` under the first of them.
    """

    root: SourceLine
    parts: tuple[Part, ...]
    pages: tuple[tuple[SourceLine, Delivered], ...] = ()

    @property
    def main(self) -> Part | None:
        """The part that the report is read from: the first with an official table, else with a report, else unreadable.

        None where nothing that was delivered is a report at all.
        """
        tests: tuple[Callable[[Delivered], bool], ...] = (
            lambda d: d.has_tables,
            lambda d: d.reading.kind == "unreadable",
            lambda d: d.reading.kind in ("report", "blank_form"),
        )
        for test in tests:
            for line, deliveries in self.own_parts:
                if any(test(delivered) for delivered in deliveries):
                    return line, deliveries
        return None

    @property
    def own_parts(self) -> tuple[Part, ...]:
        """The parts without links of the page to its other years: reports that title another year, with other numbers.

        Only where the page's title states a year, and it or what it links has tables under a title of that year. One
        with the same numbers may be a copy under a wrong title.
        """
        reports = [(line, deliveries[-1].report) for line, deliveries in self.parts]
        year = next((titled(report) for line, report in reports if line is self.root), None)
        own = next((r for _, r in reports if r is not None and r.facts and titled(r) == year), None)
        if year is None or own is None:
            return self.parts
        return tuple(part for part in self.parts if not _is_of_another_year(part[1][-1].report, own, year))

    @property
    def sources(self) -> frozenset[str]:
        """Page or file, and its attachments."""
        return frozenset(line["source"] for line, _ in (*self.parts, *self.pages)) | {self.root["source"]}

    @property
    def titles(self) -> tuple[str, ...]:
        """All that is stated as a title: on the list, in the documents of :attr:`own_parts`."""
        stated = [line["listed_title"] for line, _ in self.own_parts]
        every = [d for _, deliveries in self.own_parts for d in deliveries]
        stated += [d.report.title for d in every if d.report]
        stated += [one.title for d in every if d.has_tables for one in d.own_listed]
        return tuple(dict.fromkeys(title for title in stated if title))


def publications(lines: Iterable[SourceLine], read: Reader) -> list[Publication]:
    """Publications of a region, sorted by the root's source; a part without any delivery is left out."""
    by_parent: dict[str | None, list[SourceLine]] = {}
    for line in sorted(lines, key=lambda line: str(line["source"])):
        by_parent.setdefault(line["parent"], []).append(line)
    known = {line["source"] for group in by_parent.values() for line in group}
    roots = [line for parent, group in by_parent.items() if parent is None or parent not in known for line in group]
    found = []
    for root in sorted(roots, key=lambda line: str(line["source"])):
        attachments = sorted(by_parent.get(root["source"], []), key=_order)
        delivered = [(line, _delivered(line, read)) for line in [root, *attachments] if line["deliveries"]]
        pages = _pages(delivered) or _numbered_pages(root, delivered)
        parts = [part for whole in _joined(delivered, pages, read) for part in _reports(*whole)]
        if pages:
            found.append(_as_listed(Publication(root, tuple(parts), tuple(pages))))
        else:
            found += [_as_listed(Publication(line, own)) for line, own in one_after_another(root, parts) if own]
    return found


def _as_listed(publication: Publication) -> Publication:
    """A publication as the list showed it when its newest tables came (where there are none: what came last)."""
    every = [d for _, deliveries in publication.parts for d in deliveries]
    newest = max([d for d in every if d.has_tables] or every, key=lambda d: d.retrieved)
    if not newest.own_listed:
        return publication
    title, shown_date = newest.own_listed[0]
    lines = [publication.root, *(line for line, _ in (*publication.parts, *publication.pages))]
    told = {id(line): line | {"listed_title": title, "listed_date": shown_date} for line in lines}
    return Publication(
        told[id(publication.root)],
        tuple((told[id(line)], deliveries) for line, deliveries in publication.parts),
        tuple((told[id(line)], page) for line, page in publication.pages),
    )


def _order(line: SourceLine) -> tuple[bool, int, str]:
    """As the page links its attachments; those that it links no longer last."""
    return (line["position"] is None, line["position"] or 0, str(line["source"]))


def _delivered(line: SourceLine, read: Reader) -> tuple[Delivered, ...]:
    return tuple(
        Delivered(
            d["sha256"],
            d["media_type"],
            d["retrieved"],
            read(d["sha256"]),
            tuple(Listed(*one) for one in d.get("listed", ())),
        )
        for d in line["deliveries"]
    )


def _pages(parts: list[Part]) -> list[tuple[SourceLine, Delivered]]:
    """Attachments that are one page each of one report, with what they deliver now.

    None where several of them bear a title with an agency: then each is a report.
    """
    pages = [(line, d[-1]) for line, d in parts if line["position"] is not None and _is_page(d[-1])]
    titles = {page.report.title for _, page in pages if page.report and page.report.agency}
    return pages if len(pages) > 1 and len(titles) < 2 else []


def _numbered_pages(root: SourceLine, parts: list[Part]) -> list[tuple[SourceLine, Delivered]]:
    """Pages in HTML that go on with each other by their numbers, with what they deliver now.

    None where the first has all tables, where they bear several titles with an agency, or where two print one cell:
    then each says something of its own.
    """
    linked = [(line, d[-1]) for line, d in parts if line is root or line["position"] is not None]
    by_source = {str(line["source"]): (line, d) for line, d in linked if d.media_type == documents.HTML}
    pages = [by_source[source] for source in numbered(str(root["source"]), by_source)]
    reports = [page.report for _, page in pages if page.report]
    cells = [(f.table, f.indicator, f.applicant) for r in reports for f in r.facts if f.label is None and f.place]
    titles = {report.title for report in reports if report.agency}
    is_whole = bool(pages) and {f.table for f in pages[0][1].facts} >= set(codebook.TABLES)
    return [] if is_whole or len(titles) > 1 or len(set(cells)) < len(cells) else pages


def _joined(parts: list[Part], pages: list[tuple[SourceLine, Delivered]], read: Reader) -> list[Part]:
    """The parts with the pages read as one, in the place of the first of them."""
    if not pages:
        return parts
    (first, newest), sources = pages[0], {line["source"] for line, _ in pages}
    reading = read(*(page.sha256 for _, page in pages))
    whole = replace(newest, retrieved=max(page.retrieved for _, page in pages), reading=reading)
    return [
        (line, (whole,) if line is first else deliveries)
        for line, deliveries in parts
        if line is first or line["source"] not in sources
    ]


def _is_page(delivered: Delivered) -> bool:
    is_sheet = delivered.media_type == documents.PDF and delivered.reading.pages == 1
    return is_sheet or delivered.media_type.startswith("image/")


def _is_of_another_year(report: Report | None, own: Report, year: int) -> bool:
    return report is not None and titled(report) not in (None, year) and bool(conflicts(own, [report]))


def _reports(line: SourceLine, deliveries: tuple[Delivered, ...]) -> list[Part]:
    """A part for each report of an archive; most documents hold one."""
    count = max(1, *(len(delivered.reading.reports) for delivered in deliveries))
    if count == 1:
        return [(line, deliveries)]
    return [
        (line, tuple(replace(d, reading=replace(d.reading, reports=d.reading.reports[n : n + 1])) for d in deliveries))
        for n in range(count)
    ]
