"""What is expected, and what became of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from warehouse_examples import REGISTRY, gate, report

from gongkai.coverage import coverage, deadline, lists_read_at
from gongkai.registry.load import Registry, load

_COLUMN = "c1,s1,99,http://a.invalid/list/,,990100,,2022,,unverified\n"
_SITE = "s1,http://a.invalid/,static_list,990100,2,publisher,unverified\n"
_TOWN = "S000003,样桥镇人民政府,township,township,990101101,,no,S000001,,,,unverified\n"
_COUNTY = "990101,mca,样东县,Yangdong,990100,county,,\n990101101,nbs,样桥镇,Yangqiao,990101,township,,\n"
_NOW = datetime(2024, 4, 5, 1, tzinfo=UTC)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """A city government, its department and a township; one list of many agencies, from 2022 on."""
    more = {"columns.csv": _COLUMN, "sites.csv": _SITE, "agencies.csv": _TOWN, "regions.csv": _COUNTY}
    for name, data in REGISTRY.items():
        rows = data + more.get(name, "").encode()
        (tmp_path / name).write_bytes(rows.replace(b"unverified", b"verified") if name == "agencies.csv" else rows)
    return load(tmp_path)


def _rows(registry: Registry, *reports: Any, now: datetime = _NOW, lines: Any = None, **other: Any) -> dict[Any, Any]:
    given: dict[str, Any] = {"sources": [], "lists_read": {"c1": now}} | other
    lines = lines if lines is not None else [gate(r) for r in reports]
    rows = coverage(registry, reports, lines, given["sources"], given["lists_read"], now)
    return {(row["agency_id"], row["year"]): row for row in rows}


def test_expected_are_agencies_below_the_region_in_years_whose_deadline_year_began(registry: Registry) -> None:
    agencies = ("S000001", "S000002", "S000003")
    assert set(_rows(registry)) == {(agency, year) for agency in agencies for year in (2022, 2023)}


def test_deadlines(registry: Registry) -> None:
    government, department, town = (registry.agencies[f"S00000{n}"] for n in (1, 2, 3))
    assert deadline(government, 2023) == date(2024, 3, 31)
    assert deadline(department, 2023) == date(2024, 1, 31)
    assert deadline(town, 2023) is None


def test_found_late_held_unreadable(registry: Registry) -> None:
    found = report()
    late = replace(found, agency_id="S000002", report_id="S000002:2023:own", published="2024-02-01")
    held = replace(found, agency_id="S000003", report_id="S000003:2023:own")
    broken = replace(found, agency_id="S000002", year=2022, report_id="S000002:2022:own", verdict="unreadable")
    broken = replace(broken, tables=(), facts=())
    lines = [gate(found), gate(late), gate(held, t2="unconfirmed", t3="incomplete", t4="unconfirmed"), gate(broken)]
    rows = _rows(registry, found, late, held, broken, lines=lines)
    assert {key: row["status"] for key, row in rows.items()} == {
        ("S000001", 2022): "missing",
        ("S000001", 2023): "found",
        ("S000002", 2022): "unreadable",
        ("S000002", 2023): "found_late",
        ("S000003", 2022): "missing",
        ("S000003", 2023): "held",
    }
    assert rows["S000002", 2023]["published"] == date(2024, 2, 1)
    assert rows["S000001", 2023]["report_id"] == "S000001:2023:jurisdiction"
    assert "gongkai import" in rows["S000001", 2022]["what_to_do"]


def test_published_again_is_not_late(registry: Registry) -> None:
    first = replace(report(), agency_id="S000002", report_id="S000002:2023:own", published="2024-01-20")
    again = replace(first, revision=1, published="2024-03-20")
    assert _rows(registry, first, again)["S000002", 2023]["status"] == "found"


def test_on_the_last_day_it_is_not_due_yet(registry: Registry) -> None:
    noon_in_china = datetime(2024, 1, 31, 4, tzinfo=UTC)
    assert _rows(registry, now=noon_in_china)["S000002", 2023]["status"] == "not_due"
    next_day_in_china = datetime(2024, 1, 31, 16, tzinfo=UTC)
    assert _rows(registry, now=next_day_in_china)["S000002", 2023]["status"] == "missing"


def test_missing_is_said_only_of_a_list_that_was_read(registry: Registry) -> None:
    for read in ({}, {"c1": _NOW - timedelta(days=8)}):
        assert _rows(registry, lists_read=read)["S000002", 2023]["status"] == "unknown"


def test_an_unverified_agency_is_missing_only_once_a_report_of_it_was_seen(registry: Registry) -> None:
    office = replace(registry.agencies["S000002"], state="unverified")
    unverified = replace(registry, agencies=registry.agencies | {"S000002": office})
    never = _rows(unverified)["S000002", 2022]
    assert (never["status"], never["what_to_do"].partition(":")[0]) == ("unknown", "no report of it was ever seen")
    assert _rows(unverified)["S000001", 2022]["status"] == "missing"
    once = replace(report(), agency_id="S000002", report_id="S000002:2023:own")
    assert _rows(unverified, once)["S000002", 2022]["status"] == "missing"
    own = {"c1": replace(registry.columns["c1"], agency_id="S000002", within=None)}
    assert _rows(replace(unverified, columns=own))["S000002", 2022]["status"] == "missing"


def test_listed_but_not_delivered_is_not_missing(registry: Registry) -> None:
    source = {
        "source": "http://a.invalid/7.pdf",
        "failure": "http 404",
        "listed_title": "样川市水利局2023年政府信息公开工作年度报告",
        "column_id": "c1",
        "agency_id": None,
        "year": None,
    }
    row = _rows(registry, sources=[source])["S000002", 2023]
    assert (row["status"], row["what_to_do"].split(";")[0]) == ("unreadable", "http://a.invalid/7.pdf: http 404")


def test_lists_read_counts_successes_of_the_list_itself(registry: Registry) -> None:
    def fetch(source: str, time: str, outcome: str, kind: str = "list") -> dict[str, str]:
        return {"source": source, "time": time, "outcome": outcome, "kind": kind}

    fetches = [
        fetch("http://a.invalid/list/", "2024-02-05T01:00:00+00:00", "ok"),
        fetch("http://a.invalid/list/", "2024-02-06T01:00:00+00:00", "not_modified"),
        fetch("http://a.invalid/list/", "2024-02-07T01:00:00+00:00", "http 500"),
        fetch("http://a.invalid/list/index_1.html", "2024-02-08T01:00:00+00:00", "ok"),
    ]
    assert lists_read_at(registry, fetches) == {"c1": datetime(2024, 2, 6, 1, tzinfo=UTC)}
