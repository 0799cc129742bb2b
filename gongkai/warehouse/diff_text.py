"""What two states differ in as rows of text, for the terminal and for the notes of a release. Pure."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from gongkai.forms import codebook
from gongkai.warehouse.diff import CellChange, CoverageChange, Diff

CAUSES = ("change", "causes", "tables")
TABLES = ("report", "table", "change", "before", "after", "cells")
CELLS = ("report", "table", "cell", "before", "after")
COVERAGE = ("coverage before", "coverage after", "agencies and years")
COVERED = ("agency", "year", "before", "after")


def causes(found: Diff) -> list[tuple[str, str, str]]:
    """How many tables changed how and why (``CAUSES``)."""
    counts = Counter((one.change, ", ".join(one.causes)) for one in found.tables)
    return [(change, why, str(count)) for (change, why), count in sorted(counts.items())]


def judged_otherwise(found: Diff) -> list[tuple[str, str, str, str, str, str]]:
    """Tables that are there, admitted or judged otherwise than before (``TABLES``)."""
    return [
        (one.report_id, one.table, one.change, before, after, str(one.cells))
        for one in found.tables
        if (before := _judged(one.verdict_before, one.admitted_before))
        != (after := _judged(one.verdict_after, one.admitted_after))
    ]


def cells(found: Diff) -> list[tuple[str, str, str, str, str]]:
    """Cells of changed tables in the form's words, with what stands in their boxes (``CELLS``).

    Those of tables that are new or gone are counted with them: between them nobody would find a number that changed.
    """
    changed = {(one.report_id, one.table, one.n) for one in found.tables if one.change == "changed"}
    return [
        (one.report_id, one.table, _name(one), *_boxes(one))
        for one in found.cells
        if (one.report_id, one.table, one.n) in changed
    ]


def coverage(found: Diff) -> list[tuple[str, str, str]]:
    """How many agencies and years are covered otherwise (``COVERAGE``)."""
    counts = Counter(_covered(one) for one in found.coverage)
    return [(before, after, str(count)) for (before, after), count in sorted(counts.items())]


def covered(found: Diff) -> list[tuple[str, str, str, str]]:
    """Which they are (``COVERED``)."""
    return [(one.agency_id, str(one.year), *_covered(one)) for one in found.coverage]


def _covered(one: CoverageChange) -> tuple[str, str]:
    """Status and gap before and after: ``missing (blocked)``."""
    return (
        f"{one.status_before or '–'}" + (f" ({one.gap_before})" if one.gap_before else ""),
        f"{one.status_after or '–'}" + (f" ({one.gap_after})" if one.gap_after else ""),
    )


def _judged(verdict: str | None, is_admitted: bool | None) -> str:
    if is_admitted is None:
        return "–"
    return f"{verdict or 'prose'}, {'admitted' if is_admitted else 'held'}"


def _name(cell: CellChange) -> str:
    return codebook.in_words((cell.indicator, cell.applicant), cell.label, (*codebook.FORMS, codebook.PROSE))


def _boxes(cell: CellChange) -> tuple[str, str]:
    """What stands in a cell's box before and after, with the units where they are not the same, and with the numbers
    where these differ and the box does not: one was corrected."""
    before = _said(cell.raw_before, cell.status_before, cell.value_before)
    after = _said(cell.raw_after, cell.status_after, cell.value_after)
    if cell.change == "changed" and before == after and cell.value_before != cell.value_after:
        before, after = f"{before} (is {_number(cell.value_before)})", f"{after} (is {_number(cell.value_after)})"
    if cell.change == "changed" and cell.unit_before != cell.unit_after:
        return f"{before} {cell.unit_before or '–'}", f"{after} {cell.unit_after or '–'}"
    return before, after


def _number(value: Decimal | None) -> str:
    return "–" if value is None else f"{value.normalize():f}"


def _said(raw: str | None, status: str | None, value: Decimal | None) -> str:
    """What stands in a box: its text, or that it is blank or could not be read; a number that a correction gave to a
    cell without a box."""
    if not raw and status == "reported":
        return f"{status} (is {_number(value)})"
    return raw or (status or "–")
