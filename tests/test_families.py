"""Every family of sites against a site that behaves like it, and its list as it was written down by hand."""

from __future__ import annotations

import csv
import ipaddress
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from family_sites import SITES, FamilySite, Row, family_site
from loopback import Asked, LoopbackSite, write_registry

from gongkai.crawl.exchange import request_of
from gongkai.crawl.families import detect, family_names
from gongkai.crawl.ledger import Ledger
from gongkai.crawl.places import open_ledger
from gongkai.crawl.run import CrawlSummary, crawl
from gongkai.registry import load
from gongkai.settings import Settings

NIGHT = datetime(2024, 2, 5, 1, tzinfo=UTC)
NEXT = NIGHT + timedelta(days=1)
GOLDEN = Path(__file__).parent / "families"


class Known(NamedTuple):
    """A URL that a crawl knows, without its host: kind, title and date of the link to it, last outcome."""

    kind: str
    url: str
    title: str
    date: str
    outcome: str


def golden(case: str) -> list[Known]:
    with (GOLDEN / f"{case}.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Known(row["kind"], row["url"], row["title"], row["date"], row["outcome"]) for row in rows]


def site_of(case: str) -> FamilySite:
    known = golden(case)
    rows = [Row(k.url, k.title, k.date) for k in known if k.kind == "detail"]
    return family_site(case, rows, [k.url for k in known if k.kind == "attachment"])


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
    from gongkai.errors import GongkaiError

    family = site_of("hanweb_xxgk_annual")
    with LoopbackSite("127.99.2.3", answer=family.answer) as site:
        with pytest.raises(GongkaiError, match="has one page a year, and no first year"):
            night(home, "hanweb_xxgk_annual", site, family, years=",")
        night(home, "hanweb_xxgk_annual", site, family, years="2021,2021")
        assert [a.path[-4:] for a in site.asked if "fbtime" in a.path] == ["2021"]
