"""Sources that belong together: a page and its attachments are one publication, which is read from one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from gongkai.records import DocumentReading, Report

#: A line of stage ``documents`` (:class:`gongkai.crawl.sources.SourceRecord` as dictionary).
SourceLine = dict[str, Any]
Reader = Callable[[str], DocumentReading]


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
    def has_tables(self) -> bool:
        """Whether an official table stands in it."""
        return bool(self.report and self.report.facts)


@dataclass(frozen=True)
class Publication:
    """A page or file (``root``) with its attachments, each source with what it delivered, oldest first."""

    root: SourceLine
    parts: tuple[tuple[SourceLine, tuple[Delivered, ...]], ...]

    @property
    def main(self) -> tuple[SourceLine, tuple[Delivered, ...]] | None:
        """The part that the report is read from: the first with an official table, else with a report, else unreadable.

        None where nothing that was delivered is a report at all.
        """
        tests: tuple[Callable[[Delivered], bool], ...] = (
            lambda d: d.has_tables,
            lambda d: d.reading.kind == "unreadable",
            lambda d: d.reading.kind in ("report", "blank_form"),
        )
        for test in tests:
            for line, deliveries in self.parts:
                if any(test(delivered) for delivered in deliveries):
                    return line, deliveries
        return None

    @property
    def titles(self) -> tuple[str, ...]:
        """All that is stated as a title: on the list, in the documents."""
        stated = [line["listed_title"] for line, _ in self.parts]
        stated += [d.report.title for _, deliveries in self.parts for d in deliveries if d.report]
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
        lines_of = [root, *by_parent.get(root["source"], [])]
        parts = tuple((line, _delivered(line, read)) for line in lines_of if line["deliveries"])
        if parts:
            found.append(Publication(root, parts))
    return found


def _delivered(line: SourceLine, read: Reader) -> tuple[Delivered, ...]:
    return tuple(Delivered(d["sha256"], d["media_type"], d["retrieved"], read(d["sha256"])) for d in line["deliveries"])
