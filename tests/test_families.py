"""Every family of sites against a site that behaves like it, and its list as it was written down by hand."""

from __future__ import annotations

import ipaddress
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from family_sites import SITES, FamilySite, Known, golden, site_of
from loopback import Asked, LoopbackSite, Page, write_registry

from gongkai.crawl.exchange import request_of
from gongkai.crawl.families import detect, family_names, family_of, load_family
from gongkai.crawl.ledger import Ledger
from gongkai.crawl.lists import parse_list
from gongkai.crawl.markup import UnreadablePage, date_in
from gongkai.crawl.observed import observed
from gongkai.crawl.places import open_ledger
from gongkai.crawl.run import CrawlSummary, crawl
from gongkai.registry import load
from gongkai.settings import Settings

NIGHT = datetime(2024, 2, 5, 1, tzinfo=UTC)
#: When pages that were got are looked at again.
NEXT = NIGHT + timedelta(days=7)
GOLDEN = Path(__file__).parent / "families"


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    networks = (ipaddress.ip_network("127.99.0.0/16"),)
    return Settings(tmp_path / "home", "sample", tmp_path / "registry", 1, networks, "someone@example.org")


def night(
    home: Settings, case: str, site: LoopbackSite, family_site: FamilySite, now: datetime = NIGHT, years: str = "2021,"
) -> CrawlSummary:
    write_registry(
        home.registry,
        [],
        sites=[f"s0,{site.url}/,{case.split('+')[0]},990100,0,publisher,verified"],
        columns=[f's0-nb,s0,99,"{site.url}{family_site.list_path}",,990100,,{years},verified'],
    )
    return crawl(home, load(home.registry), "99", now)


def known(ledger: Ledger, base: str) -> list[Known]:
    rows = ledger.rows(
        "SELECT u.url, u.kind, l.title, l.shown_date, (SELECT outcome FROM fetches f WHERE f.source = u.url "
        "ORDER BY id DESC LIMIT 1) AS outcome FROM urls u LEFT JOIN links l ON l.url = u.url GROUP BY u.url"
    )
    return sorted(
        Known(r["kind"], unquote(r["url"].removeprefix(base)), r["title"] or "", r["shown_date"] or "", r["outcome"])
        for r in rows
    )


def expected(case: str) -> list[Known]:
    return sorted(k._replace(url=unquote(k.url)) for k in golden(case))


def entries(urls: list[Known]) -> list[tuple[str, str, str, str]]:
    return [(k.kind, k.url, k.title, k.date) for k in urls if k.kind != "list"]


def test_every_family_has_a_site_and_a_golden_list() -> None:
    assert {case.split("+")[0] for case in SITES} == set(family_names())
    assert {path.stem for path in GOLDEN.glob("*.tsv")} == set(SITES)


@pytest.mark.parametrize("case", sorted(SITES))
def test_a_site_is_crawled_as_its_golden_list_says(home: Settings, case: str) -> None:
    family = site_of(case)
    with LoopbackSite("127.99.2.1", answer=family.answer) as site:
        summary = night(home, case, site, family)
        with open_ledger(home) as ledger:
            assert known(ledger, site.url) == expected(case)
            bodies = ledger.rows("SELECT media_type FROM bodies")
        # Each URL once, and nothing else.
        asked = sorted((a.method, unquote(a.path), unquote(a.body)) for a in site.asked if a.path != "/robots.txt")
    requests = [request_of(k.url) for k in golden(case)]
    assert asked == sorted(
        ("GET" if form is None else "POST", unquote(address), unquote(form or "")) for address, form in requests
    )
    assert "application/pdf" in {row["media_type"] for row in bodies}
    assert [finding.outcome for finding in summary.findings] == ["http 404"] * (case == "hanweb_xxgk_annual")


@pytest.mark.parametrize("case", ["static", "hanweb_jcms", "vsb", "gkmlpt"])
def test_a_list_that_grew_is_read_whole_the_next_night(home: Settings, case: str) -> None:
    family = site_of(case)
    newest = family.rows.pop(0)
    with LoopbackSite("127.99.2.2", answer=family.answer) as site:
        night(home, case, site, family)
        family.rows.insert(0, newest)
        night(home, case, site, family, now=NEXT)
        with open_ledger(home) as ledger:
            now_known = known(ledger, site.url)
    assert entries(now_known) == entries(expected(case))


def marks_of(case: str) -> list[str]:
    """Families that the first page of a case's list bears the marks of."""
    family = site_of(case)
    address, form = request_of(family.list_path)
    page = family.answer(Asked(address, {"host": "a", "referer": "b"}, "GET" if form is None else "POST", form or ""))
    return detect(f"http://a.gov.cn{family.list_path}", page.body.decode())


@pytest.mark.parametrize(
    ("case", "marks"),
    [
        ("static", []),
        ("trs", ["trs"]),
        ("trs_from_2", ["trs"]),
        ("hanweb_jcms", ["hanweb_jcms"]),
        ("hanweb_jpage", ["hanweb_jcms"]),
        ("hanweb_truecms", ["hanweb_truecms"]),
        ("hanweb_xxgk", ["hanweb_xxgk"]),
        ("jpaas", ["jpaas"]),
        ("gkmlpt", ["gkmlpt"]),
        ("ucap", ["ucap"]),
        ("ucap+json", ["ucap"]),
        ("vsb", ["vsb"]),
        ("lonsun", ["lonsun"]),
    ],
)
def test_a_family_is_told_by_its_marks(case: str, marks: list[str]) -> None:
    assert marks_of(case) == marks


def test_parsing_knows_no_framework() -> None:
    code = (
        "import sys; import gongkai.crawl.lists, gongkai.crawl.details; "
        "sys.exit(bool({'scrapy', 'twisted', 'dagster'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_years_need_a_first_one(home: Settings) -> None:
    family = site_of("hanweb_xxgk_annual")
    with LoopbackSite("127.99.2.3", answer=family.answer) as site:
        (told,) = night(home, "hanweb_xxgk_annual", site, family, years=",").findings
        assert told.outcome == "bad_column" and "has one page a year, and it has no first year" in (told.reason or "")
        assert site.asked == []
        night(home, "hanweb_xxgk_annual", site, family, years="2021,2021")
        assert [a.path[-4:] for a in site.asked if "fbtime" in a.path] == ["2021"]


# What lists do


def lists(home: Settings) -> list[tuple[str, str]]:
    """Every list page with its last outcome, in the order of asking."""
    with open_ledger(home) as ledger:
        last = {row["source"]: row["outcome"] for row in ledger.fetches() if row["kind"] == "list"}
    return [("/" + url.split("/", 3)[3], outcome) for url, outcome in last.items()]


def outcomes_of(summary: CrawlSummary) -> list[str]:
    return [finding.outcome for finding in summary.findings]


def test_a_pager_that_is_ignored_ends_and_is_told(home: Settings) -> None:
    family = site_of("lonsun")
    answer = family.answer
    family_pages: list[str] = []

    def ignoring(asked: Asked) -> Page:
        family_pages.append(asked.path)
        return answer(Asked(asked.path.split("&pageIndex=")[0], asked.headers))

    with LoopbackSite("127.99.2.4", answer=ignoring) as site:
        summary = night(home, "lonsun", site, family)
    list_url = family.list_path
    assert lists(home) == [(list_url, "ok"), (f"{list_url}&pageIndex=2", "page_repeats")]
    assert outcomes_of(summary) == ["page_repeats"]
    assert "may have more entries" in summary.findings[0].remedy


def test_a_page_beyond_the_end_that_is_not_there_is_no_fault(home: Settings) -> None:
    family = site_of("ucap+json")
    answer = family.answer

    def strict(asked: Asked) -> Page:
        return Page(status=404) if "?page=4&" in asked.path else answer(asked)

    with LoopbackSite("127.99.2.5", answer=strict) as site:
        assert night(home, "ucap+json", site, family).findings == ()
        assert [outcome for _, outcome in lists(home)] == ["ok", "ok", "ok", "page_end"]
        with open_ledger(home) as ledger:
            assert [seen.answered for seen in observed(ledger, load(home.registry))] == [True]


def test_a_list_without_end_stops_at_the_most_pages_and_is_told(home: Settings) -> None:
    family = site_of("lonsun")

    def endless(asked: Asked) -> Page:
        number = asked.path.partition("&pageIndex=")[2] or "1"
        if not asked.path.startswith("/public/column"):
            return Page(status=404)
        return Page(f'<li><a title="x" href="http://elsewhere.example/{number}.html">x</a></li>'.encode())

    with LoopbackSite("127.99.2.6", answer=endless) as site:
        summary = night(home, "lonsun", site, family)
        assert len(site.asked) == 1 + 1 + 200
    assert ("page_limit", 1) in [(finding.outcome, finding.urls) for finding in summary.findings]


def test_a_list_answered_304_leads_to_its_further_pages_posts_among_them(home: Settings) -> None:
    family = site_of("hanweb_jcms")
    with LoopbackSite("127.99.2.7", answer=family.answer) as site:
        night(home, "hanweb_jcms", site, family)
        site.asked.clear()
        night(home, "hanweb_jcms", site, family, now=NEXT)
        asked = [
            (a.method, a.path.split("?")[0]) for a in site.asked if "/art/" not in a.path and a.path != "/robots.txt"
        ]
    assert lists(home)[0] == ("/col/col61490/index.html", "not_modified")
    assert [a for a in asked if "downfile" not in a[1]] == [
        ("GET", "/col/col61490/index.html"),
        *[("POST", "/module/web/jpage/dataproxy.jsp")] * 3,
    ]


def test_pages_that_a_shorter_list_leads_to_no_longer_are_not_asked_for(home: Settings) -> None:
    family = site_of("trs")
    with LoopbackSite("127.99.2.8", answer=family.answer) as site:
        night(home, "trs", site, family)
        del family.rows[2:]
        site.asked.clear()
        summary = night(home, "trs", site, family, now=NEXT)
        assert [a.path for a in site.asked if a.path.startswith("/zfxxgk/zfxxgknb/index_")] == []
    # What it listed before is looked for where it was, and told: the reports are gone.
    assert outcomes_of(summary) == ["http 404"]


def test_a_list_that_grows_while_it_is_read_loses_nothing(home: Settings) -> None:
    family = site_of("vsb")
    late = family.rows.pop(0)
    answer, seen = family.answer, []

    def growing(asked: Asked) -> Page:
        # Once the first page is read one more entry appears: all numbered pages shift, and there is one more of them.
        if seen and late not in family.rows:
            family.rows.insert(0, late)
        if asked.path == family.list_path:
            seen.append(asked.path)
        return answer(asked)

    with LoopbackSite("127.99.2.9", answer=growing) as site:
        night(home, "vsb", site, family)
        assert lists(home) == [("/zfxxgk/nb.htm", "ok"), ("/zfxxgk/nb/1.htm", "ok"), ("/zfxxgk/nb/2.htm", "ok")]
        with open_ledger(home) as ledger:
            read = {k.url for k in known(ledger, site.url) if k.kind == "detail"}
    assert read == {row.path for row in family.rows} - {late.path}


def test_two_columns_that_post_to_one_address_are_two_lists(home: Settings) -> None:
    def answer(asked: Asked) -> Page:
        number = asked.path[8] if asked.path.startswith("/col/col") else asked.body.partition("columnid=")[2][:1]
        if not number:
            return Page(status=404)
        row = "2" if asked.method == "POST" else "1"
        link = f"<a href='/art/2024/1/{row}/art_{number}_{row}.html'>样县{number}</a>"
        block = f"var p={{col:1,appid:1,webid:3,path:'/',columnid:{number},sourceContentType:1,unitid:7,"
        store = f"<totalrecord>2</totalrecord><record><![CDATA[{link}]]></record>"
        return Page(f"<html>{store}<script>{block}webname:'样',permissiontype:0}}</script>".encode())

    with LoopbackSite("127.99.2.10", answer=answer) as site:
        columns = [f"c{n},s0,99,{site.url}/col/col{n}/index.html,,990100,,,,verified" for n in (4, 5)]
        sites = [f"s0,{site.url}/,hanweb_jcms,990100,0,publisher,verified"]
        write_registry(home.registry, [], sites=sites, columns=columns)
        crawl(home, load(home.registry), "99", NIGHT)
        with open_ledger(home) as ledger:
            rows = ledger.rows("SELECT url, column_id FROM urls WHERE kind = 'detail' ORDER BY url")
            assert [(row["url"].rsplit("/", 1)[1], row["column_id"]) for row in rows] == [
                ("art_4_1.html", "c4"),
                ("art_5_1.html", "c5"),
                ("art_4_2.html", "c4"),
                ("art_5_2.html", "c5"),
            ]
        assert {a.headers["content-type"] for a in site.asked if a.method == "POST"} == {
            "application/x-www-form-urlencoded; charset=UTF-8"
        }


def test_further_pages_are_those_of_where_the_list_was_found(home: Settings) -> None:
    family = site_of("trs")
    family.list_path = "/old/nb"
    moved = {"/old/nb": Page(status=301, headers={"Location": "/zfxxgk/zfxxgknb/"})}
    with LoopbackSite("127.99.2.11", pages=dict(moved), answer=family.answer) as site:
        night(home, "trs", site, family)
        with open_ledger(home) as ledger:
            assert entries(known(ledger, site.url)) == entries(expected("trs"))


@pytest.mark.parametrize(
    ("case", "page", "reason"),
    [
        (
            "gkmlpt",
            b"<html>no number of the site</html>",
            "how its pages are asked for cannot be told: it has no 'sid'",
        ),
        ("ucap+json", b'{"data": null}', "no list data.results in the JSON"),
        ("ucap+json", b"<html>please wait</html>", "not JSON"),
        (
            "hanweb_jcms",
            b"<datastore><totalrecord>92</totalrecord></datastore>",
            "it tells of 92 entries, and shows none",
        ),
        (
            "hanweb_jcms",
            b"<totalrecord>9</totalrecord><record><![CDATA[<a href='/art/2024/1/1/art_1_1.html'>x</a>]]></record>",
            "how its pages are asked for cannot be told: it has no 'col'",
        ),
        (
            "trs",
            b'<script>createPageHTML(3,0,"index","html");createPageHTML(9,0,"l","html")</script>',
            "of 3 and of 9 pages",
        ),
        ("hanweb_jcms", b"<p><totalrecord>4</totalrecord><totalrecord>5</totalrecord>", "of 4 and of 5 rows"),
        ("lonsun", b"\xff\xff", "no text in UTF-8, in GB 18030"),
    ],
)
def test_a_list_that_is_none_of_the_family_is_told(case: str, page: bytes, reason: str) -> None:
    url = f"http://a.gov.cn{SITES[case][0]}"
    with pytest.raises(UnreadablePage, match=reason):
        parse_list(page, url, url, load_family(case.split("+")[0]))


def test_a_site_of_another_family_is_told() -> None:
    url = "http://a.gov.cn/zfxxgk/zfxxgknb/"
    with pytest.raises(UnreadablePage, match="gkmlpt declares no list page with such a URL"):
        parse_list(b"<html>", url, url, load_family("gkmlpt"))


DECLARED = {
    "family": "x",
    "list": {"max_pages": 1, "pages": {"p": {"kind": "html", "item": "li", "link": "a", "date": "b"}}},
    "detail": {"url": "", "body": "p", "attachment": "pdf"},
}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"list": {"max_pages": 1, "pages": {"p": {"kind": "rss"}}}}, "p.kind is 'rss', must be one of html, "),
        ({"list": {"max_pages": 1, "pages": {"p": {"kind": "json", "rows": "a"}}}}, "lacks date, title, url"),
        ({"list": {"max_pages": 1}}, "mode list needs list.pages"),
        ({"mode": "self"}, "the other modes have neither"),
        ({"mode": "enumerate", "list": {"max_pages": 0}}, "mode enumerate needs years"),
        ({"detail": {"url": "", "body": "p"}}, "detail lacks attachment"),
        ({"family": "y"}, "family is 'y', the file's name says 'x'"),
        ({"colour": 1}, "the declaration knows no colour"),
    ],
)
def test_a_faulty_declaration_is_told(change: dict[str, object], reason: str) -> None:
    assert family_of("x", DECLARED).mode == "list"
    with pytest.raises(ValueError, match=reason):
        family_of("x", DECLARED | change)


def listed(family: str, page: str) -> list[tuple[str, str | None, str | None]]:
    url = "http://a.gov.cn/nb/"
    return [
        (link.url.removeprefix(url), link.title, link.shown_date)
        for link in parse_list(page.encode(), url, url, load_family(family))
    ]


def test_rows_within_rows_and_several_entries_in_a_row() -> None:
    page = """<table><tr><td><ul>
      <li><a href="../bm/">[教育局]</a><a href="./202401/t20240125_1.html" title="甲年报">甲</a>
        <span>2024-01-25</span></li>
      <li><a href="./202401/t20240124_2.html"><img src="x.png"></a><a href="./202401/t20240124_2.html">乙</a>
        <ul><li><a href="./202301/t20230101_3.html">丙</a><span>2023-01-01</span></li></ul></li></ul></td></tr>
      <tr><td><a href="202401/t20240101_4.html">样乡</a></td><td><a href="202401/t20240102_5.html">样镇</a></td>
        <td>2024-01-03</td></tr></table><!-- <li><a href="202001/t20200101_9.html">旧</a></li> -->"""
    assert listed("trs", page) == [
        ("202401/t20240125_1.html", "甲年报", "2024-01-25"),
        ("202401/t20240124_2.html", "乙", None),
        ("202301/t20230101_3.html", "丙", "2023-01-01"),
        ("202401/t20240101_4.html", "样乡", None),
        ("202401/t20240102_5.html", "样镇", None),
    ]


def test_a_further_page_that_failed_is_asked_for_again_although_its_list_is_not_due(home: Settings) -> None:
    family = site_of("hanweb_jcms")
    answer, down = family.answer, [True]

    def flapping(asked: Asked) -> Page:
        return Page(status=503) if down and "startrecord=5&" in asked.path else answer(asked)

    with LoopbackSite("127.99.2.12", answer=flapping) as site:
        assert outcomes_of(night(home, "hanweb_jcms", site, family)) == ["http 503"]
        down.clear()
        site.asked.clear()
        night(home, "hanweb_jcms", site, family)
        assert [(a.method, a.path.split("&")[0]) for a in site.asked] == [
            ("GET", "/robots.txt"),
            ("POST", "/module/web/jpage/dataproxy.jsp?startrecord=5"),
            ("GET", "/art/2020/1/20/art_61490_40893.html"),
            ("GET", "/art/2021/1/25/art_61490_50894.html"),
        ]
        with open_ledger(home) as ledger:
            assert known(ledger, site.url) == expected("hanweb_jcms")


def test_redirects_keep_the_catalogue_and_where_they_say_so_the_form(home: Settings) -> None:
    family = site_of("gkmlpt")
    family.list_path = "/gkmlpt/index#505"
    moved = {"/gkmlpt/index": Page(status=302, headers={"Location": "/yjzjj/gkmlpt/index"})}
    with LoopbackSite("127.99.2.13", pages=dict(moved), answer=family.answer) as site:
        night(home, "gkmlpt", site, family)
        with open_ledger(home) as ledger:
            assert entries(known(ledger, site.url)) == entries(expected("gkmlpt"))

    family = site_of("hanweb_xxgk")
    answer = family.answer

    def elsewhere(asked: Asked) -> Page:
        if asked.path == "/module/xxgk/search.jsp":
            status = 307 if "currpage=1&" in asked.body else 302
            return Page(status=status, headers={"Location": "/new/module/xxgk/search.jsp"})
        return answer(Asked(asked.path.removeprefix("/new"), asked.headers, asked.method, asked.body))

    with LoopbackSite("127.99.2.14", answer=elsewhere) as site:
        write_registry(home.registry, [])
        night(replace(home, home=home.home / "other"), "hanweb_xxgk", site, family)
        # Page 1 was posted to the new place, and the others are asked for there.
        methods = {(a.method, a.path) for a in site.asked if "search.jsp" in a.path}
    assert methods == {("POST", "/module/xxgk/search.jsp"), ("POST", "/new/module/xxgk/search.jsp")}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年1月5日", "2024-01-05"),
        ("[2024-1-31 10:02]", "2024-01-31"),
        ("2024/02/29", "2024-02-29"),
        ("第2023-13-45号 2024.3.1", "2024-03-01"),
        ("2024-02-30", None),
        ("2024年1月", None),
    ],
)
def test_a_day_beside_an_entry_is_one_of_the_calendar(text: str, day: str | None) -> None:
    assert date_in(text) == day
