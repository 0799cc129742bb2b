"""The proofs of the gate can fail: they tell what is caught from what is not, and a rule that is not asked."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from gate_reports import drop, edit

from benchmarks.faults.__main__ import End, end_of
from benchmarks.faults.bases import PAGES, Base, bases
from benchmarks.faults.classes import FAULTS, Fault
from benchmarks.suites import found_by_gx, found_plainly, reports
from expectations import frames, suites
from expectations.prepared import prepare

BY_NAME = {fault.name: fault for fault in FAULTS}


@pytest.fixture(scope="module")
def pages() -> list[Base]:
    return bases(PAGES, 6, 2, 1)


def ends(fault: Fault, table: str, pages: list[Base]) -> set[End]:
    """What becomes of ten faults of a class in each page."""
    rng, found = random.Random(1), set()
    for base in pages:
        for _ in range(10):
            report = fault.planted(rng, base, table, "page")
            found |= {end_of(fault, base, table, report)} if report is not None else set()
    return found


@pytest.mark.parametrize(
    ("name", "table", "expected"),
    [
        ("digit changed in the document", "3", {"flagged"}),
        ("digit changed in the document", "4", {"flagged"}),
        ("columns swapped with their headers", "3", {"read right"}),
        ("rows swapped with their labels", "3", {"held"}),
        ("numbers of two columns exchanged in the document", "3", {"missed"}),
        ("one part of table 4 shifted, a blank left", "4", {"flagged"}),
        ("results a row lower, a blank row left", "3", {"missed"}),
        ("last year's table 3 pasted", "3", {"held"}),
    ],
)
def test_a_fault_ends_as_it_is_told(name: str, table: str, expected: set[End], pages: list[Base]) -> None:
    assert ends(BY_NAME[name], table, pages) == expected


def test_the_documents_are_read_right_without_a_fault(pages: list[Base]) -> None:
    printed = {(one.table, one.indicator, one.applicant): one.value for one in pages[0].case.expected}
    assert {(f.table, f.indicator, f.applicant): f.value for f in pages[0].report.facts} == printed
    assert [f for f in pages[0].report.findings if f.severity == "hard"] == []


def test_a_rule_that_is_not_asked_is_a_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [prepare(report) for report in reports("1", 150)]
    plain: set[tuple[str, str, str]] = set().union(*map(found_plainly, made))

    def found() -> set[tuple[str, str, str]]:
        parts: dict[tuple[str, bool], list[Any]] = {
            (name, exact): [frame] for name, own in frames.frames(made).items() for exact, frame in enumerate(own)
        }
        return found_by_gx(parts)

    assert {check for check, _, _ in plain} == {"broken", "not_judged", "function"}
    assert found() == plain
    folder = Path(shutil.copytree(suites.SUITES, tmp_path / "suites"))
    edit(folder / "t4_2021.json", drop("t4_review", "broken"))
    monkeypatch.setattr(suites, "SUITES", folder)
    lost = plain - found()
    assert lost and {(check, key) for check, key, _ in lost} == {("broken", "t4_review")}
