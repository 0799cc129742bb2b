"""A province written by hand: which reports stand for each region, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from province import named, published, registry, where
from warehouse_examples import fact, gate, load_input, loaded, settings

from gongkai.records import Report
from gongkai.warehouse.build import build
from gongkai.warehouse.reference import marts


def one(name: str, scope: Any, new: str | None, granted: str | None = "1", year: int = 2023) -> Report:
    """Table 3 of a report, two cells of it: requests received and granted."""
    facts = [fact("3", "req_new", new, "total"), fact("3", "req_granted", granted, "total")]
    return published(name, scope, facts, year)


REPORTS = (
    # City 01: 100 in all; its department's 30 are in them.
    one("G01", "jurisdiction", "100"),
    one("D0101", "own", "30"),
    # City 02: 40 of its own level, 25 of county 21; nothing of county 22. The department's 10 are in the 40.
    one("G02", "level", "40"),
    one("D0201", "own", "10"),
    one("G21", "jurisdiction", "25"),
    # City 03: the office's 5 and two departments' 7 and blank; its county's jurisdiction is of another source.
    one("G03", "office", "5"),
    one("D0301", "own", "7"),
    one("D0303", "own", None),
    one("G31", "jurisdiction", "60"),
    one("V03", "system", "900"),
    # With its units: of no series, a government counts none of them as such.
    one("D0301", "system", "9", year=2024),
    # Of the year before: one department that has gone since, and a report of unknown scope.
    one("D0302", "own", "3", year=2022),
    one("G01", "unknown", "77", year=2022),
)


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    home = tmp_path_factory.mktemp("home")
    lines = [gate(r, t3="publisher_inconsistent" if r.agency == "D0301" else "consistent") for r in REPORTS]
    given = load_input(*REPORTS, lines=lines, regions=where(), registry=registry(), coverage=[])
    build(loaded(settings(home), given), 1, home / "w.duckdb", [])
    with duckdb.connect(str(home / "w.duckdb"), read_only=True) as opened:
        yield opened


def test_each_region_takes_one_source(con: Any) -> None:
    rows = con.sql(
        "SELECT region, source, list(agency_id ORDER BY agency_id), list(split_part(report_id, ':', 3) ORDER BY "
        "agency_id) FROM region_year_sources WHERE year = 2023 AND series = 'governments' GROUP BY ALL ORDER BY region"
    ).fetchall()
    found = [
        (r, source, sorted(f"{named(a)}:{s}" if s else f"{named(a)}?" for a, s in zip(ids, scopes, strict=True)))
        for r, source, ids, scopes in rows
    ]
    own = ["D0101:own", "D0201:own", "D0301:own", "D0303:own", "G01?", "G02?", "G03:office", "G21?", "G22?", "G31?"]
    assert found == [
        ("990000", "sum", own),
        ("990100", "jurisdiction", ["G01:jurisdiction"]),
        ("990200", "level", ["G02:level", "G21:jurisdiction", "G22?"]),
        ("990221", "jurisdiction", ["G21:jurisdiction"]),
        ("990300", "sum", ["D0301:own", "D0303:own", "G03:office", "G31?"]),
        ("990331", "jurisdiction", ["G31:jurisdiction"]),
    ]


def test_sums_say_what_is_in_them(con: Any) -> None:
    found = con.sql(
        "SELECT region, value, value_consistent, n_reported, n_consistent, n_blank, n_absent, n_missing "
        "FROM region_year_totals WHERE year = 2023 AND series = 'governments' AND indicator = 'req_new' ORDER BY region"
    ).fetchall()
    assert found == [
        ("990000", 52, 45, 4, 3, 1, 0, 5),
        ("990100", 100, 100, 1, 1, 0, 0, 0),
        ("990200", 65, 65, 2, 2, 0, 0, 1),
        ("990221", 25, 25, 1, 1, 0, 0, 0),
        ("990300", 12, 5, 2, 1, 1, 0, 1),
        ("990331", 60, 60, 1, 1, 0, 0, 0),
    ]


def test_the_naive_sum_counts_twice(con: Any) -> None:
    """All rows of requests received: 1,177; what was received in the three cities is not known, but 225 at least."""
    naive = con.sql("SELECT sum(value) FROM facts WHERE indicator = 'req_new' AND year = 2023").fetchall()
    assert naive == [(Decimal(1177),)]


def test_systems_are_a_series_of_their_own(con: Any) -> None:
    found = con.sql(
        "SELECT region, source, value, n_reported FROM region_year_totals "
        "WHERE series = 'systems' AND indicator = 'req_new'"
    )
    assert found.fetchall() == [("990300", "system", 900, 1)]


def test_an_agency_counts_in_its_years_and_unknown_scope_nowhere(con: Any) -> None:
    found = con.sql(
        "SELECT region, source, value, n_reported, n_missing FROM region_year_totals "
        "WHERE year = 2022 AND indicator = 'req_new' ORDER BY region"
    )
    assert found.fetchall() == [("990000", "sum", 3, 1, 10), ("990300", "sum", 3, 1, 4)]
    assert con.sql(
        "SELECT count(*) FROM region_year_sources WHERE year = 2023 AND agency_id = 'S200302'"
    ).fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("units", "unit"),
    [
        (["项", "件", "项"], "项"),
        (["项", "件"], "件"),
        (["件", "件", "元"], "元"),
        ([None, "个", None], "个"),
        ([None, None], None),
    ],
)
def test_a_sums_unit_is_that_of_most_and_money_is_in_yuan(units: list[str | None], unit: str | None) -> None:
    """Of units as often as each other the first in the order of their characters."""
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE region_year_sources AS SELECT '990000' AS region, 2023 AS year, '2' AS table_kind, "
        "'governments' AS series, 'sum' AS source, i AS report_id FROM range(3) AS r(i)"
    )
    con.execute(
        "CREATE TABLE facts AS SELECT i - 1 AS report_id, '2' AS table_kind, 1 AS n, 'x' AS indicator, "
        "NULL::VARCHAR AS applicant, NULL AS label, NULL AS period, 'reported' AS status, "
        "10::DECIMAL(24,6) AS value_std, "
        "$units[i]::VARCHAR AS unit_std, 'consistent' AS verdict FROM range(1, len($units) + 1) AS r(i)",
        {"units": units},
    )
    con.execute(dict(marts())["region_year_totals"])
    found = con.sql("SELECT value, unit, n_reported, n_consistent, n_absent FROM region_year_totals").fetchall()
    assert found == [(10 * len(units), unit, len(units), len(units), 3 - len(units))]
