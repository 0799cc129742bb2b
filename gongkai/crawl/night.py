"""One crawl: what to ask for next, and what an answer means. Knows no framework and opens no connection.

:class:`Night` turns URLs that are due into :class:`Ask`, and each answer or failure into a committed exchange and
further asks. Whoever sends the asks keeps the delay of each host.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urldefrag, urljoin, urlsplit

from gongkai import documents
from gongkai.crawl.addresses import is_address, refused_address
from gongkai.crawl.details import parse_detail
from gongkai.crawl.exchange import Body, Due, Exchange, Link, UrlKind, request_of
from gongkai.crawl.families import Family, load_family
from gongkai.crawl.ledger import Ledger
from gongkai.crawl.lists import parse_list
from gongkai.crawl.markup import UnreadablePage
from gongkai.crawl.robots import Robots, robots_of_status, robots_unreachable
from gongkai.crawl.store import BodyStore
from gongkai.registry import host_of
from gongkai.settings import Network

MOST_REDIRECTS = 5
#: Tries of one URL in one crawl.
TRIES = 2
_RETRY_STATUS = frozenset({500, 502, 504})
_REDIRECT_STATUS = frozenset({301, 302, 303, 307, 308})
#: Redirects that ask for the same request elsewhere; the others make a GET of a POST.
_SAME_REQUEST = frozenset({307, 308})


@dataclass(frozen=True, slots=True)
class Ask:
    """A request to be sent. ``due`` is None for a robots.txt; ``source`` is the URL that it is made for."""

    source: str
    url: str
    due: Due | None
    redirects: int = 0
    attempt: int = 1

    @property
    def kind(self) -> UrlKind | str:
        """Kind of the source, or ``robots``."""
        return self.due.kind if self.due else "robots"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: header names in lower case, body without content encoding."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    ms: int | None


@dataclass(frozen=True)
class Plan:
    """What a crawl may do. columns: column_id -> (list_url, family name); hosts: host -> seconds between requests."""

    columns: Mapping[str, tuple[str, str]]
    hosts: Mapping[str, float]
    allow_networks: tuple[Network, ...]
    user_agent: str
    now: datetime


class Night:
    """The state of a running crawl: what was asked for already, what lists showed, the robots rules of hosts."""

    def __init__(self, plan: Plan, ledger: Ledger, store: BodyStore) -> None:
        self._plan = plan
        self._ledger = ledger
        self._store = store
        self._taken: set[str] = set()
        self._pages: dict[str, int] = {}
        #: column -> where its list was found, after redirects; the entries of each of its pages.
        self._list_at: dict[str, str] = {}
        self._shown: dict[str, set[tuple[str, ...]]] = {}
        self._robots: dict[str, Robots] = {}
        self._waiting: dict[str, list[Ask]] = {}

    def begin(self) -> list[Ask]:
        """First asks: robots.txt of every host with something due."""
        found = self._ledger.due(self._plan.now, self._plan.columns.keys())
        urls = {due.url for due in found}
        return self._take(due for due in found if not self._is_further(due) or self._is_left(due, urls))

    def _is_left(self, due: Due, urls: Collection[str]) -> bool:
        """Whether a further page is to be asked for although nothing of tonight leads to it.

        Where the list itself is due, it will lead to it; where it leads to it no longer, the page is not asked for.
        """
        list_url = self._plan.columns[due.column_id][0]
        return list_url not in urls and due.url in self._ledger.pages_of(list_url)

    def headers(self, ask: Ask) -> dict[str, str]:
        """Of a request: where its link stands, and what makes the server say 304 when what we have is still good."""
        due = ask.due
        if due is None:
            return {}
        given = {"Referer": self._referer(due)}
        if due.sha256 is not None and self._store.knows(due.sha256):
            given |= {"If-None-Match": due.etag, "If-Modified-Since": due.last_modified}
        return {name: value for name, value in given.items() if value}

    def _referer(self, due: Due) -> str | None:
        """The page that a reader would come from; some servers give lists and files to nobody else."""
        list_url = self._plan.columns[due.column_id][0]
        if due.url == list_url:
            return None
        parent = self._ledger.parent_of(due.url) if due.kind == "attachment" else None
        return request_of(parent or self._list_at.get(due.column_id, list_url))[0]

    def answered(self, ask: Ask, answer: Answer) -> list[Ask]:
        """Commit an answer; what to ask for then."""
        exchange = Exchange(
            source=ask.source,
            url=ask.url,
            kind="robots" if ask.due is None else ask.due.kind,
            outcome=f"http {answer.status}",
            status=answer.status,
            headers=answer.headers,
            ms=answer.ms,
        )
        if answer.status in _RETRY_STATUS and ask.attempt < TRIES:
            return self._again(ask, exchange)
        location = exchange.header("location")
        if answer.status in _REDIRECT_STATUS and location:
            return self._redirected(ask, exchange, _led_to(ask.url, answer.status, location))
        if ask.due is None:
            return self._robots_known(ask, exchange, robots_of_status(answer.status, answer.body))
        if answer.status == 304 and ask.due.sha256 is not None:
            links = self._ledger.stored_links(ask.due.url)
            return self._listed(ask.due, replace(exchange, outcome="not_modified"), links)
        if answer.status == 200:
            return self._delivered(ask, ask.due, exchange, answer.body)
        if answer.status == 404 and self._asks_on(ask.due):
            return self._result(ask.due, replace(exchange, outcome="page_end"))
        return self._result(ask.due, exchange)

    def failed(self, ask: Ask, outcome: str, reason: str) -> list[Ask]:
        """Commit a failure without an answer; what to ask for then."""
        kind = "robots" if ask.due is None else ask.due.kind
        exchange = Exchange(ask.source, ask.url, kind, outcome, reason)
        if exchange.transient and ask.attempt < TRIES:
            return self._again(ask, exchange)
        if ask.due is None:
            return self._robots_known(ask, exchange, robots_unreachable(outcome, reason))
        return self._result(ask.due, exchange)

    def _delivered(self, ask: Ask, due: Due, exchange: Exchange, data: bytes) -> list[Ask]:
        if not data:
            return self._result(due, replace(exchange, outcome="empty", reason="an answer without a body"))
        body = Body(self._store.put(data), len(data), documents.sniff(data))
        exchange = replace(exchange, outcome="ok", body=body)
        if due.kind == "attachment" or (due.kind == "detail" and body.media_type != "text/html"):
            return self._result(due, exchange)
        try:
            links = self._links(due, ask.url, data)
        except UnreadablePage as error:
            # A detail page's body is good all the same: its reader will say what it is.
            outcome = "undecodable" if due.kind == "list" else "ok"
            return self._result(due, replace(exchange, outcome=outcome, reason=str(error)))
        return self._listed(due, exchange, links)

    def _links(self, due: Due, url: str, data: bytes) -> list[Link]:
        list_url, family = self._column(due)
        if due.kind != "list":
            return list(parse_detail(data, url, family).attachments)
        if due.url == list_url:
            self._list_at[due.column_id] = url
        return parse_list(data, url, self._list_at.get(due.column_id, list_url), family)

    def _listed(self, due: Due, exchange: Exchange, links: list[Link]) -> list[Ask]:
        """Take what a page links; of a further page of a list that shows what another one did, nothing."""
        entries = tuple(link.url for link in links if link.kind == "detail")
        if due.kind == "list" and entries:
            shown = self._shown.setdefault(due.column_id, set())
            if entries in shown and self._is_further(due):
                reason = "it shows the same entries as another page of its list"
                return self._result(due, replace(exchange, outcome="page_repeats", reason=reason))
            shown.add(entries)
        return self._result(due, exchange, links)

    def _is_further(self, due: Due) -> bool:
        return due.kind == "list" and due.url != self._plan.columns[due.column_id][0]

    def _asks_on(self, due: Due) -> bool:
        """Whether a page was asked for only to learn whether its list goes on."""
        shape = self._column(due)[1].shape_of(due.url)
        return self._is_further(due) and bool(shape and shape.paging and shape.paging.end == "empty")

    def _column(self, due: Due) -> tuple[str, Family]:
        list_url, family = self._plan.columns[due.column_id]
        return list_url, load_family(family)

    def _result(self, due: Due, exchange: Exchange, links: Iterable[Link] = ()) -> list[Ask]:
        links = list(links)
        self._ledger.record(exchange, self._plan.now, due, links)
        known = self._ledger.due_among([link.url for link in links], self._plan.now)
        return self._take(found for found in known if found.column_id in self._plan.columns)

    def _take(self, found: Iterable[Due]) -> list[Ask]:
        asks: list[Ask] = []
        for due in found:
            if due.url not in self._taken:
                self._taken.add(due.url)
                ask, refused = Ask(due.url, due.url, due), self._page_refusal(due)
                asks += self._refuse(ask, *refused) if refused else self._ask(ask)
        return asks

    def _ask(self, ask: Ask) -> list[Ask]:
        refused = self._refusal(ask)
        if refused is not None:
            return self._refuse(ask, *refused)
        if ask.due is None:
            return [ask]
        origin = urljoin(ask.url, "/robots.txt")
        if origin in self._waiting:
            self._waiting[origin].append(ask)
            return []
        if origin not in self._robots:
            self._waiting[origin] = [ask]
            return self._ask(Ask(origin, origin, None))
        robots = self._robots[origin]
        refusal = robots.refuses(request_of(ask.url)[0], self._plan.user_agent)
        return self._refuse(ask, robots.outcome, refusal, robots.tonight) if refusal else [ask]

    def _refusal(self, ask: Ask) -> tuple[str, str] | None:
        host, name = host_of(ask.url), urlsplit(ask.url).hostname or ""
        if urlsplit(ask.url).scheme not in ("http", "https") or host not in self._plan.hosts:
            return "unlisted_host", f"{host or ask.url} is not the host of a site that may be visited"
        if is_address(name) and refused_address(name, self._plan.allow_networks):
            return "private_address", f"{name} is not a public address"
        return None

    def _page_refusal(self, due: Due) -> tuple[str, str] | None:
        if not self._is_further(due):
            return None
        family = self._column(due)[1]
        self._pages[due.column_id] = self._pages.get(due.column_id, 0) + 1
        if self._pages[due.column_id] <= family.max_pages:
            return None
        return "page_limit", f"the column has more than {family.max_pages} further pages"

    def _refuse(self, ask: Ask, outcome: str, reason: str, tonight: bool = False) -> list[Ask]:
        kind = "robots" if ask.due is None else ask.due.kind
        exchange = Exchange(ask.source, ask.url, kind, outcome, reason, tonight=tonight)
        if ask.due is None:
            return self._robots_known(ask, exchange, robots_unreachable(outcome, reason))
        return self._result(ask.due, exchange)

    def _again(self, ask: Ask, exchange: Exchange) -> list[Ask]:
        self._ledger.record(exchange, self._plan.now)
        return [replace(ask, attempt=ask.attempt + 1)]

    def _redirected(self, ask: Ask, exchange: Exchange, target: str) -> list[Ask]:
        if ask.redirects < MOST_REDIRECTS:
            self._ledger.record(replace(exchange, outcome="redirect", reason=f"to {target}"), self._plan.now)
            return self._ask(replace(ask, url=target, redirects=ask.redirects + 1, attempt=1))
        exchange = replace(exchange, outcome="redirect_loop", reason=f"more than {MOST_REDIRECTS} redirects")
        if ask.due is None:
            return self._robots_known(ask, exchange, Robots())
        return self._result(ask.due, exchange)

    def _robots_known(self, ask: Ask, exchange: Exchange, robots: Robots) -> list[Ask]:
        outcome = "ok" if exchange.status == 200 else exchange.outcome
        self._ledger.record(replace(exchange, outcome=outcome), self._plan.now)
        self._robots[ask.source] = robots
        return [more for waiting in self._waiting.pop(ask.source) for more in self._ask(waiting)]


def _led_to(asked: str, status: int, location: str) -> str:
    """Where a redirect leads; a fragment of the URL asked for stays."""
    address, form = request_of(asked)
    found = urldefrag(urljoin(address, location)).url
    return found + asked[len(address) :] if form is None or status in _SAME_REQUEST else found
