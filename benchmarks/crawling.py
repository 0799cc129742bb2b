"""How fast the crawler is and how much memory it takes: ``python -m benchmarks.crawling [URLS ...]``.

Many loopback hosts in a process of their own, pages of some 9 kB, politeness off. The crawler's process is held to one
core. Beside it stands what the machine gives: Scrapy alone, with the same settings, hosts and pages, keeping nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gongkai import registry
from gongkai.crawl.run import crawl
from gongkai.settings import Settings

HOSTS, A_PAGE = 40, 50
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

hosts = {url.split("/")[2]: Rules(0) for url in urls}
plan = Plan({}, hosts, (ipaddress.ip_network("127.98.0.0/16"),), "benchmark", datetime.now(UTC))
process = AsyncCrawlerProcess(_settings(plan, 30))
process.crawl(Plain)
process.start()
"""


@dataclass(frozen=True)
class Figure:
    """urls: fetched. seconds: from start to end of the process, cpu: of it. mb: most memory that it held."""

    urls: int
    seconds: float
    cpu: float
    mb: float

    @property
    def cells(self) -> str:
        """Cells of a row in Markdown."""
        return f"{self.urls:,} | {self.urls / self.seconds:,.0f} | {1000 * self.cpu / self.urls:.1f} | {self.mb:,.0f}"


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


def measured(work: Callable[[], int]) -> Figure:
    """Run ``work``, which starts one process and gives how many URLs it fetched."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Figure(done, time.monotonic() - start, cpu, after.ru_maxrss / 1024)


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


def _ours(folder: Path) -> int:
    settings = _home(folder)
    found = crawl(settings, registry.load(settings.registry), "99", NIGHT)
    if found.failed:
        raise SystemExit(f"not got: {found.findings}")
    return found.requests


def _plain(details: int) -> int:
    urls = [f"http://{host(n)}/nb/d{d}.html" for d in range(details) for n in range(HOSTS)]
    subprocess.run([sys.executable, "-c", _PLAIN], input=json.dumps(urls), text=True, check=True)
    return len(urls)


def _measure(size: int) -> None:
    details = size // HOSTS
    server = multiprocessing.get_context("spawn").Process(target=_server, args=(details,), daemon=True)
    server.start()
    time.sleep(2)
    with tempfile.TemporaryDirectory() as folder:
        print(f"| the crawler | {measured(lambda: _ours(Path(folder))).cells} |", flush=True)
    if size <= MOST_ALONE:
        print(f"| Scrapy alone | {measured(lambda: _plain(details)).cells} |", flush=True)
    server.terminate()
    server.join()


def main(sizes: Iterable[int]) -> None:
    """Print a table in Markdown; sizes ascending, for MB are the most that any process had until then."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print("| what | URLs | URLs/s | CPU ms/URL | MB |\n|---|---|---|---|---|")
    for size in sizes:
        _measure(size)


if __name__ == "__main__":
    main(map(int, sys.argv[1:] or ["1000", "10000", "100000"]))
