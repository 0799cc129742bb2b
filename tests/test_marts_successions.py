"""Regions in the years in which agencies follow each other, against sums written by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
from province import named, numbered, published, registry, where
from warehouse_examples import fact, gate, load_input, loaded, settings

from gongkai.records import Report
from gongkai.warehouse.build import build

REGIONS = """region_code,scheme,name,name_en,parent_code,level,valid_from,valid_to
990000,mca,样例省,Sample,,province,,
990100,mca,甲市,A,990000,city,,
990121,mca,甲一县,A1,990100,county,,
990122,mca,甲二县,A2,990100,county,,
990123,mca,甲三县,A3,990100,county,,
990121101,mca,甲一镇,A1a,990121,township,,
990121102,mca,甲二镇,A1b,990121,township,,
"""
#: In 2023: county 11 was split into 12 and 13, town 01 went on as 02 under another code, the bureau, the office and the
#: tax organ under other names.
AGENCIES = """agency_id,name,kind,level,region_code,sector,rule_making,parent_agency_id,uscc,valid_from,valid_to,state
G01,甲市人民政府,government,city,990100,,yes,,,,,verified
O01,甲市人民政府办公室,office,city,990100,,no,G01,,,,verified
D01,甲市水利局,department,city,990100,water,no,G01,,,2023,verified
D02,甲市水务局,department,city,990100,water,no,G01,,2023,,verified
V01,甲市旧税务局,vertical,city,990100,tax,no,,,,2023,verified
V02,甲市税务局,vertical,city,990100,tax,no,,,2023,,verified
G11,甲一县人民政府,government,county,990121,,no,,,,2023,verified
G12,甲二县人民政府,government,county,990122,,no,,,2023,,verified
G13,甲三县人民政府,government,county,990123,,no,,,2023,,verified
T01,甲一镇人民政府,township,township,990121101,,no,,,,2023,verified
T02,甲二镇人民政府,township,township,990121102,,no,,,2023,,verified
"""
LINKS = """agency_id,predecessor_id,kind,date
G12,G11,split,2023
G13,G11,split,2023
T02,T01,rename,2023
D02,D01,rename,2023
V02,V01,rename,2023
"""
NO_LINKS = LINKS.splitlines(keepends=True)[0]
#: County 11 whose office is not known to be a government's.
LONE_OFFICE = """\
agency_id,name,kind,level,region_code,sector,rule_making,parent_agency_id,uscc,valid_from,valid_to,state
G01,甲市人民政府,government,city,990100,,yes,,,,,verified
O11,甲一县人民政府办公室,office,county,990121,,no,,,,,verified
"""


def three(name: str, scope: Any, new: int) -> Report:
    """Table 3: so many requests received and closed, one of them granted."""
    return published(name, scope, _three(new))


def _three(new: int) -> list[Any]:
    cells = {"req_new": str(new), "req_granted": "1", "req_closed_total": str(new)}
    return [fact("3", code, number, "total") for code, number in cells.items()]


def _four(upheld: int) -> list[Any]:
    return [fact("4", code, str(upheld)) for code in ("review_upheld", "review_total")]


def told(folder: Path, query: str, *given: Report, agencies: str = AGENCIES, links: str = LINKS) -> list[Any]:
    """Rows of a query to the warehouse of these reports."""
    files = registry(agencies, REGIONS) | {"agency_links.csv": numbered(links).encode()}
    loads = load_input(*given, regions=where(agencies), registry=files, coverage=[], lines=[*map(gate, given)])
    build(loaded(settings(folder), loads), 1, folder / "w.duckdb", [])
    with duckdb.connect(str(folder / "w.duckdb"), read_only=True) as con:
        return con.sql(query).fetchall()


def total(region: str, series: str = "governments") -> str:
    return (
        "SELECT source, value::INTEGER, n_reported, n_missing FROM region_year_totals "
        f"WHERE indicator = 'req_new' AND region = '{region}' AND series = '{series}'"
    )


@pytest.mark.parametrize("reports", ["G12", "G13"])
def test_a_county_that_was_split_is_in_what_either_part_says(tmp_path: Path, reports: str) -> None:
    given = (three("G01", "level", 40), three("G11", "jurisdiction", 30), three(reports, "jurisdiction", 20))
    assert told(tmp_path, total("990100"), *given) == [("level", 60, 2, 1)]


def test_a_county_that_was_split_stands_where_neither_part_reports(tmp_path: Path) -> None:
    given = (three("G01", "level", 40), three("G11", "jurisdiction", 30))
    assert told(tmp_path, total("990100"), *given) == [("level", 70, 2, 2)]


def test_a_township_under_another_code_counts_once(tmp_path: Path) -> None:
    county = three("G11", "level", 50)
    both = (county, three("T01", "own", 7), three("T02", "own", 8))
    assert told(tmp_path / "both", total("990121"), *both) == [("level", 58, 2, 0)]
    assert told(tmp_path / "earlier", total("990121"), county, three("T01", "own", 7)) == [("level", 57, 2, 1)]
    assert told(tmp_path / "neither", total("990121"), county) == [("level", 50, 1, 1)]


def test_an_agency_that_was_renamed_counts_once_in_a_sum(tmp_path: Path) -> None:
    """The city's government, two counties and a township are missing."""
    both = (three("D01", "own", 30), three("D02", "own", 31))
    assert told(tmp_path / "both", total("990100"), *both) == [("sum", 31, 1, 4)]
    assert told(tmp_path / "earlier", total("990100"), both[0]) == [("sum", 30, 1, 5)]


def test_a_system_that_was_renamed_is_not_missing(tmp_path: Path) -> None:
    assert told(tmp_path, total("990100", "systems"), three("V02", "system", 9)) == [("system", 9, 1, 0)]


def test_what_an_office_without_a_government_says_is_below_its_city(tmp_path: Path) -> None:
    given = (three("G01", "level", 40), three("O11", "jurisdiction", 20))
    found = told(tmp_path, total("990100"), *given, agencies=LONE_OFFICE, links=NO_LINKS)
    assert found == [("level", 60, 2, 0)]


def test_a_row_names_the_agency_whose_report_it_names(tmp_path: Path) -> None:
    """The county's office reports for all of the county."""
    agencies = (
        LONE_OFFICE.replace(",no,,,,,", ",no,G11,,,,")
        + "G11,甲一县人民政府,government,county,990121,,no,,,,,verified\n"
    )
    rows = "SELECT agency_id, report_id FROM region_year_sources WHERE region = '990100' ORDER BY ALL"
    given = (three("G01", "level", 40), three("O11", "jurisdiction", 20))
    found = told(tmp_path, rows, *given, agencies=agencies, links=NO_LINKS)
    assert [(named(agency, agencies), named(report.split(":")[0], agencies)) for agency, report in found] == [
        ("G01", "G01"),
        ("O11", "O11"),
    ]


def test_a_ratio_of_two_tables_finds_them_in_the_report_that_has_both(tmp_path: Path) -> None:
    """The office has table 3, the government tables 3 and 4, or table 4 alone: one desk either way. Beside it a bureau
    without table 4, two counties and a township are missing."""
    rates = (
        "SELECT numerator::INTEGER, denominator::INTEGER, n, n_missing FROM region_year_rates "
        "WHERE metric = 'review_rate' AND region = '990100'"
    )
    office = three("O01", "office", 50)
    both = published("G01", "own", [*_three(50), *_four(5)])
    assert told(tmp_path / "both", rates, office, both, three("D02", "own", 1)) == [(5, 50, 1, 4)]
    four = published("G01", "own", _four(5))
    assert told(tmp_path / "apart", rates, office, four, three("D02", "own", 1)) == [(None, None, 0, 5)]
