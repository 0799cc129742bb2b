"""When a URL is asked for again: pure functions of days and of what the ledger says of the URL.

Reports appear from January to mid-April: lists are read nightly then, fortnightly after. A page or file that was got is
looked at again 7, 30 and 90 days later, for it may have been published anew or taken away; then it stands. But while
the next year's report is due and not on its list it is looked at five times a year, for that may be written over it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

_CHINA = timezone(timedelta(hours=8))
#: Last day (month, day) of the season in which lists are read every night; it begins on 1 January.
SEASON_END = (4, 15)
NIGHT, FORTNIGHT = timedelta(days=1), timedelta(days=14)
#: A night may begin earlier than the one before: what is due within this time of its begin is due in it.
SLACK = timedelta(hours=4)
#: When a page or file that was got is looked at again, counted from when it was got first.
LOOKS = (timedelta(days=7), timedelta(days=30), timedelta(days=90))
#: When a page is looked at each year, (month, day), over which the next year's report may be written without a sign on
#: the list: the days after reports are due, after the season, and quarters.
LOOKS_A_YEAR = ((2, 1), (4, 1), (4, 16), (7, 1), (10, 1))
#: Due at no time: it was looked at for the last time.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


def today(now: datetime) -> date:
    """The day in China."""
    return now.astimezone(_CHINA).date()


def is_season(day: date) -> bool:
    """Whether reports are being published: 1 January to 15 April."""
    return (day.month, day.day) <= SEASON_END


def list_due(read: datetime) -> datetime:
    """When a list is read again that was read then: the next night in the season, else in a fortnight.

    Never later than the season's first day, 1 January.
    """
    day = today(read)
    if is_season(day):
        return read + NIGHT - SLACK
    opening = datetime.combine(date(day.year + 1, 1, 1), time(), _CHINA).astimezone(UTC)
    return min(read + FORTNIGHT - SLACK, opening)


def page_due(asked: datetime, first_got: datetime | None, over_from: int | None = None) -> datetime:
    """When a page or file is asked for again that was asked for then; until it was got, whenever lists are read.

    over_from: the year in which the next report may come and is written over it, for all that its lists say; None where
    that has a page of its own.
    """
    if first_got is None:
        return list_due(asked)
    looks = [first_got + after - SLACK for after in LOOKS]
    looks += [] if over_from is None else _looks_of(max(today(asked).year, over_from))
    return min((look for look in looks if look > asked), default=NEVER)


def _looks_of(year: int) -> list[datetime]:
    """The looks of a year and the first one of the next, as they begin in China."""
    days = [date(year, *day) for day in LOOKS_A_YEAR] + [date(year + 1, *LOOKS_A_YEAR[0])]
    return [datetime.combine(day, time(), _CHINA).astimezone(UTC) for day in days]
