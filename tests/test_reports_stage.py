"""Stage reports: whose report a document is, its revisions, its renditions; unresolved rather than guessed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import simplejson
from official_html import disputes, page

from gongkai import registry
from gongkai.decisions import Decision, Decisions
from gongkai.documents import from_bytes
from gongkai.grids.router import extracts
from gongkai.judge.evaluate import judged
from gongkai.read import said, said_together
from gongkai.records import DocumentReading, Report, report_from_stage, report_to_stage, to_json
from gongkai.reports.stage import partition_of, reports

CITY, COUNTY, TOWN = "A000001", "A000002", "A000003"
REGISTRY = {
    "regions.csv": "region_code,scheme,name,name_en,parent_code,level,valid_from,valid_to\n"
    "980000,mca,样省,Sample Province,,province,,\n"
    "980100,mca,样例市,Sample City,980000,city,,\n"
    "980101,mca,样南县,Sample South County,980100,county,,\n"
    "980101200,mca,样河镇,Sample River Town,980101,township,,\n",
    "agencies.csv": "agency_id,name,kind,level,region_code,sector,rule_making,parent_agency_id,uscc,"
    "valid_from,valid_to,state\n"
    f"{CITY},样例市人民政府,government,city,980100,,yes,,,,,verified\n"
    f"{COUNTY},样南县教育局,department,county,980101,,no,,,,,verified\n"
    f"{TOWN},样河镇人民政府,township,township,980101200,,no,,,,,verified\n",
    "agency_names.csv": f"agency_id,name,valid_from,valid_to\n{CITY},样例市,,\n",
    "agency_links.csv": "agency_id,predecessor_id,kind,date\n",
    "sites.csv": "site_id,base_url,family,region_code,delay_s,kind,state\n"
    "s1,https://www.sample.gov.cn,static,980100,2,publisher,verified\n",
    "columns.csv": "column_id,site_id,region,list_url,agency_id,within,scope,year_from,year_to,state\n"
    "c1,s1,98,https://www.sample.gov.cn/nb/,,980101,,2021,2025,verified\n",
}
GOOD = [10, 1, 0, 0, 11, *[0] * 10]
OTHER = [10, 2, 0, 0, 12, *[0] * 10]


@pytest.fixture
def book(tmp_path: Path) -> registry.Registry:
    for name, text in REGISTRY.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return registry.load(tmp_path)


class Shelf:
    """Documents by digest, as the body store would have them."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}

    def put(self, data: bytes) -> str:
        sha = hashlib.sha256(data).hexdigest()
        self.bodies[sha] = data
        return sha

    def read(self, *shas: str) -> DocumentReading:
        given = [from_bytes("", self.bodies[sha]) for sha in shas]
        return said(given[0], extracts) if len(given) == 1 else said_together(given, extracts)


def source(shelf: Shelf, name: str, *bodies: bytes, **stated: Any) -> dict[str, Any]:
    deliveries = [
        {
            "sha256": shelf.put(body),
            "media_type": "text/html",
            "bytes": len(body),
            "retrieved": f"2024-02-0{day}T00:00:00+00:00",
        }
        for day, body in enumerate(bodies, start=1)
    ]
    plain: dict[str, Any] = {
        "source": f"https://www.sample.gov.cn/nb/{name}",
        "column_id": "c1",
        "listed_title": None,
        "listed_date": "2024-01-20",
        "agency_id": None,
        "year": None,
        "scope": None,
        "origin": "publisher",
        "rendition": "html",
        "parent": None,
        "region": "98",
        "stated_source": None,
        "deliveries": deliveries,
        "failure": None,
        "link_text": None,
        "position": None,
    }
    return plain | stated


def stage(
    shelf: Shelf, book: registry.Registry, lines: Sequence[dict[str, Any]], *decided: Decision
) -> tuple[Report, ...]:
    return reports(lines, shelf.read, book, Decisions(tuple(decided)))


def only(result: tuple[Report, ...]) -> Report:
    (report,) = result
    return report


BUREAU = "样南县教育局2023年政府信息公开工作年度报告"


def test_agency_year_and_scope_come_from_the_title(book: registry.Registry) -> None:
    shelf = Shelf()
    report = only(stage(shelf, book, [source(shelf, "a.html", page(disputes(GOOD), title=BUREAU))]))
    assert report.report_id == f"{COUNTY}:2023:own"
    assert (report.scope_basis, report.deadline, report.published) == ("kind", "2024-01-31", "2024-01-20")
    assert partition_of(report) == "2023|98"


def test_a_name_unknown_in_the_columns_county_is_not_guessed(book: registry.Registry) -> None:
    shelf = Shelf()
    title = BUREAU.replace("教育局", "水利局")
    report = only(stage(shelf, book, [source(shelf, "a.html", page(disputes(GOOD), title=title))]))
    assert report.report_id is not None
    assert report.report_id.startswith("?")
    assert report.report_id.endswith(":1")
    assert (report.agency, report.agency_id, report.year) == ("样南县水利局", None, 2023)
    assert "agency_unresolved" in {finding.rule for finding in judged(report).findings}


def test_a_report_without_a_year_stands_in_partition_0000(book: registry.Registry) -> None:
    shelf = Shelf()
    title = "样南县教育局政府信息公开工作年度报告"
    report = only(stage(shelf, book, [source(shelf, "a.html", page(disputes(GOOD), title=title))]))
    assert partition_of(report) == "0000|98"
    assert "year_unresolved" in {finding.rule for finding in judged(report).findings}


def test_title_and_period_of_different_years_are_a_finding(book: registry.Registry) -> None:
    shelf = Shelf()
    html = page("<p>本报告的统计期限自2022年1月1日起至2022年12月31日止。</p>", disputes(GOOD), title=BUREAU)
    report = only(stage(shelf, book, [source(shelf, "a.html", html)]))
    assert report.years == (("title", 2023), ("统计期限", 2022))
    found = judged(report)
    assert "year_agrees" in {finding.rule for finding in found.findings}
    assert {table.verdict for table in found.tables if table.table == "4"} == {"unconfirmed"}


@pytest.mark.parametrize(
    ("title", "scope", "basis"),
    [
        ("样例市2023年政府信息公开工作年度报告", "jurisdiction", "title"),
        ("样例市人民政府（办公室）2023年政府信息公开工作年度报告", "office", "title"),
        ("样例市人民政府2023年政府信息公开工作年度报告", "unknown", None),
    ],
)
def test_a_governments_scope_is_what_its_title_says(
    book: registry.Registry, title: str, scope: str, basis: str | None
) -> None:
    shelf = Shelf()
    line = source(shelf, "a.html", page(disputes(GOOD), title=title), agency_id=CITY, column_id=None)
    report = only(stage(shelf, book, [line]))
    assert (report.agency_id, report.scope, report.scope_basis) == (CITY, scope, basis)


def test_a_governments_scope_may_stand_in_a_sentence(book: registry.Registry) -> None:
    shelf = Shelf()
    html = page(
        "<p>2023年，全市共受理政府信息公开申请11件。</p>",
        disputes(GOOD),
        title="样例市人民政府2023年政府信息公开工作年度报告",
    )
    report = only(stage(shelf, book, [source(shelf, "a.html", html, agency_id=CITY, column_id=None)]))
    assert (report.scope, report.scope_basis) == ("jurisdiction", "sentence")


def test_other_cells_from_the_same_source_are_a_revision(book: registry.Registry) -> None:
    shelf = Shelf()
    first, second = page(disputes(GOOD), title=BUREAU), page(disputes(OTHER), title=BUREAU)
    result = stage(shelf, book, [source(shelf, "a.html", first, second)])
    assert [(r.revision, r.sources[0].retrieved) for r in result] == [
        (0, "2024-02-01T00:00:00+00:00"),
        (1, "2024-02-02T00:00:00+00:00"),
    ]
    values = [[f.value for f in r.facts if f.indicator == "review_total"] for r in result]
    assert values == [[11], [12]]


def test_other_bytes_with_the_same_cells_are_no_revision(book: registry.Registry) -> None:
    shelf = Shelf()
    first = page(disputes(GOOD), title=BUREAU)
    result = stage(shelf, book, [source(shelf, "a.html", first, first + b"<!-- visited 17 times -->")])
    assert [r.revision for r in result] == [0]


def test_an_error_page_replaces_no_good_report(book: registry.Registry) -> None:
    shelf = Shelf()
    gone = "<html><body><p>页面不存在</p></body></html>".encode()
    result = stage(shelf, book, [source(shelf, "a.html", page(disputes(GOOD), title=BUREAU), gone)])
    assert [(r.revision, len(r.facts)) for r in result] == [(0, 15)]


def test_another_kind_of_report_on_the_list_is_left_out(book: registry.Registry) -> None:
    shelf = Shelf()
    title = "样南县教育局2023年法治政府建设年度报告"
    line = source(shelf, "a.html", page("<p>正文</p>", title=title), listed_title=title)
    assert stage(shelf, book, [line]) == ()


def test_a_page_whose_report_is_an_attachment(book: registry.Registry) -> None:
    shelf = Shelf()
    parent = source(shelf, "a.html", page("<p>见附件</p>", title=BUREAU), listed_title=BUREAU)
    child = source(shelf, "a.htm", page(disputes(GOOD), title=""), parent=parent["source"], listed_title=BUREAU)
    report = only(stage(shelf, book, [parent, child]))
    assert report.report_id == f"{COUNTY}:2023:own"
    assert [s.source for s in report.sources] == [child["source"], parent["source"]]


def test_renditions_that_differ_are_a_conflict(book: registry.Registry) -> None:
    shelf = Shelf()
    parent = source(shelf, "a.html", page(disputes(GOOD), title=BUREAU))
    child = source(shelf, "a.htm", page(disputes(OTHER), title=BUREAU), parent=parent["source"])
    report = judged(only(stage(shelf, book, [parent, child])))
    assert {cell.indicator for cell in report.conflicts} == {"review_corrected", "review_total"}
    assert {t.verdict for t in report.tables if t.table == "4"} == {"unconfirmed"}


@pytest.mark.parametrize("name", ["a.html", "z.html"])
@pytest.mark.parametrize("numbers", [GOOD, OTHER])
def test_a_page_put_up_again_does_not_make_a_report_late(
    book: registry.Registry, name: str, numbers: list[int]
) -> None:
    """A copy or a correction at an address of its own, before or after the first one's in the order of addresses."""
    shelf = Shelf()
    first = source(shelf, "nb.html", page(disputes(GOOD), title=BUREAU), listed_title=BUREAU, listed_date="2024-01-20")
    again = source(shelf, name, page(disputes(numbers), title=BUREAU), listed_title=BUREAU, listed_date="2024-05-20")
    assert only(stage(shelf, book, [first, again])).published == "2024-01-20"


def test_another_page_of_the_report_whose_title_is_of_another_year_may_be_that_years(book: registry.Registry) -> None:
    """Two pages are listed as 2023's; one is titled 2024 and prints other numbers. With the same ones it is a copy."""
    shelf, other = Shelf(), BUREAU.replace("2023", "2024")
    own = source(shelf, "a.html", page(disputes(GOOD), title=BUREAU), listed_title=BUREAU)
    twin = source(shelf, "b.html", page(disputes(OTHER), title=other), listed_title=BUREAU)
    report = judged(only(stage(shelf, book, [own, twin])))
    assert {year for _, year in report.years} == {2023, 2024}
    assert "year_agrees" in {finding.rule for finding in report.findings if finding.outcome == "broken"}
    copy = source(shelf, "b.html", page(disputes(GOOD), title=other), listed_title=BUREAU)
    assert {year for _, year in only(stage(shelf, book, [own, copy])).years} == {2023}
    decided = Decision("d1", "2026-01-01", "li", "year", source=own["source"], value="2023", title=BUREAU)
    assert {year for _, year in only(stage(shelf, book, [own, twin], decided)).years} == {2023}


def test_the_publishers_own_page_comes_before_a_deposit(book: registry.Registry) -> None:
    shelf = Shelf()
    html = page(disputes(GOOD), title=BUREAU)
    deposit = source(shelf, "x", html, source="deposit:a.html", origin="deposit", agency_id=COUNTY, column_id=None)
    own = source(shelf, "a.html", html)
    report = only(stage(shelf, book, [deposit, own]))
    assert [s.origin for s in report.sources] == ["publisher", "deposit"]
    assert report.conflicts == ()


def test_a_decision_gives_agency_and_year_by_source_and_title(book: registry.Registry) -> None:
    shelf = Shelf()
    line = source(shelf, "a.html", page(disputes(GOOD), title="某局政府信息公开工作年度报告"))
    plain = Decision("d1", "2026-01-01", "li", "agency", source=line["source"], value=COUNTY)
    year = Decision("d2", "2026-01-01", "li", "year", source=line["source"], value="2023")
    report = only(stage(shelf, book, [line], plain, year))
    assert report.report_id == f"{COUNTY}:2023:own"
    elsewhere = Decision("d3", "2026-01-01", "li", "agency", source=line["source"], value=COUNTY, title="另一个标题")
    assert only(stage(shelf, book, [line], elsewhere)).agency_id is None


def test_a_decision_is_keyed_on_any_source_of_the_publication(book: registry.Registry) -> None:
    """Table ``reports`` names the attachment that the tables stand in, not the page that links it."""
    shelf = Shelf()
    root = source(shelf, "1.html", page("<p>见附件</p>", title=BUREAU), listed_title=BUREAU)
    attachment = source(shelf, "1.doc.html", page(disputes(GOOD), title=BUREAU), parent=root["source"])
    for one in (root, attachment):
        decision = Decision("d1", "2026-01-01", "li", "year", source=one["source"], value="2022")
        assert only(stage(shelf, book, [root, attachment], decision)).year == 2022


def test_a_decision_that_does_not_fit_its_source_is_reported(book: registry.Registry) -> None:
    shelf = Shelf()
    line = source(shelf, "1.html", page(disputes(GOOD), title=BUREAU), listed_title=BUREAU)
    other = Decision("d1", "2026-01-01", "li", "year", source=line["source"], value="2022", title="另一个标题")
    nobody = Decision("d2", "2026-01-01", "li", "agency", source=line["source"], value="A999999")
    report = only(stage(shelf, book, [line], other, nobody))
    assert (report.agency_id, report.year, report.suspended) == (COUNTY, 2023, ("d1", "d2"))
    elsewhere = Decision("d3", "2026-01-01", "li", "year", source="https://www.sample.gov.cn/nb/2.html", value="2022")
    assert only(stage(shelf, book, [line], elsewhere)).suspended == ()


def test_what_a_depositor_states_counts(book: registry.Registry) -> None:
    shelf = Shelf()
    html = page(disputes(GOOD), title="")
    line = source(
        shelf, "x", html, source="deposit:b.html", origin="deposit", agency_id=COUNTY, year=2022, column_id=None
    )
    assert only(stage(shelf, book, [line])).report_id == f"{COUNTY}:2022:own"


def test_a_report_survives_the_stage_file(book: registry.Registry) -> None:
    shelf = Shelf()
    report = judged(only(stage(shelf, book, [source(shelf, "a.html", page(disputes(GOOD), title=BUREAU))])))
    assert report_from_stage(report_to_stage(report)) == report


def test_numbers_keep_their_digits_and_words_are_one_object_in_all_reports(book: registry.Registry) -> None:
    shelf = Shelf()
    report = only(stage(shelf, book, [source(shelf, "a.html", page(disputes(GOOD), title=BUREAU))]))
    printed = ["3", "3.0", "3.00", "0.50"]
    facts = tuple(fact._replace(value=Decimal(text)) for fact, text in zip(report.facts, printed, strict=False))
    given = to_json(report_to_stage(replace(report, facts=facts)))
    one, other = (report_from_stage(simplejson.loads(given, use_decimal=True)) for _ in range(2))
    assert [str(fact.value) for fact in one.facts] == printed
    assert one.facts[0].indicator is other.facts[0].indicator
    assert one.facts[1].value is other.facts[1].value


def deposited(shelf: Shelf, title: str, **stated: Any) -> dict[str, Any]:
    html = page(disputes(GOOD), title=title)
    return source(shelf, "x", html, source="deposit:c.html", origin="deposit", column_id=None, **stated)


def broken(report: Report) -> set[str]:
    return {finding.rule for finding in judged(report).findings if finding.outcome == "broken"}


@pytest.mark.parametrize(
    ("url", "agency_id"),
    [
        ("http://betting.example.com/1.html", None),
        ("http://www.sample.gov.cn.example.com/1.html", None),
        ("http://127.0.0.1/1.html", None),
        ("https://www.sample.gov.cn/1.html", CITY),
        ("http://sample.gov.cn:80/1.html", CITY),
    ],
)
def test_a_capture_is_judged_by_its_host_as_a_crawled_page_is(
    book: registry.Registry, url: str, agency_id: str | None
) -> None:
    shelf = Shelf()
    html = page(disputes(GOOD), title="样例市人民政府2023年政府信息公开工作年度报告")
    capture = source(shelf, "x", html, source=f"deposit:{url}", origin="deposit", column_id=None, stated_source=url)
    report = only(stage(shelf, book, [capture]))
    assert (report.agency_id, report.candidates) == (agency_id, () if agency_id else (CITY,))
    # A person may say whose it is all the same: by a decision, or by a file of one's own.
    decided = Decision("d1", "2026-01-01", "li", "agency", source=f"deposit:{url}", value=CITY)
    assert only(stage(shelf, book, [capture], decided)).agency_id == CITY
    assert only(stage(shelf, book, [capture | {"source": "deposit:1.html"}])).agency_id == CITY


def test_a_deposit_under_another_year_than_its_title_is_held(book: registry.Registry) -> None:
    shelf = Shelf()
    report = only(stage(shelf, book, [deposited(shelf, BUREAU, agency_id=COUNTY, year=2021)]))
    assert report.years == (("deposit", 2021), ("title", 2023))
    assert "year_agrees" in broken(report)
    assert {table.verdict for table in judged(report).tables if table.table == "4"} == {"unconfirmed"}


def test_a_deposit_under_another_agency_than_its_title_is_nobodys(book: registry.Registry) -> None:
    shelf = Shelf()
    title = "样例市人民政府2023年政府信息公开工作年度报告"
    report = only(stage(shelf, book, [deposited(shelf, title, agency_id=COUNTY, year=2023)]))
    assert (report.agency_id, report.candidates) == (None, (CITY, COUNTY))
    assert "agency_unresolved" in broken(report)


def test_a_deposit_under_another_scope_than_its_title_is_held(book: registry.Registry) -> None:
    shelf = Shelf()
    title = "样例市2023年政府信息公开工作年度报告"
    report = only(stage(shelf, book, [deposited(shelf, title, agency_id=CITY, year=2023, scope="office")]))
    assert report.scopes == (("deposit", "office"), ("title", "jurisdiction"))
    assert report.scope_basis == "column"
    assert "scope_agrees" in broken(report)
    settled = Decision("d1", "2026-01-01", "li", "scope", source="deposit:c.html", value="office")
    decided = only(stage(shelf, book, [deposited(shelf, title, agency_id=CITY, year=2023, scope="office")], settled))
    assert (decided.scope, decided.scope_basis) == ("office", "decision")
    assert "scope_agrees" not in broken(decided)


def test_a_name_that_the_registry_does_not_know_is_a_finding(book: registry.Registry) -> None:
    shelf = Shelf()
    title = BUREAU.replace("教育局", "教育体育局")
    report = only(stage(shelf, book, [deposited(shelf, title, agency_id=COUNTY, year=2023)]))
    assert (report.agency_id, report.misnamed) == (COUNTY, "样南县教育体育局")
    assert broken(report) >= {"agency_named"}


@pytest.mark.parametrize("half", ["list", "page"])
def test_a_title_of_a_half_year_leaves_the_year_open_whatever_another_title_says(
    book: registry.Registry, half: str
) -> None:
    shelf = Shelf()
    first = BUREAU.replace("年政府", "年上半年政府")
    listed, own = (first, BUREAU) if half == "list" else (BUREAU, first)
    report = only(stage(shelf, book, [source(shelf, "a.html", page(disputes(GOOD), title=own), listed_title=listed)]))
    assert report.year is None and "year_unresolved" in broken(report)


def test_a_page_that_holds_another_organs_report_now_leaves_the_earlier_one_its_own(book: registry.Registry) -> None:
    shelf = Shelf()
    other = BUREAU.replace("样南县教育局", "样河镇人民政府")
    bodies = (page(disputes(GOOD), title=BUREAU), page(disputes(OTHER), title=other))
    found = {r.agency_id: r for r in stage(shelf, book, [source(shelf, "a.html", *bodies)])}
    assert {agency: report.report_id for agency, report in found.items()} == {
        COUNTY: f"{COUNTY}:2023:own",
        TOWN: f"{TOWN}:2023:own",
    }
    assert [found[agency].sources[0].sha256 for agency in (COUNTY, TOWN)] == [shelf.put(body) for body in bodies]
    # The same numbers under a corrected title are one report.
    corrected = (page(disputes(GOOD), title=other), page(disputes(GOOD), title=BUREAU))
    assert len(stage(shelf, book, [source(shelf, "b.html", *corrected, listed_title=BUREAU)])) == 1


@pytest.mark.parametrize("name", ["样南县第一中学", "样南县水务局", "样东县教育局"])
def test_a_title_of_another_organ_is_nobodys_whatever_a_depositor_states(book: registry.Registry, name: str) -> None:
    shelf = Shelf()
    title = BUREAU.replace("样南县教育局", name)
    report = only(stage(shelf, book, [deposited(shelf, title, agency_id=COUNTY, year=2023)]))
    assert (report.agency_id, report.candidates, report.misnamed) == (None, (COUNTY,), name)
    assert "agency_unresolved" in broken(report)
    settled = Decision("d1", "2026-01-01", "li", "agency", source="deposit:c.html", value=COUNTY)
    decided = only(stage(shelf, book, [deposited(shelf, title, agency_id=COUNTY, year=2023)], settled))
    assert decided.agency_id == COUNTY
