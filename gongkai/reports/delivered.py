"""What sources deliver, read: the deliveries of a page or file, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gongkai.records import DocumentReading, Fact, Report

#: A line of stage ``documents`` (:class:`gongkai.crawl.sources.SourceRecord` as dictionary).
SourceLine = dict[str, Any]
#: A part: its line of stage ``documents`` and what it delivered, oldest first.
Part = tuple[SourceLine, tuple["Delivered", ...]]


@dataclass(frozen=True)
class Delivered:
    """One delivery of a source, read: its digest, time and what it says."""

    sha256: str
    media_type: str
    retrieved: str
    reading: DocumentReading

    @property
    def report(self) -> Report | None:
        """The report in it, with or without official tables."""
        return self.reading.reports[0] if self.reading.reports else None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What its official tables print."""
        return self.report.facts if self.report else ()

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
