"""robots.txt → what may be asked for. 404 allows all; 401 and 403 refuse the host; 5xx refuses it tonight."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from gongkai.crawl.markup import UnreadablePage, decode


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

    def refuses(self, url: str, user_agent: str) -> str | None:
        """Why a URL must not be asked for; None when it may."""
        if self.refusal is not None:
            return self.refusal
        if self.rules is not None and not self.rules.can_fetch(url, user_agent):
            return "robots.txt disallows it"
        return None

    def pause_s(self, user_agent: str) -> float:
        """Seconds between two requests that it asks for (Crawl-delay, Request-rate); 0 where it asks for none."""
        if self.rules is None:
            return 0.0
        rate = self.rules.request_rate(user_agent)
        return max(float(self.rules.crawl_delay(user_agent) or 0), rate.seconds / rate.requests if rate else 0.0)


def robots_of_status(status: int, body: bytes) -> Robots:
    """The rules that an answer to robots.txt means."""
    if status in (401, 403):
        return Robots(refusal=f"robots.txt answers {status}: the host wants no robots")
    if status >= 500 or status == 429:
        return Robots(refusal=f"robots.txt answers {status}: not tonight", tonight=True)
    if status != 200:
        return Robots()
    try:
        return Robots(Protego.parse(decode(body)))
    except UnreadablePage:
        return Robots(refusal="robots.txt cannot be decoded: not tonight", tonight=True)


def robots_unreachable(outcome: str, reason: str | None) -> Robots:
    """The rules where robots.txt could not be got at all."""
    return Robots(refusal=f"robots.txt: {reason or outcome}", tonight=True, outcome=outcome)
