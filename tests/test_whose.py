"""Whose report a page is: claims side by side, contradictions unresolved, copies refused; labelled titles and pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import recognition
from gongkai.registry import Registry, load
from gongkai.registry.model import Column
from gongkai.whose import Evidence, whose

REAL = load(Path(__file__).resolve().parents[1] / "data" / "registry")
NAMES = {agency_id: agency.name for agency_id, agency in REAL.agencies.items()}

TOWN = "http://www.zoucheng.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=11370883004325769B&fbtime=2010"
XIANJU = Evidence("http://www.zjxj.gov.cn/art/2024/1/16/art_1229325036_3913369.html")
TITLE = "2023年下各镇政府信息公开工作年度报告"


def told(evidence: Evidence, registry: Registry = REAL) -> tuple[str | None, int | None, str | None]:
    found = whose(evidence, registry)
    return NAMES.get(found.agency_id or ""), found.year, found.basis


@pytest.fixture(scope="module")
def registry() -> Registry:
    """The real one with a site more, that of 芜湖市, and a column, 下各镇's own."""
    town = REAL.resolve("下各镇", 2023, "331024").agency_id
    wuhu = replace(REAL.sites["hukou.gov.cn"], base_url="http://www.wuhu.gov.cn/", region_code="340200")
    column = Column(
        "c", "zjxj.gov.cn", "33", "http://www.zjxj.gov.cn/nb/", town, "331024", "own", None, None, "unverified"
    )
    return replace(REAL, sites=REAL.sites | {"w": wuhu}, columns={"c": column})


def test_a_code_in_the_url_and_the_year_beside_it() -> None:
    assert told(Evidence(TOWN)) == ("唐村镇人民政府", 2010, "code")
    assert told(Evidence(TOWN, ("唐村镇2010年政府信息公开工作年度报告",))) == ("唐村镇人民政府", 2010, "code")


def test_a_code_of_before_the_county_became_a_district() -> None:
    url = "http://www.penglai.gov.cn/module/xxgk/xxgkAnnualReport.jsp?fbtime=2010&area=11370684004265946U"
    assert told(Evidence(url)) == ("蓬莱市统计局", 2010, "code")


def test_the_head_of_an_index_number() -> None:
    with_code = replace(XIANJU, index_number="1133102400268125XW/2024-104757")
    assert told(replace(with_code, titles=(TITLE,))) == ("下各镇人民政府", 2023, "code")
    # the last sign copied wrong: no code, the title tells it
    broken = replace(XIANJU, index_number="1133102400268125XV/2024-104757", titles=(TITLE,))
    assert told(broken) == ("下各镇人民政府", 2023, "title")


@pytest.mark.parametrize(
    ("url", "index_number"),
    [
        # another county's code on this host
        ("http://fg.gov.cn/info/1/2.htm", "1133102400268125XW/2024-104757"),
        # the State Council General Office's, copied with its template
        ("http://www.zjxj.gov.cn/art/1.html", "000014349/2024-06672"),
        ("http://www.zjxj.gov.cn/art/1.html", "11/2023-00063"),
    ],
)
def test_codes_that_say_nothing(url: str, index_number: str) -> None:
    found = whose(Evidence(url, index_number=index_number), REAL)
    assert (found.agency_id, found.candidates, found.claims) == (None, (), ())


def test_the_general_offices_code_counts_on_its_own_site() -> None:
    evidence = Evidence(
        "https://www.gov.cn/x", ("国务院办公厅2023年政府信息公开工作年度报告",), index_number="000014349/2024-1"
    )
    assert told(evidence) == ("国务院办公厅", 2023, "code")


def test_contradictions_are_for_a_person_with_all_candidates() -> None:
    town, county = REAL.resolve("下各镇", 2023, "331024").agency_id, REAL.resolve("仙居县", 2023, "331024").agency_id
    found = whose(replace(XIANJU, titles=(TITLE,), publishers=("仙居县人民政府",)), REAL)
    assert found.agency_id is None and found.basis is None
    assert found.candidates == tuple(sorted((town or "", county or "")))
    assert [(c.origin, c.text) for c in found.claims] == [
        ("metadata", "仙居县人民政府"),
        ("title", "下各镇"),
        ("title", TITLE),
    ]


def test_metadata_that_names_nobody_does_not_hinder() -> None:
    evidence = replace(XIANJU, titles=(TITLE,), publishers=("1", "本站原创"))
    assert told(evidence) == ("下各镇人民政府", 2023, "title")


def test_metadata_alone_tells_it_and_a_title_that_names_a_stranger_undoes_it() -> None:
    nameless = replace(XIANJU, titles=("2023年政府信息公开工作年度报告",), publishers=("仙居县下各镇人民政府",))
    assert told(nameless) == ("下各镇人民政府", 2023, "metadata")
    strange = replace(nameless, titles=("横溪镇2023年政府信息公开工作年度报告",))
    assert told(strange) == (None, 2023, None)


def test_years_never_come_from_dates_and_two_are_none() -> None:
    period = "统计期限自2022年1月1日至2022年12月31日"
    assert whose(replace(XIANJU, text=period), REAL).year == 2022
    assert whose(replace(XIANJU, titles=(TITLE,), text=period), REAL).year is None
    assert whose(replace(XIANJU, text="发布时间：2024-01-16"), REAL).year is None
    assert whose(XIANJU, REAL).year is None


def test_names_are_read_in_their_year(registry: Registry) -> None:
    url = "http://www.wuhu.gov.cn/x"
    assert told(Evidence(url, ("无为县2018年政府信息公开工作年度报告",)), registry)[0] == "无为市人民政府"
    assert told(Evidence(url, ("无为县2020年政府信息公开工作年度报告",)), registry)[0] is None
    # without a year a name that was borne for some years only says nothing
    assert told(Evidence(url, ("无为县政府信息公开工作年度报告",)), registry)[0] is None


def test_copies_are_refused_by_their_host() -> None:
    copy = Evidence("http://156152.com/zfjgzy/x/post_9469010.html", ("广州市财政局2020年政府信息公开工作年度报告",))
    found = whose(copy, REAL)
    assert (found.agency_id, found.standing, found.year) == (None, None, 2020)
    assert found.refusal == "host 156152.com is in no row of sites.csv: a copy is no source"
    own = whose(replace(copy, url="https://gz.gov.cn/zfjgzy/x/post_9469010.html"), REAL)
    assert (own.refusal, own.standing, NAMES[own.agency_id or ""]) == (None, "hub", "广州市财政局")
    ministry = whose(Evidence("https://mzt.jiangsu.gov.cn/col/col90135/index.html"), REAL)
    assert (ministry.refusal, ministry.standing) == (None, "publisher")


def test_a_columns_agency_and_scope(registry: Registry) -> None:
    town = registry.columns["c"].agency_id
    nameless = replace(XIANJU, column_id="c", titles=("2023年政府信息公开工作年度报告",))
    found = whose(nameless, registry)
    assert (found.agency_id, found.basis, found.scope, found.scope_basis) == (town, "column", "own", "column")
    # a name that nobody bears is a finding elsewhere; one of another agency is a contradiction
    assert whose(replace(nameless, titles=("下格镇2023年政府信息公开工作年度报告",)), registry).agency_id == town
    assert whose(replace(nameless, titles=("仙居县2023年政府信息公开工作年度报告",)), registry).agency_id is None


@pytest.mark.parametrize(
    ("title", "scope", "basis"),
    [
        ("贵阳市人民政府（市人民政府办公厅）2021年政府信息公开工作年度报告", "office", "title"),
        ("贵阳市2021年政府信息公开工作年度报告", "jurisdiction", "title"),
        ("贵阳市人民政府2021年政府信息公开工作年度报告", "unknown", None),
        ("贵阳市人民政府办公厅2021年政府信息公开工作年度报告", "own", "kind"),
    ],
)
def test_two_reports_on_one_list_are_told_apart_by_scope(title: str, scope: str, basis: str | None) -> None:
    found = whose(Evidence("https://www.guiyang.gov.cn/zwgk/zfxxgks/zfxxgknb/2021n/x.html", (title,)), REAL)
    assert (found.scope, found.scope_basis) == (scope, basis)


def test_kinds() -> None:
    found = whose(replace(XIANJU, titles=("关于做好2023年政府信息公开工作年度报告编制工作的通知",)), REAL)
    assert (found.kind, found.other_kind, found.agency_id) == ("other", "通知", None)


def test_labelled_titles() -> None:
    cases = list(recognition.titles(REAL))
    assert len(cases) >= 500
    assert [c for c in cases if c.wrong_agency or c.wrong_year or c.wrong_kind] == []
    known = [c for c in cases if c.agency_id is not None and c.year is not None]
    assert len(known) > 500 and sum(c.resolved for c in known) / len(known) > 0.99


@pytest.mark.skipif(not recognition.SHARED.exists(), reason="the table of real URLs is not here")
def test_labelled_pages() -> None:
    cases = [case for case, _ in recognition.pages(REAL)]
    assert len(cases) == 230
    assert [c for c in cases if c.wrong_agency or c.wrong_year] == []
    reports = [c for c in cases if c.kind == "report" and c.agency_id is not None]
    assert sum(c.resolved for c in reports) / len(reports) > 0.95
    copies = [c for c in cases if c.kind == "copy"]
    assert len(copies) == 55 and {c.got_kind for c in copies} == {"refused"}
