"""How a host is treated tonight: when it may be asked next, and when it is left alone until tomorrow. Pure.

Moments are seconds since the crawl began; whoever sends the requests has the clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from gongkai.crawl.exchange import BLOCKED, Exchange
from gongkai.crawl.window import Window

#: What was asked for within this time before a crawl was asked for in the same night.
NIGHT = timedelta(hours=20)
#: Requests to a host in a night, robots.txt and redirects among them.
MOST_REQUESTS = 2000
#: Answers that want no programs, and failures one after the other, after which a host is left alone for the night.
MOST_BLOCKED = 3
MOST_FAILURES = 5
#: A host that wants a longer pause is left alone until the next night.
LONGEST_PAUSE_S = 3600.0
#: A pause is this many times as long as the host's answers take: 5 s for a host that takes 2 s.
_PATIENCE = 2.5
#: A host that is too busy (429, 503) and does not say for how long gets twice the pause, each time.
_SLOWEST = 16.0
#: Forms of a date that a recipient must take (RFC 9110, 5.6.7): the present one, that of RFC 850, that of asctime.
_DATES = ("%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y")
#: Whole seconds by the standard; some servers write parts of one.
_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")


class Shut(NamedTuple):
    """Why a host is left alone. outcome: ``blocked``, ``unreachable`` or ``put_off``."""

    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What the registry says of a site. delay_s: least seconds between two requests. legacy_tls: on record for it."""

    delay_s: float
    window: Window | None = None
    legacy_tls: bool = False


class Host:
    """A host during a crawl.

    asked, blocked: requests that it got and such answers that it gave in this night before this crawl.
    """

    def __init__(self, rules: list[Rules], began: datetime, asked: int = 0, blocked: int = 0) -> None:
        self._delay_s = max((rule.delay_s for rule in rules), default=2.0)
        self._windows = [rule.window for rule in rules if rule.window is not None]
        self._began = began
        self._asked = asked
        self._blocked = blocked
        self._failures = 0
        self._latency_s = 0.0
        self._slowed = 1.0
        self._came_at = self._free_at = 0.0
        self._shut: Shut | None = None
        if blocked >= MOST_BLOCKED:
            self._leave_blocked()

    def wait_s(self, at: float) -> float:
        """Seconds until it may be asked."""
        return max(self._free_at - at, 0.0)

    def shut(self, at: float) -> Shut | None:
        """Why it is not to be asked any more; None when it may be."""
        if self._shut is None and self._asked >= MOST_REQUESTS:
            self._shut = Shut("put_off", f"it got {MOST_REQUESTS} requests tonight")
        if self._shut is None:
            turn = self._began + timedelta(seconds=at + self.wait_s(at))
            shut = [str(window) for window in self._windows if not window.is_open(turn)]
            return Shut("put_off", f"it may be visited from {' and '.join(shut)} (Beijing time)") if shut else None
        return self._shut

    def wants_pause(self, pause_s: float) -> None:
        """Keep the pause that its robots.txt asks for, from the last answer on."""
        self._delay_s = max(self._delay_s, pause_s)
        self._free_at = max(self._free_at, self._came_at + pause_s)
        if pause_s > LONGEST_PAUSE_S:
            self._shut = Shut("put_off", f"robots.txt asks for {pause_s:g} s between two requests")

    def came(self, exchange: Exchange, at: float, took_s: float | None, now: Callable[[], datetime]) -> None:
        """Take account of what a request to it brought, at a moment; ``now``: the hour of that moment."""
        self._asked += 1
        if took_s is not None:
            # A faster answer counts only where the host is well: errors are fast.
            mean_s = (self._latency_s + took_s) / 2
            self._latency_s = max(mean_s, took_s) if exchange.failed else mean_s
        self._count(exchange)
        pause_s = max(self._delay_s, _PATIENCE * self._latency_s)
        if exchange.status in (429, 503):
            asked_s = retry_after_s(exchange, now())
            if asked_s is None:
                self._slowed = min(self._slowed * 2, _SLOWEST)
            elif asked_s > LONGEST_PAUSE_S:
                self._shut = Shut("put_off", f"it answers {exchange.status} and asks for a pause of {asked_s:.0f} s")
            pause_s = max(pause_s, asked_s or 0.0)
        self._came_at = at
        self._free_at = at + pause_s * self._slowed

    def _count(self, exchange: Exchange) -> None:
        if exchange.outcome in BLOCKED:
            self._blocked += 1
            if self._blocked >= MOST_BLOCKED:
                self._leave_blocked()
        self._failures = self._failures + 1 if exchange.failed else 0
        if self._failures >= MOST_FAILURES:
            last = exchange.reason or exchange.outcome
            self._shut = Shut("unreachable", f"{MOST_FAILURES} requests failed one after the other, the last: {last}")

    def _leave_blocked(self) -> None:
        self._shut = Shut("blocked", f"it answered {MOST_BLOCKED} times tonight that it wants no programs")


def retry_after_s(exchange: Exchange, now: datetime) -> float | None:
    """Seconds that an answer asks to wait: a number, or a date held against the answer's own, else against ``now``."""
    value = (exchange.header("retry-after") or "").strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    until, since = _date(value), _date(exchange.header("date") or "") or now
    return max((until - since).total_seconds(), 0.0) if until else None


def _date(value: str) -> datetime | None:
    for form in _DATES:
        with suppress(ValueError):
            return datetime.strptime(value, form).replace(tzinfo=UTC)
    return None
