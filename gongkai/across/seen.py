"""What the rules over reports look at: of each report the numbers they compare, and how well its agency is proved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from gongkai.across.terms import pair_rules
from gongkai.forms import codebook
from gongkai.forms.model import CellKey
from gongkai.records import Report, TableRecord

#: Totals that a government's report and those below it both count (rule ``rollup``).
COUNTED: tuple[CellKey, ...] = (
    ("req_new", "total"),
    ("req_closed_total", "total"),
    ("review_total", None),
    ("suit_direct_total", None),
    ("suit_after_review_total", None),
)
#: Cells of which a sudden change is told (rule ``outlier_ratio``).
WATCHED: tuple[CellKey, ...] = (("req_new", "total"), ("normdoc_in_force", None), ("penalty_decisions", None))
#: Amounts that may be printed in the other unit (rule ``unit_slip``).
AMOUNTS: tuple[CellKey, ...] = (("admin_fee_amount", None), ("procurement_amount", None))

_REQUESTS = "3"
#: A table with fewer non-zero cells, or without one as large, may be another's by chance (rule ``duplicate_tables``).
_TELLING_CELLS, _TELLING_NUMBER = 6, 10
_ORIGINS = ("publisher", "hub", "deposit")


class Number(NamedTuple):
    """A cell of a report. value: 0 of a blank; place: where it is printed, None of a cell that a decision gave."""

    value: Decimal
    is_blank: bool
    unit: str | None
    place: str | None


class Proof(NamedTuple):
    """How well it is proved whose report it is, and of which year; less is better, from the first field on.

    misnamed: its title names another agency. origin: of its page: publisher, hub, deposit. undated: one less for each
    independent statement of its year (title, period, list).
    """

    misnamed: bool
    origin: int
    undated: int


@dataclass(frozen=True)
class Seen:
    """A report in its current revision.

    partition: of stage ``reports``. forms: table -> form, of tables that stand once in it and that no person rejected.
    place:     of its table 3.
    numbers:   the cells that rules compare and that hold a number, or are blank; those read in two ways are left out.
    requests:  non-zero cells of table 3 where they tell reports apart, else None.
    """

    report_id: str
    revision: int
    agency_id: str
    year: int
    scope: str
    partition: str
    forms: dict[str, str]
    numbers: dict[CellKey, Number]
    requests: frozenset[tuple[CellKey, Decimal]] | None
    place: str | None
    proof: Proof


def seen(reports: Iterable[tuple[str, Report]]) -> Iterator[Seen]:
    """The current revisions of (partition, report) pairs that have agency and year; one a report, in their order."""
    current: dict[str, tuple[str, Report]] = {}
    for partition, report in reports:
        known = current.get(report.report_id or "")
        if report.agency_id is None or report.year is None or report.report_id is None:
            continue
        if known is None or known[1].revision < report.revision:
            current[report.report_id] = (partition, report)
    for partition, report in current.values():
        yield of_report(partition, report)


def of_report(partition: str, report: Report) -> Seen:
    """What rules over reports see of one that has agency and year."""
    assert report.report_id is not None and report.agency_id is not None and report.year is not None
    # What a person rejected is not what the publisher printed: it proves nothing of other reports.
    once = {
        table.table: table
        for table in report.tables
        if table.place is not None and not table.rejected and _is_single(report, table.table)
    }
    numbers = {kind: dict(_numbers(report, table)) for kind, table in once.items()}
    return Seen(
        report_id=report.report_id,
        revision=report.revision,
        agency_id=report.agency_id,
        year=report.year,
        scope=report.scope,
        partition=partition,
        forms={kind: table.form for kind, table in once.items()},
        numbers={key: number for own in numbers.values() for key, number in own.items() if key in _wanted()},
        requests=_requests(numbers.get(_REQUESTS, {})),
        place=once[_REQUESTS].place if _REQUESTS in once else None,
        proof=_proof(report),
    )


@cache
def _wanted() -> frozenset[CellKey]:
    codes = {term.code for rule in pair_rules() for term in rule.terms}
    by_applicant = {(code, applicant) for code in codes for applicant in (None, *codebook.printed_applicants())}
    return frozenset(by_applicant | {*COUNTED, *WATCHED, *AMOUNTS})


def _is_single(report: Report, kind: str) -> bool:
    """Whether a table of this kind stands once in the report: of two nothing tells which is its own."""
    return sum(table.table == kind and table.place is not None for table in report.tables) == 1


def _numbers(report: Report, table: TableRecord) -> Iterator[tuple[CellKey, Number]]:
    for key, fact in report.cells[table.table, table.n].cells.items():
        if fact.reading != "disputed" and (fact.value is not None or fact.status == "blank"):
            yield key, Number(fact.value or Decimal(0), fact.status == "blank", fact.unit, fact.place)


def _requests(numbers: Mapping[CellKey, Number]) -> frozenset[tuple[CellKey, Decimal]] | None:
    """Non-zero cells of table 3; None where there are too few, or none is large enough, to tell reports apart."""
    cells = {key: number.value for key, number in numbers.items() if number.value}
    is_telling = len(cells) >= _TELLING_CELLS and max(cells.values()) >= _TELLING_NUMBER
    return frozenset(cells.items()) if is_telling else None


def _proof(report: Report) -> Proof:
    origin = report.sources[0].origin if report.sources else _ORIGINS[-1]
    stated = {where for where, year in report.years if year == report.year}
    return Proof(report.misnamed is not None, _ORIGINS.index(origin), -len(stated))
