"""robots.txt → what may be asked for. 404 allows all; 401 and 403 refuse the host; 5xx refuses it tonight."""

from __future__ import annotations

import re
from dataclasses import dataclass

from protego import Protego

from gongkai.crawl.markup import UnreadablePage, decode

#: What a group must name to be ours (RFC 9309, 2.2.1); the User-Agent begins with it.
PRODUCT = "gongkai"

#: A line that begins a group, in the forms that the parser takes; the name in it up to where a product token ends.
_GROUP = re.compile(r"\s*user[- ]?agent(?:\s*:\s*|\s+)(\*(?![^\s#])|[A-Z_-]*)", re.IGNORECASE)


@dataclass(frozen=True)
class Robots:
    """A host's rules.

    refusal: why all of it is refused. tonight: the refusal may be gone at the next crawl.
    outcome: of what is refused; the connection's own where robots.txt could not be got.
    """

    rules: Protego | None = None
    refusal: str | None = None
    tonight: bool = False
    outcome: str = "robots_denied"

    def refuses(self, url: str) -> str | None:
        """Why a URL must not be asked for; None when it may."""
        if self.refusal is not None:
            return self.refusal
        if self.rules is not None and not self.rules.can_fetch(url, PRODUCT):
            return "robots.txt disallows it"
        return None

    def pause_s(self) -> float:
        """Seconds between two requests that it asks for (Crawl-delay, Request-rate); 0 where it asks for none."""
        if self.rules is None:
            return 0.0
        rate = self.rules.request_rate(PRODUCT)
        return max(float(self.rules.crawl_delay(PRODUCT) or 0), rate.seconds / rate.requests if rate else 0.0)


def robots_of_status(status: int, body: bytes) -> Robots:
    """The rules that an answer to robots.txt means."""
    if status in (401, 403):
        return Robots(refusal=f"robots.txt answers {status}: the host wants no robots")
    if status >= 500 or status == 429:
        return Robots(refusal=f"robots.txt answers {status}: not tonight", tonight=True)
    if status != 200:
        return Robots()
    try:
        return Robots(Protego.parse("\n".join(map(_named, decode(body).splitlines()))))
    except UnreadablePage:
        return Robots(refusal="robots.txt cannot be decoded: not tonight", tonight=True)


def _named(line: str) -> str:
    """The line with what the parser is to hold against our name: it looks for a group's name anywhere in a robot's."""
    group = _GROUP.match(line)
    if group is None:
        return line
    name = group[1].lower()
    return f"User-agent: {name if name in ('*', PRODUCT) else 'another'}"


def robots_unreachable(outcome: str, reason: str | None) -> Robots:
    """The rules where robots.txt could not be got at all."""
    return Robots(refusal=f"robots.txt: {reason or outcome}", tonight=True, outcome=outcome)
