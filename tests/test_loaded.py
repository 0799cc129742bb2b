"""What a load wrote as consistent is read back and held against the suites before anything of it is published."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from gate_reports import report as official
from warehouse_examples import gate, load_input, loaded, settings

from expectations import loaded as check
from gongkai.errors import GongkaiError
from gongkai.lake.log import Log
from gongkai.records import Report


def whole() -> Report:
    """A report of all cells, every rule of which holds: 7 new, 3 carried in, 10 closed; 13 = 10 + 2 + 0 + 1."""
    return replace(official("S000001"), report_id="S000001:2021:own", agency_id="S000001", region="99")


def changed(given: Report, indicator: str, value: str, applicant: str | None = None) -> Report:
    facts = tuple(
        fact._replace(value=Decimal(value)) if (fact.indicator, fact.applicant) == (indicator, applicant) else fact
        for fact in given.facts
    )
    return replace(given, facts=facts)


def log_of(folder: Path, given: Report, **verdicts: str) -> Log:
    return loaded(settings(folder), load_input(given, lines=[gate(given, **verdicts)]))


def test_consistent_tables_hold(tmp_path: Path) -> None:
    assert check.check(log_of(tmp_path, whole()), 1) == 3


@pytest.mark.parametrize(
    ("indicator", "applicant", "named"),
    [("req_new", "total", "t3_balance/total"), ("review_total", None, "t4_review")],
)
def test_a_number_that_changed_on_its_way_is_told(
    tmp_path: Path, indicator: str, applicant: str | None, named: str
) -> None:
    log = log_of(tmp_path, changed(whole(), indicator, "999", applicant))
    with pytest.raises(GongkaiError, match="do not hold in what was loaded") as caught:
        check.check(log, 1)
    assert f"{named} in S000001:2021:own:0:" in caught.value.problem
    assert "nothing is published" in caught.value.remedy


def test_what_the_publisher_broke_is_none_of_its_business(tmp_path: Path) -> None:
    given = changed(whole(), "review_total", "999")
    assert check.check(log_of(tmp_path, given, t4="publisher_inconsistent"), 1) == 2


def test_an_empty_load_passes(tmp_path: Path) -> None:
    given = whole()
    held = {"t2": "unconfirmed", "t3": "unconfirmed", "t4": "unconfirmed"}
    assert check.check(log_of(tmp_path, given, **held), 1) == 0


def test_fractions_that_a_person_accepted_add_up(tmp_path: Path) -> None:
    """0.1 + 0.2 = 0.3: as floats they do not, and a good load would not be published."""
    given = whole()
    for part, value in {"upheld": "0.1", "pending": "0.2", "total": "0.3"}.items():
        given = changed(given, f"review_{part}", value)
    assert check.check(log_of(tmp_path, given), 1) == 2
