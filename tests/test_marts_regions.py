"""A province written by hand: which reports stand for each region, and what they add up to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from warehouse_examples import DOC_1, REGISTRY, fact, gate, load_input, loaded, report, settings, table

from gongkai.records import Report
from gongkai.warehouse.build import build

#: Province 99: city 01 reports for its jurisdiction, city 02 for its level, city 03 not at all; 9902 has counties 21
#: (with a jurisdiction report) and 22 (without), 9903 has county 31.
REGIONS = """region_code,scheme,name,name_en,parent_code,level,valid_from,valid_to
990000,mca,样例省,Sample,,province,,
990100,mca,甲市,A,990000,city,,
990200,mca,乙市,B,990000,city,,
990300,mca,丙市,C,990000,city,,
990221,mca,乙一县,B1,990200,county,,
990222,mca,乙二县,B2,990200,county,,
990331,mca,丙一县,C1,990300,county,,
"""
#: G governments, D departments, V a vertical one; D0302 was merged into D0301 after 2022.
AGENCIES = """agency_id,name,kind,level,region_code,sector,rule_making,parent_agency_id,uscc,valid_from,valid_to,state
G01,甲市人民政府,government,city,990100,,yes,,,,,verified
D0101,甲市水利局,department,city,990100,water,no,G01,,,,verified
G02,乙市人民政府,government,city,990200,,yes,,,,,verified
D0201,乙市水利局,department,city,990200,water,no,G02,,,,verified
G21,乙一县人民政府,government,county,990221,,no,,,,,verified
G22,乙二县人民政府,government,county,990222,,no,,,,,verified
G03,丙市人民政府,government,city,990300,,yes,,,,,verified
D0301,丙市水利局,department,city,990300,water,no,G03,,,,verified
D0302,丙市河道局,department,city,990300,water,no,G03,,,2022,verified
D0303,丙市教育局,department,city,990300,education,no,G03,,,,verified
V03,丙市税务局,vertical,city,990300,tax,no,,,,,verified
G31,丙一县人民政府,government,county,990331,,no,,,,,verified
"""
_KINDS = {"G": "1", "D": "2", "V": "3"}


def numbered(text: str) -> str:
    """G01 as the registry has it: S100001."""
    return re.sub(r"\b([GDV])(\d{2,4})\b", lambda name: f"S{_KINDS[name[1]]}{name[2]:0>5}", text)


def named(agency_id: str) -> str:
    """S100001 as G01."""
    return next(line.split(",")[0] for line in AGENCIES.splitlines() if numbered(line).startswith(agency_id))


FILES = REGISTRY | {
    "regions.csv": REGIONS.encode(),
    "agencies.csv": numbered(AGENCIES).encode(),
    "agency_names.csv": b"agency_id,name,valid_from,valid_to\n",
    "agency_links.csv": numbered("agency_id,predecessor_id,kind,date\nD0301,D0302,merge,2023\n").encode(),
}
WHERE = {line.split(",")[0]: line.split(",")[4] for line in numbered(AGENCIES).splitlines()[1:]}


def one(name: str, scope: Any, new: str | None, granted: str | None = "1", year: int = 2023) -> Report:
    """Table 3 of a report, two cells of it: requests received and granted."""
    facts = [fact("3", "req_new", new, "total"), fact("3", "req_granted", granted, "total")]
    source = replace(report().sources[0], source=f"http://a.invalid/{name}-{year}-{scope}.html", sha256=DOC_1)
    agency_id = numbered(name)
    return report(
        agency=name,
        agency_id=agency_id,
        year=year,
        scope=scope,
        report_id=f"{agency_id}:{year}:{scope}",
        tables=(table("3", scope=scope),),
        facts=tuple(facts),
        sources=(source,),
    )


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


@pytest.fixture
def con(tmp_path: Path) -> Iterator[Any]:
    lines = [gate(r, t3="publisher_inconsistent" if r.agency == "D0301" else "consistent") for r in REPORTS]
    given = load_input(*REPORTS, lines=lines, regions=WHERE, registry=FILES, coverage=[])
    build(loaded(settings(tmp_path), given), 1, tmp_path / "w.duckdb", [])
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as opened:
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
