"""What a list shows of a page, and when it shows another report under the same address. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from gongkai.crawl.calendar import today
from gongkai.crawl.recognise import read_title

#: Another date alone counts only so long after the last change: what changes more often says little of reports.
DATES_APART = timedelta(days=7)
#: A list that shows the day of each visit may be from a cache, or from beyond midnight.
_CLOCK = timedelta(days=1)


class Listed(NamedTuple):
    """Title and date that a list shows of a page."""

    title: str | None
    shown_date: str | None


class Shown(NamedTuple):
    """A link to a page on one of the pages that link it. seen: when it was there so for the last time."""

    parent: str
    listed: Listed
    seen: datetime


class Until(NamedTuple):
    """What a list showed of a page until the exchange with this id (table ``fetches``) brought something else."""

    exchange: int
    listed: Listed


def is_relisted(before: Sequence[Shown], now: Shown, changed: datetime | None) -> bool:
    """Whether a page is linked as another report than before: another year, agency or date.

    before:  the links to it that are known, the one that counts first.
    changed: when it was so for the last time.
    """
    if not before or (now.parent, now.listed) in [(one.parent, one.listed) for one in before]:
        return False
    # A page may be on several lists, under several titles: each is compared with what it showed itself.
    own = next((one for one in before if one.parent == now.parent), before[0])
    differences = [_difference(one, now) for one in (own, before[0])]
    if None in differences:
        return False
    return "report" in differences or changed is None or now.seen - changed >= DATES_APART


def _difference(before: Shown, now: Shown) -> str | None:
    was, shown = before.listed, now.listed
    if was.title != shown.title:
        one, other = (read_title(listed.title or "") for listed in (was, shown))
        if (one.year, one.agency) != (other.year, other.agency):
            return "report"
    # A list that shows dates from now on, or none any more, has another dress; one that shows the day of each visit
    # tells nothing of its reports.
    if was.shown_date == shown.shown_date or None in (_day(was), _day(shown)) or (_is_clock(before) and _is_clock(now)):
        return None
    return "date"


def _day(listed: Listed) -> date | None:
    return date.fromisoformat(listed.shown_date[:10]) if listed.shown_date else None


def _is_clock(shown: Shown) -> bool:
    """Whether the date beside a link is the day on which it was seen."""
    day = _day(shown.listed)
    return day is not None and abs(today(shown.seen) - day) <= _CLOCK


def dated(listed: Listed, since: datetime) -> Listed:
    """Without its date where that is later than the day since which the page is listed so: it is not its report's."""
    day = _day(listed)
    return listed._replace(shown_date=None) if day is not None and day - today(since) > _CLOCK else listed


def listed_at(exchange: int, before: Sequence[Until], now: Listed) -> Listed:
    """What the list showed of a page when an exchange came. before: by exchange; ``now``: what it shows now."""
    return next((until.listed for until in before if exchange < until.exchange), now)
