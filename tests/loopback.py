"""A web site on a loopback address of its own, told page by page what to answer; it logs what it was asked."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

REGION = "990000"
HEADERS = {
    "regions.csv": "region_code,scheme,name,name_en,parent_code,level,valid_from,valid_to",
    "agencies.csv": "agency_id,name,kind,level,region_code,sector,rule_making,parent_agency_id,uscc,valid_from,"
    "valid_to,state",
    "agency_names.csv": "agency_id,name,valid_from,valid_to",
    "agency_links.csv": "agency_id,predecessor_id,kind,date",
    "sites.csv": "site_id,base_url,family,region_code,delay_s,kind,state",
    "columns.csv": "column_id,site_id,region,list_url,agency_id,within,scope,year_from,year_to,state",
}


@dataclass
class Page:
    """status, body and headers of an answer; a body that is there is answered 304 to its ETag."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None
    length: int | None = None


@dataclass
class Asked:
    """A request that a site got."""

    path: str
    headers: dict[str, str]
    method: str = "GET"
    body: str = ""


class LoopbackSite:
    """``pages``: path -> Page, or a function that gives one; ``answer``: of all others. Use as a context manager."""

    def __init__(
        self,
        address: str,
        pages: dict[str, Page | Callable[[], Page]] | None = None,
        answer: Callable[[Asked], Page] = lambda _: Page(status=404),
    ) -> None:
        self.pages: dict[str, Page | Callable[[], Page]] = pages or {}
        self.answer = answer
        self.asked: list[Asked] = []
        self._server = ThreadingHTTPServer((address, 0), _handler(self))
        self.url = f"http://{address}:{self._server.server_port}"

    def __enter__(self) -> LoopbackSite:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def paths(self) -> list[str]:
        """Paths asked for, in order."""
        return [asked.path for asked in self.asked]


def _handler(site: LoopbackSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _answer(self, body: str = "") -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.path, headers, self.command, body)
            site.asked.append(asked)
            page = site.pages.get(self.path)
            if page is None or self.command != "GET":
                page = site.answer(asked)
            self._send(page if isinstance(page, Page) else page())

        def _send(self, page: Page) -> None:
            unchanged = page.etag is not None and self.headers.get("If-None-Match") == page.etag
            self.send_response(304 if unchanged else page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            if page.etag:
                self.send_header("ETag", page.etag)
            body = b"" if unchanged else page.body
            self.send_header("Content-Length", str(len(body) if page.length is None else page.length))
            self.end_headers()
            # A crawler that was killed does not listen any more.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def listing(*entries: tuple[str, str, str], more: str = "", etag: str | None = None) -> Page:
    """A list page of the family ``static``: (href, title, date) each."""
    items = "".join(f'<li><a href="{h}">{t}</a><span class="date">{d}</span></li>' for h, t, d in entries)
    return Page(f'<html><body><ul class="list">{items}</ul>{more}</body></html>'.encode(), etag=etag)


def detail(text: str, *attachments: str, etag: str | None = None) -> Page:
    """A detail page of the family ``static``."""
    links = "".join(f'<a href="{href}">附件</a>' for href in attachments)
    return Page(f'<html><body><div class="content"><p>{text}</p>{links}</div></body></html>'.encode(), etag=etag)


def write_registry(folder: Path, hosts: list[tuple[str, str, str]], delay_s: float = 0, **rows: list[str]) -> Path:
    """A registry of region 99 with (site_id, base URL, state) sites, each with one column at /nb/index.html.

    rows: lines of a file, by its name without ending, instead of these.
    """
    lines: dict[str, list[str]] = {
        "regions": [f"{REGION},mca,样省,,,province,,", "990100,mca,样市,,990000,city,,"],
        "agencies": ["S000001,样市人民政府,government,city,990100,,yes,,,,,verified"],
        "agency_names": [],
        "agency_links": [],
        "sites": [f"{site},{url}/,static,990100,{delay_s:g},publisher,{state}" for site, url, state in hosts],
        "columns": [
            f"{site}-nb,{site},99,{url}/nb/index.html,,990100,,,,{state.replace('paused', 'verified')}"
            for site, url, state in hosts
        ],
    } | rows
    folder.mkdir(parents=True, exist_ok=True)
    for name, header in HEADERS.items():
        text = "\n".join([header, *lines[name.removesuffix(".csv")]]) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
    return folder
