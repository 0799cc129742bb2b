"""What sources deliver, read: the deliveries of a page or file, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gongkai.crawl.calendar import today
from gongkai.crawl.recognise import read_title
from gongkai.crawl.relisted import Listed
from gongkai.records import DocumentReading, Fact, Report

#: A line of stage ``documents`` (:class:`gongkai.crawl.sources.SourceRecord` as dictionary).
SourceLine = dict[str, Any]
#: A part: its line of stage ``documents`` and what it delivered, oldest first.
Part = tuple[SourceLine, tuple["Delivered", ...]]


@dataclass(frozen=True)
class Delivered:
    """One delivery of a source, read: its digest, time and what it says.

    listed: what the list showed of its page whenever it came, oldest first, where that was not always the same.
    """

    sha256: str
    media_type: str
    retrieved: str
    reading: DocumentReading
    listed: tuple[Listed, ...] = ()

    @property
    def report(self) -> Report | None:
        """The report in it, with or without official tables."""
        return self.reading.reports[0] if self.reading.reports else None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What its official tables print."""
        return self.report.facts if self.report else ()

    @property
    def own_listed(self) -> tuple[Listed, ...]:
        """What of :attr:`listed` is told of it, the newest first: where it states its year, what states no other."""
        own = titled(self.report)
        fitting = [one for one in reversed(self.listed) if own is None or listed_year(one) in (None, own)]
        return tuple(fitting if own is None else fitting[:1]) or self.listed[-1:]

    @property
    def has_tables(self) -> bool:
        """Whether an official table stands in it."""
        return bool(self.report and self.report.facts)


def titled(report: Report | None) -> int | None:
    """The year in a document's own title."""
    return dict(report.years).get("title") if report is not None else None


def printed(report: Report) -> list[tuple[object, ...]]:
    """What its tables print, without places."""
    return [(f.table, f.n, f.indicator, f.applicant, f.label, f.status, f.value, f.unit) for f in report.facts]


def listed_year(listed: Listed) -> int | None:
    """The report year in a list's title."""
    return read_title(listed.title or "").year


def can_be_of(year: int, retrieved: str) -> bool:
    """Whether what came then can be of a report year: not before the year is over."""
    return today(datetime.fromisoformat(retrieved)).year > year
