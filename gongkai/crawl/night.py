"""One crawl: what to ask for next, and what an answer means. Knows no framework and opens no connection.

:class:`Night` turns URLs that are due into :class:`Ask`, and each answer or failure into a committed exchange and
further asks. Whoever sends them looks first whether, and when, a host may be asked (:class:`gongkai.crawl.hosts.Host`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from gongkai import documents
from gongkai.crawl.addresses import is_address, refused_address
from gongkai.crawl.answers import BLOCKING, is_challenge, is_home, is_soft_404, page_of_list
from gongkai.crawl.details import parse_detail
from gongkai.crawl.exchange import BLOCKED, TRANSIENT, Body, Due, Exchange, LeftOut, Link, UrlKind, request_of
from gongkai.crawl.families import Family, declared_as, load_family
from gongkai.crawl.hosts import NIGHT, Host, Rules, Shut
from gongkai.crawl.ledger import Ledger
from gongkai.crawl.lists import LISTS_VERSION, Listing, read_list
from gongkai.crawl.markup import UnreadablePage
from gongkai.crawl.others import OfOthers
from gongkai.crawl.pager import NEXT
from gongkai.crawl.robots import Robots, robots_of_status, robots_unreachable
from gongkai.crawl.store import BodyStore, Together
from gongkai.lake.cache import digest
from gongkai.registry import host_of
from gongkai.registry.model import bare
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
    def kind(self) -> UrlKind | Literal["robots"]:
        """Kind of the source, or ``robots``."""
        return self.due.kind if self.due else "robots"

    @property
    def hostname(self) -> str:
        """The host that gets it; pauses are those of a host, whatever its ports, with or without ``www.``."""
        return hostname_of(self.url)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: header names in lower case, body without content encoding; ``ms`` from the request to it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    ms: int | None


@dataclass(frozen=True)
class Plan:
    """What a crawl may do. columns: column_id -> (list_url, family name, params); hosts: host -> rules of its sites."""

    columns: Mapping[str, tuple[str, str, str]]
    hosts: Mapping[str, Sequence[Rules]]
    allow_networks: tuple[Network, ...]
    user_agent: str
    now: datetime


class Night:
    """The state of a running crawl: what was asked for already, what lists showed, the robots rules of hosts.

    Moments (``at``) are seconds since it began.
    """

    def __init__(self, plan: Plan, ledger: Ledger, store: BodyStore, of_others: OfOthers | None = None) -> None:
        self._plan = plan
        self._of_others = of_others
        self._ledger = ledger
        self._store = store
        self._bodies = Together(store)
        self._taken: set[str] = set()
        self._pages: dict[str, int] = {}
        #: column -> where its list was found, after redirects; the entries of each of its pages.
        self._list_at: dict[str, str] = {}
        self._shown: dict[str, set[tuple[str, ...]]] = {}
        #: Pages that a list's pager alone leads to.
        self._onward: set[str] = set()
        self._robots: dict[str, Robots] = {}
        self._waiting: dict[str, list[Ask]] = {}
        self._hosts: dict[str, Host] = {}
        self._before = _asked_since(ledger, plan.now - NIGHT)
        #: host -> why URLs of it were left for another night.
        self.left: dict[str, Shut] = {}

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

    def host(self, hostname: str) -> Host:
        """How a host is treated tonight."""
        if hostname not in self._hosts:
            stated = [rules for host, rules in self._plan.hosts.items() if hostname_of(f"//{host}") == hostname]
            rules = [rule for several in stated for rule in several]
            self._hosts[hostname] = Host(rules, self._plan.now, *self._before.get(hostname, (0, 0)))
        return self._hosts[hostname]

    def put_off(self, asks: Iterable[Ask], shut: Shut) -> list[Ask]:
        """Leave asks of a host for another night; what to ask for instead, of other hosts."""
        more: list[Ask] = []
        for ask in asks:
            if ask.due is None:
                exchange = Exchange(ask.source, ask.url, "robots", shut.outcome, shut.reason, tonight=True)
                more += self._robots_known(
                    ask, exchange, Robots(refusal=shut.reason, tonight=True, outcome=shut.outcome)
                )
            else:
                more += self._leave(ask, ask.due, shut)
        return more

    def _leave(self, ask: Ask, due: Due, shut: Shut) -> list[Ask]:
        """Record of a column that its first page was not asked for; its other URLs stay due without a word each."""
        self.left[hostname_of(due.url)] = shut
        if due.kind == "list" or due.url == self._plan.columns[due.column_id][0]:
            return self._result(due, Exchange(ask.source, ask.url, due.kind, shut.outcome, shut.reason, tonight=True))
        return []

    def headers(self, ask: Ask) -> dict[str, str]:
        """Of a request: where its link stands, and what makes the server say 304 when what we have is still good."""
        due = ask.due
        if due is None:
            return {}
        given = {"Referer": self._referer(due)}
        is_read = due.read_as == self._read_as(due)
        if is_read and due.sha256 is not None and self._store.knows(due.sha256):
            given |= {"If-None-Match": due.etag, "If-Modified-Since": due.last_modified}
        return {name: value for name, value in given.items() if value}

    def _read_as(self, due: Due) -> str | None:
        """What a list's links depend on beside its body; where that is another one, the body must come anew."""
        _, family, params = self._plan.columns[due.column_id]
        return digest(str(LISTS_VERSION), declared_as(family), params)[:16] if due.kind == "list" else None

    def _referer(self, due: Due) -> str | None:
        """The page that a reader would come from; some servers give lists and files to nobody else."""
        list_url = self._plan.columns[due.column_id][0]
        if due.url == list_url:
            return None
        parent = self._ledger.parent_of(due.url) if due.kind == "attachment" else None
        return request_of(parent or self._list_at.get(due.column_id, list_url))[0]

    def together(self, came: Sequence[Callable[[], list[Ask]]]) -> list[list[Ask]]:
        """Commit what several requests brought, each a call of :meth:`answered` or :meth:`failed`; what each gives.

        All of it is committed, their bodies before the exchanges that name them, or nothing.
        """
        with self._ledger.together():
            asks = [take() for take in came]
            self._bodies.write()
        return asks

    def answered(self, ask: Ask, answer: Answer, at: float) -> list[Ask]:
        """Record an answer that came at a moment; what to ask for then. Within :meth:`together`."""
        exchange = Exchange(
            source=ask.source,
            url=ask.url,
            kind=ask.kind,
            outcome=f"http {answer.status}",
            status=answer.status,
            headers=answer.headers,
            ms=answer.ms,
        )
        if answer.status in BLOCKING:
            reason = f"the site answers {answer.status}, as protections against programs do"
            exchange = replace(exchange, outcome="blocked", reason=reason)
        elif (ask.kind != "attachment" or answer.status != 200) and is_challenge(answer.body):
            exchange = replace(exchange, outcome="challenged", reason="the site asks for a browser, or a human")
        self._came(ask, exchange, at)
        if exchange.outcome in BLOCKED:
            return self._blocked(ask, exchange)
        if self._may_be_mended(exchange) and ask.attempt < TRIES:
            return self._again(ask, exchange)
        location = exchange.header("location")
        if answer.status in _REDIRECT_STATUS and location:
            return self._redirected(ask, exchange, _led_to(ask.url, answer.status, location))
        if ask.due is None:
            return self._robots_known(ask, exchange, robots_of_status(answer.status, answer.body))
        if answer.status == 304 and ask.due.sha256 is not None:
            return self._unchanged(ask.due, replace(exchange, outcome="not_modified"))
        if answer.status == 200:
            return self._delivered(ask, ask.due, exchange, answer.body)
        if answer.status == 404 and self._asks_on(ask.due):
            return self._result(ask.due, replace(exchange, outcome="page_end"))
        return self._result(ask.due, exchange)

    def failed(self, ask: Ask, outcome: str, reason: str, at: float, took_s: float) -> list[Ask]:
        """Record a failure without an answer, after so many seconds; what to ask for then. Within :meth:`together`."""
        exchange = Exchange(ask.source, ask.url, ask.kind, outcome, reason)
        # Only what was waited for tells how busy the host is.
        self._came(ask, exchange, at, took_s if outcome == "timeout" else None)
        if exchange.transient and ask.attempt < TRIES:
            return self._again(ask, exchange)
        if ask.due is None:
            return self._robots_known(ask, exchange, robots_unreachable(outcome, reason))
        return self._result(ask.due, exchange)

    def _came(self, ask: Ask, exchange: Exchange, at: float, took_s: float | None = None) -> None:
        took_s = exchange.ms / 1000 if exchange.ms is not None else took_s
        self.host(ask.hostname).came(exchange, at, took_s, lambda: self._plan.now + timedelta(seconds=at))

    def _may_be_mended(self, exchange: Exchange) -> bool:
        """Whether to ask once more tonight: after 429 and 503 only where the answer says when."""
        says_when = exchange.status in (429, 503) and exchange.header("retry-after") is not None
        return exchange.status in _RETRY_STATUS or says_when

    def _blocked(self, ask: Ask, exchange: Exchange) -> list[Ask]:
        if ask.due is None:
            refusal = f"robots.txt: {exchange.reason}"
            return self._robots_known(ask, exchange, Robots(refusal=refusal, tonight=True, outcome=exchange.outcome))
        return self._result(ask.due, exchange)

    def _delivered(self, ask: Ask, due: Due, exchange: Exchange, data: bytes) -> list[Ask]:
        if not data:
            return self._result(due, replace(exchange, outcome="empty", reason="an answer without a body"))
        if due.kind != "attachment" and is_soft_404(data):
            return self._result(due, replace(exchange, outcome="soft_404", reason="the page says that there is none"))
        body = Body(self._bodies.put(data), len(data), documents.sniff(data))
        exchange = replace(exchange, outcome="ok", body=body)
        if due.kind == "attachment" or (due.kind == "detail" and body.media_type != "text/html"):
            return self._result(due, exchange)
        if due.kind == "list":
            return self._read(ask, due, exchange, data)
        try:
            page = parse_detail(data, ask.url, self._column(due)[1])
        except UnreadablePage as error:
            # A detail page's body is good all the same: its reader will say what it is.
            return self._result(due, replace(exchange, reason=str(error)))
        return self._result(due, replace(exchange, main_text=page.main_text), list(page.attachments))

    def _unchanged(self, due: Due, exchange: Exchange) -> list[Ask]:
        links = self._ledger.stored_links(due.url)
        if due.kind != "list":
            return self._result(due, exchange, links)
        return self._listed(due, exchange, Listing(links, self._ledger.stored_left_out(due.url)))

    def _read(self, ask: Ask, due: Due, exchange: Exchange, data: bytes) -> list[Ask]:
        try:
            return self._listed(due, exchange, self._listing(due, ask.url, data))
        except UnreadablePage as error:
            return self._result(due, replace(exchange, outcome="undecodable", reason=str(error)))

    def _listing(self, due: Due, url: str, data: bytes) -> Listing:
        list_url, family = self._column(due)
        if due.url == list_url:
            self._list_at[due.column_id] = url
        params = dict(parse_qsl(self._plan.columns[due.column_id][2], keep_blank_values=True))
        of_others = self._of_others.than(due.column_id) if self._of_others else None
        return read_list(data, url, self._list_at.get(due.column_id, list_url), family, params, of_others)

    def _listed(self, due: Due, exchange: Exchange, listing: Listing) -> list[Ask]:
        """Take what a list page links; of a further one that shows what another one did, nothing.

        A pager may lead on from the last page as from any: what it leads to is no fault, unless the page says that its
        list has more pages than came.
        """
        entries = tuple(link.url for link in listing.links if link.kind == "detail" and not link.beside)
        shown = self._shown.setdefault(due.column_id, set())
        if entries in shown and self._is_further(due):
            is_end = due.url in self._onward and listing.pages <= len(shown)
            reason = "it shows the same entries as another page of its list"
            outcome = "page_end" if is_end else "page_repeats"
            return self._result(due, replace(exchange, outcome=outcome, reason=reason))
        if not entries and self._must_list(due, listing):
            reason = "it shows no entry where the site's family has them"
            return self._result(due, replace(exchange, outcome="no_entries", reason=reason))
        shown |= {entries} if entries else set()
        self._onward |= {link.url for link in listing.links if link.kind == "list" and link.title == NEXT}
        return self._result(due, exchange, listing.links, listing.left_out)

    def _must_list(self, due: Due, listing: Listing) -> bool:
        """Whether a page is the first one of its column that lists anything: one without entries is another template,
        filled by a script, or really empty, and says nothing of what is missing.

        One that links its further pages may list nothing itself, if it never did.
        """
        list_url, family = self._column(due)
        shape, first = family.shape_of(due.url), family.shape_of(list_url)
        if shape is None or first is None or not shape.lists_entries:
            return False
        if due.url != list_url:
            return not first.lists_entries and not self._shown.get(due.column_id)
        leads_on = shape.paging is not None and shape.paging.linked is not None and bool(listing.links)
        return not leads_on or any(link.kind == "detail" for link in self._ledger.stored_links(due.url))

    def _is_further(self, due: Due) -> bool:
        return due.kind == "list" and due.url != self._plan.columns[due.column_id][0]

    def _asks_on(self, due: Due) -> bool:
        """Whether a page was asked for only to learn whether its list goes on."""
        shape = self._column(due)[1].shape_of(due.url)
        return self._is_further(due) and bool(shape and shape.paging and shape.paging.end == "empty")

    def _column(self, due: Due) -> tuple[str, Family]:
        list_url, family, _ = self._plan.columns[due.column_id]
        return list_url, load_family(family)

    def _result(
        self, due: Due, exchange: Exchange, links: Iterable[Link] = (), left_out: Iterable[LeftOut] = ()
    ) -> list[Ask]:
        links = list(links)
        is_list = due.url == self._plan.columns[due.column_id][0]
        self._ledger.record(exchange, self._plan.now, due, links, is_list, left_out, self._read_as(due))
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
        # Of each scheme, host and port its own (RFC 9309, 2.3): that of www. says nothing of the bare name.
        origin = f"{urlsplit(ask.url).scheme}://{host_of(ask.url)}/robots.txt"
        if origin in self._waiting:
            self._waiting[origin].append(ask)
            return []
        if origin not in self._robots:
            self._waiting[origin] = [ask]
            return self._ask(Ask(origin, origin, None))
        robots = self._robots[origin]
        refusal = robots.refuses(request_of(ask.url)[0])
        if refusal is None:
            return [ask]
        if robots.tonight:
            return self._leave(ask, ask.due, Shut(robots.outcome, refusal))
        return self._refuse(ask, robots.outcome, refusal)

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

    def _refuse(self, ask: Ask, outcome: str, reason: str) -> list[Ask]:
        exchange = Exchange(ask.source, ask.url, ask.kind, outcome, reason)
        if ask.due is None:
            return self._robots_known(ask, exchange, robots_unreachable(outcome, reason))
        return self._result(ask.due, exchange)

    def _again(self, ask: Ask, exchange: Exchange) -> list[Ask]:
        self._ledger.record(exchange, self._plan.now)
        return [replace(ask, attempt=ask.attempt + 1)]

    def _redirected(self, ask: Ask, exchange: Exchange, target: str) -> list[Ask]:
        if ask.due is not None and self._is_elsewhere(ask.due, target):
            return self._result(ask.due, replace(exchange, outcome="to_home", reason=f"it leads to {target}"))
        if ask.redirects < MOST_REDIRECTS:
            self._ledger.record(replace(exchange, outcome="redirect", reason=f"to {target}"), self._plan.now)
            return self._ask(replace(ask, url=target, redirects=ask.redirects + 1, attempt=1))
        exchange = replace(exchange, outcome="redirect_loop", reason=f"more than {MOST_REDIRECTS} redirects")
        if ask.due is None:
            return self._robots_known(ask, exchange, Robots())
        return self._result(ask.due, exchange)

    def _is_elsewhere(self, due: Due, target: str) -> bool:
        """Whether a redirect leads to where sites send those who ask for what is gone: home, or a page's own list."""
        asked = request_of(due.url)[0]
        list_url = request_of(self._column(due)[0])[0]
        of_page = due.kind in ("detail", "attachment") and page_of_list(target) == page_of_list(list_url)
        return (of_page and page_of_list(asked) != page_of_list(list_url)) or (is_home(target) and not is_home(asked))

    def _robots_known(self, ask: Ask, exchange: Exchange, robots: Robots) -> list[Ask]:
        outcome = "ok" if exchange.status == 200 else exchange.outcome
        self._ledger.record(replace(exchange, outcome=outcome), self._plan.now)
        self._robots[ask.source] = robots
        pause_s = robots.pause_s()
        if pause_s:
            self.host(hostname_of(ask.source)).wants_pause(pause_s)
        return [more for waiting in self._waiting.pop(ask.source) for more in self._ask(waiting)]


def _asked_since(ledger: Ledger, time: datetime) -> dict[str, tuple[int, int]]:
    """host -> requests that were sent to it since a time, and those answered as blocked."""
    found: dict[str, tuple[int, int]] = {}
    since = time.astimezone(UTC).isoformat(timespec="seconds")
    for row in ledger.rows("SELECT url, status, outcome FROM fetches WHERE time > ?", since):
        if row["status"] is not None or row["outcome"] in TRANSIENT:
            asked, blocked = found.get(hostname_of(row["url"]), (0, 0))
            found[hostname_of(row["url"])] = (asked + 1, blocked + (row["outcome"] in BLOCKED))
    return found


def hostname_of(url: str) -> str:
    """Host of a URL without its port and ``www.``, lower case: what pauses and caps are of."""
    return bare(name_of(url))


def name_of(url: str) -> str:
    """Name or address in a URL, without its port, lower case."""
    return urlsplit(url).hostname or ""


def _led_to(asked: str, status: int, location: str) -> str:
    """Where a redirect leads; a fragment of the URL asked for stays."""
    address, form = request_of(asked)
    found = urldefrag(urljoin(address, location)).url
    return found + asked[len(address) :] if form is None or status in _SAME_REQUEST else found
