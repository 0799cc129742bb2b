"""What is planted against the rules, each with a name. All changes lower numbers, so that roll-up still holds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from gongkai.forms.model import CellKey
from gongkai.sample.layout import result_codes
from gongkai.sample.truth import Cells


@dataclass(frozen=True, slots=True)
class Oddity:
    """One planted oddity.

    agency_id, year: whose report. rules: the rules by which it shows (ids of rules.tsv), of this and later stages.
    note:            what a person should know.
    """

    name: str
    agency_id: str
    year: int
    rules: tuple[str, ...]
    note: str


ODDITIES = (
    Oddity(
        "arithmetic_slip",
        "S000003",
        2022,
        ("t4_review",),
        "the printed total of reviews leaves out the pending ones; the publisher's own error",
    ),
    Oddity("republished", "S000011", 2023, (), "lower numbers under the same URL on night 2, consistent both times"),
    Oddity("missing_report", "S000014", 2022, (), "never published"),
    Oddity("late_report", "S000007", 2023, ("deadline",), "published after 31 January, first seen on night 2"),
    Oddity("other_kind", "S000005", 2022, (), "法治政府建设年度报告 in the same list; not a disclosure report"),
    Oddity(
        "damaged_pdf",
        "S000012",
        2021,
        ("unreadable_document",),
        "the attachment cannot be opened; nothing of it is a fact",
    ),
    Oddity("undrawn_cell", "S000002", 2022, ("absent_cell",), "PDF without the box of 四、结转 × 总计 in table 3"),
    Oddity("carry_over_break", "S000004", 2023, ("carry_over",), "carried in is not what 2022 carried out"),
    Oddity("mixed_form", "S000006", 2023, ("form_for_year",), "table 2 on form 2021, table 3 on form 2019"),
    Oddity("office_report", "S000001", 2022, (), "scope office beside scope jurisdiction, same agency and year"),
)

#: The box that the PDF of ``undrawn_cell`` lacks.
UNDRAWN: CellKey = ("req_carried_out", "total")


def oddity(agency_id: str, year: int, scope: str) -> Oddity | None:
    """The oddity planted in a report; ``other_kind`` is a document of its own, never a report's."""
    for planted in ODDITIES:
        if planted.name == "other_kind" or (planted.agency_id, planted.year) != (agency_id, year):
            continue
        if (planted.name == "office_report") == (scope == "office"):
            return planted
    return None


def with_slip(cells: Cells) -> Cells:
    """Table 4 with a total that forgets its pending cases (real: 10 + 1 printed as 10)."""
    slipped = dict(cells)
    slipped["review_total", None] -= slipped["review_pending", None]
    return slipped


def republished(cells: Cells) -> Cells:
    """The same report counted anew: fewer requests, reviews and penalties; every identity holds."""
    changed = dict(cells)
    for code, number in (("req_granted", 2), ("req_unable_not_held", 1)):
        for row in ("req_new", code, "req_closed_total"):
            _lower(changed, row, number)
    for part in ("upheld", "total"):
        changed[f"review_{part}", None] -= 1
    changed["penalty_decisions", None] -= 3
    return changed


def with_carry_over_break(cells: Cells) -> Cells:
    """Fewer carried in than last year carried out; one result takes the difference, so the table itself is right."""
    changed = dict(cells)
    largest = max(result_codes("2021"), key=lambda code: cells[code, "natural_person"])
    for row in ("req_carried_in", largest, "req_closed_total"):
        _lower(changed, row, 3)
    return changed


def _lower(cells: Cells, row: str, number: int) -> None:
    for applicant in ("natural_person", "total"):
        cells[row, applicant] -= Decimal(number)
        if cells[row, applicant] < 0:
            raise ValueError(f"the seed gives too small a number for {row}: choose another")
