"""Lists that were not read whole: without entries from the first night, rows beside the family, unknown pagers."""

from __future__ import annotations

import ipaddress
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from loopback import LoopbackSite, Page, detail, listing, write_registry

from gongkai.coverage import coverage, list_rows
from gongkai.crawl.exchange import LeftOut
from gongkai.crawl.families import load_family
from gongkai.crawl.health import Health, health
from gongkai.crawl.lists import Listing, parse_list, read_list
from gongkai.crawl.places import open_ledger
from gongkai.crawl.run import CrawlSummary, crawl
from gongkai.lake.manifest import Manifest
from gongkai.lake.records import write_jsonl
from gongkai.registry import load
from gongkai.reports.briefs import Brief
from gongkai.settings import Settings

NIGHT = datetime(2024, 4, 20, 1, tzinfo=UTC)
_BUREAUS = ("教育局", "财政局", "水利局")
AGENCIES = [
    "S000001,样市人民政府,government,city,990100,,yes,,,,,verified",
    *(f"S00000{n},样市{b},department,city,990100,,no,S000001,,,,verified" for n, b in enumerate(_BUREAUS, start=2)),
]
_EXTERNAL = "http://sw.example.gov.cn/art/2024/1/20/art_1_2.html"


def title(agency: str, year: int = 2023) -> str:
    return f"样市{agency}{year}年政府信息公开工作年度报告"


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    networks = (ipaddress.ip_network("127.99.0.0/16"),)
    return Settings(tmp_path / "home", "sample", tmp_path / "registry", 1, networks, "someone@example.org")


def night(
    home: Settings,
    site: LoopbackSite,
    family: str = "static",
    path: str = "/nb/index.html",
    whose: str = ",990100",
    now: datetime = NIGHT,
) -> CrawlSummary:
    write_registry(
        home.registry,
        [],
        agencies=AGENCIES,
        sites=[f"s0,{site.url}/,{family},990100,0,hub,verified"],
        columns=[f"c0,s0,99,{site.url}{path},{whose},,2022,2023,verified"],
    )
    return crawl(home, load(home.registry), "99", now)


def seen(home: Settings) -> Health:
    with open_ledger(home) as ledger:
        return health(ledger, load(home.registry))["c0"]


def said(home: Settings, year: int = 2023) -> dict[str, tuple[str, str | None]]:
    """agency -> status and gap of a year, as far as the lists say."""
    registry = load(home.registry)
    rows = coverage(registry, [], [], [], {"c0": seen(home)}, (), NIGHT)
    return {row["agency_id"]: (row["status"], row["gap"]) for row in rows if row["year"] == year}


def told(summary: CrawlSummary) -> list[tuple[str, int]]:
    return [(finding.outcome, finding.urls) for finding in summary.findings]


# Without an entry


@pytest.mark.parametrize(
    ("family", "path"),
    [
        ("static", "/nb/index.html"),
        ("trs", "/nb/index.html"),
        ("ucap", "/nb/index.shtml"),
        ("vsb", "/nb.htm"),
        ("jpaas", "/col/1_2/index.html"),
        ("hanweb_jcms", "/col/col12/index.html"),
        ("hanweb_jpage", "/col/col12/index.html"),
        ("lonsun", "/public/column/1?type=4"),
    ],
)
def test_a_list_without_entries_from_the_first_night_is_a_fault(home: Settings, family: str, path: str) -> None:
    page = f'<html><meta charset="utf-8"><div class="x"><a href="/a/2023">{title("教育局")}</a></div></html>'
    with LoopbackSite("127.99.60.1", {path: Page(page.encode())}) as site:
        summary = night(home, site, family, path)
        assert told(summary) == [("no_entries", 1)] and "gongkai registry check" in summary.findings[0].remedy
        assert site.paths() == ["/robots.txt", path]
    one = seen(home)
    assert (one.read_at, one.fault, one.outcome) == (None, "redesigned", "no_entries")
    assert one.what_to_do is not None and "gongkai registry check" in one.what_to_do
    assert set(said(home).values()) == {("unknown", "redesigned")}


def test_a_catalogue_that_answers_no_entry_is_a_fault(home: Settings) -> None:
    index = Page(b"<html><script>SID: '7'</script></html>")
    empty = Page(json.dumps({"articles": [], "total": 0}).encode())
    with LoopbackSite("127.99.60.2", {"/gkmlpt/index": index, "/gkmlpt/api/all/5?page=1&sid=7": empty}) as site:
        assert told(night(home, site, "gkmlpt", "/gkmlpt/index#5")) == [("no_entries", 1)]
    assert (seen(home).read_at, seen(home).fault) == (None, "redesigned")


def test_a_list_that_only_leads_to_pages_without_entries_is_a_fault(home: Settings) -> None:
    pages = {
        "/nb/index.html": listing(more='<a href="index_1.html">2</a>'),
        "/nb/index_1.html": listing(more='<a href="index.html">1</a>'),
    }
    with LoopbackSite("127.99.60.3", pages) as site:
        night(home, site)
    assert (seen(home).read_at, seen(home).outcome, seen(home).fault) == (None, "no_entries", "redesigned")
    assert set(said(home).values()) == {("unknown", "redesigned")}


def test_a_list_with_an_entry_is_read_whole_and_a_corrected_family_is_read_anew(home: Settings) -> None:
    page = f'<ul><li><a href="202401/t20240120_1.html">{title("教育局")}</a></li></ul>'
    pages = {
        "/nb/index.html": Page(f"<html><meta charset='utf-8'>{page}</html>".encode(), etag='"1"'),
        "/nb/202401/t20240120_1.html": detail("报告"),
    }
    with LoopbackSite("127.99.60.4", pages) as site:
        assert told(night(home, site, "trs")) == []
        assert seen(home).fault is None and said(home)["S000003"] == ("missing", None)
        site.asked.clear()
        night(home, site, "trs", now=NIGHT + timedelta(days=14))
        assert "if-none-match" in site.asked[1].headers
        site.asked.clear()
        # What it is said to be now reads it otherwise: a 304 would hand on what the other family read.
        assert told(night(home, site, "static", now=NIGHT + timedelta(days=28))) == [("no_entries", 1)]
        assert "if-none-match" not in site.asked[1].headers


@pytest.mark.parametrize(
    ("expected", "shown", "fault"),
    [
        (None, [(2023, 1)], None),
        (10, [(2023, 8)], None),
        (10, [(2023, 7)], "redesigned"),
        # Of the years that are over the last one counts where many are expected, the best where few are.
        (10, [(2023, 2), (2022, 10)], "redesigned"),
        (1, [(2022, 1)], None),
        (1, [(2024, 1)], None),
        (4, [(2022, 4), (2023, 1)], None),
        (4, [(2022, 1), (2023, 3)], "redesigned"),
    ],
)
def test_far_fewer_reports_than_expected_are_told_in_the_first_night(
    home: Settings, expected: int | None, shown: list[tuple[int, int]], fault: str | None
) -> None:
    rows = [
        (f"{y}-{n}.html", f"样市第{n}局{y}年政府信息公开工作年度报告", "") for y, count in shown for n in range(count)
    ]
    with LoopbackSite("127.99.60.5", {"/nb/index.html": listing(*rows)}) as site:
        night(home, site)
    registry = load(home.registry)
    known = replace(registry, columns={"c0": replace(registry.columns["c0"], expected=expected)})
    with open_ledger(home) as ledger:
        one = health(ledger, known)["c0"]
    assert one.fault == fault
    if fault is not None:
        assert one.what_to_do is not None and f"columns.csv expects {expected}" in one.what_to_do


# Rows beside the family's


def row(href: str, text: str, date: str = "") -> str:
    return f'<li><a href="{href}">{text}</a><span class="date">{date}</span></li>'


def read(family: str, page: str, url: str = "http://x.gov.cn/nb/index.html") -> Listing:
    return read_list(f'<html><meta charset="utf-8">{page}</html>'.encode(), url, url, load_family(family))


_ENTRY = {
    "trs": row("./202401/t20240120_1.html", title("教育局")),
    "ucap": row(f"/x/202401/{'a' * 32}.shtml", title("教育局")),
    "vsb": f'<li id="line_u1_0"><a href="../info/1001/22.htm">{title("教育局")}</a></li>',
    "jpaas": f'<div class="page-content">{row("/col/1_2/art/3/4.html", title("教育局"))}</div>',
    "static": f'<ul class="list">{row("1.html", title("教育局"))}</ul>',
    "lonsun": f'<li><a title="{title("教育局")}" href="/public/1/2.html">x</a></li>',
}


@pytest.mark.parametrize("family", sorted(_ENTRY))
@pytest.mark.parametrize(
    ("link", "shown", "reason"),
    [
        (f'href="{_EXTERNAL}"', title("税务局"), "it is on sw.example.gov.cn, another host than its list"),
        ('href="/szf/2023n/"', title("税务局"), "its address looks like that of a list, not of a report"),
        ('href="/szf/index_2.html"', title("税务局"), "its address looks like that of a list, not of a report"),
        ('href="javascript:open(1)"', title("税务局"), "its link is a script, and names no page"),
        ('href="#" onclick="open(1)"', title("税务局"), "its link is a script, and names no page"),
        # A list cuts its titles off.
        (
            f'href="{_EXTERNAL}"',
            "样市税务局2023年政府信息公开工作年度…",
            "it is on sw.example.gov.cn, another host than its list",
        ),
    ],
)
def test_a_report_beside_the_entries_is_told(family: str, link: str, shown: str, reason: str) -> None:
    url = "http://x.gov.cn/public/column/1?type=4" if family == "lonsun" else "http://x.gov.cn/nb/index.html"
    found = read(family, f"{_ENTRY[family]}<li><a {link}>{shown}</a></li>", url)
    assert [(one.kind, one.title, one.reason) for one in found.left_out] == [("row", shown, reason)]
    assert len([one for one in found.links if one.kind == "detail"]) == 1


def test_reports_beside_the_entries_of_json_and_records_are_told() -> None:
    articles = [
        {"title": title("教育局"), "url": "http://x.gov.cn/gkmlpt/content/0/1/post_1.html"},
        {"title": title("税务局"), "url": _EXTERNAL},
        {"title": title("税务局", 2022), "url": ""},
    ]
    url = "http://x.gov.cn/gkmlpt/api/all/5?page=1&sid=7"
    answer = json.dumps({"total": 3, "articles": articles}).encode()
    found = read_list(answer, url, "http://x.gov.cn/gkmlpt/index#5", load_family("gkmlpt"))
    assert [(one.url, one.title) for one in found.left_out] == [
        (_EXTERNAL, title("税务局")),
        ("", title("税务局", 2022)),
    ]
    elsewhere = "http://sw.example.gov.cn/zfxxgk/2024/tax.html"
    records = "".join(
        f"<record><![CDATA[<li><a href='{href}'>{shown}</a></li>]]></record>"
        for href, shown in (("/art/2024/1/20/art_1_2.html", title("教育局")), (elsewhere, title("税务局")))
    )
    found = read("hanweb_jcms", f"<datastore>{records}</datastore>", "http://x.gov.cn/col/col1/index.html")
    assert [(one.url, one.title) for one in found.left_out] == [(elsewhere, title("税务局"))]


def test_a_report_of_the_lists_own_host_in_another_pattern_is_followed() -> None:
    found = read("trs", _ENTRY["trs"] + row("/zwgk/content_8899.html", title("财政局"), "2024-01-20"))
    assert [(one.url, one.title, one.shown_date) for one in found.links if one.kind == "detail"] == [
        ("http://x.gov.cn/nb/202401/t20240120_1.html", title("教育局"), None),
        ("http://x.gov.cn/zwgk/content_8899.html", title("财政局"), "2024-01-20"),
    ]
    assert found.left_out == []
    # Where the family finds nothing, its template is another one: then nothing is followed by the way.
    alone = read("trs", row("/zwgk/content_8899.html", title("财政局")))
    assert alone.links == [] and [one.title for one in alone.left_out] == [title("财政局")]


@pytest.mark.parametrize(
    "beside",
    [
        # Menus and breadcrumbs.
        row("/zfxxgk/zfxxgknb/", "政府信息公开年报"),
        row(_EXTERNAL, "政府信息公开指南"),
        row("./", "2023年政府信息公开年度报告"),
        row("index.html", "2023年政府信息公开年度报告"),
        row("#", "2023年政府信息公开年度报告"),
        f"<a>{title('税务局')}</a>",
        # Other kinds.
        row(_EXTERNAL, "样市教育局2023年政府网站工作年度报表", "2024-01-20"),
        row(_EXTERNAL, "关于做好2023年政府信息公开工作年度报告编制工作的通知", "2024-01-20"),
        # The same report once more.
        row(_EXTERNAL, title("教育局"), "2024-01-20"),
        row("./202401/t20240120_1.html", title("教育局")),
    ],
)
def test_what_is_no_report_beside_the_entries_is_not_told(beside: str) -> None:
    found = read("trs", _ENTRY["trs"] + beside)
    assert (len(found.links), found.left_out) == (1, [])


def test_a_list_of_a_year_beside_the_entries_is_told() -> None:
    found = read("trs", _ENTRY["trs"] + row("2023n/", "2023年") + row("2022n/", "2022年") + row("/rsj/2021/", "2021年"))
    told_of = [("http://x.gov.cn/nb/2022n/", "2022年", "it is a list of its own")]
    assert [(one.url, one.title, one.reason) for one in found.left_out] == told_of
    assert len(found.links) == 1


def test_who_is_named_beside_the_list_is_not_missing(home: Settings) -> None:
    page = row("202401/t20240120_1.html", title("教育局")) + row(_EXTERNAL, title("财政局"))
    pages = {
        "/nb/index.html": Page(f"<html><meta charset='utf-8'><ul>{page}</ul></html>".encode(), etag='"1"'),
        "/nb/202401/t20240120_1.html": detail("报告"),
    }
    with LoopbackSite("127.99.60.6", pages) as site:
        summary = night(home, site, "trs")
        assert told(summary) == [("row_left_out", 1)]
        assert title("财政局") in (summary.findings[0].reason or "") and summary.findings[0].url == _EXTERNAL
        one = seen(home)
        assert one.fault == "not_whole" and title("财政局") in (one.what_to_do or "")
        assert said(home)["S000003"] == ("unknown", "not_whole")
        assert said(home)["S000004"] == ("missing", None)
        assert said(home, 2022)["S000003"] == ("missing", None)
        [line] = list_rows(load(home.registry), {"c0": one})
        assert (line["read_whole"], line["fault"]) == (False, "not_whole")
        # Answered 304 it stands; once the site links it no longer, nothing is left.
        night(home, site, "trs", now=NIGHT + timedelta(days=14))
        assert seen(home).left_out == one.left_out
        pages["/nb/index.html"] = Page(
            f"<html><meta charset='utf-8'><ul>{page.replace(_EXTERNAL, '202401/t20240120_2.html')}</ul></html>".encode()
        )
        site.pages = dict(pages)
        night(home, site, "trs", now=NIGHT + timedelta(days=28))
        assert seen(home).left_out == () and seen(home).fault is None


@pytest.mark.parametrize(
    ("row_title", "whose", "unknown"),
    [
        (title("财政局"), ",990100", {"S000003"}),
        # Nobody's: of those whose name it may be a variant of.
        ("样市教育体育局2023年政府信息公开工作年度报告", ",990100", {"S000002"}),
        ("国家税务总局样市税务局2023年政府信息公开工作年度报告", ",990100", set()),
        # It names nobody: anybody's of that year.
        ("2023年政府信息公开工作年度报告", ",990100", {"S000001", "S000002", "S000003", "S000004"}),
        ("2023年政府信息公开工作年度报告", "S000002,990100", {"S000002"}),
        ("2021年政府信息公开工作年度报告", ",990100", set()),
    ],
)
def test_whose_report_a_row_may_be(home: Settings, row_title: str, whose: str, unknown: set[str]) -> None:
    with LoopbackSite("127.99.60.7", {"/nb/index.html": listing(("1.html", "别的", "2024-01-20"))}) as site:
        night(home, site, whose=whose.removeprefix(",") if whose[0] == "S" else whose)
    one = seen(home)._replace(left_out=(LeftOut(_EXTERNAL, "row", row_title, "why"),))
    rows = coverage(load(home.registry), [], [], [], {"c0": one}, (), NIGHT)
    assert {row["agency_id"] for row in rows if row["year"] == 2023 and row["status"] == "unknown"} == unknown
    assert {row["status"] for row in rows if row["year"] == 2022} == {"missing"}


# Pagers


_PAGER = "http://x.gov.cn/nb/"


@pytest.mark.parametrize("family", ["static", "trs", "ucap", "vsb"])
@pytest.mark.parametrize(
    ("pager", "page"),
    [
        ('<a href="index.html?page=2">下一页</a> <a href="index.html?page=9">尾页</a>', "index.html?page=2"),
        ('<a href="list_2.html">下页&gt;</a>', "list_2.html"),
        ('<a href="./nb/2.html">[下一页]</a>', "nb/2.html"),
        ('<a href="?page=2">» Next »</a>', "index.html?page=2"),
    ],
)
def test_a_plain_next_page_is_followed(family: str, pager: str, page: str) -> None:
    found = read(family, _ENTRY[family] + pager)
    assert [one.url for one in found.links if one.kind == "list"] == [_PAGER + page]
    assert found.left_out == []


@pytest.mark.parametrize(
    ("pager", "reason"),
    [
        ('<a href="http://y.gov.cn/nb/2.html">下一页</a>', "its next page is elsewhere than the list"),
        ('<a href="/other/2.html">下一页</a>', "its next page is elsewhere than the list"),
        ('<a href="list_9.html">尾页</a>', "its pager is not one that the site's family knows"),
        (
            '<a href="list_2.html">2</a> <a href="list_3.html">3</a>',
            "its pager is not one that the site's family knows",
        ),
        ('共 3 页 <a href="javascript:turn(2)">下一页</a>', "it says that it has 3 pages, and does not link them"),
    ],
)
def test_a_pager_that_cannot_be_followed_is_told(pager: str, reason: str) -> None:
    for family in ("static", "trs", "ucap", "vsb"):
        found = read(family, _ENTRY[family] + pager)
        assert [(one.kind, one.reason) for one in found.left_out] == [("page", reason)], family
        assert [one.kind for one in found.links] == ["detail"]


@pytest.mark.parametrize(
    "pager",
    [
        "",
        '共1页 <a href="#">上一页</a> <a href="javascript:;">下一页</a> <a href="./">尾页</a>',
        '<a href="index.html">首页</a><a href="index.html">下一页</a><a href="index.html">尾页</a>',
        '<a href="/2/">2</a><a href="calendar/2024-02-02">2</a>',
        '<a href="/help/next.html">下一篇</a>',
    ],
)
def test_a_pager_of_one_page_is_none(pager: str) -> None:
    for family in ("static", "trs", "ucap", "vsb"):
        found = read(family, _ENTRY[family] + pager)
        assert (len(found.links), found.left_out) == (1, []), family


def test_where_the_family_tells_the_pages_its_word_counts() -> None:
    pager = '<script>createPageHTML(2,0,"index","html")</script><a href="other.html">下一页</a>'
    found = read("trs", _ENTRY["trs"] + pager)
    assert [one.url for one in found.links if one.kind == "list"] == [f"{_PAGER}index_1.html"]
    assert found.left_out == []


def test_a_plain_pager_is_followed_to_its_end_and_never_round(home: Settings) -> None:
    pages = {
        f"/nb/index.html{f'?page={n}' if n > 1 else ''}": listing(
            (f"{n}.html", title(bureau), ""), more=f'<a href="index.html?page={n % 3 + 1}">下一页</a>'
        )
        for n, bureau in enumerate(_BUREAUS, start=1)
    }
    # Its last page leads to the first one by another name.
    pages["/nb/index.html?page=1"] = pages["/nb/index.html"]
    pages |= {f"/nb/{n}.html": detail(str(n)) for n in (1, 2, 3)}
    with LoopbackSite("127.99.60.8", pages) as site:
        night(home, site)
        lists = [path for path in site.paths() if "index" in path]
    assert lists == [f"/nb/index.html{query}" for query in ("", "?page=2", "?page=3", "?page=1")]
    assert seen(home).shown == 3


def test_a_plain_pager_without_end_stops_at_the_most_pages(home: Settings) -> None:
    def endless(asked: object) -> Page:
        path = getattr(asked, "path", "")
        number = int(path.partition("?page=")[2] or 1)
        if not path.startswith("/nb/index.html"):
            return Page(status=404)
        return listing((f"{number}.html", f"第{number}号", ""), more=f'<a href="?page={number + 1}">下一页</a>')

    with LoopbackSite("127.99.60.9", answer=endless) as site:
        summary = night(home, site)
        assert sum("index" in path for path in site.paths()) == 51
    assert ("page_limit", 1) in told(summary)
    # A list that was cut off was not read whole.
    assert seen(home).read_at is None and said(home)["S000002"][0] == "unknown"


def test_a_pager_that_is_not_followed_leaves_everybody_unknown(home: Settings) -> None:
    page = listing(("1.html", title("教育局"), ""), more='共2页 <a href="javascript:turn(2)">下一页</a>')
    with LoopbackSite("127.99.60.10", {"/nb/index.html": page, "/nb/1.html": detail("1")}) as site:
        summary = night(home, site)
    assert told(summary) == [("page_left_out", 1)] and "correct the site's family" in summary.findings[0].remedy
    assert seen(home).fault == "not_whole" and set(said(home).values()) == {("unknown", "not_whole")}


def test_the_links_of_a_list_are_those_of_its_reading() -> None:
    url, page = "http://x.gov.cn/nb/index.html", f"<html>{_ENTRY['static']}</html>".encode()
    family = load_family("static")
    assert parse_list(page, url, url, family) == read_list(page, url, url, family).links


# What is beside a list every night


_MENU = "".join(f'<a href="/nb/{year}/">{year}年度政府信息公开年报</a>' for year in (2023, 2022))
_ELSEWHERE = "http://www.y.gov.cn/1.html"


def page_of(*rows: str, more: str = "") -> Page:
    return Page(f'<html><meta charset="utf-8"><ul class="list">{"".join(rows)}</ul>{more}</html>'.encode())


def address(name: str) -> str:
    return f"/a/{name.encode().hex()}.html"


def sidebar(*named: str, year: int = 2023) -> str:
    rows = "".join(row(address(name), title(name, year), "2024-02-01") for name in named)
    return f'<div class="hot"><ul>{rows}</ul></div>'


def test_reports_of_others_beside_a_list_of_one_agency_are_nothing_to_it(home: Settings) -> None:
    own = [row(f"{year}.html", title("教育局", year)) for year in (2023, 2022)]
    pages = {f"/nb/{year}.html": detail(str(year)) for year in (2023, 2022)} | {
        # A variant of its own name is followed, as on a list of many.
        "/nb/index.html": page_of(*own, more=sidebar("财政局", "水利局") + sidebar("教育体育局", year=2021)),
        address("教育体育局"): detail("2021"),
    }
    with LoopbackSite("127.99.60.11", pages) as site:
        assert told(night(home, site, whose="S000002,")) == []
        assert [path for path in site.paths() if "/a/" in path] == [address("教育体育局")]
        assert (seen(home).shown, seen(home).known, seen(home).fault) == (2, 2, None)


def test_what_a_sidebar_names_in_turns_is_no_loss(home: Settings) -> None:
    entry = row("1.html", title("教育局"))
    with LoopbackSite("127.99.60.12", {"/nb/1.html": detail("1")}) as site:
        for number, names in enumerate([("财政局", "水利局"), ("民政局", "审计局"), ()]):
            site.pages["/nb/index.html"] = page_of(entry, more=sidebar(*names))
            site.pages |= {address(name): detail(name) for name in names}
            night(home, site, now=NIGHT + timedelta(days=14 * number))
            assert (seen(home).shown, seen(home).known, seen(home).fault) == (1, 1, None), names


def test_an_entry_that_is_only_named_beside_the_list_now_is_not_lost(home: Settings) -> None:
    first = [row(f"{n}.html", title(f"第{n}局")) for n in range(1, 6)]
    moved = "".join(row(f"/x/{n}.html", title(f"第{n}局")) for n in range(2, 6))
    with LoopbackSite("127.99.60.13", {"/nb/index.html": page_of(*first)}) as site:
        night(home, site)
        site.pages["/nb/index.html"] = page_of(first[0], more=f"<ul>{moved}</ul>")
        night(home, site, now=NIGHT + timedelta(days=14))
    assert (seen(home).shown, seen(home).known, seen(home).fault) == (5, 5, None)


@pytest.mark.parametrize(
    "beside",
    [
        _MENU.replace("2022", "2023"),
        # The page is one row of a table: its menu has not the date of an entry.
        '<table><tr><td><a href="/zwgk/nb/">政府信息公开年报</a></td><td><ul class="list">'
        '<li><a href="2.html">别的</a><span class="date">2024-01-20</span></li></ul></td></tr></table>',
        f"<ul>{row(_ELSEWHERE, '政府信息公开年报', '2024-01-20')}</ul>",
        f"<ul>{row(_ELSEWHERE, '2023年政府信息公开工作年度报告')}</ul>",
    ],
)
def test_a_menu_beside_a_list_is_none_of_its_reports(beside: str) -> None:
    found = read("static", _ENTRY["static"] + beside)
    assert found.left_out == []
    assert all(not link.beside for link in found.links)


def test_what_names_nobody_is_told_among_the_rows_of_a_list() -> None:
    unnamed = row(_ELSEWHERE, "2023年政府信息公开工作年度报告")
    found = read("trs", f"<ul>{_ENTRY['trs']}{unnamed}</ul>")
    assert [one.url for one in found.left_out] == [_ELSEWHERE]
    # The long form of a year without an entry is a list of its own, as the bare year is.
    found = read("static", _ENTRY["static"] + _MENU)
    assert [one.title for one in found.left_out] == ["2022年度政府信息公开年报"]


@pytest.mark.parametrize(
    "pager",
    [
        '共1页 <a href="index.html?page=1">下一页</a><a href="index.html?page=1">尾页</a>',
        '共 1 页 首页 上一页 下一页 <a href="?page=1">尾页</a>',
        '页次：1/1 <a href="?page=2">下一页</a>',
        '第1/1页 <a href="index_1.html">尾页</a>',
        '<a href="?page=1">尾页</a>',
        '<a href="index_1.html">首页</a> <a href="index_1.html">下一页</a> <a href="index_1.html">尾页</a>',
        '<a href="?page=1">1</a> <a href="?page=1">下一页</a>',
    ],
)
def test_a_pager_that_leads_to_its_own_page_is_none(pager: str) -> None:
    for family in ("trs", "ucap", "vsb"):
        found = read(family, _ENTRY[family] + pager)
        assert (len(found.links), found.left_out) == (1, []), family


@pytest.mark.parametrize(
    ("pager", "page"),
    [
        # The second page, where the first has the number 0.
        (
            '<a href="index.html">首页</a><a href="index_1.html">下一页</a><a href="index_1.html">尾页</a>',
            "index_1.html",
        ),
        ('<a href="?page=0">首页</a><a href="?page=1">下一页</a>', "index.html?page=1"),
        # A date behind a word of the menu is no number of pages.
        ('首页 01/20 <a href="index_1.html">下一页</a>', "index_1.html"),
    ],
)
def test_a_second_page_numbered_one_is_followed(pager: str, page: str) -> None:
    found = read("trs", _ENTRY["trs"] + pager)
    assert [one.url for one in found.links if one.kind == "list"] == [_PAGER + page]
    assert found.left_out == []


@pytest.mark.parametrize(
    ("says", "findings", "fault"), [("", [], None), ("共2页", [("page_repeats", 1)], "redesigned")]
)
def test_a_next_page_that_shows_the_same_ends_the_list(
    home: Settings, says: str, findings: list[tuple[str, int]], fault: str | None
) -> None:
    entry = row("1.html", title("教育局"))
    with LoopbackSite("127.99.60.14", {"/nb/1.html": detail("1"), address("财政局"): detail("2")}) as site:
        # What stands beside the entries may differ.
        pager = f'{says} <a href="index.html?page=2">下一页</a>'
        site.pages["/nb/index.html"] = page_of(entry, more=pager)
        site.pages["/nb/index.html?page=2"] = page_of(entry, more=pager + sidebar("财政局"))
        assert told(night(home, site)) == findings
        assert sum("index" in path for path in site.paths()) == 2
    assert seen(home).fault == fault


@pytest.mark.parametrize(
    ("beside", "count"),
    [
        # Years that the column does not have, and what is not of its region.
        ('<div><a href="2021/">2021年</a><a href="2020/">2020年</a></div>', 0),
        (f"<ul>{row(_ELSEWHERE, '国务院办公厅2023年政府信息公开工作年度报告')}</ul>", 0),
        # What is here from elsewhere.
        (f"<ul>{row(_ELSEWHERE, title('财政局'))}</ul>", 0),
        (f"<ul>{row(_ELSEWHERE, title('水利局'))}</ul>", 1),
    ],
)
def test_what_is_nothing_to_a_column_is_not_told_every_night(home: Settings, beside: str, count: int) -> None:
    manifest = Manifest(home.lake)
    line = {"agency_id": "S000003", "year": 2023}
    manifest.record("briefs", "99", "", write_jsonl(manifest.path("briefs", "99"), [line]))
    with LoopbackSite("127.99.60.15", {"/nb/index.html": page_of(row("1.html", title("教育局")), more=beside)}) as site:
        site.pages["/nb/1.html"] = detail("1")
        assert told(night(home, site)) == [("row_left_out", 1)] * count
    brief = Brief("S000003:2023:own", 1, "S000003", 2023, None, None, None, ())
    [line] = list_rows(load(home.registry), {"c0": seen(home)}, [brief])
    assert line["read_whole"] is (count == 0)
