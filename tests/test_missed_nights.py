"""Nights that were missed: the run after them publishes what four nightly runs do."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from dagster_in_memory import dagster_in_memory
from loopback import LoopbackSite, Page, listing, write_registry
from official_html import ROWS_2021, TABLE_2, disclosure_2021, disputes, page, requests

from gongkai.settings import Settings
from gongkai.warehouse import query
from pipelines.run import run
from pipelines.wanted import Wanted

NIGHT = datetime(2024, 1, 20, 19, tzinfo=UTC)
#: Report year -> the night on which the report is put up.
NIGHTS = {2020: 0, 2021: 0, 2022: 1, 2023: 3}
#: Say in which load something came, when it was asked for, or which loads and releases there were.
OF_NIGHTS = ("fetches", "history/", "loads", "releases", "report_tables", "rule_failures")
#: Of a table of a report: which load wrote it, and why then.
OF_LOADS = "load, change, cause"


@pytest.fixture(scope="module")
def site() -> Iterator[LoopbackSite]:
    with LoopbackSite("127.99.8.1") as served:
        yield served


def show(site: LoopbackSite, night: int) -> None:
    """What the site shows on a night: its list grows, and no page changes."""
    shown = {year: f"样市人民政府{year}年政府信息公开工作年度报告" for year, since in NIGHTS.items() if since <= night}
    site.pages["/nb/index.html"] = listing(
        *((f"{year}.html", title, f"{year + 1}-01-20") for year, title in shown.items())
    )
    for year, title in shown.items():
        numbers = [[0] * 7 for _ in ROWS_2021]
        for row in (0, 2, 23):
            numbers[row][0] = numbers[row][6] = year - 2000
        tables = (disclosure_2021(TABLE_2), requests(numbers), disputes([[0] * 15]))
        site.pages[f"/nb/{year}.html"] = Page(page(*tables, title=title), etag='"1"')


def home(folder: Path, site: LoopbackSite) -> Settings:
    registry = write_registry(folder / "registry", [("s", site.url, "verified")])
    networks = (ipaddress.ip_network("127.99.0.0/16"),)
    return Settings(folder / "home", "real", registry, 1, networks, "someone@example.org")


def nightly(settings: Settings, site: LoopbackSite, *nights: int) -> None:
    for night in nights:
        show(site, night)
        with dagster_in_memory():
            run(settings, NIGHT + timedelta(days=night), Wanted(), lambda _: None)


def published(settings: Settings) -> dict[str, str]:
    folder = (settings.releases / "current" / "parquet").resolve()
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.parquet"))}
    return {
        name: sha256(path.read_bytes()).hexdigest() for name, path in found.items() if not name.startswith(OF_NIGHTS)
    }


def test_one_run_after_three_missed_nights_publishes_what_four_nightly_runs_do(
    site: LoopbackSite, tmp_path: Path
) -> None:
    every, last = home(tmp_path / "every", site), home(tmp_path / "last", site)
    nightly(every, site, 0, 1, 2, 3)
    nightly(last, site, 3)
    statement = """SELECT year, value::INTEGER FROM facts
    WHERE indicator = 'req_new' AND applicant = 'total' ORDER BY year"""
    assert query.run(every, statement).rows == [(2020, 20), (2021, 21), (2022, 22), (2023, 23)]
    assert query.run(every, "SELECT count(*) FROM loads").rows == [(3,)]
    assert query.run(last, "SELECT count(*) FROM loads").rows == [(1,)]
    assert published(every) == published(last)
    tables = f"SELECT * EXCLUDE ({OF_LOADS}) FROM report_tables ORDER BY ALL"
    assert query.run(every, tables).rows == query.run(last, tables).rows
    assert len(query.run(last, tables).rows) == 12
    assert {"reports.parquet", "documents.parquet", "coverage.parquet", "facts/form2021-year2023.parquet"} <= (
        published(every).keys()
    )
