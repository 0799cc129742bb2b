"""How fast the crawler is and how much memory it takes: ``python -m benchmarks.crawling [URLS]`` (100,000).

Many loopback hosts in a process of their own, pages of some 9 kB, no two alike, politeness off. The crawler's process
is held to one core and looked at as it passes 1,000, 10,000, … URLs. Beside it stands what the machine gives: Scrapy
alone, with the same settings, hosts and pages, keeping nothing, and a loop of a million additions.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import multiprocessing
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gongkai import registry
from gongkai.crawl.run import crawl
from gongkai.settings import Settings

#: So many hosts that none reaches the cap on requests a night.
HOSTS, A_PAGE = 64, 50
PORT = 18200
#: Of so many URLs at most the yardstick is taken: it holds them all at once.
MOST_ALONE = 10_000
NIGHT = datetime(2025, 2, 5, 1, tzinfo=UTC)
_TEXT = "本单位依法依规做好政府信息公开工作，主动公开政府信息，办理依申请公开事项。" * 75

_PLAIN = """
import json, sys
import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from gongkai.crawl.hosts import Rules
from gongkai.crawl.night import Plan
from gongkai.crawl.spider import _settings
from datetime import datetime, UTC
import ipaddress

urls = json.loads(sys.stdin.read())

class Plain(scrapy.Spider):
    name = "plain"
    custom_settings = {"CONCURRENT_REQUESTS": 40}
    async def start(self):
        for url in urls:
            yield scrapy.Request(url, dont_filter=True)
    def parse(self, response):
        pass

hosts = {url.split("/")[2]: [Rules(0)] for url in urls}
plan = Plan({}, hosts, (ipaddress.ip_network("127.98.0.0/16"),), "benchmark", datetime.now(UTC))
process = AsyncCrawlerProcess(_settings(plan, 30))
process.crawl(Plain)
process.start()
"""


@dataclass(frozen=True)
class Figure:
    """urls: fetched. seconds: since the process began, cpu: of it. mb: resident."""

    urls: int
    seconds: float
    cpu: float
    mb: float

    @property
    def cells(self) -> str:
        """Cells of a row in Markdown."""
        per_s = f"{self.urls / self.seconds:,.0f} | {self.urls / self.cpu:,.0f}"
        return f"{self.urls:,} | {per_s} | {1000 * self.cpu / self.urls:.1f} | {self.mb:,.0f}"


def host(number: int) -> str:
    """Address and port of a host."""
    return f"127.98.{number // 250}.{number % 250 + 1}:{PORT}"


def page(path: str, at: str, details: int) -> bytes | None:
    """What the host ``at`` with so many detail pages answers; None: 404. No two pages are alike."""
    name = path.rpartition("/")[2]
    if name.startswith("d"):
        title = f"样县第{name[1:-5]}局2024年政府信息公开工作年度报告 {at}"
        body = f'<html><head><title>{title}</title></head><body><div class="content"><p>{_TEXT}</p></div></body></html>'
        return body.encode()
    if not name.startswith("index"):
        return None
    number = int(name[6:-5] or 0) if name != "index.html" else 0
    first = number * A_PAGE
    items = "".join(
        f'<li><a href="d{n}.html">样县第{n}局2024年政府信息公开工作年度报告</a>'
        '<span class="date">2025-01-20</span></li>'
        for n in range(first, min(first + A_PAGE, details))
    )
    more = f'<a href="index_{number + 1}.html">下一页</a>' if first + A_PAGE < details else ""
    return f'<html><body><ul class="list">{items}</ul>{more}</body></html>'.encode()


async def _serve(details: int) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                body = page(head.split(b" ", 2)[1].decode(), writer.get_extra_info("sockname")[0], details)
                status = b"404 Not Found" if body is None else b"200 OK"
                kind = b"Content-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(body or b"")
                writer.write(b"HTTP/1.1 " + status + b"\r\n" + kind + (body or b""))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionResetError):
            writer.close()

    servers = [await asyncio.start_server(answer, *host(number).split(":")) for number in range(HOSTS)]
    await asyncio.gather(*(server.serve_forever() for server in servers))


def _server(details: int) -> None:
    # A core of its own, where there is one beside the crawler's.
    os.sched_setaffinity(0, {(os.cpu_count() or 1) - 1})
    asyncio.run(_serve(details))


def _children() -> set[int]:
    """Processes that this one started."""
    tasks = Path("/proc/self/task").iterdir()
    return {int(pid) for task in tasks for pid in (task / "children").read_text().split()}


def _of(pid: int) -> tuple[float, float, float]:
    """Seconds since a process began, seconds of CPU that it took, MB that it holds now."""
    ticks = os.sysconf("SC_CLK_TCK")
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    seconds = time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[19]) / ticks
    return seconds, (int(fields[11]) + int(fields[12])) / ticks, int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def watched(work: Callable[[], int], count: Callable[[], int], tell: Callable[[Figure], None]) -> int:
    """Run ``work``, which starts one process and gives how many URLs it fetched; tell of each power of ten and the end.

    count: how many it has fetched.
    """
    before, ended = _children(), threading.Event()

    def watch() -> None:
        mark, last = 1_000, Figure(0, 0, 0, 0)
        while not ended.wait(0.5):
            try:
                done = count()
                last = max(
                    (Figure(done, *_of(pid)) for pid in _children() - before), key=lambda f: f.urls, default=last
                )
            except (OSError, sqlite3.Error):
                continue
            if last.urls >= mark:
                tell(last)
                mark *= 10
        tell(last)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        return work()
    finally:
        ended.set()
        watcher.join()


def _home(folder: Path) -> Settings:
    """A home whose registry has one column a host."""
    checkout = Path(__file__).resolve().parent.parent / "data" / "registry"
    rows: dict[str, list[str]] = {
        path.stem: path.read_text(encoding="utf-8").splitlines()[:1] for path in checkout.glob("*.csv")
    }
    given = {
        "regions": [{"region_code": "990000", "scheme": "mca", "name": "样省", "level": "province"}],
        "sites": [_site(number) for number in range(HOSTS)],
        "columns": [_column(number) for number in range(HOSTS)],
    }
    (folder / "registry").mkdir(parents=True)
    for name, lines in rows.items():
        names = lines[0].split(",")
        lines += [",".join(row.get(column, "") for column in names) for row in given.get(name, [])]
        (folder / "registry" / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    networks = (ipaddress.ip_network("127.98.0.0/16"),)
    return Settings(folder / "home", "real", folder / "registry", 1, networks, "benchmark@example.org")


def _site(number: int) -> dict[str, str]:
    where = {"site_id": f"s{number}", "base_url": f"http://{host(number)}/", "region_code": "990000"}
    return where | {"family": "static", "delay_s": "0", "kind": "publisher", "state": "verified"}


def _column(number: int) -> dict[str, str]:
    where = {"column_id": f"c{number}", "site_id": f"s{number}", "region": "99", "within": "990000"}
    return where | {"list_url": f"http://{host(number)}/nb/index.html", "state": "verified"}


def _ours(folder: Path, urls: int) -> None:
    settings = _home(folder)
    ledger = settings.lake / "crawl" / "ledger.sqlite"

    def count() -> int:
        with contextlib.closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as db:
            return int(db.execute("SELECT COALESCE(MAX(id), 0) FROM fetches").fetchone()[0])

    def work() -> int:
        found = crawl(settings, registry.load(settings.registry), "99", NIGHT)
        if found.failed or found.waiting or found.delivered < urls:
            raise SystemExit(f"{found.delivered} of {urls} got: {found.findings}")
        return found.requests

    done = watched(work, count, lambda figure: print(f"| the crawler | {figure.cells} |", flush=True))
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    mb = sum(path.stat().st_size for path in ledger.parent.glob("ledger.sqlite*")) / 2**20
    print(
        f"{done:,} requests; the process that ordered them held {own:,.0f} MB at most; ledger {mb:,.0f} MB", flush=True
    )


def _plain(details: int) -> None:
    urls = [f"http://{host(n)}/nb/d{d}.html" for d in range(details) for n in range(HOSTS)]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([sys.executable, "-c", _PLAIN], input=json.dumps(urls), text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"| Scrapy alone | {Figure(len(urls), time.monotonic() - start, cpu, after.ru_maxrss / 1024).cells} |")


def _loop_ms() -> float:
    """CPU that a million additions take: what the machine gives at the moment."""
    total, start = 0, time.process_time()
    for number in range(1_000_000):
        total += number
    return 1000 * (time.process_time() - start)


def main(urls: int) -> None:
    """Print a table in Markdown."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    details = -(-urls // HOSTS)
    print(f"a million additions: {_loop_ms():.0f} ms")
    print("| what | URLs | URLs/s | URLs a second of CPU | CPU ms/URL | MB |\n|---|---|---|---|---|---|")
    server = multiprocessing.get_context("spawn").Process(target=_server, args=(details,), daemon=True)
    server.start()
    time.sleep(2)
    # First, for the most memory that a child held is that of all children until then.
    _plain(min(details, MOST_ALONE // HOSTS))
    with tempfile.TemporaryDirectory() as folder:
        _ours(Path(folder), urls)
    server.terminate()
    server.join()
    print(f"a million additions: {_loop_ms():.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 100_000)
