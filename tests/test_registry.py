"""The registry's files: what is refused and why, and what names mean."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from loopback import write_registry

from gongkai.crawl.families import load_family
from gongkai.errors import GongkaiError
from gongkai.registry import Registry, load, province_of
from gongkai.registry.check import doubts
from gongkai.registry.codes import code_of_index
from gongkai.registry.load import loaded_rows
from gongkai.registry.names import in_short

REGIONS = [
    "990000,mca,样省,Sample,,province,,",
    "990100,mca,样市,,990000,city,,",
    "990121,mca,甲县,,990100,county,,",
    "990122,mca,乙县,,990100,county,,",
    "990121001,nbs,城关镇,,990121,township,,",
    "990122001,nbs,城关镇,,990122,township,,",
]
AGENCIES = [
    "S000001,样市人民政府,government,city,990100,,yes,,,,,verified",
    "S000002,甲县人民政府,government,county,990121,,no,S000001,,,,verified",
    "S000003,城关镇人民政府,township,township,990121001,,no,S000002,,,,verified",
    "S000004,城关镇人民政府,township,township,990122001,,no,,,,,verified",
    "S000005,甲县财政局,department,county,990121,finance,no,S000002,,,,verified",
    "S000006,甲县环境保护局,department,county,990121,,no,S000002,,,2018,verified",
    "S000007,甲县生态环境局,department,county,990121,,no,S000002,,2019,,verified",
    "S000008,甲县国土资源局,department,county,990121,,no,S000002,,,,verified",
]
NAMES = [
    "S000001,样市,,",
    "S000003,城关镇,,",
    "S000004,城关镇,,",
    "S000007,甲县环保局,2020,2020",
]
LINKS = ["S000007,S000006,rename,2019-03-01"]
REAL = load(Path(__file__).resolve().parents[1] / "data" / "registry")
SITE = ("s0", "http://www.example.gov.cn", "verified")


def registry(folder: Path, **rows: list[str]) -> Registry:
    good = {"regions": REGIONS, "agencies": AGENCIES, "agency_names": NAMES, "agency_links": LINKS}
    return load(write_registry(folder, [SITE], 2, **(good | rows)))


def test_what_is_loaded(tmp_path: Path) -> None:
    loaded = registry(tmp_path)
    agency = loaded.agencies["S000007"]
    assert (agency.name, agency.valid_from, agency.valid_to, agency.rule_making) == (
        "甲县生态环境局",
        2019,
        None,
        False,
    )
    assert [(n.name, n.valid_from, n.valid_to) for n in agency.names] == [("甲县环保局", 2020, 2020)]
    assert loaded.agencies["S000001"].rule_making
    assert loaded.regions["990121001"].parent_code == "990121"
    assert [(link.predecessor_id, link.kind, link.date) for link in loaded.links] == [
        ("S000006", "rename", "2019-03-01")
    ]
    assert (loaded.sites["s0"].host, loaded.sites["s0"].delay_s) == ("www.example.gov.cn", 2.0)
    assert loaded.columns["s0-nb"].within == "990100" and loaded.columns["s0-nb"].agency_id is None
    assert loaded.province_of_agency("S000003") == "99" and loaded.province_of_agency(None) == "00"


def test_digest_follows_the_content(tmp_path: Path) -> None:
    first = registry(tmp_path / "a").digest
    assert registry(tmp_path / "b").digest == first
    assert registry(tmp_path / "c", agency_links=[]).digest != first


@pytest.mark.parametrize(
    ("name", "year", "within", "agency_id", "candidates"),
    [
        ("样市人民政府", 2023, None, "S000001", ["S000001"]),
        ("样 市\n人民政府", 2023, None, "S000001", ["S000001"]),
        ("样市", 2023, None, "S000001", ["S000001"]),
        ("甲县财政局", 2023, None, None, ["S000005"]),
        ("甲县财政局", 2023, "990121", "S000005", ["S000005"]),
        ("甲县财政局", 2023, "990122", None, ["S000005"]),
        ("城关镇", 2023, None, None, ["S000003", "S000004"]),
        ("城关镇", 2023, "990121", "S000003", ["S000003"]),
        ("城关镇人民政府", 2023, "990122001", "S000004", ["S000004"]),
        ("城关镇", 2023, "990100", None, ["S000003", "S000004"]),
        ("甲县环境保护局", 2018, "990121", "S000006", ["S000006"]),
        ("甲县环境保护局", 2019, "990121", None, []),
        ("甲县环境保护局", None, "990121", "S000006", ["S000006"]),
        ("甲县生态环境局", 2018, "990121", None, []),
        ("甲县环保局", 2020, "990121", "S000007", ["S000007"]),
        ("甲县环保局", 2021, "990121", None, []),
        ("没有的局", 2023, "990121", None, []),
        ("", 2023, None, None, []),
    ],
)
def test_names(
    tmp_path: Path, name: str, year: int | None, within: str | None, agency_id: str | None, candidates: list[str]
) -> None:
    resolution = registry(tmp_path).resolve(name, year, within)
    assert (resolution.agency_id, list(resolution.candidates)) == (agency_id, candidates)


BAD = [
    ("regions", "99010,mca,样市,,990000,city,,", "region_code is '99010'"),
    ("regions", "990100,gb,样市,,990000,city,,", "scheme is 'gb'"),
    ("regions", "990100,mca,,,990000,city,,", "name is empty"),
    ("regions", "990123,mca,丙县,,990199,county,,", "parent_code 990199 is not in regions.csv"),
    ("regions", "990123,mca,丙县,,990123,county,,", "is its own parent"),
    ("regions", "990100,mca,样市,,990000,city,,", "region_code 990100 stands in line 3 already"),
    ("regions", "990123,mca,丙县,,990100,county,2020,2019", "valid_from 2020 is after valid_to 2019"),
    ("agencies", "X000009,某局,department,county,990121,,no,,,,,verified", "agency_id is 'X000009'"),
    ("agencies", "S000009,某局,bureau,county,990121,,no,,,,,verified", "kind is 'bureau'"),
    ("agencies", "S000009,某局,department,county,990121,,maybe,,,,,verified", "rule_making is 'maybe'"),
    ("agencies", "S000009,某局,department,county,990199,,no,,,,,verified", "region_code 990199 is not in regions.csv"),
    ("agencies", "S000009,某局,department,county,990121,,no,S999999,,,,verified", "parent_agency_id S999999"),
    ("agencies", "S000001,某局,department,county,990121,,no,,,,,verified", "agency_id S000001 stands in line 2"),
    ("agencies", "S000009,某局,department,county,990121,,no,,123,,,verified", "uscc is '123'"),
    ("agencies", "S000009,某局,department,county,990121,,no,,,20x,,verified", "valid_from is '20x'"),
    ("agencies", "S000009,某局,department,county", "4 values where the header has 12"),
    ("agency_names", "S999999,某局,,", "agency_id S999999 is not in agencies.csv"),
    ("agency_links", "S000001,S999999,merge,2019", "agency S999999 is not in agencies.csv"),
    ("agency_links", "S000001,S000002,merge,2019-13", "date is '2019-13'"),
    ("sites", "s1,ftp://a.gov.cn/,static,990100,2,publisher,verified", "base_url is 'ftp://a.gov.cn/'"),
    ("sites", "s1,http://a.gov.cn/,static,990100,1.5,publisher,verified", "delay_s is 1.5, must be at least 2"),
    ("sites", "s1,http://a.gov.cn/,static,990100,2,mirror,verified", "kind is 'mirror'"),
    ("columns", "c1,s9,99,http://www.example.gov.cn/x,,,,,,verified", "site_id s9 is not in sites.csv"),
    ("columns", "c1,s0,99,http://other.gov.cn/x,,,,,,verified", "list_url is on other.gov.cn"),
    ("columns", "c1,s0,99,http://www.example.gov.cn/x,S999999,,,,,verified", "agency_id S999999"),
    ("columns", "c1,s0,99,http://www.example.gov.cn/x,,990199,,,,verified", "within 990199"),
    ("columns", "c1,s0,9,http://www.example.gov.cn/x,,,,,,verified", "region is '9'"),
    ("columns", "c1,s0,99,http://www.example.gov.cn/x,,,all,,,verified", "scope is 'all'"),
    ("sites", "s1,https://example.gov.cn/,static,990100,2,publisher,verified", "host example.gov.cn stands in line 2"),
    # the last sign is wrong; the last sign is right and the organisation code in it is not
    ("agencies", "S000009,某局,department,county,990121,,no,,11370883004325769A,,,verified", "uscc is '1137088300432"),
    ("agencies", "S000009,某局,department,county,990121,,no,,113708830043257688,,,verified", "uscc is '1137088300432"),
]


@pytest.mark.parametrize(("file", "line", "reason"), BAD, ids=[reason for _, _, reason in BAD])
def test_bad_rows(tmp_path: Path, file: str, line: str, reason: str) -> None:
    good: dict[str, list[str]] = {
        "regions": REGIONS,
        "agencies": AGENCIES,
        "agency_names": NAMES,
        "agency_links": LINKS,
        "sites": ["s0,http://www.example.gov.cn/,static,990100,2,publisher,verified"],
        "columns": ["s0-nb,s0,99,http://www.example.gov.cn/nb/,,,,,,verified"],
    }
    with pytest.raises(GongkaiError) as error:
        registry(tmp_path, **{file: [*good[file], line]})
    assert reason in error.value.problem
    assert error.value.file == str(tmp_path / f"{file}.csv")
    assert error.value.place == f"line {len(good[file]) + 2}"
    assert error.value.remedy


def test_every_bad_row_is_named(tmp_path: Path) -> None:
    with pytest.raises(GongkaiError) as error:
        registry(tmp_path, regions=[*REGIONS, "1,mca,x,,,city,,"], agency_names=["S1,x,,", "S000001,样市,,"])
    assert (error.value.file, error.value.place) == (str(tmp_path / "agency_names.csv"), "line 2")
    assert error.value.problem.startswith("agency_id is 'S1'")
    assert f"{tmp_path / 'regions.csv'}, line 8: region_code is '1'" in error.value.problem


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("agency_id,name,valid_from", "missing column 'valid_to'"),
        ("agency_id,name,valid_from,valid_to,note", "unknown column 'note'"),
        ("agency_id,name,name,valid_from,valid_to", "repeated column 'name'"),
        ("", "missing column 'agency_id'"),
    ],
)
def test_headers(tmp_path: Path, header: str, problem: str) -> None:
    registry(tmp_path)
    (tmp_path / "agency_names.csv").write_text(header + "\n", encoding="utf-8")
    with pytest.raises(GongkaiError) as error:
        load(tmp_path)
    assert problem in error.value.problem and error.value.place == "line 1"


def test_files_that_are_missing_or_in_another_encoding(tmp_path: Path) -> None:
    registry(tmp_path)
    (tmp_path / "agency_names.csv").write_bytes("agency_id,name,valid_from,valid_to\nS000001,样,,\n".encode("gb18030"))
    with pytest.raises(GongkaiError, match="not UTF-8"):
        load(tmp_path)
    (tmp_path / "agency_names.csv").unlink()
    with pytest.raises(GongkaiError, match="no such file"):
        load(tmp_path)
    (tmp_path / "agency_names.csv").mkdir()
    with pytest.raises(GongkaiError, match="a folder, not a file") as error:
        load(tmp_path)
    assert error.value.file == str(tmp_path / "agency_names.csv")


def test_byte_order_mark_and_line_ends_of_a_spreadsheet_are_taken(tmp_path: Path) -> None:
    registry(tmp_path)
    path = tmp_path / "agency_names.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(tmp_path).resolve("样市", 2023, None).agency_id == "S000001"


def test_loopback_sites_need_no_delay_but_others_do(tmp_path: Path) -> None:
    sites = ["s0,http://127.99.0.1:8080/,static,990100,0,publisher,verified"]
    columns = ["s0-nb,s0,99,http://127.99.0.1:8080/nb/,,,,,,verified"]
    assert registry(tmp_path, sites=sites, columns=columns).sites["s0"].delay_s == 0
    with pytest.raises(GongkaiError, match="at least 2"):
        registry(tmp_path, sites=[sites[0].replace("127.99.0.1", "localhost")], columns=columns)


def test_files_that_hold_the_same_are_read_once_and_others_anew(tmp_path: Path) -> None:
    first = registry(tmp_path)
    assert registry(tmp_path / "copy") is first
    changed = registry(tmp_path, agency_names=[*NAMES, "S000002,甲都,,"])
    assert [loaded.resolve("甲都", 2024, "990100").agency_id for loaded in (first, changed)] == [None, "S000002"]
    (tmp_path / "links").mkdir()
    with pytest.raises(GongkaiError):
        load(tmp_path / "links")


def test_region_helper() -> None:
    assert (province_of("410871203"), province_of("310000"), province_of("")) == ("41", "31", "00")


def test_the_real_registry() -> None:
    real = REAL
    assert {agency.state for agency in real.agencies.values()} == {"unverified"}
    assert all(agency_id.startswith("A") for agency_id in real.agencies)
    assert real.agencies[real.resolve("淮安市人民政府", 2024, None).agency_id or ""].rule_making
    office = real.agencies[real.resolve("上海市人民政府办公厅", 2019, None).agency_id or ""]
    assert (office.kind, office.level, office.rule_making) == ("office", "province", False)
    township = real.resolve("苏家作乡", 2023, "410800").agency_id
    assert township is not None and real.agencies[township].region_code == "410871203"
    assert real.resolve("焦作市苏家作乡人民政府", 2023, "410871").agency_id == township
    assert real.resolve("苏家作乡", 2023, None).agency_id is None
    assert real.regions["410871"].scheme == "nbs"
    # Lists whose one agency is known, cited in public code; none was visited.
    named = {column.column_id: real.agencies[column.agency_id or ""].name for column in real.columns.values()}
    assert named["mva.gov.cn-nb"] == "退役军人事务部" and named["czj.km.gov.cn-nb"] == "昆明市财政局"
    assert len(named) == 6 and {column.state for column in real.columns.values()} == {"unverified"}
    assert {site.state for site in real.sites.values()} == {"unverified"}


def test_real_townships_lie_in_their_counties() -> None:
    towns = [r for r in REAL.regions.values() if r.level == "township"]
    assert len(towns) == 38480
    assert all(REAL.regions[r.parent_code or ""].valid_to is None for r in towns)
    assert not any(sign in r.name for r in towns for sign in "（(")
    counties = {r.region_code: r.name for r in REAL.regions.values() if r.level == "county" and r.valid_to is None}
    without = set(counties.keys() - {r.parent_code for r in towns})
    # The source has none of the cities of the 兵团, of Sanya's and Sansha's districts, of two that a new zone took in.
    whole = ("6590", "4602", "4603")
    assert {counties[c] for c in without if c[:4] not in whole} == {"龙港市", "金门县", "江北区", "渝北区"}
    of_town = {agency.region_code: agency.name for agency in REAL.agencies.values() if agency.kind == "township"}
    assert (of_town["320831111"], of_town["331024001"]) == ("银涂镇人民政府", "福应街道办事处")


@pytest.mark.parametrize(
    ("name", "within", "official"),
    [
        ("银涂镇", "320831", "银涂镇人民政府"),
        ("金湖县银涂镇人民政府", "320831", "银涂镇人民政府"),
        ("安洲街道办", "331024", None),
        ("城关镇", "330000", None),
        ("高升街街道办事处", "510903", None),
    ],
)
def test_townships_are_read_in_their_county(name: str, within: str, official: str | None) -> None:
    agency_id = REAL.resolve(name, 2023, within).agency_id
    assert (REAL.agencies[agency_id].name if agency_id else None) == official


def test_real_regions_have_both_schemes_and_their_history() -> None:
    levels = Counter(r.level for r in REAL.regions.values() if r.valid_to is None and r.scheme == "mca")
    assert (levels["state"], levels["province"], levels["city"], levels["county"]) == (1, 31, 333, 2846)
    seed, there = REAL.regions["410871203"], REAL.regions["410811200"]
    assert (seed.scheme, seed.same_as, there.scheme, there.name) == ("nbs", "410811200", "mca", "苏家作乡")
    assert (seed.parent_code, there.parent_code) == ("410871", "410811")
    # the township lies in both
    assert REAL.resolve("苏家作乡", 2023, "410811").agency_id == REAL.resolve("苏家作乡", 2023, "410871").agency_id
    assert (REAL.regions["420600"].name, REAL.regions["420600"].valid_from) == ("襄阳市", 2010)
    assert [(r.name, r.valid_to) for r in REAL.former_regions if r.region_code == "420600"] == [("襄樊市", 2009)]
    assert (REAL.regions["370684"].goes_on_as, REAL.regions["370684"].valid_to) == ("370614", 2019)
    assert REAL.regions["130604"].goes_on_as == "130606"


@pytest.mark.parametrize(
    ("name", "year", "within", "official"),
    [
        ("南京市江宁区人民政府", 2022, None, "江宁区人民政府"),
        ("四川省巴中市气象局", 2022, "510000", "巴中市气象局"),
        ("县政府办", 2022, "610822", "府谷县人民政府办公室"),
        ("县政府办", 2022, "610800", None),
        ("市教育局", 2023, "420281", "大冶市教育局"),
        ("教育局", 2023, "420281", None),
        ("盐都区财政局", 2020, "320903", "盐城市盐都区财政局"),
        ("鼓楼区人民政府", 2021, "320000", None),
        ("鼓楼区人民政府", 2021, "320300", "鼓楼区人民政府"),
        ("徐州市鼓楼区人民政府", 2021, "320000", "鼓楼区人民政府"),
        ("无为县人民政府", 2018, "340200", "无为市人民政府"),
        ("无为县人民政府", 2019, "340200", None),
        ("蓬莱市", 2017, "370684", "蓬莱区人民政府"),
        ("环境保护部", 2018, "000000", "环境保护部"),
        ("环境保护部", 2019, "000000", None),
        ("生态环境部", 2017, None, None),
        ("毕节地区行政公署", 2009, "520500", "毕节市人民政府"),
        ("恩施州人民政府", 2023, "422800", "恩施土家族苗族自治州人民政府"),
        ("恩施州", 2023, "420000", "恩施土家族苗族自治州人民政府"),
        ("恩施州人民政府办公室", 2023, "422800", "恩施土家族苗族自治州人民政府办公室"),
        ("恩施市人民政府", 2023, "422800", "恩施市人民政府"),
        ("恩施州恩施市人民政府", 2023, "420000", "恩施市人民政府"),
        ("海南州人民政府", 2023, "632500", "海南藏族自治州人民政府"),
        ("大理州人民政府", 2023, None, "大理白族自治州人民政府"),
        ("大理州大理市人民政府", 2023, None, "大理市人民政府"),
        ("西双版纳州人民政府", 2023, "532800", "西双版纳傣族自治州人民政府"),
        ("博尔塔拉州", 2023, "652700", "博尔塔拉蒙古自治州人民政府"),
        ("大理州教育局", 2023, "532900", None),
    ],
)
def test_real_names(name: str, year: int, within: str | None, official: str | None) -> None:
    agency_id = REAL.resolve(name, year, within).agency_id
    assert (REAL.agencies[agency_id].name if agency_id else None) == official


def test_no_two_regions_share_the_short_name_of_an_autonomous_prefecture() -> None:
    names = Counter(region.name for region in REAL.regions.values())
    short = {name: in_short(name) for name in names if name.endswith("自治州")}
    assert len(short) == 30 == len(set(short.values()))
    assert {len(name) for name in short.values()} <= {3, 4, 5} and not short.values() & names.keys()


def test_links_of_the_reforms() -> None:
    names = {agency_id: agency.name for agency_id, agency in REAL.agencies.items()}
    told = {(names[link.agency_id], names[link.predecessor_id], link.kind, link.date) for link in REAL.links}
    assert ("生态环境部", "环境保护部", "rename", "2018-03") in told
    assert ("国家市场监督管理总局", "国家质量监督检验检疫总局", "merge", "2018-03") in told
    assert ("国家金融监督管理总局", "中国银行保险监督管理委员会", "rename", "2023-05") in told
    assert ("江苏省自然资源厅", "江苏省国土资源厅", "rename", "2018") in told
    assert ("海南省生态环境厅", "海南省生态环境保护厅", "rename", "2018") in told
    assert ("秦淮区人民政府", "白下区人民政府", "merge", "2013") in told


def hosts(tmp_path: Path, *sites: str, columns: tuple[str, ...] = ()) -> Registry:
    return load(write_registry(tmp_path, [], sites=list(sites), columns=list(columns)))


def test_one_host_may_have_several_families_by_column_or_by_path(tmp_path: Path) -> None:
    book = hosts(
        tmp_path,
        "lists,http://www.a.gov.cn/,static,990100,2,publisher,verified",
        "years,http://a.gov.cn:80/,hanweb_xxgk_annual,990100,5,publisher,verified",
        "bureau,https://www.a.gov.cn:443/bureau/,static,990000,2,hub,verified",
        columns=(
            "lists-nb,lists,99,http://a.gov.cn/nb/,,990100,,,,verified",
            "years-nb,years,99,http://www.a.gov.cn:80/x.jsp?area=1,,990100,,2020,,verified",
            "bureau-nb,bureau,99,https://a.gov.cn/bureau/nb/,,990000,,,,verified",
        ),
    )
    for url, site_id in (
        ("http://www.a.gov.cn/nb/1.html", "lists"),
        ("https://a.gov.cn:443/nb/1.html", "years"),
        ("http://a.gov.cn/bureau/nb/1.html", "bureau"),
        ("http://a.gov.cn/bureau", "bureau"),
        ("http://a.gov.cn/bureaus/1.html", "years"),
    ):
        site = book.site_of(url)
        assert site is not None and site.site_id == site_id, url
    assert book.site_of("http://a.gov.cn:8080/nb/1.html") is None


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ("s1,http://a.gov.cn/,static,990100,2,publisher,verified", "host a.gov.cn stands in line 2 already"),
        ("s1,https://www.a.gov.cn:443/,static,990100,2,publisher,verified", "host a.gov.cn stands in line 2 already"),
        ("s1,http://a.gov.cn/,trs,990100,2,hub,verified", "host a.gov.cn stands in line 2 as publisher already"),
    ],
)
def test_a_host_that_stands_twice_for_nothing(tmp_path: Path, other: str, reason: str) -> None:
    with pytest.raises(GongkaiError) as error:
        hosts(tmp_path, "s0,http://www.a.gov.cn/,static,990100,2,publisher,verified", other)
    assert reason in str(error.value)


def test_every_province_and_the_state_council_have_a_site() -> None:
    hosts = {site.region_code: site for site in REAL.sites.values() if site.region_code.endswith("0000")}
    assert len([code for code in hosts if code != "000000"]) == 31
    assert REAL.site_of("http://www.gov.cn/zhuanti/")
    assert REAL.sites["gd.gov.cn"].family == "gkmlpt" and REAL.sites["sc.gov.cn"].family == "unknown"
    assert REAL.sites["gansu.gov.cn"].site_id_code == "6200000001"


@pytest.mark.parametrize(
    ("url", "family"),
    [
        ("https://www.beijing.gov.cn/zhengce/zhengcefagui/202605/t20260506_4638107.html", "trs"),
        ("https://www.tj.gov.cn/sy/tjxw/202608/t20260823_7356881.html", "trs"),
        ("http://www.shanxi.gov.cn/yw/xwfbh/szfxwfbh/202009/t20200929_859251.shtml", "trs"),
        ("https://www.jl.gov.cn/szfzt/tzcj/zdxm/xyyxm/202604/t20260430_3628074.html", "trs"),
        ("https://www.hlj.gov.cn/hlj/c108419/202504/c00_31866784.shtml", "ucap"),
        ("https://www.jiangsu.gov.cn/art/2025/7/16/art_46144_11602534.html", "hanweb_jcms"),
        ("https://www.zj.gov.cn/art/2024/5/20/art_1229017135_6006425.html", "hanweb_jcms"),
        ("https://www.ah.gov.cn/public/1681/565542351.html", "lonsun"),
        ("https://www.fujian.gov.cn/xwdt/fjyw/202507/t20250715_6967219.htm", "trs"),
        ("http://www.shandong.gov.cn/art/2020/6/15/art_107851_107498.html", "hanweb_jcms"),
        ("https://www.hubei.gov.cn/zfwj/ezbf/202512/t20251226_5842830.shtml", "trs"),
        ("https://www.hainan.gov.cn/hainan/szfwj/202409/c92c25ae3746408eb3a336d97e453296.shtml", "ucap"),
        ("https://www.cq.gov.cn/zwgk/zfxxgkml/zfgb/2023/d4q_402524/202302/t20230228_11680944.html", "trs"),
        ("https://www.guizhou.gov.cn/zwgk/zcfg/szfwj/qfr/202608/t20260828_90796146.html", "trs"),
        ("https://www.yn.gov.cn/sjfb/tjgb/202504/t20250408_311279.html", "trs"),
        ("https://www.xizang.gov.cn/xwzx_406/bmkx/202606/t20260626_547152.html", "trs"),
        ("https://www.shaanxi.gov.cn/zfxxgk/fdzdgknr/zcwj/nszfbgtwj/szbf/202208/t20220808_2234281.html", "trs"),
        ("https://www.nx.gov.cn/ssjn/esyj/202303/t20230330_4015332.html", "trs"),
        ("https://www.xinjiang.gov.cn/xinjiang/tzgg/202512/aaece21b6906443e8d50b981070764a8.shtml", "ucap"),
    ],
)
def test_portals_of_provinces_are_of_the_family_that_their_pages_show(url: str, family: str) -> None:
    """Addresses of their pages as public code and notes cite them; nothing was fetched."""
    site = REAL.site_of(url)
    assert site is not None and (site.family, site.state) == (family, "unverified")
    parts = urlsplit(url)
    assert load_family(family).entry.search(parts.path)


def test_listed_hosts_with_and_without_www() -> None:
    for url in ("https://www.gz.gov.cn/a", "http://gz.gov.cn/a", "https://gz.gov.cn:/a"):
        site = REAL.site_of(url)
        assert site is not None and site.site_id == "gz.gov.cn"
    assert REAL.site_of("http://122.137.242.24:8080/pub/x") is not None
    for url in ("http://122.137.242.24/pub/x", "http://156152.com/zfjgzy", "https://gz.gov.cn.evil.com/", "gz.gov.cn"):
        assert REAL.site_of(url) is None


def test_agencies_by_code() -> None:
    town = REAL.bearer_of("11370883004325769B")
    assert town is not None and town.name == "唐村镇人民政府"
    assert REAL.bearer_of("004325769") == town
    assert REAL.bearer_of("123456789") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1133102400268125XW/2024-104757", "1133102400268125XW"),
        ("006939748/2025-00084", "006939748"),
        ("000014349/2024-06672", "000014349"),
        ("1133102400268125XV/2024-104757", None),
        ("006939749/2025-00084", None),
        ("11/2023-00063", None),
        ("XM02123-0101-2023-00001", None),
        ("bgs01/2023-00011", None),
    ],
)
def test_codes_of_index_numbers(text: str, code: str | None) -> None:
    assert code_of_index(text) == code


def test_names_that_two_agencies_of_a_region_bear_are_told(tmp_path: Path) -> None:
    registry(tmp_path, agency_names=[*NAMES, "S000008,甲县财政局,2015,"])
    rows, bad = loaded_rows(tmp_path)
    (doubt,) = doubts(rows)
    assert bad == [] and (doubt.file.name, doubt.line) == ("agency_names.csv", 6)
    assert doubt.reason == "甲县财政局 in 990121 is S000005's name too (agencies.csv, line 6)"


def test_agencies_of_a_region_and_below() -> None:
    within = {agency.name for agency in REAL.agencies_within("331024")}
    # 3 街道, 7 镇, 10 乡
    assert {"仙居县人民政府", "仙居县人民政府办公室", "安洲街道办事处", "下各镇人民政府", "上张乡人民政府"} < within
    assert len(within) == 22
    # the township of the seed lies in the county of either scheme
    assert "A000009" in {agency.agency_id for agency in REAL.agencies_within("410811")}
    assert {agency.agency_id for agency in REAL.agencies_within("410871")} == {"A000009"}
    assert REAL.agencies_within("999999") == ()


def test_every_name_is_its_agencys_in_its_own_region_and_never_anothers_above() -> None:
    """In the last year of each name; two 鼓楼区, or two 城关镇, of one province resolve to neither there."""
    ambiguous = Counter[str]()
    for agency in REAL.agencies.values():
        for name, first, last in agency.dated_names():
            year = last or first or 2015
            assert REAL.resolve(name, year, agency.region_code).agency_id == agency.agency_id
            in_province = REAL.resolve(name, year, f"{agency.region_code[:2]}0000").agency_id
            assert in_province in (agency.agency_id, None)
            ambiguous[agency.level] += in_province is None
    assert ambiguous.pop("township") < 4000
    assert ambiguous.total() < 60
