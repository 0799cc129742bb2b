"""A province written by hand: which reports stand for each region, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from province import named, numbered, published, registry, where
from warehouse_examples import REGISTRY, fact, gate, load_input, loaded, settings

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


def test_sums_of_a_province_say_what_is_in_them_and_what_is_not(con: Any) -> None:
    found = con.sql(
        "SELECT level, kind, scope, value_admitted, n_admitted, value_consistent, n_consistent, n_blank, n_absent, "
        "n_missing FROM province_year_totals WHERE year = 2023 AND indicator = 'req_new' ORDER BY ALL"
    ).fetchall()
    assert found == [
        ("city", "department", "own", 47, 3, 40, 2, 1, 0, 0),
        ("city", "government", "jurisdiction", 100, 1, 100, 1, 0, 0, 0),
        ("city", "government", "level", 40, 1, 40, 1, 0, 0, 0),
        ("city", "government", "office", 5, 1, 5, 1, 0, 0, 0),
        ("city", "vertical", "system", 900, 1, 900, 1, 0, 0, 0),
        ("county", "government", "jurisdiction", 85, 2, 85, 2, 0, 0, 1),
    ]


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


#: City 01 with two governments one after the other in 2023, as county 11 has; county 12 with an own level and two
#: townships, one of them silent; city 02 with an office, a department and two vertical organs.
MERGED_REGIONS = """region_code,scheme,name,name_en,parent_code,level,valid_from,valid_to
990000,mca,样例省,Sample,,province,,
990100,mca,甲市,A,990000,city,,
990111,mca,甲一县,A1,990100,county,,
990112,mca,甲二县,A2,990100,county,,
990112101,mca,甲一镇,A2a,990112,township,,
990112102,mca,甲二镇,A2b,990112,township,,
990200,mca,乙市,B,990000,city,,
"""
MERGED = """agency_id,name,kind,level,region_code,sector,rule_making,parent_agency_id,uscc,valid_from,valid_to,state
G01,甲市人民政府,government,city,990100,,yes,,,,2023,verified
G09,新甲市人民政府,government,city,990100,,yes,,,2023,,verified
G11,甲一县人民政府,government,county,990111,,no,,,,2023,verified
G19,甲一区人民政府,government,county,990111,,no,,,2023,,verified
G12,甲二县人民政府,government,county,990112,,no,,,,,verified
T01,甲一镇人民政府,township,township,990112101,,no,G12,,,,verified
T02,甲二镇人民政府,township,township,990112102,,no,G12,,,,verified
G02,乙市人民政府,government,city,990200,,yes,,,,,verified
O02,乙市人民政府办公室,office,city,990200,,no,G02,,,,verified
D0201,乙市水利局,department,city,990200,water,no,G02,,,,verified
V21,乙市税务局,vertical,city,990200,tax,no,,,,,verified
V22,乙市气象局,vertical,city,990200,weather,no,,,,,verified
"""
MERGED_REGISTRY = registry(MERGED, MERGED_REGIONS) | {"agency_links.csv": REGISTRY["agency_links.csv"]}


def sums(folder: Path, *given: Report) -> dict[str, tuple[Any, ...]]:
    """Region -> source, sum of requests received, reported and missing, members as G01 (G01? where it lacks)."""
    loads = load_input(*given, regions=where(MERGED), registry=MERGED_REGISTRY, coverage=[], lines=[*map(gate, given)])
    build(loaded(settings(folder), loads), 1, folder / "w.duckdb", [])
    with duckdb.connect(str(folder / "w.duckdb"), read_only=True) as con:
        members = con.sql(
            "SELECT region, series, source, list(agency_id || CASE WHEN report_id IS NULL THEN '?' ELSE '' END "
            "ORDER BY agency_id) FROM region_year_sources WHERE year = 2023 AND table_kind = '3' GROUP BY ALL"
        ).fetchall()
        totals = con.sql(
            "SELECT region, series, value, n_reported, n_missing FROM region_year_totals WHERE indicator = 'req_new'"
        ).fetchall()
    value = {(region, series): found for region, series, *found in totals}
    return {
        region if series == "governments" else f"{region} {series}": (
            source,
            *value.get((region, series), (None, 0, None)),
            " ".join(named(one.rstrip("?"), MERGED) + "?" * one.endswith("?") for one in ids),
        )
        for region, series, source, ids in members
    }


def test_of_two_governments_in_the_year_of_a_merger_the_later_stands(tmp_path: Path) -> None:
    found = sums(tmp_path, one("G01", "jurisdiction", "40"), one("G09", "jurisdiction", "90"))
    assert found["990100"] == ("jurisdiction", 90, 1, 0, "G09")


def test_a_report_below_counts_once_in_the_year_of_a_merger(tmp_path: Path) -> None:
    level = one("G09", "level", "40")
    found = sums(tmp_path / "later", level, one("G19", "jurisdiction", "30"), one("G12", "jurisdiction", "11"))
    assert found["990100"] == ("level", 81, 3, 0, "G09 G12 G19")
    both = (one("G11", "jurisdiction", "7"), one("G19", "jurisdiction", "30"))
    assert sums(tmp_path / "both", level, *both)["990100"] == ("level", 70, 2, 1, "G09 G12? G19")
    found = sums(tmp_path / "earlier", level, one("G11", "jurisdiction", "7"))
    assert found["990100"] == ("level", 47, 2, 1, "G09 G11 G12?")
    assert found["990111"] == ("jurisdiction", 7, 1, 0, "G11")


#: County 21 became district 22 in 2023 under another code; the water bureau became that of water and sea.
RECODED = """agency_id,name,kind,level,region_code,sector,rule_making,parent_agency_id,uscc,valid_from,valid_to,state
G02,乙市人民政府,government,city,990200,,yes,,,,,verified
G21,乙一县人民政府,government,county,990221,,no,,,,2023,verified
G22,乙一区人民政府,government,county,990222,,no,,,2023,,verified
D0301,丙市水利局,department,city,990300,water,no,G03,,,2023,verified
D0302,丙市水务局,department,city,990300,water,no,G03,,2023,,verified
D0303,丙市教育局,department,city,990300,education,no,G03,,,,verified
G03,丙市人民政府,government,city,990300,,yes,,,,,verified
D0305,丙市旧局,department,city,990300,,no,G03,,,2021,verified
V03,丙市税务局,vertical,city,990300,tax,no,,,,,verified
"""
LINKS = "agency_id,predecessor_id,kind,date\nG22,G21,rename,2023\nD0302,D0301,rename,2023\n"
RECODED_REGISTRY = registry(RECODED) | {"agency_links.csv": numbered(LINKS).encode()}


def recoded(folder: Path, *given: Report) -> Any:
    """A connection to the warehouse of these reports."""
    loads = load_input(
        *given, regions=where(RECODED), registry=RECODED_REGISTRY, coverage=[], lines=[*map(gate, given)]
    )
    build(loaded(settings(folder), loads), 1, folder / "w.duckdb", [])
    return duckdb.connect(str(folder / "w.duckdb"), read_only=True)


_REQUESTS = (
    "SELECT region, value, n_reported, n_missing FROM region_year_totals WHERE indicator = 'req_new' AND region = "
)


def test_a_county_under_a_new_code_counts_once(tmp_path: Path) -> None:
    level = one("G02", "level", "40")
    before, after = one("G21", "jurisdiction", "30"), one("G22", "jurisdiction", "30")
    for name, given, expected in (
        ("both", (level, before, after), (70, 2, 0)),
        ("after", (level, after), (70, 2, 0)),
        ("before", (level, before), (70, 2, 1)),
        ("neither", (level,), (40, 1, 1)),
    ):
        with recoded(tmp_path / name, *given) as con:
            assert con.sql(f"{_REQUESTS}'990200'").fetchall() == [("990200", *expected)], name


def test_a_predecessor_is_not_missing_beside_its_successor(tmp_path: Path) -> None:
    with recoded(tmp_path, one("D0302", "own", "8"), one("D0303", "own", "1")) as con:
        assert con.sql(f"{_REQUESTS}'990300'").fetchall() == [("990300", 9, 2, 1)]
        province = "SELECT value_admitted, n_missing FROM province_year_totals WHERE indicator = 'req_new'"
        assert con.sql(province).fetchall() == [(9, 0)]
        sector = "SELECT value, n_missing FROM sector_year_totals WHERE indicator = 'req_new' AND sector = 'water'"
        assert con.sql(sector).fetchall() == [(8, 0)]
        last = con.sql("SELECT agency_id, year, successor_id FROM agency_last_years").fetchall()
    assert [(named(old, RECODED), year, named(new, RECODED)) for old, year, new in last] == [
        ("G21", 2023, "G22"),
        ("D0301", 2023, "D0302"),
    ]


def test_what_an_agency_reports_of_other_years_than_its_own_is_in_the_sum_of_its_province(tmp_path: Path) -> None:
    with recoded(tmp_path, one("D0305", "own", "5")) as con:
        columns = "value_admitted, n_admitted, n_blank, n_absent, n_missing"
        found = con.sql(f"SELECT {columns} FROM province_year_totals WHERE indicator = 'req_new'").fetchall()
    assert found == [(5, 1, 0, 0, 2)]


def test_an_indicator_that_all_leave_blank_has_a_row(tmp_path: Path) -> None:
    with recoded(tmp_path, one("D0302", "own", None), one("D0303", "own", None)) as con:
        columns = "value_admitted, n_admitted, n_blank, n_absent, n_missing"
        found = con.sql(f"SELECT {columns} FROM province_year_totals WHERE indicator = 'req_new'").fetchall()
    assert found == [(None, 0, 2, 0, 0)]


def test_a_system_told_twice_stands_once(tmp_path: Path) -> None:
    """An own report whose table a person took for the system's, beside the system's report."""
    own, system = one("V03", "own", "9"), one("V03", "system", "900")
    own = replace(own, tables=tuple(replace(table, scope="system") for table in own.tables))
    with recoded(tmp_path, own, system) as con:
        found = con.sql("SELECT value, n_reported FROM region_year_totals WHERE indicator = 'req_new'").fetchall()
    assert found == [(900, 1)]


def test_what_an_abolished_government_still_shows_does_not_come_before_its_successor(tmp_path: Path) -> None:
    given = (one("G11", "jurisdiction", "7", year=2024), one("G19", "jurisdiction", "30", year=2024))
    loads = load_input(*given, regions=where(MERGED), registry=MERGED_REGISTRY, coverage=[])
    build(loaded(settings(tmp_path), loads), 1, tmp_path / "w.duckdb", [])
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as con:
        rows = "SELECT region, value FROM region_year_totals WHERE indicator = 'req_new'"
        assert con.sql(rows).fetchall() == [("990111", 30)]


def test_townships_are_below_a_county_that_counts_its_own_level(tmp_path: Path) -> None:
    found = sums(tmp_path, one("G12", "level", "50"), one("T01", "own", "3"))
    assert found["990112"] == ("level", 53, 2, 1, "G12 T01 T02?")


def test_a_region_of_which_only_lower_governments_report_is_there_and_lacks_all(tmp_path: Path) -> None:
    found = sums(tmp_path, one("G12", "jurisdiction", "50"))
    assert found["990112"] == ("jurisdiction", 50, 1, 0, "G12")
    assert found["990100"] == ("sum", None, 0, None, "G01? G09? G11? G12? G19? T01? T02?")


def test_a_government_and_its_office_are_one_desk(tmp_path: Path) -> None:
    department = one("D0201", "own", "9")
    both = sums(tmp_path / "both", one("G02", "office", "5"), one("O02", "own", "5"), department)
    assert both["990200"] == ("sum", 14, 2, 0, "D0201 O02")
    government = sums(tmp_path / "government", one("G02", "office", "5"), department)
    assert government["990200"] == ("sum", 14, 2, 0, "G02 D0201")
    neither = sums(tmp_path / "neither", department)
    assert neither["990200"] == ("sum", 9, 1, 1, "G02? D0201")


def test_a_system_without_its_report_is_missing_from_the_series(tmp_path: Path) -> None:
    found = sums(tmp_path, one("V21", "system", "900"))
    assert found["990200 systems"] == ("system", 900, 1, 1, "V21 V22?")


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
