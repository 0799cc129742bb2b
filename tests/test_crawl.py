"""The crawler against sites on loopback addresses of their own."""

from __future__ import annotations

import gzip
import hashlib
import ipaddress
import itertools
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from loopback import LoopbackSite, Page, detail, listing, write_registry

from gongkai.crawl.addresses import refused_address
from gongkai.crawl.details import parse_detail
from gongkai.crawl.exchange import Due, Exchange, Link
from gongkai.crawl.families import load_family
from gongkai.crawl.health import health, vanished
from gongkai.crawl.ledger import Ledger
from gongkai.crawl.lists import parse_list
from gongkai.crawl.markup import UnreadablePage
from gongkai.crawl.places import body_store, open_ledger
from gongkai.crawl.run import CrawlSummary, crawl
from gongkai.crawl.sources import SourceRecord, regions, sources
from gongkai.crawl.tombstones import Tombstone
from gongkai.errors import GongkaiError
from gongkai.registry import load
from gongkai.settings import Settings

NIGHT = datetime(2024, 2, 5, 1, tzinfo=UTC)
#: When pages that were got are looked at again.
NEXT = NIGHT + timedelta(days=7)
GBK = '<html><body><div class="content"><p>样县２０２３年</p></div></body></html>'.encode("gb18030")
PDF = b"%PDF-1.4 not really"


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    networks = (ipaddress.ip_network("127.99.0.0/16"),)
    return Settings(tmp_path / "home", "sample", tmp_path / "registry", 1, networks, "someone@example.org")


def night(home: Settings, *sites: LoopbackSite, now: datetime = NIGHT, state: str = "verified") -> CrawlSummary:
    write_registry(home.registry, [(f"s{n}", site.url, state) for n, site in enumerate(sites)])
    return crawl(home, load(home.registry), "99", now)


def found(home: Settings) -> dict[str, SourceRecord]:
    with open_ledger(home) as ledger:
        return {record.source: record for record in sources(ledger, load(home.registry), "99")}


def outcomes(home: Settings) -> list[tuple[str, str]]:
    with open_ledger(home) as ledger:
        return [(row["url"].split("/", 3)[3], row["outcome"]) for row in ledger.fetches()]


def county() -> dict[str, Page]:
    return {
        "/nb/index.html": listing(
            ("a.html", "样县2023年政府信息公开工作年度报告", "2024-01-20"),
            ("b.html", "样乡2023年政府信息公开工作年度报告", "2024-1-9"),
            more='<a href="index_1.html">下一页</a><a href="/other/index_2.html">别的</a>',
            etag='"l1"',
        ),
        "/nb/index_1.html": listing(("c.pdf", "样镇2022年政府信息公开工作年度报告", "2023年1月31日")),
        "/nb/a.html": detail("样县", "files/a.PDF", "http://elsewhere.example/x.pdf", etag='"a1"'),
        "/nb/b.html": Page(GBK, headers={"Content-Type": "text/html; charset=utf-8"}),
        "/nb/c.pdf": Page(PDF),
        "/nb/files/a.PDF": Page(PDF + b"2", headers={"Last-Modified": "Sat, 20 Jan 2024 00:00:00 GMT"}),
    }


def test_lists_pages_details_and_attachments(home: Settings) -> None:
    with LoopbackSite("127.99.1.1", county()) as site:
        summary = night(home, site)
        base = f"{site.url}/nb"
        assert site.paths()[0] == "/robots.txt"
        assert {asked.headers["user-agent"] for asked in site.asked} == {"gongkai/0.1.0 (+someone@example.org)"}
    records = found(home)
    assert sorted(records) == sorted(
        [f"{base}/a.html", f"{base}/b.html", f"{base}/c.pdf", f"{base}/files/a.PDF", "http://elsewhere.example/x.pdf"]
    )
    a, b, c = records[f"{base}/a.html"], records[f"{base}/b.html"], records[f"{base}/c.pdf"]
    assert (a.listed_title, a.listed_date) == ("样县2023年政府信息公开工作年度报告", "2024-01-20")
    assert (a.column_id, a.origin, a.rendition, a.region, a.failure) == ("s0-nb", "publisher", "html", "99", None)
    assert (b.listed_date, c.listed_date, c.rendition, c.parent) == ("2024-01-09", "2023-01-31", "pdf", None)
    attachment = records[f"{base}/files/a.PDF"]
    assert (attachment.parent, attachment.link_text) == (f"{base}/a.html", "附件")
    assert attachment.listed_title == "样县2023年政府信息公开工作年度报告"
    # The bytes are kept as they came, whatever the header claimed of them.
    assert body_store(home).get(b.deliveries[0].sha256) == GBK
    assert b.deliveries[0].retrieved == "2024-02-05T01:00:00+00:00"
    refused = records["http://elsewhere.example/x.pdf"]
    assert refused.deliveries == () and refused.failure is not None and refused.failure.startswith("unlisted_host: ")
    assert (summary.delivered, summary.failed, summary.bodies_new) == (6, 1, 6)
    assert [(f.site_id, f.outcome, f.urls) for f in summary.findings] == [("s0", "unlisted_host", 1)]


def test_nothing_is_due_twice_at_one_time(home: Settings) -> None:
    with LoopbackSite("127.99.1.2", county()) as site:
        night(home, site)
        asked = len(site.asked)
        assert night(home, site).requests == 0
        assert len(site.asked) == asked


def test_next_night_asks_conditionally_and_keeps_what_changed(home: Settings) -> None:
    with LoopbackSite("127.99.1.3", county()) as site:
        night(home, site)
        site.asked.clear()
        site.pages["/nb/b.html"] = detail("样乡，改过")
        summary = night(home, site, now=NEXT)
        conditions = {a.path: (a.headers.get("if-none-match"), a.headers.get("if-modified-since")) for a in site.asked}
        b = found(home)[f"{site.url}/nb/b.html"]
        a = found(home)[f"{site.url}/nb/a.html"]
    assert conditions["/nb/index.html"] == ('"l1"', None)
    assert conditions["/nb/files/a.PDF"] == (None, "Sat, 20 Jan 2024 00:00:00 GMT")
    assert [d.retrieved for d in b.deliveries] == ["2024-02-05T01:00:00+00:00", "2024-02-12T01:00:00+00:00"]
    assert len(a.deliveries) == 1
    assert (summary.unchanged, summary.bodies_new) == (2, 1)


def test_a_list_answered_304_hands_its_links_on(home: Settings) -> None:
    pages = county()
    pages["/nb/a.html"] = Page(status=503)
    with LoopbackSite("127.99.1.4", pages) as site:
        night(home, site)
        assert found(home)[f"{site.url}/nb/a.html"].failure == "http 503"
        site.pages["/nb/a.html"] = detail("样县", etag='"a2"')
        night(home, site, now=NEXT)
        assert len(found(home)[f"{site.url}/nb/a.html"].deliveries) == 1
        with open_ledger(home) as ledger:
            links = ledger.stored_links(f"{site.url}/nb/index.html")
            seen = ledger.rows("SELECT DISTINCT last_seen FROM links WHERE parent = ?", f"{site.url}/nb/index.html")
    assert [link.url.rsplit("/", 1)[1] for link in links] == ["index_1.html", "a.html", "b.html"]
    assert [row["last_seen"] for row in seen] == ["2024-02-12T01:00:00+00:00"]


@pytest.mark.parametrize(
    ("robots", "asked"),
    [
        (Page(b"User-agent: *\nDisallow: /nb/a\n"), ["/nb/b.html", "/nb/index.html"]),
        (Page(b"User-agent: gongkai\nDisallow: /\n"), []),
        (Page(b"User-agent: else\nDisallow: /\n"), ["/nb/a.html", "/nb/b.html", "/nb/index.html"]),
        (Page(status=404), ["/nb/a.html", "/nb/b.html", "/nb/index.html"]),
        (Page(status=403), []),
        (Page(status=503), []),
    ],
    ids=["path", "agent", "other-agent", "404", "403", "503"],
)
def test_robots(home: Settings, robots: Page, asked: list[str]) -> None:
    pages = {
        "/robots.txt": robots,
        "/nb/index.html": listing(("a.html", "甲", ""), ("b.html", "乙", "")),
        "/nb/a.html": detail("甲"),
        "/nb/b.html": detail("乙"),
    }
    with LoopbackSite("127.99.1.5", pages) as site:
        night(home, site)
        assert sorted(set(site.paths()) - {"/robots.txt"}) == asked
    denied = {"nb/index.html", "nb/a.html", "nb/b.html"} - {path[1:] for path in asked}
    told = {path for path, outcome in outcomes(home) if outcome == "robots_denied"}
    assert told == (denied if "/nb/index.html" in asked else {"nb/index.html"} if denied else set())


def test_robots_refused_tonight_is_due_tomorrow_but_a_refusal_waits(home: Settings) -> None:
    pages: dict[str, Page] = {"/robots.txt": Page(status=503), "/nb/index.html": listing()}
    with LoopbackSite("127.99.1.6", pages) as site:
        night(home, site)
        site.pages["/robots.txt"] = Page(status=403)
        assert night(home, site).requests == 2
        assert night(home, site).requests == 0


def test_redirects_are_followed_on_listed_hosts_alone(home: Settings) -> None:
    with LoopbackSite("127.99.1.7") as other, LoopbackSite("127.99.1.8") as site:
        site.pages |= {
            "/nb/index.html": listing(*[(f"{n}.html", n, "") for n in ("inside", "outside", "round", "listed")]),
            "/nb/inside.html": Page(status=302, headers={"Location": "/new/inside.html"}),
            "/new/inside.html": detail("到了"),
            "/nb/outside.html": Page(status=301, headers={"Location": "http://169.254.169.254/latest"}),
            "/nb/round.html": Page(status=302, headers={"Location": "/nb/round.html"}),
            "/nb/listed.html": Page(status=302, headers={"Location": f"{other.url}/there.html"}),
        }
        other.pages |= {"/nb/index.html": listing(), "/there.html": detail("那里")}
        night(home, site, other)
        records = {source.rsplit("/", 1)[1]: record for source, record in found(home).items()}
        assert other.paths().index("/robots.txt") < other.paths().index("/there.html")
    assert records["inside.html"].deliveries != () and records["listed.html"].deliveries != ()
    assert (records["outside.html"].failure or "").startswith("unlisted_host: 169.254.169.254")
    assert (records["round.html"].failure or "").startswith("redirect_loop")
    assert ("nb/inside.html", "redirect") in outcomes(home) and ("new/inside.html", "ok") in outcomes(home)


@pytest.mark.parametrize("name", ["127.99.1.9", "localhost"])
def test_private_addresses_are_refused(home: Settings, name: str) -> None:
    address = "127.0.0.1" if name == "localhost" else name
    with LoopbackSite(address, {"/nb/index.html": listing()}) as site:
        site.url = site.url.replace(address, name)
        write_registry(home.registry, [("s0", site.url, "verified")], delay_s=2)
        summary = crawl(replace(home, allow_networks=()), load(home.registry), "99", NIGHT)
        assert site.asked == []
    assert [finding.outcome for finding in summary.findings] == ["private_address"]


def test_one_site_down_is_a_finding_all_down_an_error(home: Settings) -> None:
    with LoopbackSite("127.99.1.10", county()) as site, LoopbackSite("127.99.1.11") as down:
        pass
    with pytest.raises(GongkaiError) as error:
        night(home, down)
    assert "s0" in error.value.problem and "run again" in error.value.remedy
    assert [outcome for _, outcome in outcomes(home)] == ["unreachable"] * 3
    with LoopbackSite("127.99.1.12", county()) as site:
        summary = night(home, site, down)
    assert ("s1", "unreachable") in [(finding.site_id, finding.outcome) for finding in summary.findings]
    assert summary.delivered == 6


def test_faults_of_answers_are_recorded_and_nothing_of_them_kept(home: Settings) -> None:
    pages: dict[str, Page] = {
        "/nb/index.html": listing(*[(f"{n}.html", n, "") for n in ("short", "huge", "empty", "gone", "bomb", "good")]),
        "/nb/short.html": Page(b"<html>", length=5000),
        "/nb/huge.html": Page(b"", length=33 * 1024 * 1024),
        "/nb/empty.html": Page(b""),
        "/nb/bomb.html": Page(gzip.compress(bytes(40 * 1024 * 1024)), headers={"Content-Encoding": "gzip"}),
        "/nb/good.html": Page(gzip.compress(detail("好").body), headers={"Content-Encoding": "gzip"}),
    }
    with LoopbackSite("127.99.1.13", pages) as site:
        night(home, site)
    records = {source.rsplit("/", 1)[1]: record for source, record in found(home).items()}
    told = {name: (record.failure or "").split(":")[0] for name, record in records.items()}
    assert told == {
        "short.html": "truncated",
        "huge.html": "too_large",
        "empty.html": "empty",
        "gone.html": "http 404",
        "bomb.html": "too_large",
        "good.html": "",
    }
    good = records["good.html"].deliveries[0]
    assert body_store(home).get(good.sha256) == detail("好").body


def test_a_good_version_outlives_a_fault(home: Settings) -> None:
    with LoopbackSite("127.99.1.14", county()) as site:
        night(home, site)
        site.pages["/nb/b.html"] = Page(status=404)
        night(home, site, now=NEXT)
        record = found(home)[f"{site.url}/nb/b.html"]
    assert record.failure is None and len(record.deliveries) == 1


def test_an_undecodable_list_keeps_its_links(home: Settings) -> None:
    with LoopbackSite("127.99.1.15", county()) as site:
        night(home, site)
        site.pages["/nb/index.html"] = Page(b"<html>\xff\xff\xff")
        summary = night(home, site, now=NEXT)
        assert len(found(home)) == 5
    assert ("s0", "undecodable") in [(finding.site_id, finding.outcome) for finding in summary.findings]


def test_who_may_be_visited(home: Settings) -> None:
    with LoopbackSite("127.99.1.16", county()) as site:
        with pytest.raises(GongkaiError, match="contact"):
            write_registry(home.registry, [("s0", site.url, "verified")])
            crawl(replace(home, contact=""), load(home.registry), "99", NIGHT)
        assert night(home, site, state="unverified").columns == 0
        assert night(home, site, state="paused").columns == 0
        with pytest.raises(GongkaiError, match="paused"):
            crawl(home, load(home.registry), "99", NIGHT, sites=["s0"])
        with pytest.raises(GongkaiError, match="no site 'nowhere'"):
            crawl(home, load(home.registry), "99", NIGHT, sites=["nowhere"])
        assert site.asked == []
        write_registry(home.registry, [("s0", site.url, "unverified")])
        assert crawl(home, load(home.registry), "99", NIGHT, sites=["s0"]).delivered == 6
        assert crawl(home, load(home.registry), "98", NEXT).columns == 0


def test_a_column_that_cannot_be_asked_for_stops_no_other(home: Settings) -> None:
    pages = {"/nb/index.html": listing(("a.html", "2023", "2024-01-20")), "/nb/a.html": detail("x")}
    with LoopbackSite("127.99.1.77", pages) as site:
        write_registry(
            home.registry,
            [],
            sites=[
                f"a,{site.url}/,static,990100,0,publisher,verified",
                "b,http://b.invalid/,hanweb_xxgk_annual,990100,2,publisher,verified",
                "c,http://c.invalid/,unknown,990100,2,publisher,verified",
            ],
            columns=[
                f"a-nb,a,99,{site.url}/nb/index.html,,990100,,,,verified",
                "b-nb,b,99,http://b.invalid/nb/,,990100,,,,verified",
                "c-nb,c,99,http://c.invalid/nb/,,990100,,,,verified",
            ],
        )
        summary = crawl(home, load(home.registry), "99", NIGHT)
        assert "/nb/a.html" in site.paths()
    assert summary.delivered == 2 and summary.columns == 3
    told = [(one.site_id, one.outcome, one.url, (one.reason or "").partition(",")[0]) for one in summary.findings]
    assert told == [
        (
            "b",
            "bad_column",
            "http://b.invalid/nb/",
            "column b-nb: its site's family hanweb_xxgk_annual has one page a year",
        ),
        ("c", "bad_column", "http://c.invalid/nb/", "column c-nb: its site's family is unknown"),
    ]
    assert summary.findings[0].remedy == "write the year of its oldest report into year_from"
    # Alone too: nothing is asked for, and it is told.
    only = crawl(home, load(home.registry), "99", NIGHT, sites=["c"])
    assert (only.requests, [one.site_id for one in only.findings]) == (0, ["c"])


def test_a_host_gets_one_request_at_a_time_with_its_delay(home: Settings) -> None:
    begun: list[float] = []
    ended: list[float] = []

    def slow(page: Page) -> Page:
        begun.append(time.monotonic())
        time.sleep(0.4)
        ended.append(time.monotonic())
        return page

    pages = {path: (lambda page=page: slow(page)) for path, page in county().items() if path != "/nb/a.html"}
    with LoopbackSite("127.99.1.17", pages) as site:
        write_registry(home.registry, [("s0", site.url, "verified")], delay_s=0.3)
        crawl(home, load(home.registry), "99", NIGHT)
    assert len(begun) == 4
    # One at a time, although an answer takes longer than the delay.
    assert all(later > earlier for later, earlier in zip(begun[1:], ended, strict=False))


def test_delay_between_two_requests(home: Settings) -> None:
    with LoopbackSite(
        "127.99.1.20", {"/nb/index.html": listing(("a.html", "甲", "")), "/nb/a.html": detail("甲")}
    ) as site:
        times: list[float] = []
        pages = {path: site.pages.get(path, Page(status=404)) for path in ("/robots.txt", *site.pages)}
        site.pages = {path: (lambda page=page: times.append(time.monotonic()) or page) for path, page in pages.items()}
        write_registry(home.registry, [("s0", site.url, "verified")], delay_s=0.5)
        crawl(home, load(home.registry), "99", NIGHT)
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert len(gaps) == 2 and min(gaps) > 0.45


def test_killed_crawl_goes_on_where_it_stopped(home: Settings) -> None:
    names = [f"{n:02}.html" for n in range(40)]
    reached, kill = threading.Event(), 15
    asked: list[str] = []

    def page(name: str) -> Page:
        asked.append(name)
        if len(asked) == kill:
            reached.set()
            threading.Event().wait(0.5)
        return detail(name)

    pages = {f"/nb/{name}": (lambda name=name: page(name)) for name in names}
    with LoopbackSite("127.99.1.18", pages) as site:
        site.pages["/nb/index.html"] = listing(*[(name, name, "") for name in names])
        write_registry(home.registry, [("s0", site.url, "verified")])
        code = (
            "import sys, ipaddress, pathlib, datetime; from gongkai.crawl.run import crawl; "
            "from gongkai.registry import load; from gongkai.settings import Settings; "
            "home, registry = map(pathlib.Path, sys.argv[1:]); "
            "s = Settings(home, 'sample', registry, 1, (ipaddress.ip_network('127.99.0.0/16'),), 'me@example.org'); "
            "crawl(s, load(registry), '99', datetime.datetime(2024, 2, 5, 1, tzinfo=datetime.timezone.utc))"
        )
        command = [sys.executable, "-c", code, str(home.home), str(home.registry)]
        process = subprocess.Popen(command, start_new_session=True)
        assert reached.wait(30)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        before = found(home)
        summary = crawl(home, load(home.registry), "99", NIGHT)
        after = found(home)
    assert 0 < sum(bool(record.deliveries) for record in before.values()) < kill
    assert all(len(record.deliveries) == 1 for record in after.values()) and len(after) == 40
    # Only what was in flight is fetched again.
    assert len(asked) - 40 <= 1 and summary.failed == 0
    assert site.paths().count("/nb/index.html") == 1


def test_fetches_are_exported_whole(home: Settings) -> None:
    with LoopbackSite("127.99.1.19", county()) as site:
        night(home, site)
    with open_ledger(home) as ledger:
        rows = list(ledger.fetches())
        assert regions(ledger, load(home.registry)) == ["99"]
    first = next(row for row in rows if row["url"] == f"{site.url}/nb/files/a.PDF")
    assert (first["status"], first["outcome"], first["kind"]) == (200, "ok", "attachment")
    assert ["last-modified", "Sat, 20 Jan 2024 00:00:00 GMT"] in json.loads(first["headers"])
    assert first["time"] == "2024-02-05T01:00:00+00:00" and first["ms"] >= 0
    assert rows[0]["kind"] == "robots"


def test_damaged_bodies_are_told(home: Settings) -> None:
    store = body_store(home)
    sha256 = store.put(b"body")
    path = store.root / store.name(sha256)
    assert path.parent.parent.name == sha256[:2] and path.parent.name == sha256[2:4]
    for damaged in (b"rubbish", path.read_bytes()[:-1], (store.root / store.name(store.put(b"other"))).read_bytes()):
        path.write_bytes(damaged)
        with pytest.raises(GongkaiError, match="damaged"):
            store.get(sha256)
    path.unlink()
    with pytest.raises(GongkaiError, match="not kept"):
        store.get(sha256)


def test_a_result_that_cannot_be_kept_ends_the_crawl(home: Settings) -> None:
    home.create()
    home.lake.mkdir()
    body_store(home).root.write_text("in the way")
    with LoopbackSite("127.99.1.21", county()) as site:
        with pytest.raises(GongkaiError, match="cannot write"):
            night(home, site)
        body_store(home).root.unlink()
        assert night(home, site).delivered == 6


def test_endless_paging_ends(home: Settings) -> None:
    pages: dict[str, Page] = {
        f"/nb/index{f'_{n}' if n else ''}.html": listing(more=f'<a href="index_{n + 1}.html">下一页</a>')
        for n in range(60)
    }
    with LoopbackSite("127.99.1.22", pages) as site:
        summary = night(home, site)
        assert len(set(site.paths())) == 1 + 1 + 50
    assert [(finding.outcome, finding.urls) for finding in summary.findings] == [("page_limit", 1)]


def test_reading_a_list() -> None:
    html = """<html><meta charset="gb2312"><ul class="list">
      <li><a href="#top">^</a><a href=" ../x/1.html#p " title="全 称">简称…</a>
        <span class="date">[2024年1月5日]</span></li>
      <li><a href="javascript:open(1)">无</a></li>
      <li><a href="//mirror.example/2.doc">  二
        号 </a></li>
      <li><a href="1.html">一</a></li><li><a href="/x/1.html">又一次</a></li></ul>
      <a href="index_10.html">10</a><a href="index_2.html">2</a><a href="/index_3.html">3</a><a href="index.html">1</a>
      <a href="index_2.html?from=x">?</a></html>"""
    base = "http://a.gov.cn/nb/index.html"
    for data in (html.encode("gb18030"), html.encode("utf-8"), html.encode("utf-8-sig")):
        assert parse_list(data, base, base, load_family("static")) == [
            Link("http://a.gov.cn/nb/index_2.html", "list", None, None),
            Link("http://a.gov.cn/nb/index_10.html", "list", None, None),
            Link("http://a.gov.cn/x/1.html", "detail", "全 称", "2024-01-05"),
            Link("http://mirror.example/2.doc", "detail", "二 号", None),
            Link("http://a.gov.cn/nb/1.html", "detail", "一", None),
        ]
    with pytest.raises(UnreadablePage):
        parse_list(b"\xff\xff", base, base, load_family("static"))


def pictures(body: str, around: str = "") -> list[tuple[str, str | None]]:
    page = f'<html><img src="banner.jpg">{around}<div class="content">{body}</div></html>'.encode()
    detail = parse_detail(page, "http://a.gov.cn/nb/1.html", load_family("static"))
    return [(link.url, link.title) for link in detail.attachments]


def test_pictures_of_a_page_without_all_tables_are_attachments_in_their_order() -> None:
    body = """<p>样县2023年政府信息公开工作年度报告</p><img src="W02.png" alt="第一页"><img src="w01.png">
      <img src="data:image/png;base64,AAAA" data-src="/f/late.jpg"><img src="W02.png"><a href="r.pdf">全文</a>
      <a href="large.jpg"><img src="small.jpg"></a><a href="other.html"><img src="w03.png" width="800"></a>"""
    assert pictures(body) == [
        ("http://a.gov.cn/nb/W02.png", "第一页"),
        ("http://a.gov.cn/nb/w01.png", None),
        ("http://a.gov.cn/f/late.jpg", None),
        ("http://a.gov.cn/nb/r.pdf", "全文"),
        ("http://a.gov.cn/nb/large.jpg", None),
        ("http://a.gov.cn/nb/w03.png", None),
    ]


def test_icons_are_no_pages_and_a_page_with_all_tables_needs_no_pictures() -> None:
    icons = """<img src="icon_pdf.png"><img src="a.png" width="16"><img src="b.png" style="height: 20px">
      <img src="c.png" class="qrcode"><img src="d.gif"><img src="data:image/png;base64,AAAA"><img>"""
    assert pictures(icons) == []
    tables = "<table><tr><td>第二十条第（一）项</td></tr></table><table><tr><td>申请人 情况</td></tr></table>"
    assert pictures(f'{tables}<img src="three.png">') == [("http://a.gov.cn/nb/three.png", None)]
    assert pictures(f'{tables}<p>结果维持</p><img src="chart.png"><a href="r.doc">附件</a>') == [
        ("http://a.gov.cn/nb/r.doc", "附件")
    ]


def test_files_that_frames_show_are_attachments() -> None:
    body = """<iframe src="/f/r.pdf#toolbar=0"></iframe><iframe src="/web/viewer.html?file=%2Ff%2F%E5%B9%B4.pdf">
      </iframe><embed src="t.pdf"><iframe src="map.html?x=1"></iframe><iframe srcdoc="a"></iframe>
      <a href="r.doc">附件</a>"""
    assert pictures(body) == [
        ("http://a.gov.cn/f/r.pdf", None),
        ("http://a.gov.cn/f/年.pdf", None),
        ("http://a.gov.cn/nb/t.pdf", None),
        ("http://a.gov.cn/nb/r.doc", "附件"),
    ]


def test_further_pages_of_a_report_are_attachments_in_their_order() -> None:
    numbers = """<div class="page"><a href="1_10.html">10</a><a href="1_2.html">2</a><a href="./1.html">1</a>
      <a href="/nb/1_2.html">下一页</a><a href="10_1.html">a</a><a href="2_1.html">b</a>
      <a href="/x/1_3.html">c</a></div>"""
    assert [url for url, _ in pictures("", numbers)] == ["http://a.gov.cn/nb/1_2.html", "http://a.gov.cn/nb/1_10.html"]
    script = "<script>createPageHTML(3, 0, '1', 'html'); createPageHTML(9, 0, 'index', 'html');</script>"
    assert pictures('<a href="r.pdf">附件</a>', script) == [
        ("http://a.gov.cn/nb/r.pdf", "附件"),
        ("http://a.gov.cn/nb/1_1.html", None),
        ("http://a.gov.cn/nb/1_2.html", None),
    ]


def test_links_keep_the_order_in_which_they_stand(home: Settings) -> None:
    first, second = [[Link(f"{u}.png", "attachment", None, None) for u in order] for order in ("bac", "cxba")]
    due = Due("http://a.gov.cn/1.html", "detail", "s", "c")
    with open_ledger(home) as ledger:
        ledger.plan([(due, "98")], NIGHT)
        for order in (first, second):
            ledger.record(Exchange(due.url, due.url, "detail", "ok"), NIGHT, due, order)
            assert ledger.stored_links(due.url) == order


def test_pictures_that_a_page_shows_no_longer_are_none_of_its_pages(home: Settings) -> None:
    def shown(*names: str) -> Page:
        images = "".join(f'<img src="{name}.png">' for name in names)
        return Page(f'<html><body><div class="content">{images}</div></body></html>'.encode())

    pages = {name: Page(b"\x89PNG\r\n\x1a\n" + name.encode()) for name in ("/nb/a.png", "/nb/b.png", "/nb/c.png")}
    pages |= {
        "/nb/index.html": listing(("r.html", "样县2023年政府信息公开工作年度报告", "")),
        "/nb/r.html": shown("b", "a"),
    }
    with LoopbackSite("127.99.1.23", pages) as site:
        night(home, site)
        assert {r.source.rsplit("/", 1)[1]: r.position for r in found(home).values() if r.parent} == {
            "b.png": 0,
            "a.png": 1,
        }
        site.pages["/nb/r.html"] = shown("c", "b")
        night(home, site, now=NEXT)
        positions = {r.source.rsplit("/", 1)[1]: r.position for r in found(home).values() if r.parent}
        assert positions == {"a.png": None, "b.png": 1, "c.png": 0}


def around(report: str, visits: int, session: str = "A1") -> Page:
    """A page whose frame is another one at each visit."""
    return Page(
        f"<html><head><title>样县2023年年报</title></head><body><p>今天是第{visits}天，您是第{visits}位访客</p>"
        f'<div class="content">{report}<a href="/nb/x.html;jsessionid={session}">打印</a></div></body></html>'.encode()
    )


TABLE = "<table><tr><td>新收</td><td>12</td><td></td></tr></table>"


def test_a_page_that_changes_only_around_its_report_is_no_new_version(home: Settings) -> None:
    looks = [NIGHT + timedelta(days=n) for n in (0, 7, 30, 90)]
    moved = TABLE.replace("<td>12</td><td></td>", "<td></td><td>12</td>")
    with LoopbackSite("127.99.1.61", county()) as site:
        shown = [around(TABLE, 1), around(TABLE, 2, "B2"), around(moved, 3, "C3"), around(moved, 4, "D4")]
        for now, page in zip(looks, shown, strict=True):
            site.pages["/nb/a.html"] = page
            night(home, site, now=now)
        url = f"{site.url}/nb/a.html"
    bodies = [hashlib.sha256(page.body).hexdigest() for page in shown]
    # A number in another box is another report; what came first of each is what is read.
    assert [d.sha256 for d in found(home)[url].deliveries] == [bodies[0], bodies[2]]
    assert [d.retrieved[:10] for d in found(home)[url].deliveries] == ["2024-02-05", "2024-03-06"]
    # All are kept as they came, and each exchange names its own.
    with open_ledger(home) as ledger:
        came = [(row["sha256"], row["main_text"]) for row in ledger.fetches() if row["source"] == url]
    assert [sha256 for sha256, _ in came] == bodies and all(body_store(home).has(sha256) for sha256 in bodies)
    assert came[0][1] == came[1][1] != came[2][1] == came[3][1]
    # One that was removed on purpose does not come back with another frame.
    stone = Tombstone(bodies[0], "2024-07-01T00:00:00+00:00", "someone", "names a private person")
    with open_ledger(home) as ledger:
        kept = {r.source: r for r in sources(ledger, load(home.registry), "99", {bodies[0]: stone})}
    assert [d.sha256 for d in kept[url].deliveries] == [bodies[2]]


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        (("今日访问", "昨日访问"), True),
        (("jsessionid=A", "jsessionid=B"), True),
        ((">12<", ">13<"), False),
        (("<td>12</td><td></td>", "<td></td><td>12</td>"), False),
        (("<td>新收", '<td style="display:none">新收'), False),
        ((".x{}", ".content td{display:none}"), False),
        (("<title>样县2023", "<title>样县2022"), False),
        (("发布机构：样县", "发布机构：样乡"), False),
        (("<main>", '<main class="hidden">'), False),
        (("<hr>", "<table><tr><td>另</td><td>表</td></tr></table>"), False),
        (('class="content"', 'class="other"'), False),
    ],
)
def test_what_counts_as_the_same_report(change: tuple[str, str], is_same: bool) -> None:
    page = (
        "<html><head><title>样县2023年年报</title><style>.x{}</style></head><body><p>今日访问</p><p>发布机构：样县</p>"
        f'<hr><main><div class="content">{TABLE}<a href="/x.html;jsessionid=A">打印</a></div></main></body></html>'
    )
    assert change[0] in page
    before, after = (
        parse_detail(text.encode(), "http://a.invalid/nb/1.html", load_family("static")).main_text
        for text in (page, page.replace(*change))
    )
    assert before is not None and (before == after) is is_same


def test_a_page_that_leads_to_its_list_is_gone_and_its_report_stays(home: Settings) -> None:
    pages = county()
    with LoopbackSite("127.99.1.62", pages) as site:
        night(home, site)
        site.pages["/nb/b.html"] = Page(status=302, headers={"Location": "/nb/index.html"})
        later = NIGHT + timedelta(days=8)
        night(home, site, now=later)
        with open_ledger(home) as ledger:
            assert f"{site.url}/nb/b.html" in vanished(ledger)
    assert len(found(home)[f"{site.url}/nb/b.html"].deliveries) == 1


@pytest.mark.parametrize("home_page", ["/", "/index.html", "http://{host}/", "https://www.elsewhere.invalid/index.jsp"])
def test_a_page_that_leads_to_a_home_page_is_gone(home: Settings, home_page: str) -> None:
    pages = county()
    with LoopbackSite("127.99.1.62", pages) as site:
        location = home_page.format(host=site.url.removeprefix("http://"))
        site.pages["/nb/b.html"] = Page(status=302, headers={"Location": location})
        night(home, site)
        assert site.paths().count("/nb/b.html") == 1 and not {"/", "/index.html"} & set(site.paths())
        gone = found(home)[f"{site.url}/nb/b.html"]
        assert gone.deliveries == () and gone.failure is not None and gone.failure.startswith("to_home: it leads to ")
        # A list: its links of before stay.
        site.pages["/nb/index.html"] = Page(status=301, headers={"Location": location})
        night(home, site, now=NEXT)
        with open_ledger(home) as ledger:
            assert health(ledger, load(home.registry))["s0-nb"].fault == "column_dead"
    assert found(home)[f"{site.url}/nb/a.html"].deliveries != ()


def test_a_list_that_is_a_home_page_may_move_to_another_one(home: Settings) -> None:
    pages = {"/": Page(status=301, headers={"Location": "/index.html"}), "/index.html": county()["/nb/index.html"]}
    with LoopbackSite("127.99.1.63", pages) as site:
        columns = [f"s0-nb,s0,99,{site.url}/,,990100,,,,verified"]
        write_registry(home.registry, [("s0", site.url, "verified")], columns=columns)
        crawl(home, load(home.registry), "99", NIGHT)
    assert [outcome for path, outcome in outcomes(home) if path in ("", "index.html")] == ["redirect", "ok"]


@pytest.mark.parametrize("declared", ['<meta charset="big5">', ""])
def test_a_list_in_big5_is_read_as_a_page_is(declared: str) -> None:
    url = "http://a.invalid/nb/index.html"
    title = "樣縣二〇二三年政府信息公開工作年度報告"
    page = (
        f'<html><head>{declared}</head><body><ul class="list"><li><a href="a.html">{title}</a></li></ul></body></html>'
    )
    links = parse_list(page.replace("〇", "零").encode("big5"), url, url, load_family("static"))
    assert links == [Link("http://a.invalid/nb/a.html", "detail", title.replace("〇", "零"), None)]


def test_a_list_with_a_broken_character_is_read_all_the_same() -> None:
    url = "http://a.invalid/nb/index.html"
    broken = listing(("a.html", "样县2023年政府信息公开工作年度报告", "2024-01-20")).body.replace(
        "县".encode(), b"\xe5\x8e"
    )
    assert parse_list(broken, url, url, load_family("static")) == [
        Link("http://a.invalid/nb/a.html", "detail", "样\ufffd2023年政府信息公开工作年度报告", "2024-01-20")
    ]


def test_a_ledger_from_before_links_had_a_position_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as old:
        old.execute(
            "CREATE TABLE links (parent TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL, title TEXT, "
            "shown_date TEXT, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, PRIMARY KEY (parent, url))"
        )
        old.execute("INSERT INTO links VALUES ('p', 'u', 'detail', NULL, NULL, 't', 't')")
    with Ledger(path) as ledger:
        assert [row["position"] for row in ledger.rows("SELECT * FROM links")] == [0]


def test_an_unknown_family_is_told() -> None:
    with pytest.raises(GongkaiError, match="no site family is called 'nosuch'"):
        load_family("nosuch")


@pytest.mark.parametrize(
    ("address", "refused"),
    [
        *[(a, True) for a in ("127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "0.0.0.0", "100.64.0.1", "host")],
        *[(a, False) for a in ("61.150.65.235", "127.99.3.4", "2001:4860:4860::8888")],
        # Addresses that lead to an IPv4 address: 6to4, NAT64, IPv4-compatible, IPv4-mapped, Teredo.
        *[(a, True) for a in ("2002:7f00:1::", "2002:a00:8::1", "64:ff9b::10.0.0.8", "64:ff9b::a9fe:a9fe")],
        *[(a, True) for a in ("64:ff9b:1::a00:8", "::127.0.0.1", "::10.0.0.8", "::61.150.65.235", "::ffff:10.0.0.8")],
        *[(a, True) for a in ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "::ffff:127.0.0.1")],
        *[(a, False) for a in ("2002:3d96:41eb::1", "64:ff9b::61.150.65.235")],
        # Many hosts at once, and private ones of former standards.
        *[(a, True) for a in ("224.0.0.1", "239.1.2.3", "ff02::1", "ff0e::1", "fec0::1")],
    ],
)
def test_addresses(address: str, refused: bool) -> None:
    assert refused_address(address, [ipaddress.ip_network("127.99.0.0/16")]) == refused


def removed(home: Settings, sha256: str) -> None:
    store = body_store(home)
    store.tombstones.write(Tombstone(sha256, "2024-02-05T02:00:00+00:00", "某人", "names a private person"))
    store.remove(sha256)


def test_a_removed_body_never_comes_back_and_its_source_says_why(home: Settings) -> None:
    with LoopbackSite("127.99.1.22", county()) as site:
        night(home, site)
        url = f"{site.url}/nb/c.pdf"
        (delivery,) = found(home)[url].deliveries
        removed(home, delivery.sha256)
        store = body_store(home)
        assert not store.has(delivery.sha256)
        with pytest.raises(GongkaiError, match="removed on purpose on 2024-02-05 by 某人: names a private person"):
            store.get(delivery.sha256)
        # The site still gives it, without validators: it is fetched, and not kept.
        night(home, site, now=NEXT + timedelta(days=400))
    assert not store.has(delivery.sha256)
    with open_ledger(home) as ledger:
        stones = store.tombstones.all()
        record = {r.source: r for r in sources(ledger, load(home.registry), "99", stones)}[url]
    assert (record.deliveries, record.rendition) == ((), "unknown")
    assert record.failure == "removed on purpose on 2024-02-05 by 某人: names a private person"


def test_a_removed_body_is_asked_for_conditionally(home: Settings) -> None:
    with LoopbackSite("127.99.1.23", county()) as site:
        night(home, site)
        removed(home, found(home)[f"{site.url}/nb/a.html"].deliveries[0].sha256)
        site.asked.clear()
        night(home, site, now=NEXT + timedelta(days=400))
        asked = next(asked for asked in site.asked if asked.path == "/nb/a.html")
        assert asked.headers["if-none-match"] == '"a1"'


def test_a_damaged_tombstone_is_told(home: Settings) -> None:
    store = body_store(home)
    sha256 = store.put(b"body")
    removed(home, sha256)
    (store.root / "removed" / f"{sha256}.json").write_text("{")
    with pytest.raises(GongkaiError, match="tombstone is damaged"):
        store.put(b"body")


def test_a_night_without_change_costs_a_list_a_column_and_stores_no_body(home: Settings) -> None:
    columns = 20
    pages: dict[str, Page] = {}
    for n in range(columns):
        pages[f"/c{n}/index.html"] = listing(
            ("a.html", f"样{n}局2023年政府信息公开工作年度报告", "2024-01-20"), etag=f'"{n}"'
        )
        # Two columns in three say the same: one body is one file, whoever delivers it.
        pages[f"/c{n}/a.html"] = detail(f"样{n // 3}局")
    with LoopbackSite("127.99.1.24", pages) as site:
        rows = [f"c{n},s0,99,{site.url}/c{n}/index.html,,990100,,,,verified" for n in range(columns)]
        write_registry(home.registry, [("s0", site.url, "verified")], columns=rows)
        first = crawl(home, load(home.registry), "99", NIGHT)
        assert (first.delivered, first.bodies_new) == (2 * columns, columns + 7)
        before, kept = found(home), {path: path.stat() for path in body_store(home).root.rglob("*.zst")}
        assert len(kept) == columns + 7
        site.asked.clear()
        second = crawl(home, load(home.registry), "99", NEXT)
        lists = [asked for asked in site.asked if not asked.path.endswith("a.html")]
    assert len(lists) == columns + 1 <= 1.1 * columns
    # The links that a list had stand, though it was not sent again.
    assert found(home) == before and second.bodies_new == 0
    assert {path: path.stat() for path in body_store(home).root.rglob("*.zst")} == kept


def test_a_page_that_its_list_calls_the_next_years_report_is_got_again_and_each_body_keeps_its_listing(
    home: Settings,
) -> None:
    """One address for the newest report, on a calendar on which its looks are long over."""
    old, new = "样县2023年政府信息公开工作年度报告", "样县2024年政府信息公开工作年度报告"
    pages = {
        "/nb/index.html": listing(("nb.html", old, "2024-01-20")),
        "/nb/nb.html": detail("样县2023年", "nb.PDF", etag='"v1"'),
        "/nb/nb.PDF": Page(PDF),
    }
    with LoopbackSite("127.99.1.77", pages) as site:
        url = f"{site.url}/nb/nb.html"
        for days in (0, 8, 40, 100):
            night(home, site, now=NIGHT + timedelta(days=days))
        assert found(home)[url].deliveries[0].listed == ()
        later = NIGHT + timedelta(days=370)
        site.pages["/nb/index.html"] = listing(("nb.html", new, "2025-02-08"))
        site.asked.clear()
        night(home, site, now=later)
        assert site.paths() == ["/robots.txt", "/nb/index.html", "/nb/nb.html", "/nb/nb.PDF"]
        # The list was sooner than the page.
        record = found(home)[url]
        assert record.failure is not None and record.failure.startswith("unchanged: ")
        assert record.deliveries[0].listed == ((old, "2024-01-20"), (new, "2025-02-08"))
        site.asked.clear()
        night(home, site, now=later + timedelta(days=1))
        assert site.paths() == ["/robots.txt", "/nb/index.html"]
        site.pages |= {"/nb/nb.html": detail("样县2024年", "nb.PDF"), "/nb/nb.PDF": Page(PDF + b"2")}
        night(home, site, now=later + timedelta(days=8))
        records = found(home)
    for record in (records[url], records[f"{site.url}/nb/nb.PDF"]):
        assert record.failure is None and record.listed_title == new
        assert [delivery.listed[-1] for delivery in record.deliveries] == [(new, "2025-02-08")] * 2
        assert [delivery.listed[0][0] for delivery in record.deliveries] == [old, new]


def test_what_could_not_be_got_since_its_list_calls_it_another_report_is_told(home: Settings) -> None:
    old, new = "样县2023年政府信息公开工作年度报告", "样县2024年政府信息公开工作年度报告"
    pages = {"/nb/index.html": listing(("nb.html", old, "2024-01-20")), "/nb/nb.html": detail("样县2023年")}
    with LoopbackSite("127.99.1.78", pages) as site:
        night(home, site)
        site.pages["/nb/index.html"] = listing(("nb.html", new, "2025-02-08"))
        del site.pages["/nb/nb.html"]
        for days in (370, 371):
            site.asked.clear()
            night(home, site, now=NIGHT + timedelta(days=days))
            # As a new page that was never got.
            assert "/nb/nb.html" in site.paths()
        record = found(home)[f"{site.url}/nb/nb.html"]
    assert record.failure == "http 404"
    assert [delivery.listed for delivery in record.deliveries] == [((old, "2024-01-20"),)]
