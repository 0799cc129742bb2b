"""When URLs are asked for again: nightly in the season, fortnightly after; pages at +7, +30 and +90 days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback import write_registry

from gongkai.crawl.calendar import NEVER, is_season, list_due, page_due, today
from gongkai.crawl.exchange import Body, Due, Exchange, Link
from gongkai.crawl.ledger import Ledger
from gongkai.crawl.sources import sources
from gongkai.registry import load

MOMENTS = st.datetimes(datetime(2008, 1, 1), datetime(2099, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("read", "due"),
    [
        ("2024-02-05T17:00", "2024-02-06T13:00"),
        ("2024-04-14T17:00", "2024-04-15T13:00"),
        # 2024-04-16, 01:00 in China: the season is over.
        ("2024-04-15T17:00", "2024-04-29T13:00"),
        ("2024-07-01T17:00", "2024-07-15T13:00"),
        # Not in a fortnight but on 1 January, as it begins in China.
        ("2024-12-28T17:00", "2024-12-31T16:00"),
        ("2024-12-31T17:00", "2025-01-01T13:00"),
    ],
)
def test_lists_are_read_nightly_in_the_season_and_fortnightly_after(read: str, due: str) -> None:
    assert list_due(datetime.fromisoformat(f"{read}+00:00")) == datetime.fromisoformat(f"{due}+00:00")


def test_the_season_is_from_january_to_mid_april() -> None:
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(366)]
    season = [day for day in days if is_season(day)]
    assert (season[0], season[-1], len(season)) == (date(2024, 1, 1), date(2024, 4, 15), 106)


@given(MOMENTS)
def test_a_list_is_due_by_the_next_night_or_fortnight(read: datetime) -> None:
    due = list_due(read)
    assert read < due < read + timedelta(days=14)
    if is_season(today(read)):
        assert due < read + timedelta(days=1)
    assert today(due).year == today(read).year or is_season(today(due))


@given(MOMENTS, st.lists(st.integers(1, 40), min_size=120, max_size=120))
def test_a_page_is_looked_at_three_times_in_the_first_crawl_from_each_day_on(first: datetime, gaps: list[int]) -> None:
    """gaps: hours between crawls in multiples of six, however irregular."""
    looked, due, now = [], page_due(first, first), first
    for gap in gaps:
        last, now = now, now + timedelta(hours=6 * gap)
        if due <= now:
            looked.append((last - first, now - first))
            due = page_due(now, first)
    # Each look is the first crawl that comes when the day has come, hours before it at most; looks that fell together
    # because no crawl came are one.
    days = [timedelta(days=n) - timedelta(hours=4) for n in (7, 30, 90)]
    passed = [day for day in days if day <= now - first]
    assert len(looked) <= len(passed)
    assert all(any(last < day <= at for day in days) for last, at in looked)
    assert all(any(last < day <= at for last, at in looked) for day in passed)
    assert (due == NEVER) == (len(passed) == 3)


@given(MOMENTS)
def test_a_page_that_was_never_got_is_asked_for_as_lists_are(asked: datetime) -> None:
    assert page_due(asked, None) == list_due(asked)


class Nights:
    """A ledger with one list that links one page, asked for night by night."""

    def __init__(self, folder: Path) -> None:
        self.ledger = Ledger(folder / "ledger.sqlite")
        self.list = Due("http://a.invalid/nb/", "list", "s", "c")
        self.page = Link("http://a.invalid/nb/7.html", "detail", "样县2023年报告", None)
        self.others: list[Link] = []
        self.asked: list[tuple[str, str]] = []

    def night(self, now: datetime, outcome: str = "ok") -> None:
        """outcome: of the page, where it is due."""
        self.ledger.plan([(self.list, "99")], now)
        for due in self.ledger.due(now, ["c"]):
            self._answer(due, now, outcome)
        for due in self.ledger.due_among([self.page.url], now):
            self._answer(due, now, outcome)

    def _answer(self, due: Due, now: datetime, outcome: str) -> None:
        what = "ok" if due.kind == "list" else outcome
        body = Body("0" * 64, 1, "text/html") if what == "ok" else None
        links = [self.page, *self.others] if due.kind == "list" else []
        self.ledger.record(Exchange(due.url, due.url, due.kind, what, body=body), now, due, links)
        if due.url in (self.list.url, self.page.url):
            self.asked.append((due.kind, f"{today(now):%m-%d}"))


def test_a_year_of_nights_asks_for_a_list_and_its_page_by_the_calendar(tmp_path: Path) -> None:
    nights = Nights(tmp_path)
    for day in range(366):
        nights.night(datetime(2024, 1, 31, 17, tzinfo=UTC) + timedelta(days=day))
    # 2024-02-01 and again 7, 30 and 90 days later.
    assert [day for kind, day in nights.asked if kind == "detail"] == ["02-01", "02-08", "03-02", "05-01"]
    lists = [day for kind, day in nights.asked if kind == "list"]
    # 1 February to 15 April; 16 April and every fortnight to 24 December; every day of January.
    assert len(lists) == 75 + 19 + 31
    assert lists[74:78] == ["04-15", "04-16", "04-30", "05-14"]
    assert lists[93:96] == ["12-24", "01-01", "01-02"]


def test_a_page_that_is_gone_is_noted_at_its_next_look_and_one_never_got_is_asked_for_nightly(tmp_path: Path) -> None:
    nights = Nights(tmp_path)
    start = datetime(2024, 1, 31, 17, tzinfo=UTC)
    for day, outcome in enumerate(["http 404", "http 404", "ok", *["http 404"] * 40]):
        nights.night(start + timedelta(days=day), outcome)
    assert [day for kind, day in nights.asked if kind == "detail"] == ["02-01", "02-02", "02-03", "02-10", "03-04"]
    outcomes = [f["outcome"] for f in nights.ledger.fetches() if f["kind"] == "detail"]
    assert outcomes == ["http 404", "http 404", "ok", "http 404", "http 404"]


def _asked(nights: Nights, first: datetime, days: int) -> list[str]:
    before = len(nights.asked)
    for day in range(days):
        nights.night(first + timedelta(days=day))
    return [day for kind, day in nights.asked[before:] if kind == "detail"]


@pytest.mark.parametrize(
    ("title", "shown_date", "again"),
    [
        ("样县2024年报告", "2024-01-31", True),
        ("样县2023年报告", "2025-01-20", True),
        ("样县教育局2023年政府信息公开工作年度报告", "2024-01-31", True),
        # The same report in other words; a list that shows no dates any more.
        ("样县2023年报告（图）", "2024-01-31", False),
        ("样县2023年报告", None, False),
    ],
)
def test_a_page_that_its_list_calls_another_report_is_asked_for_as_a_new_one(
    tmp_path: Path, title: str, shown_date: str | None, again: bool
) -> None:
    nights = Nights(tmp_path)
    nights.page = Link(nights.page.url, "detail", "样县2023年报告", "2024-01-31")
    assert _asked(nights, datetime(2024, 1, 31, 17, tzinfo=UTC), 200) == ["02-01", "02-08", "03-02", "05-01"]
    nights.page = Link(nights.page.url, "detail", title, shown_date)
    found = _asked(nights, datetime(2025, 2, 9, 17, tzinfo=UTC), 100)
    # The page of 2023 is looked at in any case while 2024 is not on the list: on 1 February, 1 and 16 April.
    over = {"02-10"} if title.startswith("样县2024") else {"02-10", "04-01", "04-16"}
    assert found == sorted(over | ({"02-17", "03-12", "05-11"} if again else set()))


FIVE = ["02-01", "04-01", "04-16", "07-01", "10-01", "02-01"]
YEARLY = "样县{}年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("title", "other", "again"),
    [
        ("样县政府信息公开工作年度报告", None, FIVE),
        ("政府信息公开年报", YEARLY.format(2024), FIVE),
        (YEARLY.format(2023), None, FIVE),
        (YEARLY.format(2023), YEARLY.format(2022), FIVE),
        # Looked at once more, for it was to be before the next report was there.
        (YEARLY.format(2023), YEARLY.format(2024), ["02-01"]),
    ],
)
def test_a_page_is_looked_at_when_reports_are_due_while_its_list_does_not_name_the_next_one(
    tmp_path: Path, title: str, other: str | None, again: list[str]
) -> None:
    """Each year's report may be written over the last one's: the list may look the same before and after."""
    nights = Nights(tmp_path)
    nights.page = Link(nights.page.url, "detail", title, None)
    assert _asked(nights, datetime(2024, 1, 31, 17, tzinfo=UTC), 360)[:2] == ["02-01", "02-08"]
    nights.others = [Link("http://a.invalid/nb/8.html", "detail", other, None)] if other else []
    assert _asked(nights, datetime(2025, 1, 25, 17, tzinfo=UTC), 380) == again


@pytest.mark.parametrize("behind", [0, 1])
def test_a_list_that_shows_the_day_of_each_visit_has_its_pages_asked_for_by_the_calendar(
    tmp_path: Path, behind: int
) -> None:
    nights, days = Nights(tmp_path), []
    for day in range(100):
        now = datetime(2024, 1, 31, 17, tzinfo=UTC) + timedelta(days=day)
        nights.page = Link(nights.page.url, "detail", "样县2023年报告", f"{today(now) - timedelta(days=behind)}")
        days += _asked(nights, now, 1)
    assert days == ["02-01", "02-08", "03-02", "05-01"]


def test_a_list_that_shows_another_date_each_night_has_its_pages_asked_for_once_a_week(tmp_path: Path) -> None:
    nights, days = Nights(tmp_path), []
    for day in range(29):
        now = datetime(2024, 1, 31, 17, tzinfo=UTC) + timedelta(days=day)
        nights.page = Link(nights.page.url, "detail", "样县2023年报告", f"{today(now) - timedelta(days=40)}")
        days += _asked(nights, now, 1)
    assert days == ["02-01", "02-02", "02-09", "02-16", "02-23"]


@pytest.mark.parametrize(
    ("shown", "known"),
    [
        (["2024-01-20", "2024-01-20"], "2024-01-20"),
        (["2024-02-01", "2024-02-01"], "2024-02-01"),
        # The day of each visit is no day of publishing; nor is one that a list shows of what was there before.
        (["2024-02-01", "2024-02-02", "2024-02-03", "2024-02-04"], None),
        # Published anew: the list shows the new day.
        (["2024-01-20", "2024-01-20", "2024-01-20", "2024-02-04"], "2024-02-04"),
    ],
)
def test_the_date_of_a_list_that_is_later_than_its_report_is_none(
    tmp_path: Path, shown: list[str], known: str | None
) -> None:
    nights = Nights(tmp_path)
    for day, beside in enumerate(shown):
        nights.page = Link(nights.page.url, "detail", "样县2023年报告", beside)
        nights.night(datetime(2024, 1, 31, 17, tzinfo=UTC) + timedelta(days=day))
    (page,) = sources(nights.ledger, load(write_registry(tmp_path / "registry", [])), "99")
    assert page.listed_date == known


def test_a_page_on_two_lists_under_two_titles_is_no_other_report_each_night(tmp_path: Path) -> None:
    nights = Nights(tmp_path)
    other = Due("http://a.invalid/bj/", "list", "s", "d")
    start = datetime(2024, 1, 31, 17, tzinfo=UTC)
    for day in range(20):
        now = start + timedelta(days=day)
        nights.night(now)
        nights.ledger.plan([(other, "99")], now)
        link = Link(nights.page.url, "detail", "样县2022年报告", "2023-01-31")
        nights.ledger.record(Exchange(other.url, other.url, "list", "ok"), now, other, [link])
    # The list that came second calls it another report, once.
    assert [day for kind, day in nights.asked if kind == "detail"] == ["02-01", "02-02", "02-09"]


def test_attachments_of_a_page_that_is_another_report_are_due_with_it(tmp_path: Path) -> None:
    nights = Nights(tmp_path)
    pdf = Link("http://a.invalid/nb/7.pdf", "attachment", "附件", None)
    start = datetime(2024, 1, 31, 17, tzinfo=UTC)
    nights.night(start)
    page = Due(nights.page.url, "detail", "s", "c")
    nights.ledger.record(Exchange(page.url, page.url, "detail", "ok"), start, page, [pdf])
    file = Due(pdf.url, "attachment", "s", "c")
    nights.ledger.record(Exchange(file.url, file.url, "attachment", "ok"), start, file)
    later = start + timedelta(days=1)
    nights.night(later)
    assert not nights.ledger.due_among([pdf.url], later)
    nights.page = Link(page.url, "detail", "样县2024年报告", None)
    nights.night(later + timedelta(days=1))
    assert [due.url for due in nights.ledger.due_among([pdf.url], later + timedelta(days=1))] == [pdf.url]
