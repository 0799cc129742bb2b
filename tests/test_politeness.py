"""How hosts are treated: pauses, hours, caps, and when they are left alone."""

from __future__ import annotations

import ipaddress
import itertools
import json
import ssl
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from loopback import LoopbackSite, Page, detail, listing, write_registry

from gongkai.crawl.answers import is_challenge, is_soft_404
from gongkai.crawl.exchange import Due, Exchange
from gongkai.crawl.families import load_family
from gongkai.crawl.hosts import Host, Rules
from gongkai.crawl.lists import parse_list
from gongkai.crawl.markup import target
from gongkai.crawl.night import Answer, Night, Plan
from gongkai.crawl.places import body_store, open_ledger
from gongkai.crawl.run import CrawlSummary, crawl, hosts_of
from gongkai.crawl.window import window_of
from gongkai.errors import GongkaiError
from gongkai.registry import load
from gongkai.settings import Settings
from gongkai.settings import load as load_settings

#: Nine in the morning in Beijing.
NIGHT = datetime(2024, 2, 5, 1, tzinfo=UTC)
#: When pages that were got are looked at again.
NEXT = NIGHT + timedelta(days=7)


def exchange(status: int | None, outcome: str = "ok", **headers: str) -> Exchange:
    return Exchange("u", "u", "list", outcome, status=status, headers=tuple(headers.items()))


def came(host: Host, what: Exchange, at: float, took_s: float | None = 0.0) -> float:
    """The pause after an exchange."""
    host.came(what, at, took_s, lambda: NIGHT)
    return host.wait_s(at)


# One host


def test_pause_is_the_sites_or_longer_where_the_host_is_slow() -> None:
    host = Host([Rules(2.0), Rules(3.0)], NIGHT)
    assert host.wait_s(0) == 0
    assert came(host, exchange(200), 10, took_s=0.1) == 3.0
    assert host.wait_s(12.5) == 0.5 and host.wait_s(20) == 0
    # Half of the latency before, half of the new one, 2.5 times: 0.05 and 4 s.
    assert came(host, exchange(200), 20, took_s=3.95) == pytest.approx(5.0)
    # Errors are fast, and make nothing faster; a good answer does.
    assert came(host, exchange(500, "http 500"), 30, took_s=0.0) == pytest.approx(3.0)
    host = Host([Rules(2.0)], NIGHT)
    assert came(host, exchange(None, "timeout"), 0, took_s=30.0) == 75.0


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0"}, 2.0),
        ({"retry-after": "Mon, 05 Feb 2024 01:00:20 GMT"}, 20.0),
        ({"retry-after": "Fri, 01 Mar 2030 10:00:09 GMT", "date": "Fri, 01 Mar 2030 10:00:00 GMT"}, 9.0),
        # The forms of a date that RFC 9110 has recipients take, and seconds that are no whole ones.
        ({"retry-after": "Monday, 05-Feb-24 01:00:20 GMT"}, 20.0),
        ({"retry-after": "Mon Feb  5 01:00:20 2024"}, 20.0),
        ({"retry-after": "Fri, 01 Mar 2030 10:00:09 GMT", "date": "Friday, 01-Mar-30 10:00:00 GMT"}, 9.0),
        ({"retry-after": "120.5"}, 120.5),
        ({"retry-after": "soon"}, 4.0),
        ({"retry-after": "-5"}, 4.0),
        ({"retry-after": "1.2.3"}, 4.0),
        ({}, 4.0),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after(status: int, headers: dict[str, str], pause: float) -> None:
    host = Host([Rules(2.0)], NIGHT)
    assert came(host, exchange(status, f"http {status}", **headers), 5) == pause
    assert host.shut(5) is None


def test_too_busy_without_a_word_is_slower_each_time_and_left_alone_in_the_end() -> None:
    host = Host([Rules(2.0)], NIGHT)
    assert [came(host, exchange(429, "http 429"), 0) for _ in range(4)] == [4, 8, 16, 32]
    assert host.shut(0) is None
    came(host, exchange(429, "http 429"), 0)
    shut = host.shut(0)
    assert shut and shut.outcome == "unreachable" and "the last: http 429" in shut.reason


def test_hosts_that_want_too_long_pauses_are_left_alone() -> None:
    host = Host([Rules(2.0)], NIGHT)
    host.wants_pause(3601)
    assert (host.shut(0) or ("", ""))[1] == "robots.txt asks for 3601 s between two requests"
    host = Host([Rules(2.0)], NIGHT)
    came(host, exchange(503, "http 503", **{"retry-after": "86400"}), 0)
    assert (host.shut(0) or ("", ""))[0] == "put_off"


def test_crawl_delay_counts_from_the_robots_txt_on() -> None:
    host = Host([Rules(2.0)], NIGHT)
    came(host, exchange(200), 1)
    host.wants_pause(5)
    assert host.wait_s(1) == 5
    assert came(host, exchange(200), 10) == 5


def test_three_blocks_or_five_failures_one_after_the_other_end_the_night() -> None:
    host = Host([Rules(2.0)], NIGHT)
    for outcome in ("blocked", "ok", "challenged", "ok"):
        came(host, exchange(200, outcome), 0)
    assert host.shut(0) is None
    came(host, exchange(412, "blocked"), 0)
    assert (host.shut(0) or ("", ""))[0] == "blocked"
    assert (Host([], NIGHT, asked=9, blocked=3).shut(0) or ("", ""))[0] == "blocked"
    host = Host([Rules(2.0)], NIGHT)
    for outcome in ("unreachable", "timeout", "truncated", "tls", "ok", *["unreachable"] * 4):
        came(host, exchange(None, outcome), 0)
    assert host.shut(0) is None
    came(host, exchange(500, "http 500"), 0)
    assert (host.shut(0) or ("", ""))[0] == "unreachable"


def test_cap_of_a_night() -> None:
    host = Host([Rules(2.0)], NIGHT, asked=1998)
    came(host, exchange(200), 0)
    assert host.shut(0) is None
    came(host, exchange(404, "http 404"), 0)
    assert host.shut(0) == ("put_off", "it got 2000 requests tonight")


@pytest.mark.parametrize(
    ("hours", "at", "is_open"),
    [
        ("00:30-06:00", "2024-02-04T16:29Z", False),
        ("00:30-06:00", "2024-02-04T16:30Z", True),
        ("00:30-06:00", "2024-02-04T21:59Z", True),
        ("00:30-06:00", "2024-02-04T22:00Z", False),
        ("22:00-02:00", "2024-02-04T15:00Z", True),
        ("22:00-02:00", "2024-02-04T17:59Z", True),
        ("22:00-02:00", "2024-02-04T18:00Z", False),
        ("00:00-00:00", "2024-02-04T03:00Z", True),
    ],
)
def test_windows(hours: str, at: str, is_open: bool) -> None:
    assert window_of(hours).is_open(datetime.fromisoformat(at)) is is_open


def test_a_pause_over_the_end_of_the_window_ends_the_night() -> None:
    host = Host([Rules(2.0, window_of("08:00-09:00"))], NIGHT - timedelta(seconds=60))
    came(host, exchange(200), 50)
    assert host.shut(50) is None
    came(host, exchange(200), 59)
    assert host.shut(59) == ("put_off", "it may be visited from 08:00-09:00 (Beijing time)")


def test_settings_of_hours_and_timeout(tmp_path: Path) -> None:
    given = {"GONGKAI_HOME": str(tmp_path)}
    assert (load_settings(False, given).window, load_settings(False, given).timeout_s) == ("00:30-06:00", 30)
    assert load_settings(True, given).window == "00:00-00:00"
    given |= {"GONGKAI_WINDOW": "23:00-05:00", "GONGKAI_TIMEOUT": "60"}
    assert (load_settings(False, given).window, load_settings(False, given).timeout_s) == ("23:00-05:00", 60)
    for name, value in (("GONGKAI_WINDOW", "at night"), ("GONGKAI_WINDOW", "24:00-01:00"), ("GONGKAI_TIMEOUT", "0")):
        with pytest.raises(GongkaiError) as error:
            load_settings(False, given | {name: value})
        assert error.value.file == name


# What answers are


@pytest.mark.parametrize(
    ("page", "challenge", "gone"),
    [
        ("<html><script>$_ts=window['$_ts'];</script><body></body></html>", True, False),
        ("<script>document.cookie='__jsl_clearance=1';location.href=location.pathname</script>", True, False),
        ("<html><title>安全验证</title><body>请拖动滑块完成拼图</body></html>", True, False),
        ("<html><title>404</title><body>返回首页</body></html>", False, True),
        ("<html><body>很抱歉，您访问的页面不存在或已删除。</body></html>", False, True),
        ("<html><body>Error 404</body></html>", False, True),
        # Words and numbers of reports.
        ("<html><body>样县2023年政府信息公开工作年度报告：政府信息不存在的404件。</body></html>", False, False),
        ("<html><body>" + "本年度新收政府信息公开申请。" * 30 + "页面不存在。安全验证。</body></html>", False, False),
        ("%PDF-1.4 $_ts 页面不存在", False, False),
    ],
)
def test_what_answers_are(page: str, challenge: bool, gone: bool) -> None:
    assert (is_challenge(page.encode()), is_soft_404(page.encode("gb18030"))) == (challenge, gone)


def test_session_ids_are_no_part_of_an_address() -> None:
    base = "http://a.gov.cn/nb/index.html"
    asked = ["a.jsp;jsessionid=0A1B?id=1", "a.jsp?JSESSIONID=9&id=1", "a.jsp?id=1&phpsessid=7", "a.jsp?id=1"]
    assert {target(href, base) for href in asked} == {"http://a.gov.cn/nb/a.jsp?id=1"}
    assert target("a.jsp?sid=755041", base) == "http://a.gov.cn/nb/a.jsp?sid=755041"


def test_what_the_registry_says_of_a_column_goes_before_what_its_page_says() -> None:
    page = (
        "<html><script>var p={totalRecord:2,perPage:1,columnid:1,webid:2,path:'/',sourceContentType:1,unitid:3,col:1,"
        "appid:1,webname:'w',permissiontype:0}</script><script type='text/xml'><datastore><recordset><record><![CDATA["
        "<a href='/art/2024/1/2/art_1_2.html'>样</a>]]></record></recordset></datastore></script></html>"
    )
    url = "http://a.gov.cn/col/col1/index.html"
    family = load_family("hanweb_jcms")
    asked = [parse_list(page.encode(), url, url, family, p)[0].url for p in ({}, {"unitid": "77", "webname": "样 县"})]
    assert "unitid=3&webname=w" in asked[0]
    assert "unitid=77&webname=%E6%A0%B7%20%E5%8E%BF" in asked[1] and "webid=2" in asked[1]


# Over real HTTP


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    networks = (ipaddress.ip_network("127.99.0.0/16"),)
    return Settings(tmp_path / "home", "sample", tmp_path / "registry", 1, networks, "someone@example.org")


def night(
    home: Settings, site: LoopbackSite, now: datetime = NIGHT, window: str = "", delay_s: float = 0
) -> CrawlSummary:
    write_registry(home.registry, [("s0", site.url, "verified")], delay_s=delay_s)
    if window:
        path = home.registry / "sites.csv"
        header, row = path.read_text(encoding="utf-8").splitlines()
        path.write_text(f"{header},window\n{row},{window}\n", encoding="utf-8")
    return crawl(home, load(home.registry), "99", now)


def timed(pages: dict[str, Page]) -> tuple[dict[str, Page], list[float]]:
    times: list[float] = []
    return {path: (lambda page=page: times.append(time.monotonic()) or page) for path, page in pages.items()}, times


def told(summary: CrawlSummary) -> list[tuple[str, int]]:
    return [(finding.outcome, finding.urls) for finding in summary.findings]


def test_pauses_that_a_host_asks_for_hold_for_all_of_it(home: Settings) -> None:
    busy = iter([Page(status=429, headers={"Retry-After": "1"}), detail("甲")])
    pages, times = timed(
        {
            "/robots.txt": Page(b"User-agent: *\nCrawl-delay: 0.4\n"),
            "/nb/index.html": listing(("a.html", "甲", ""), ("b.html", "乙", "")),
            "/nb/b.html": detail("乙"),
        }
    )
    with LoopbackSite("127.99.2.1", pages) as site:
        site.pages["/nb/a.html"] = lambda: (times.append(time.monotonic()), next(busy))[1]
        assert night(home, site).failed == 0
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert site.paths()[:3] == ["/robots.txt", "/nb/index.html", "/nb/a.html"] and len(site.paths()) == 5
    assert min(gaps) > 0.39 and gaps[2] > 0.99


def test_a_site_is_not_asked_outside_its_window(home: Settings) -> None:
    pages = {"/nb/index.html": listing(("1.html", "1", "")), "/nb/1.html": detail("1")}
    with LoopbackSite("127.99.2.2", pages) as site:
        summary = night(home, site, window="00:30-06:00")
        assert site.asked == [] and told(summary) == [("put_off", 1)]
        assert summary.findings[0].reason == "it may be visited from 00:30-06:00 (Beijing time)"
        summary = night(replace(home, window="00:30-06:00"), site)
        assert site.asked == [] and told(summary) == [("put_off", 1)]
        assert night(replace(home, window="00:30-06:00"), site, window="08:00-10:00").delivered == 2


def test_a_host_that_wants_no_programs_is_left_alone_after_three_answers(home: Settings) -> None:
    names = [f"{n}.html" for n in range(9)]
    pages = {"/nb/index.html": listing(*[(n, n, "") for n in names]), **{f"/nb/{n}": detail(n) for n in names}}
    pages |= {
        "/nb/0.html": Page(b"<script>1</script>", 412),
        "/nb/1.html": Page(b"<script>1</script>", 521),
        "/nb/2.html": Page("<html><title>安全验证</title></html>".encode(), 202),
    }
    with LoopbackSite("127.99.2.3", pages) as site:
        summary = night(home, site)
        assert len(site.asked) == 1 + 1 + 3
        assert (summary.failed, summary.waiting) == (3, 6)
        assert told(summary) == [("blocked", 2 + 6), ("challenged", 1)]
        # Not even by another crawl of the same night.
        night(home, site, now=NIGHT + timedelta(hours=1))
        assert len(site.asked) == 1 + 1 + 3
        site.pages |= {f"/nb/{name}": detail(name) for name in names}
        assert night(home, site, now=NEXT).delivered == 1 + 9


def test_a_challenge_in_the_place_of_robots_txt_allows_nothing(home: Settings) -> None:
    pages = {"/robots.txt": Page(b"<html><script>var $_ts=1</script></html>"), "/nb/index.html": listing()}
    with LoopbackSite("127.99.2.4", pages) as site:
        assert told(night(home, site)) == [("challenged", 1)]
        assert site.paths() == ["/robots.txt"]


def test_a_host_that_dies_is_left_alone_and_the_rest_asked_for_tomorrow(home: Settings) -> None:
    names = [f"{n:02}.html" for n in range(20)]
    pages = {"/nb/index.html": listing(*[(n, n, "") for n in names]), **{f"/nb/{n}": detail(n) for n in names[:4]}}
    pages |= {f"/nb/{n}": Page(status=500) for n in names[4:]}
    with LoopbackSite("127.99.2.5", pages) as site:
        summary = night(home, site)
        assert len(site.asked) == 1 + 1 + 4 + 5
        assert ("unreachable", summary.waiting) in told(summary)
        site.pages |= {f"/nb/{n}": detail(n) for n in names}
        assert night(home, site).delivered == 16


def test_a_list_that_shows_nothing_any_more_and_a_page_that_says_it_is_none(home: Settings) -> None:
    pages = {"/nb/index.html": listing(("a.html", "甲", "")), "/nb/a.html": detail("甲")}
    with LoopbackSite("127.99.2.6", pages) as site:
        night(home, site)
        site.pages |= {"/nb/index.html": listing(), "/nb/a.html": Page("<html>您访问的页面不存在</html>".encode())}
        assert told(night(home, site, now=NEXT)) == [("no_entries", 1), ("soft_404", 1)]
        site.pages["/nb/a.html"] = detail("甲，改过")
        assert night(home, site, now=NIGHT + timedelta(days=31)).delivered == 1
        with open_ledger(home) as ledger:
            assert [link.url for link in ledger.stored_links(f"{site.url}/nb/index.html")] == [f"{site.url}/nb/a.html"]


def test_an_answer_is_waited_for_no_longer_than_the_settings_say(home: Settings) -> None:
    slow = {"/nb/index.html": lambda: (time.sleep(3), listing())[1]}
    with LoopbackSite("127.99.2.7", slow) as site, pytest.raises(GongkaiError, match="longer than 1"):
        night(replace(home, timeout_s=1.0), site)


def test_certificates_are_verified(home: Settings, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=a -addext subjectAltName=IP:127.99.2.8"
    made = [*command.split(), "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with LoopbackSite("127.99.2.8", {"/nb/index.html": listing()}) as site:
        site._server.socket = context.wrap_socket(site._server.socket, server_side=True)
        site.url = site.url.replace("http:", "https:")
        with pytest.raises(GongkaiError, match="certificate"):
            night(home, site)
        assert site.asked == []
    with open_ledger(home) as ledger:
        assert {row["outcome"] for row in ledger.fetches()} == {"tls"}


def test_exceptions_of_tls_are_those_on_record() -> None:
    code = (
        "import json\n"
        "from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory, _get_creator_context\n"
        "from gongkai.crawl.tls import LEGACY_SERVER_CONNECT, Policy\n"
        "policy = Policy(_ScrapyClientContextFactory(verify_certificates=True), frozenset({'old.gov.cn'}))\n"
        "contexts = [_get_creator_context(policy.creatorForNetloc(n, 443)) for n in (b'old.gov.cn', b'new.gov.cn')]\n"
        "print(json.dumps([[bool(c.set_options(0) & LEGACY_SERVER_CONNECT), c.get_verify_mode()] for c in contexts]))\n"
    )
    # In a process of its own: Twisted's reactor is one a process.
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    legacy, plain = json.loads(done.stdout)
    assert legacy[0] is True and plain[0] is False
    # Both verify (SSL_VERIFY_PEER is 1).
    assert legacy[1] & 1 and plain[1] & 1


# One host under several names


def test_a_host_with_and_without_www_and_with_its_own_port_is_one(home: Settings) -> None:
    write_registry(
        home.registry,
        [],
        sites=[
            "a,http://www.a.gov.cn/,static,990100,2,publisher,verified",
            "b,http://www.a.gov.cn/,hanweb_xxgk_annual,990100,7,publisher,verified",
            "c,http://c.gov.cn/,static,990100,2,publisher,verified",
            "d,http://www.c.gov.cn/old/,trs,990100,2,publisher,paused",
            "e,http://61.150.65.235:8080/,static,990100,2,publisher,verified",
        ],
        columns=["a-nb,a,99,http://www.a.gov.cn/nb/,,990100,,,,verified"],
    )
    book = load(home.registry)
    visited = [site for site in book.sites.values() if site.state == "verified"]
    allowed = hosts_of(book, visited, home)
    assert sorted(allowed) == ["61.150.65.235:8080", "a.gov.cn", "c.gov.cn", "www.a.gov.cn"]
    rules = {host: [Rules(delay_s) for delay_s, *_ in stated] for host, stated in allowed.items()}
    columns = {"a-nb": ("http://www.a.gov.cn/nb/", "static", "")}
    with open_ledger(home) as ledger:
        ledger.plan([(Due(columns["a-nb"][0], "list", "a", "a-nb"), "99")], NIGHT)
        night = Night(Plan(columns, rules, (), "test", NIGHT), ledger, body_store(home))
        (robots,) = night.begin()
        assert (robots.url, robots.hostname) == ("http://www.a.gov.cn/robots.txt", "a.gov.cn")
        # The pause is the longest of its sites, and one for both names.
        (asked,) = night.together([partial(night.answered, robots, Answer(404, (), b"", 5), 1.0)])[0]
        assert night.host("a.gov.cn").wait_s(1.0) == 7.0 and night.host(asked.hostname) is night.host("a.gov.cn")
        links = (
            "http://a.gov.cn/1.html",
            "http://a.gov.cn:80/2.html",
            "http://www.a.gov.cn:80/3.html",
            "http://b.gov.cn/",
        )
        page = listing(*((url, "2023", "2024-01-20") for url in links)).body
        more = night.together([partial(night.answered, asked, Answer(200, (), page, 5), 9.0)])[0]
        # robots.txt is that of each scheme, host and port: the bare name has its own, and it is asked for once.
        assert [(ask.url, ask.kind) for ask in more] == [
            ("http://a.gov.cn/robots.txt", "robots"),
            ("http://www.a.gov.cn/3.html", "detail"),
        ]
        told = {row["source"]: row["outcome"] for row in ledger.rows("SELECT source, outcome FROM fetches")}
        assert {source for source, outcome in told.items() if outcome == "unlisted_host"} == {"http://b.gov.cn/"}
        waiting = night.together([partial(night.answered, more[0], Answer(404, (), b"", 5), 17.0)])[0]
        assert [ask.url for ask in waiting] == ["http://a.gov.cn/1.html", "http://a.gov.cn/2.html"]
