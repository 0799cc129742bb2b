"""A farm of web sites on loopback addresses of their own, over all families, most of them with a fault.

``farm_faults.tsv`` is the one table of the faults and of what is expected of each:

fault:   its name; what it does stands in :data:`EFFECTS`. night: in which it is there (1 or 2), and in no other.
cases:   of ``family_sites``: ``any``, or its name; ``each``: one site of every case.
hits:    what it hits: ``list`` (a column's first page), ``detail`` (a page that the seed chooses), ``details`` (all of
         them), ``pages`` (further pages of the list).
outcome: in the ledger, of what is hit (of one of several), at the end of that night.
gap:     class of that outcome in table ``coverage``; - where nothing is amiss.
found:   of what the site shows, by the end of that night: all, others (all but the page that is hit), some, none.
asked:   how often what is hit is asked for in that night; - where that depends.
"""

from __future__ import annotations

import asyncio
import contextlib
import csv
import gzip
import itertools
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from family_sites import NAV, SITES, FamilySite, golden, site_of
from loopback import Asked, Page, write_registry

from gongkai.crawl.exchange import request_of

TABLE = Path(__file__).parent / "farm_faults.tsv"
NETWORK = "127.77.0.0/16"
#: Name of the host whose address changes, and what it changes to.
REBINDING, ELSEWHERE = "rebinding.farm.invalid", "127.0.0.1"
_TEXT = {"Content-Type": "text/html"}


class Fault(NamedTuple):
    """A row of the table."""

    fault: str
    night: int
    cases: str
    hits: str
    outcome: str
    gap: str
    found: str
    asked: str


@dataclass(eq=False)
class Logged:
    """A request: its path and form, when it had come, and when it was answered or the other side had gone."""

    path: str
    begun: float
    ended: float = 0.0


@dataclass
class Reply:
    """An answer: ``length`` instead of the body's, or none of it (``reset``), or none in time (``slow``: s a byte)."""

    page: Page
    length: int | None = None
    reset: bool = False
    slow: float | None = None


@dataclass
class Host:
    """A site of the farm. asked: path -> requests so far. log: all of them, in order. hit: the detail page's path."""

    site_id: str
    address: str
    case: str
    fault: Fault
    site: FamilySite
    hit: str
    url: str = ""
    night: int = 1
    asked: dict[str, int] = field(default_factory=dict)
    log: list[Logged] = field(default_factory=list)

    def answer(self, asked: Asked) -> Reply:
        """What it answers to a request."""
        before = self.asked.get(asked.path, 0)
        self.asked[asked.path] = before + 1
        page = self.site.answer(asked)
        effect = EFFECTS.get(self.fault.fault)
        if effect is None or self.night != self.fault.night:
            return Reply(page)
        return effect(self, asked, page, before)

    def hits(self, path: str) -> bool:
        """Whether a path is one that the fault hits."""
        if self.fault.hits == "list":
            return path == request_of(self.site.list_path)[0]
        if self.fault.hits == "detail":
            return path == self.hit
        return self.fault.hits == "details" and any(path == row.path for row in self.site.rows)

    def shows(self) -> set[str]:
        """What is planted: paths of its reports and their files, unquoted."""
        return {unquote(k.url) for k in golden(self.case) if k.kind != "list" and k.outcome == "ok"}


Effect = Callable[[Host, Asked, Page, int], Reply]


def table() -> list[Fault]:
    """The rows of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [Fault(**row | {"night": int(row["night"])}) for row in csv.DictReader(file, delimiter="\t")]


def farm(seed: int, copies: int = 1) -> list[Host]:
    """Its hosts: for each row of the table one, of a case that the seed chooses; all of that ``copies`` times."""
    draw = random.Random(seed)
    lists = [case for case in sorted(SITES) if not case.startswith(("hanweb_jcms_report", "hanweb_xxgk"))]
    hosts: list[Host] = []
    for _ in range(copies):
        turn = itertools.cycle(draw.sample(lists, len(lists)))
        for fault in table():
            if fault.fault == "rebind" and any(host.fault == fault for host in hosts):
                continue  # There is one name.
            cases = sorted(SITES) if fault.cases == "each" else [next(turn) if fault.cases == "any" else fault.cases]
            for case in cases:
                hosts.append(_host(len(hosts), case, fault, draw))
    return hosts


def _host(number: int, case: str, fault: Fault, draw: random.Random) -> Host:
    site = site_of(case)
    # The page that is hit has no files: they would be missing as well.
    pages = [row.path for row in site.rows if row != site.with_files and not row.path.endswith((".pdf", ".doc"))]
    hit = draw.choice(pages) if fault.hits == "detail" else ""
    return Host(f"h{number:03}", f"127.77.{number // 200}.{number % 200 + 1}", case, fault, site, hit)


# What the faults do


def _on_hit(make: Callable[[Host, Page, int], Reply]) -> Effect:
    def effect(host: Host, asked: Asked, page: Page, before: int) -> Reply:
        return make(host, page, before) if host.hits(asked.path) else Reply(page)

    return effect


def _status(
    status: int, body: bytes = b"<html></html>", headers: dict[str, str] | None = None, tries: int = 99
) -> Effect:
    """A status instead of the page, at the first tries."""
    answer = Reply(Page(body, status, headers or {}))
    return _on_hit(lambda _, page, before: answer if before < tries else Reply(page))


def _body(change: Callable[[bytes], bytes], headers: dict[str, str] | None = None) -> Effect:
    """Another body; no validators, for it changes with the night."""
    return _on_hit(lambda _, page, __: Reply(replace(page, body=change(page.body), headers=headers or {}, etag=None)))


def _robots(status: int, body: Callable[[Host], str] = lambda _: "") -> Effect:
    def effect(host: Host, asked: Asked, page: Page, before: int) -> Reply:
        return Reply(Page(body(host).encode(), status) if asked.path == "/robots.txt" else page)

    return effect


def _disallow(host: Host) -> str:
    return f"User-agent: *\nDisallow: {request_of(host.site.list_path)[0].split('?')[0]}\n"


def _flapping(host: Host, asked: Asked, page: Page, before: int) -> Reply:
    """Every second page fails at its first try."""
    turns = [row.path for row in host.site.rows][::2]
    return Reply(Page(status=500) if asked.path in turns and before == 0 else page)


def _dies(host: Host, asked: Asked, page: Page, before: int) -> Reply:
    return Reply(page, reset=sum(host.asked.values()) > 6)


def _endless_links(host: Host, asked: Asked, page: Page, before: int) -> Reply:
    """A calendar: each page leads to another one, of which none lists anything."""
    number = re.fullmatch(r"/nb/index(?:_(\d+))?\.html", asked.path)
    if number is None:
        return Reply(page)
    following = int(number[1] or 0) + 1
    further = f'<a href="index_{max(following, 100)}.html">后一月</a></body>'.encode()
    empty = Page(b'<html><body><ul class="list"></ul></body></html>') if page.status == 404 else page
    return Reply(replace(empty, body=empty.body.replace(b"</body>", further), etag=None))


def _endless_last_page(host: Host, asked: Asked, page: Page, before: int) -> Reply:
    """Beyond its end a list shows its last page."""
    number = re.search(r"pageIndex=(\d+)", asked.path)
    if number is None or int(number[1]) <= host.site.pages:
        return Reply(page)
    return Reply(host.site.answer(replace(asked, path=asked.path.replace(number[0], f"pageIndex={host.site.pages}"))))


def _foreign_rows(host: Host, asked: Asked, page: Page, before: int) -> Reply:
    """Beside its entries a list names reports of another host, of a folder and of a script."""
    if not host.hits(asked.path):
        return Reply(page)
    elsewhere = f"{host.url.replace(host.address, ELSEWHERE)}/art/2024/1/20/art_1_1.html"
    links = {
        "样川市水利局": f'href="{elsewhere}"',
        "样川市民政局": 'href="/szf/2023n/"',
        "样川市审计局": 'href="javascript:open(7)"',
    }
    rows = "".join(f"<li><a {link}>{name}2023年政府信息公开工作年度报告</a></li>" for name, link in links.items())
    return Reply(replace(page, body=page.body.replace(b"</ul></div>", f"{rows}</ul></div>".encode()), etag=None))


def _plain_pager(host: Host, asked: Asked, page: Page, before: int) -> Reply:
    """Pages of another name than the family's, each of which links the next one alone."""
    number = re.fullmatch(r"/nb/(?:index\.html|list\.html\?p=(\d+))", asked.path)
    if number is None:
        return Reply(page)
    own = int(number[1] or 1)
    following = f'<a href="list.html?p={own + 1}">下一页</a>' if own < host.site.pages else "<a>下一页</a>"
    whole = host.site.answer(replace(asked, path=f"/nb/index_{own - 1}.html" if own > 1 else "/nb/index.html"))
    return Reply(replace(whole, body=_without_pager(whole.body, following), etag=None))


def _script_pager(host: Host, asked: Asked, page: Page, before: int) -> Reply:
    if not host.hits(asked.path):
        return Reply(page)
    pager = f'共{host.site.pages}页 <a href="javascript:turn(2)">下一页</a>'
    return Reply(replace(page, body=_without_pager(page.body, pager), etag=None))


def _without_pager(body: bytes, other: str) -> bytes:
    return re.sub(rb'(<a href="index_\d+\.html">\d+</a>)+', other.encode(), body)


_COUNTER = itertools.count(1)
_WALL = b"<html><script>var $_ts=window['$_ts'];</script><body></body></html>"
_GONE = "<html><title>提示</title><body>很抱歉，您访问的页面不存在或已删除。</body></html>".encode()

EFFECTS: dict[str, Effect] = {
    "404": _status(404),
    "404_list": _status(404),
    "403": _status(403),
    "403_list": _status(403),
    "412": _status(412, _WALL),
    "412_list": _status(412, _WALL),
    "412_all": _status(412, _WALL),
    "521": _status(521, _WALL),
    "challenge": _status(200, _WALL),
    "challenge_list": _status(200, _WALL),
    "429": _status(429, headers={"Retry-After": "1"}, tries=1),
    "429_for_ever": _status(429, headers={"Retry-After": "1"}),
    "503": _status(503, headers={"Retry-After": "1"}, tries=1),
    "503_for_a_day": _status(503, headers={"Retry-After": "86400"}),
    "500_flapping": _flapping,
    "500": _status(500),
    "slow": _on_hit(lambda _, page, __: Reply(page, slow=600)),
    "trickle": _on_hit(lambda _, page, __: Reply(page, slow=0.5)),
    "truncated": _on_hit(lambda _, page, __: Reply(page, length=len(page.body) * 2)),
    "length_too_long": _on_hit(lambda _, page, __: Reply(page, length=len(page.body) + 1)),
    "length_too_short": _on_hit(lambda _, page, __: Reply(page, length=len(page.body) - 8)),
    "reset": _on_hit(lambda _, page, __: Reply(page, reset=True)),
    "reset_list": _on_hit(lambda _, page, __: Reply(page, reset=True)),
    "redirect_loop": _on_hit(lambda host, _, __: Reply(Page(status=302, headers={"Location": host.hit}))),
    "redirect_private": _on_hit(
        lambda host, _, __: Reply(
            Page(status=302, headers={"Location": f"{host.url.replace(host.address, ELSEWHERE)}{host.hit}"})
        )
    ),
    "gzip_bomb": _body(lambda _: _BOMB, {"Content-Encoding": "gzip"}),
    "gbk": _body(lambda body: body.decode().encode("gb18030"), _TEXT),
    "wrong_charset": _body(lambda body: body.decode().encode("gb18030"), {"Content-Type": "text/html; charset=utf-8"}),
    "ten_mb": _body(lambda body: body.replace(b"</body>", (b"<p>" + b"&nbsp;" * 200 + b"</p>") * 8_300 + b"</body>")),
    "pdf_as_html": _body(lambda body: b"%PDF-1.4 not really " + body, _TEXT),
    "soft_404": _status(200, _GONE),
    "soft_404_list": _status(200, _GONE),
    "empty": _status(200, b""),
    "empty_list": _status(200, b""),
    "session_ids": _body(lambda body: body.replace(b'.html"', b'.html;jsessionid=%X"' % (next(_COUNTER) << 20))),
    "endless_links": _endless_links,
    "endless_last_page": _endless_last_page,
    "empty_from_the_first": _body(lambda _: f"<html><body>{NAV}<div id='app'></div></body></html>".encode()),
    "foreign_rows": _foreign_rows,
    "plain_pager": _plain_pager,
    "script_pager": _script_pager,
    "redesigned": _body(lambda _: f"<html><body>{NAV}<div id='app'></div></body></html>".encode()),
    "redesigned_pager": _body(lambda _: f"<html><body>{NAV}<div id='app'></div></body></html>".encode()),
    "robots_column": _robots(200, _disallow),
    "robots_403": _robots(403),
    "robots_503": _robots(503),
    "dies": _dies,
    "home": _status(302, headers={"Location": "/"}),
    "home_list": _status(301, headers={"Location": "/index.html"}),
}
_BOMB = gzip.compress(bytes(40 * 1024 * 1024))


# Serving


class Farm:
    """All hosts, served from a thread; use as a context manager.

    latency_s: what each answer takes.
    elsewhere: requests that came to an address that nobody may be led to.
    """

    def __init__(self, hosts: list[Host], latency_s: float = 0.0) -> None:
        self.hosts = hosts
        self._latency_s = latency_s
        self.elsewhere: list[str] = []
        self._loop = asyncio.new_event_loop()
        self._servers: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Farm:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(30)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    def begin(self, night: int) -> None:
        """A night begins: faults come and go."""
        for host in self.hosts:
            host.night = night
            host.asked.clear()
            host.log.clear()

    def write_registry(self, folder: Path, delay_s: float) -> None:
        """The registry of its sites, with this delay for each; the one with a name gets the least there is, 2 s."""
        sites, columns = [], []
        for host in self.hosts:
            pause_s = 2 if host.fault.fault == "rebind" else delay_s
            sites.append(f"{host.site_id},{host.url}/,{host.case.split('+')[0]},990100,{pause_s:g},publisher,verified")
            url = f"{host.url}{host.site.list_path}"
            columns.append(f'{host.site_id}-nb,{host.site_id},99,"{url}",,990100,,2021,,verified')
        write_registry(folder, [], sites=sites, columns=columns)

    async def _serve(self) -> None:
        port = 0
        for host in self.hosts:
            server = await asyncio.start_server(self._handler(host), host.address, port)
            port = server.sockets[0].getsockname()[1]
            name = REBINDING if host.fault.fault == "rebind" else host.address
            host.url = f"http://{name}:{port}"
            self._servers.append(server)
        self._servers.append(await asyncio.start_server(self._astray, ELSEWHERE, port))

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _astray(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.elsewhere.append((await reader.readline()).decode())
        writer.close()

    def _handler(self, host: Host) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], object]:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked = await _request(reader)
            if asked is not None:
                begun = time.monotonic()
                # The other side may be tired of waiting, or killed.
                entry = Logged(f"{asked.path}#{asked.body}" if asked.body else asked.path, begun)
                host.log.append(entry)
                with contextlib.suppress(ConnectionError):
                    await asyncio.sleep(self._latency_s)
                    reply = host.answer(asked)
                    # Before the last of it is sent: the other side cannot have it earlier.
                    entry.ended = time.monotonic()
                    await _send(reply, asked, reader, writer)
                if reply.slow is not None:
                    entry.ended = time.monotonic()
            writer.close()

        return handle


async def _request(reader: asyncio.StreamReader) -> Asked | None:
    line = (await reader.readline()).decode().split()
    if not line:
        return None
    headers: dict[str, str] = {}
    while (text := (await reader.readline()).decode().strip()) != "":
        name, _, value = text.partition(":")
        headers[name.lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Asked(line[1], headers, line[0], body.decode())


async def _send(reply: Reply, asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    if reply.reset:
        # Without lingering: the other side sees a reset, not an end.
        writer.transport.abort()
        return
    page = reply.page
    unchanged = page.etag is not None and asked.headers.get("if-none-match") == page.etag
    status, body = (304, b"") if unchanged else (page.status, page.body)
    length = len(body) if reply.length is None else reply.length
    given = page.headers | ({"ETag": page.etag} if page.etag else {}) | {"Content-Length": str(length)}
    reason = HTTPStatus(status).phrase if status in list(HTTPStatus) else "?"
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{n}: {v}" for n, v in given.items()), "Connection: close", "", ""]
    head = "\r\n".join(lines).encode()
    for piece in _pieces(head, body, reply):
        writer.write(piece)
        await writer.drain()
        if reply.slow is not None:
            try:
                await asyncio.wait_for(reader.read(1), reply.slow)
            except TimeoutError:
                continue
            return


def _pieces(head: bytes, body: bytes, reply: Reply) -> Iterator[bytes]:
    if reply.slow is None:
        yield head + body
        return
    yield head
    yield from (body[at : at + 1] for at in range(len(body)))
