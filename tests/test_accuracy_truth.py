"""The documents of the proof of reading: their numbers keep what the form states, their boxes cover each slot once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from benchmarks.accuracy import plan
from benchmarks.accuracy.all_looks import BY_NAME, LOOKS
from benchmarks.accuracy.boxes import flat, height, slots, width, with_empty_column
from benchmarks.accuracy.case import Case

CLEAN = BY_NAME["html-clean"]
CASES = [plan.case(CLEAN, 5, number) for number in range(60)]
PEOPLE = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_welfare_org",
    "legal_service_org",
    "other_org",
)


def _values(case: Case) -> dict[tuple[str, str | None], Decimal]:
    return {(c.indicator, c.applicant): c.value or Decimal(0) for c in case.expected if not c.is_local}


def _broken(case: Case) -> set[str]:
    """Tables in which something that the form states does not hold, local rows counted in."""
    values = _values(case)
    broken = set()
    for channel in ("review", "suit_direct", "suit_after_review"):
        parts = sum(values[f"{channel}_{part}", None] for part in ("upheld", "corrected", "other", "pending"))
        if parts != values[f"{channel}_total", None]:
            broken.add("4")
    codes = {code for code, who in values if who == "total"}
    counted = case.oddity in ("result row in 3", "local rows in 2 and 3")
    for who in (*PEOPLE, "total"):
        arrived = values["req_new", who] + values["req_carried_in", who]
        if arrived != values["req_closed_total", who] + values["req_carried_out", who]:
            broken.add("3")
        results = codes - {"req_new", "req_carried_in", "req_closed_total", "req_carried_out"}
        extra = sum((c.value or 0 for c in case.expected if c.is_local and c.table == "3" and c.applicant == who), 0)
        if sum(values[code, who] for code in results) + (extra if counted else 0) != values["req_closed_total", who]:
            broken.add("3")
    if any(sum(values[code, who] for who in PEOPLE) != values[code, "total"] for code in codes):
        broken.add("3")
    return broken


def test_identities_hold_but_for_the_publishers_own_errors() -> None:
    for case in CASES:
        planted = {table for table, verdict in case.verdicts.items() if verdict == "publisher_inconsistent"}
        assert _broken(case) == planted, case.name
        assert bool(planted) == (case.oddity == "own error")


def test_each_cell_of_the_form_is_expected_once() -> None:
    for case in CASES:
        found = [(c.table, c.indicator, c.applicant) for c in case.expected if not c.is_local]
        assert len(found) == len(set(found))
        counts = {table: sum(1 for name, _, _ in found if name == table) for table in "234"}
        assert counts == {
            "2": {"2021": 10, "2019": 22}[case.forms["2"]],
            "3": {"2021": 175, "2019": 161}[case.forms["3"]],
            "4": 15,
        }


def test_all_variants_profiles_and_oddities_occur() -> None:
    cases = [plan.case(CLEAN, 5, number) for number in range(600)]
    assert {case.variant for case in cases} == set(plan.VARIANTS)
    assert {case.profile for case in cases} == {"zero", "sparse", "busy", "six"}
    assert len({case.oddity for case in cases}) == 14
    full = [case for case in cases if case.profile in ("busy", "six")]
    assert all(sum(cell.is_printed for cell in case.expected) >= 180 for case in full)
    own = sum(case.oddity == "own error" for case in cases)
    assert 10 <= own <= 45


def test_busy_numbers_tell_rows_and_columns_apart() -> None:
    for case in CASES:
        if case.profile == "busy":
            values = _values(case)
            codes = [code for code, who in values if who == "total"]
            assert len({tuple(values[code, who] for who in PEOPLE) for code in codes}) == len(codes)
            assert len({tuple(values[code, who] for code in codes) for who in PEOPLE}) == len(PEOPLE)


def test_the_same_seed_gives_the_same_document_and_another_one_another() -> None:
    assert plan.case(CLEAN, 5, 3) == CASES[3]
    assert plan.case(CLEAN, 6, 3).expected != CASES[3].expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number}-{case.oddity}")
def test_boxes_cover_each_slot_once(case: Case) -> None:
    for table in case.tables.values():
        changed = (table, with_empty_column(table, 3)) if width(table) == 10 else (table,)
        for boxes in changed if width(table) != 10 else (*changed, flat(table)):
            covered = sum(box.rowspan * box.colspan for box in boxes)
            assert covered == len(slots(boxes)) == height(boxes) * width(boxes)


def test_looks_are_many_and_named_apart() -> None:
    first = [look for look in LOOKS if look.added == "first"]
    late = [look for look in LOOKS if look.added == "late"]
    assert len(first) >= 40
    assert len(late) >= 10
    assert len(BY_NAME) == len(LOOKS)


def test_a_whole_run_has_enough_full_documents() -> None:
    counts = plan.counts(LOOKS, 4200)
    # Seventeen of twenty documents are busy or have six digits: all their cells print something.
    assert sum(counts.values()) * 17 / 20 > 3300
    assert sum(count for name, count in counts.items() if BY_NAME[name].group.startswith("scan")) < 120
