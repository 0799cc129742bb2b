"""What the rules' functions share: the tables that stand in a report, and how a finding is told."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.findings import cells_of, finding
from gongkai.forms import codebook
from gongkai.records import Fact, Finding, Report, TableCells, TableRecord


def broken(rule: str, message: str, table: TableRecord | None = None, facts: tuple[Fact, ...] = ()) -> Finding:
    """The finding that a rule is broken, of a table or of the whole report, with the cells that show it."""
    name, n = (table.table, table.n) if table else (None, None)
    return finding(rule, message, table=name, n=n, cells=cells_of(facts))


def standing(report: Report) -> list[TableRecord]:
    """Tables that stand in a document."""
    return [table for table in report.tables if table.place is not None]


def printed(report: Report) -> Iterator[tuple[TableRecord, TableCells]]:
    """Tables that stand in a document, with their cells."""
    for table in standing(report):
        yield table, report.cells[table.table, table.n]


def in_words(facts: tuple[Fact, ...], most: int = 4) -> str:
    """Cells in words, the first few."""
    words = [codebook.in_words(fact.key, fact.label) for fact in facts[:most]]
    more = len(facts) - most
    return "; ".join(words) + (f"; {more} more" if more > 0 else "")
