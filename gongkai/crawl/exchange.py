"""The words of the crawl: what is asked for, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

UrlKind = Literal["list", "detail", "attachment"]

#: Outcomes after which the body of a URL is known.
SUCCESSES = frozenset({"ok", "not_modified"})

#: Outcomes that another try may mend: the URL stays due.
TRANSIENT = frozenset({"unreachable", "timeout", "truncated", "tls"})
#: Outcomes that a corrected setting mends: the URL stays due, but is not tried again in the same crawl.
SETTLED_BY_HAND = frozenset({"private_address"})


@dataclass(frozen=True, slots=True)
class Due:
    """A URL of the frontier whose time has come. ``sha256`` of the last body, with its validators."""

    url: str
    kind: UrlKind
    site_id: str
    column_id: str
    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link from a list to a page of it or to a detail page, or from a detail page to an attachment."""

    url: str
    kind: UrlKind
    title: str | None
    shown_date: str | None


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
             ``redirect_loop``, ``robots_denied``, ``page_limit``.
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
    ms: int | None = None
    tonight: bool = False

    @property
    def transient(self) -> bool:
        """Whether another try may mend it; then the URL stays due."""
        busy = self.status is not None and (self.status >= 500 or self.status == 429)
        return self.tonight or busy or self.outcome in TRANSIENT

    def header(self, name: str) -> str | None:
        """Value of a header, its name in lower case."""
        return next((value for key, value in self.headers if key == name), None)
