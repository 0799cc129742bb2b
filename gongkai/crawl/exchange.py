"""The words of the crawl: what is asked for, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple
from urllib.parse import urldefrag

UrlKind = Literal["list", "detail", "attachment"]

#: Outcomes after which it is known what a URL shows: ``page_end`` is a page asked for to learn that there is none.
SUCCESSES = frozenset({"ok", "not_modified", "page_end"})

#: Outcomes that another try may mend: the URL stays due.
TRANSIENT = frozenset({"unreachable", "timeout", "truncated", "tls"})
#: Outcomes that a corrected setting mends: the URL stays due, but is not tried again in the same crawl.
SETTLED_BY_HAND = frozenset({"private_address"})
#: Outcomes by which a site says that it wants no programs: never evaded, not tried again in the same night.
BLOCKED = frozenset({"blocked", "challenged"})
#: Outcomes by which a site says, in its way, that there is no such page.
GONE = frozenset({"http 404", "http 410", "soft_404", "to_home"})


#: Stands in a URL of the frontier between the address that is asked for and the form that is posted to it.
_POST = "#post:"


def post_url(address: str, form: str) -> str:
    """The URL by which the frontier knows a POST: the form, urlencoded, stands in the place of the fragment."""
    return f"{address}{_POST}{form}"


def request_of(url: str) -> tuple[str, str | None]:
    """Address to ask for and form to post (None: it is a GET) of a URL of the frontier."""
    address, post, form = url.partition(_POST)
    return urldefrag(address).url, form if post else None


@dataclass(frozen=True, slots=True)
class Due:
    """A URL of the frontier whose time has come. ``sha256`` of the last body, with its validators.

    Of a POST the form stands in it (:func:`post_url`). read_as: how that body was read, of a list.
    """

    url: str
    kind: UrlKind
    site_id: str
    column_id: str
    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    read_as: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link from a list to a page of it or to a detail page, or from a detail page to an attachment.

    title:  of a further page, as its pager has it where only that leads to it (下一页); None where the family does.
    beside: it is a report that the page names beside its list's entries.
    """

    url: str
    kind: UrlKind
    title: str | None
    shown_date: str | None
    beside: bool = False


class LeftOut(NamedTuple):
    """What a list page shows and the crawl does not follow.

    kind: ``row``: a report that it names; ``page``: a further page of the list. url: ``""`` where none is linked.
    """

    url: str
    kind: Literal["row", "page"]
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Body:
    """A body that was put into the store."""

    sha256: str
    bytes: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP exchange, or the refusal to have it (status None).

    source:  URL of the frontier for which it was made; ``url``: the one asked for (another one after a redirect).
    kind:    of the source, or ``robots``.
    outcome: ``ok``, ``not_modified``, ``redirect``, ``http <status>``, ``empty``, ``too_large``, ``truncated``,
             ``undecodable``, ``timeout``, ``tls``, ``unreachable``, ``unlisted_host``, ``private_address``,
             ``redirect_loop``, ``robots_denied``, ``page_limit``, ``page_repeats``, ``page_end``, ``blocked`` (412,
             521), ``challenged`` (a page that lets only browsers on), ``soft_404`` (a page that says it is none),
             ``to_home`` (a redirect to a home page, or from a page to its own list), ``no_entries`` (a list
             without any), ``put_off`` (to another night, nothing was sent).
    main_text: digest of a detail page's report (:mod:`gongkai.crawl.main_text`).
    ms:      from the request to the answer; None where nothing was sent.
    tonight: the refusal may be gone at the next crawl.
    """

    source: str
    url: str
    kind: UrlKind | Literal["robots"]
    outcome: str
    reason: str | None = None
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: Body | None = None
    main_text: str | None = None
    ms: int | None = None
    tonight: bool = False

    @property
    def transient(self) -> bool:
        """Whether another try may mend it; then the URL stays due."""
        return self.tonight or self.failed

    @property
    def failed(self) -> bool:
        """Whether the host did not do what it does on other days."""
        busy = self.status is not None and (self.status >= 500 or self.status == 429)
        return self.outcome in TRANSIENT or (busy and self.outcome not in BLOCKED)

    def header(self, name: str) -> str | None:
        """Value of a header, its name in lower case."""
        return next((value for key, value in self.headers if key == name), None)
