"""What a list shows of a page, and when it shows another report under the same address. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from gongkai.crawl.recognise import read_title

#: Lists that show today's date beside each entry change every night: another date alone counts only so long after the
#: last change.
DATES_APART = timedelta(days=7)


class Listed(NamedTuple):
    """Title and date that a list shows of a page."""

    title: str | None
    shown_date: str | None


class Shown(NamedTuple):
    """A link to a page on one of the pages that link it."""

    parent: str
    listed: Listed


class Until(NamedTuple):
    """What a list showed of a page until the exchange with this id (table ``fetches``) brought something else."""

    exchange: int
    listed: Listed


def is_relisted(before: Sequence[Shown], now: Shown, changed: datetime | None, at: datetime) -> bool:
    """Whether a page is linked as another report than before: another year, agency or date.

    before:  the links to it that are known, the one that counts first.
    changed: when it was so for the last time; ``at``: now.
    """
    if not before:
        return False
    # A page may be on several lists, under several titles: each is compared with what it showed itself.
    own = next((one for one in before if one.parent == now.parent), before[0])
    differences = [_difference(one.listed, now.listed) for one in (own, before[0])]
    if None in differences:
        return False
    return "report" in differences or changed is None or at - changed >= DATES_APART


def _difference(before: Listed, now: Listed) -> str | None:
    if before.title != now.title:
        one, other = (read_title(listed.title or "") for listed in (before, now))
        if (one.year, one.agency) != (other.year, other.agency):
            return "report"
    # A list that shows dates from now on, or none any more, has another dress.
    return "date" if before.shown_date and now.shown_date and before.shown_date != now.shown_date else None


def listed_at(exchange: int, before: Sequence[Until], now: Listed) -> Listed:
    """What the list showed of a page when an exchange came. before: by exchange; ``now``: what it shows now."""
    return next((until.listed for until in before if exchange < until.exchange), now)
