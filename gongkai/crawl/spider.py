"""The crawl's process: ``python -m gongkai.crawl.spider`` with a job as JSON on its standard input.

One Scrapy spider that sends what :class:`gongkai.crawl.night.Night` asks for. Everything that came is in the ledger;
exit 0 when nothing is left to ask for, 2 with a GongkaiError as JSON on standard error.
"""

from __future__ import annotations

import asyncio
import functools
import heapq
import ipaddress
import itertools
import json
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import scrapy
from scrapy import exceptions
from scrapy.crawler import AsyncCrawlerProcess

from gongkai.crawl.exchange import request_of
from gongkai.crawl.hosts import Rules
from gongkai.crawl.ledger import Ledger
from gongkai.crawl.night import Answer, Ask, Night, Plan, name_of
from gongkai.crawl.others import OfOthers
from gongkai.crawl.resolver import REFUSED
from gongkai.crawl.store import BodyStore
from gongkai.crawl.window import window_of
from gongkai.errors import GongkaiError
from gongkai.lake.store import place_of

_HANDLER = "gongkai.crawl.tls.Handler"
MOST_BYTES = 32 * 1024 * 1024
_RANKS = {"robots": 0, "list": 1, "detail": 2, "attachment": 3}
_OUTCOMES: tuple[tuple[type[BaseException], str], ...] = (
    (exceptions.ResponseDataLossError, "truncated"),
    (exceptions.DownloadTimeoutError, "timeout"),
    (exceptions.DownloadCancelledError, "too_large"),
    (exceptions.IgnoreRequest, "too_large"),
)


class ReportSpider(scrapy.Spider):  # type: ignore[misc]
    """Sends the asks of a night, one worker a host, and hands the answers back.

    A worker asks for the next URL only when the result of the last one is committed. (Answers that go through Scrapy's
    callbacks wait there for 0.1 s: a killed crawl would lose those of a host that answers fast.) What came of several
    hosts in one turn of the loop is committed together, for the disk takes longer than the rest.

    broken: the error that ended it early.
    """

    name = "gongkai"

    def __init__(self, night: Night, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.night = night
        self.broken: BaseException | None = None
        self._asks: dict[str, list[tuple[int, int, Ask]]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._came: list[tuple[Callable[[], list[Ask]], asyncio.Future[list[Ask]]]] = []
        self._turn = itertools.count()
        self._began = time.monotonic()

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """The whole crawl; no request is left to Scrapy's scheduler."""
        try:
            self._queue(self.night.begin())
            while self._workers:
                await asyncio.wait(self._workers.values(), return_when=asyncio.FIRST_COMPLETED)
                for host in [host for host, worker in self._workers.items() if worker.done()]:
                    self._workers.pop(host).result()
                    self._queue([])
        except Exception as error:
            # Scrapy would log it and go on; what cannot be recorded must not be fetched.
            self.broken = error
            for worker in self._workers.values():
                worker.cancel()
            await asyncio.gather(*self._workers.values(), return_exceptions=True)
        nothing: tuple[scrapy.Request, ...] = ()
        for request in nothing:
            yield request

    def _queue(self, asks: Iterable[Ask]) -> None:
        for ask in asks:
            heapq.heappush(self._asks.setdefault(ask.hostname, []), (_rank(ask), next(self._turn), ask))
        for host, waiting in self._asks.items():
            if waiting and host not in self._workers:
                self._workers[host] = asyncio.ensure_future(self._work(host))

    async def _work(self, hostname: str) -> None:
        """Send what waits for a host, one after the other, each when its turn has come."""
        host = self.night.host(hostname)
        while self._asks[hostname]:
            shut = host.shut(self._at())
            if shut is not None:
                asks = [ask for _, _, ask in sorted(self._asks[hostname], key=lambda waiting: waiting[:2])]
                self._asks[hostname].clear()
                self._queue(self.night.put_off(asks, shut))
                continue
            # An ask that comes in the meantime may go first.
            await asyncio.sleep(host.wait_s(self._at()))
            _, _, ask = heapq.heappop(self._asks[hostname])
            self._queue(await self._send(ask))

    def _at(self) -> float:
        return time.monotonic() - self._began

    async def _send(self, ask: Ask) -> list[Ask]:
        request, sent = _request(ask, self.night.headers(ask)), self._at()
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:
            at = self._at()
            outcome, reason = _failure(error, name_of(ask.url))
            return await self._committed(functools.partial(self.night.failed, ask, outcome, reason, at, at - sent))
        return await self._committed(functools.partial(self.night.answered, ask, _answer(response), self._at()))

    async def _committed(self, take: Callable[[], list[Ask]]) -> list[Ask]:
        loop = asyncio.get_running_loop()
        asks: asyncio.Future[list[Ask]] = loop.create_future()
        self._came.append((take, asks))
        if len(self._came) == 1:
            loop.call_soon(self._commit)
        return await asks

    def _commit(self) -> None:
        # A worker that was stopped waits for nothing.
        came, self._came = [(take, asks) for take, asks in self._came if not asks.done()], []
        try:
            found = self.night.together([take for take, _ in came])
        except Exception as error:
            for _, asks in came:
                asks.set_exception(error)
            return
        for (_, asks), more in zip(came, found, strict=True):
            asks.set_result(more)


def _request(ask: Ask, headers: dict[str, str]) -> scrapy.Request:
    address, form = request_of(ask.url)
    if form is None:
        return scrapy.Request(address, headers=headers, dont_filter=True)
    headers |= {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    return scrapy.Request(address, method="POST", body=form, headers=headers, dont_filter=True)


def _rank(ask: Ask) -> int:
    """Lists before details before attachments; what failed once at the end."""
    return _RANKS[ask.kind] + (len(_RANKS) if ask.attempt > 1 and ask.due else 0)


def _answer(response: Any) -> Answer:
    names = sorted({name.decode("latin-1").lower() for name in response.headers})
    headers = tuple((name, b", ".join(response.headers.getlist(name)).decode("latin-1")) for name in names)
    seconds = response.meta.get("download_latency")
    return Answer(response.status, headers, response.body, None if seconds is None else round(seconds * 1000))


def _failure(error: BaseException, host: str) -> tuple[str, str]:
    if host in REFUSED:
        return "private_address", f"{host} is at {REFUSED[host]}, which is not a public address"
    reason = " ".join(str(error).split()) or type(error).__name__
    for kind, outcome in _OUTCOMES:
        if isinstance(error, kind):
            return outcome, reason
    is_tls = "SSL" in reason or "certificate" in reason.lower()
    return ("tls" if is_tls else "unreachable"), reason


def _settings(plan: Plan, timeout_s: float) -> dict[str, Any]:
    """Every setting of Scrapy that is not polite by default, and those that would cost time at its start."""
    legacy = {name_of(f"//{host}") for host, rules in plan.hosts.items() if any(rule.legacy_tls for rule in rules)}
    return {
        "USER_AGENT": plan.user_agent,
        "CONCURRENT_REQUESTS": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        # The pauses between requests are Night's: see gongkai.crawl.hosts.
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_TIMEOUT": timeout_s,
        "DOWNLOAD_MAXSIZE": MOST_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "TWISTED_DNS_RESOLVER": "gongkai.crawl.resolver.CheckingResolver",
        "GONGKAI_LEGACY_TLS": sorted(legacy),
        "GONGKAI_ALLOW_NETWORKS": [str(network) for network in plan.allow_networks],
        # Only what is used is loaded at all. Redirects, retries and robots.txt are Night's, which checks and records
        # each exchange; cookies, proxies, remote control and the other defaults are not wanted.
        "DOWNLOADER_MIDDLEWARES_BASE": {
            "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
            "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
            "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
        },
        "DOWNLOAD_HANDLERS_BASE": dict.fromkeys(("http", "https"), _HANDLER),
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},
        "DEFAULT_REQUEST_HEADERS": {"Accept": "*/*", "Accept-Language": "zh-CN,zh"},
        "LOG_LEVEL": "ERROR",
    }


def run(job: dict[str, Any]) -> None:
    """Crawl as the job says (see :func:`gongkai.crawl.run.crawl`). Raises GongkaiError.

    Prints, as JSON, why URLs of a host were left for another night: host -> [outcome, reason].
    """
    plan = Plan(
        columns={column_id: (list_url, family, params) for column_id, list_url, family, params in job["columns"]},
        hosts={host: [_rules(*one) for one in stated] for host, stated in job["hosts"].items()},
        allow_networks=tuple(ipaddress.ip_network(text) for text in job["allow_networks"]),
        user_agent=job["user_agent"],
        now=datetime.fromisoformat(job["now"]),
    )
    with Ledger(Path(job["ledger"])) as ledger:
        process = AsyncCrawlerProcess(_settings(plan, job["timeout_s"]))
        crawler = process.create_crawler(ReportSpider)
        of_others = OfOthers(Path(job["registry"]), job["agencies"])
        night = Night(plan, ledger, BodyStore(place_of(job["bodies"])), of_others)
        process.crawl(crawler, night=night)
        process.start()
        if crawler.spider is None:
            raise GongkaiError("the crawler did not start", "", "", "see the lines above, then run again")
        if crawler.spider.broken is not None:
            raise crawler.spider.broken
        sys.stdout.write(json.dumps(night.left) + "\n")


def _rules(delay_s: float, window: str | None, tls: str | None) -> Rules:
    return Rules(delay_s, window_of(window) if window else None, tls == "legacy")


def main() -> int:
    """Entry of the process."""
    try:
        run(json.loads(sys.stdin.read()))
    except GongkaiError as error:
        sys.stderr.write(json.dumps(asdict(error)) + "\n")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
