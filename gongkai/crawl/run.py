"""Crawl a region: choose its columns, run the spider as a process of its own, tell what came of it."""

from __future__ import annotations

import fcntl
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import gongkai
from gongkai import events
from gongkai.crawl.addresses import is_address
from gongkai.crawl.columns import lack_of
from gongkai.crawl.exchange import SUCCESSES, TRANSIENT, Due
from gongkai.crawl.families import Family, load_family
from gongkai.crawl.health import left_out_of
from gongkai.crawl.ledger import Ledger
from gongkai.crawl.night import hostname_of
from gongkai.crawl.places import body_store, open_ledger
from gongkai.crawl.robots import PRODUCT
from gongkai.errors import GongkaiError
from gongkai.lake.manifest import Manifest
from gongkai.left_out import worth_telling
from gongkai.registry import Column, Registry, Site
from gongkai.registry.model import bare
from gongkai.reports.briefs import reported
from gongkai.settings import Settings


@dataclass(frozen=True, slots=True)
class CrawlFinding:
    """URLs of a site that were not got, all for the same reason; ``url`` is the first of them."""

    site_id: str
    outcome: str
    urls: int
    url: str
    reason: str | None
    remedy: str


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """What a crawl did.

    sites, columns: chosen for it. requests: exchanges, robots.txt and refusals among them; 0 = nothing was due.
    delivered, unchanged, failed: URLs by result. bodies_new: bodies never seen before. waiting: URLs of hosts that are
    left alone until another night.
    """

    region: str
    sites: int
    columns: int
    requests: int = 0
    delivered: int = 0
    unchanged: int = 0
    failed: int = 0
    bodies_new: int = 0
    waiting: int = 0
    findings: tuple[CrawlFinding, ...] = ()


def crawl(
    settings: Settings, registry: Registry, region: str, now: datetime, sites: Collection[str] | None = None
) -> CrawlSummary:
    """Fetch what is due in the columns of a region (two-digit code). A column that cannot be asked for is a finding.

    A site is visited in its own window, else in the settings'.
    sites: only these; a site that is ``unverified`` is visited only when it is named here, a ``paused`` one never.
    Raises GongkaiError: no contact in the settings, an unknown or paused site named, another crawl running, the
    crawler stopped, or not one site of the region reachable. What came until then is kept, and goes on next time.
    """
    chosen = _columns(registry, region, sites)
    lacks = [(column, lack) for column in chosen if (lack := lack_of(column, registry.sites[column.site_id]))]
    columns = [column for column in chosen if column not in [lacking for lacking, _ in lacks]]
    left = tuple(
        CrawlFinding(c.site_id, "bad_column", 1, c.list_url, f"column {c.column_id}: {lack.reason}", lack.remedy)
        for c, lack in lacks
    )
    summary = CrawlSummary(region, len({column.site_id for column in chosen}), len(chosen), findings=left)
    done = _crawled(settings, registry, columns, summary, now, sites) if columns else summary
    for finding in done.findings:
        events.tell("not_got", **asdict(finding))
    return done


def _crawled(
    settings: Settings,
    registry: Registry,
    columns: list[Column],
    summary: CrawlSummary,
    now: datetime,
    sites: Collection[str] | None,
) -> CrawlSummary:
    if not settings.contact:
        remedy = "set GONGKAI_CONTACT to a URL or mail address at which the sites' owners can reach you"
        raise GongkaiError("no contact is set; without one no site is visited", "GONGKAI_CONTACT", "", remedy)
    planned = [due for c in columns for due in _planned(c, load_family(registry.sites[c.site_id].family), now)]
    with open_ledger(settings) as ledger, _Alone(ledger.path) as lock:
        ledger.plan(planned, now)
        ids = {column.column_id for column in columns}
        if not ledger.due(now, ids):
            return summary
        mark = ledger.rows("SELECT COALESCE(MAX(id), 0) AS mark FROM fetches")[0]["mark"]
        left = _run_spider(_job(settings, registry, columns, now, sites), lock)
        return _summary(summary, ledger, mark, registry, _waiting(ledger, ids, now, mark, left), settings.lake)


def _columns(registry: Registry, region: str, sites: Collection[str] | None) -> list[Column]:
    for site_id in sorted(sites or ()):
        if site_id not in registry.sites:
            raise GongkaiError(f"no site {site_id!r}", "sites.csv", "site_id", "name a site of the registry")
        if registry.sites[site_id].state == "paused":
            raise GongkaiError(f"site {site_id} is paused", "sites.csv", "state", "ask why before you change its state")
    return [
        column
        for _, column in sorted(registry.columns.items())
        if column.region == region
        and (sites is None or column.site_id in sites)
        and _may_visit(registry.sites[column.site_id], sites)
        and (column.state == "verified" or (column.state == "unverified" and sites is not None))
    ]


def _may_visit(site: Site, sites: Collection[str] | None) -> bool:
    return site.state == "verified" or (site.state == "unverified" and sites is not None and site.site_id in sites)


def _planned(column: Column, family: Family, now: datetime) -> list[tuple[Due, str]]:
    """What a column is asked for first: its list, or the pages that are its reports."""
    if family.mode == "list":
        return [(Due(column.list_url, "list", column.site_id, column.column_id), column.region)]
    urls = [column.list_url] if family.mode == "self" else _of_years(column, family, now.year)
    return [(Due(url, "detail", column.site_id, column.column_id), column.region) for url in urls]


def _of_years(column: Column, family: Family, this_year: int) -> list[str]:
    # The report of a year appears in the next one. A column without a first year is not asked for.
    years = range(column.year_from or this_year, min(column.year_to or this_year, this_year - 1) + 1)
    return [family.years.format(list_url=column.list_url, year=year) for year in years]


def _job(
    settings: Settings, registry: Registry, columns: list[Column], now: datetime, sites: Collection[str] | None
) -> dict[str, Any]:
    """What the spider's process must know, as JSON."""
    visited = [site for _, site in sorted(registry.sites.items()) if _may_visit(site, sites)]
    return {
        "ledger": str(settings.lake / "crawl" / "ledger.sqlite"),
        "bodies": str(body_store(settings).root),
        "now": now.isoformat(),
        "user_agent": f"{PRODUCT}/{gongkai.__version__} (+{settings.contact})",
        "allow_networks": [str(network) for network in settings.allow_networks],
        "timeout_s": settings.timeout_s,
        "hosts": hosts_of(registry, visited, settings),
        "registry": str(settings.registry),
        "agencies": {c.column_id: c.agency_id for c in columns if c.agency_id is not None},
        "columns": [[c.column_id, c.list_url, registry.sites[c.site_id].family, c.params or ""] for c in columns],
    }


def hosts_of(registry: Registry, visited: list[Site], settings: Settings) -> dict[str, list[Any]]:
    """Hosts that may be asked, each with the rules of its sites; with and without ``www.``, unless a site that is not
    visited is listed under that name."""
    listed = {site.host for site in registry.sites.values()}
    found: dict[str, list[Any]] = {}
    for site in visited:
        other = bare(site.host) if bare(site.host) != site.host else f"www.{site.host}"
        for host in (site.host, *(() if other in listed or is_address(hostname_of(site.base_url)) else (other,))):
            found.setdefault(host, []).append([site.delay_s, site.window or settings.window, site.tls])
    return found


class _Alone:
    """One crawl of a home at a time, so that a host's delay holds for all its columns. Ends with its last holder."""

    def __init__(self, ledger: Path) -> None:
        self._path = ledger.with_suffix(".lock")

    def __enter__(self) -> int:
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        # A spider that was just killed lets go a moment later.
        for _ in range(20):
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return self._descriptor
            except BlockingIOError:
                time.sleep(0.1)
        os.close(self._descriptor)
        raise GongkaiError("another crawl of this home is running", str(self._path), "", "wait until it has ended")

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)


def _run_spider(job: dict[str, Any], lock: int) -> dict[str, tuple[str, str]]:
    """Run the spider's process to its end; host -> outcome and reason why URLs of it were left for another night."""
    root = str(Path(gongkai.__file__).resolve().parent.parent)
    path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
    done = subprocess.run(
        [sys.executable, "-m", "gongkai.crawl.spider"],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
        # A spider that outlives this process keeps the lock.
        pass_fds=(lock,),
    )
    if done.returncode == 0:
        return {host: (outcome, reason) for host, (outcome, reason) in json.loads(done.stdout).items()}
    lines = done.stderr.strip().splitlines()
    if done.returncode == 2 and lines and lines[-1].startswith("{"):
        raise GongkaiError(**json.loads(lines[-1]))
    how = f"was killed (signal {-done.returncode})" if done.returncode < 0 else f"ended with {done.returncode}"
    last = f": {lines[-1]}" if lines else ""
    raise GongkaiError(f"the crawler {how}{last}", "", "", "run again: it goes on where it stopped")


def _waiting(
    ledger: Ledger, columns: Collection[str], now: datetime, mark: int, left: dict[str, tuple[str, str]]
) -> list[dict[str, Any]]:
    """URLs of hosts that were left alone for which not even that is recorded, as rows of :func:`_summary`."""
    if not left:
        return []
    told = {row["source"] for row in ledger.rows("SELECT source FROM fetches WHERE id > ?", mark)}
    return [
        dict(zip(("outcome", "reason"), left[host], strict=True)) | {"source": due.url, "site_id": due.site_id}
        for due in ledger.due(now, columns)
        if (host := hostname_of(due.url)) in left and due.url not in told
    ]


def _summary(
    start: CrawlSummary, ledger: Ledger, mark: int, registry: Registry, waiting: list[dict[str, Any]], lake: Path
) -> CrawlSummary:
    rows = ledger.rows(
        "SELECT f.source, f.outcome, f.status, f.reason, u.site_id FROM fetches f JOIN urls u ON u.url = f.source "
        "WHERE f.id IN (SELECT MAX(id) FROM fetches WHERE id > ? AND kind != 'robots' GROUP BY source) "
        "ORDER BY u.site_id, f.outcome, f.source",
        mark,
    )
    _raise_if_all_failed(rows, registry)
    bodies = ledger.rows(
        "SELECT COUNT(*) AS n FROM (SELECT sha256 FROM fetches WHERE sha256 IS NOT NULL GROUP BY sha256 "
        "HAVING MIN(id) > ?)",
        mark,
    )
    return CrawlSummary(
        region=start.region,
        sites=start.sites,
        columns=start.columns,
        requests=ledger.rows("SELECT COUNT(*) AS n FROM fetches WHERE id > ?", mark)[0]["n"],
        delivered=sum(row["outcome"] == "ok" for row in rows),
        unchanged=sum(row["outcome"] == "not_modified" for row in rows),
        failed=sum(row["outcome"] not in SUCCESSES for row in rows),
        bodies_new=bodies[0]["n"],
        waiting=len(waiting),
        findings=(*start.findings, *_findings([*rows, *waiting]), *_left_out(ledger, mark, registry, lake)),
    )


def _findings(rows: list[Any]) -> tuple[CrawlFinding, ...]:
    groups: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        if row["outcome"] not in SUCCESSES:
            groups.setdefault((row["site_id"], row["outcome"]), []).append(row)
    return tuple(
        CrawlFinding(site_id, outcome, len(group), group[0]["source"], group[0]["reason"], _remedy(outcome))
        for (site_id, outcome), group in sorted(groups.items())
    )


def _left_out(ledger: Ledger, mark: int, registry: Registry, lake: Path) -> Iterator[CrawlFinding]:
    """What list pages that were read show and is not followed: of each site the rows, and the further pages.

    What a column does not have, or is here from elsewhere, would be told every night.
    """
    rows = ledger.rows(
        "SELECT l.url, l.parent, l.kind, l.title, l.reason, u.site_id, u.column_id FROM left_out l "
        "JOIN urls u ON u.url = l.parent AND u.read_at = l.last_seen "
        "WHERE l.parent IN (SELECT source FROM fetches WHERE id > ?) ORDER BY u.site_id, l.kind, l.rowid",
        mark,
    )
    found = reported(Manifest(lake)) if rows else frozenset()
    told = [row for row in rows if _is_told(row, found, registry)]
    for (site_id, kind), group in itertools.groupby(told, key=lambda row: (row["site_id"], row["kind"])):
        first, *others = group
        named = f"{first['title'] or 'a further page'} on {first['parent']}: {first['reason']}"
        url = first["url"] or first["parent"]
        outcome = f"{kind}_left_out"
        yield CrawlFinding(site_id, outcome, 1 + len(others), url, named, _REMEDIES[outcome])


def _is_told(row: Any, found: Collection[tuple[str | None, int | None]], registry: Registry) -> bool:
    column = registry.columns.get(row["column_id"])
    return any(worth_telling(left_out_of(column, [row]), column, found, registry))


def _remedy(outcome: str) -> str:
    if outcome in TRANSIENT or outcome.startswith("http 5"):
        return "it is asked for again at the next crawl; if that fails too, look at the site in a browser"
    return _REMEDIES.get(outcome, "look at the page in a browser and correct sites.csv or columns.csv")


_REMEDIES = {
    "blocked": "the site wants no programs: ask its owner, or get the files by hand and import them",
    "challenged": "the site wants no programs: ask its owner, or get the files by hand and import them",
    "put_off": "it is asked for in another night; if that lasts, see its window and its number of columns",
    "to_home": "the page is gone: look where the site has it now, and correct columns.csv if it is a list",
    "soft_404": "the page is gone: look where the site has it now, and correct columns.csv if it is a list",
    "no_entries": "the list is empty, filled by a script or of another template: look at it in a browser, correct its "
    "family or list_url, and run gongkai registry check",
    "row_left_out": "the list names reports that are not followed: list their host in sites.csv if it is a "
    "publisher's, correct the site's family, or get them by hand and import them",
    "page_left_out": "the list may have more entries: look how its pages are asked for, and correct the site's family",
    "robots_denied": "the site does not want it: ask its owner, or import the files by hand",
    "unlisted_host": "add the host to sites.csv if it is a publisher's",
    "private_address": "add its network to GONGKAI_ALLOW_NETWORKS if it is meant",
    "page_limit": "raise max_pages of the site's family if the column is that long",
    "page_repeats": "its list may have more entries: look how its pages are asked for, and correct the site's family",
    "too_large": "get the file by hand and import it",
}


def _raise_if_all_failed(rows: list[Any], registry: Registry) -> None:
    reached = {row["site_id"] for row in rows if row["outcome"] in SUCCESSES}
    failed = {row["site_id"]: row for row in rows if row["outcome"] in TRANSIENT or (row["status"] or 0) >= 500}
    if not failed or reached or failed.keys() != {row["site_id"] for row in rows}:
        return
    told = ", ".join(
        f"{site_id} ({registry.sites[site_id].base_url}: {row['reason'] or row['outcome']})"
        for site_id, row in sorted(failed.items())
    )
    remedy = "check the network, look at the sites in a browser, and run again: what was due is still due"
    raise GongkaiError(f"no site of the region could be reached: {told}", "sites.csv", "", remedy)
