"""How well the list of each column is read, from the ledger; and what a person can do where it is not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from gongkai.crawl.calendar import SEASON_END, today
from gongkai.crawl.exchange import GONE, SUCCESSES, LeftOut
from gongkai.crawl.ledger import Ledger
from gongkai.crawl.recognise import read_title
from gongkai.registry.load import Registry
from gongkai.registry.model import Column

Fault = Literal["blocked", "challenged", "robots_denied", "site_unreachable", "column_dead", "redesigned", "not_whole"]

#: Outcomes that find no fault with a list: a page beyond the most that its family may have is not asked for.
_NO_FAULT = frozenset({*SUCCESSES, "page_limit"})
#: A list that shows less than this share of the reports that it ever showed, or of those of one year from so many on,
#: has lost some.
FLOOR, LEAST = 0.8, 5

_FAULTS: dict[str, Fault] = {
    "blocked": "blocked",
    "http 401": "blocked",
    "http 403": "blocked",
    "http 412": "blocked",
    "http 429": "blocked",
    "http 521": "blocked",
    "challenged": "challenged",
    "robots_denied": "robots_denied",
    "unreachable": "site_unreachable",
    "timeout": "site_unreachable",
    "truncated": "site_unreachable",
    "tls": "site_unreachable",
    "private_address": "site_unreachable",
    "empty": "redesigned",
    "undecodable": "redesigned",
    "no_entries": "redesigned",
    "page_repeats": "redesigned",
    "too_large": "redesigned",
}
_TO_DO: dict[Fault, str] = {
    "blocked": "the site refuses programs: ask its owner, or deposit the files with gongkai import",
    "challenged": "the site lets only browsers in: get the files by hand and deposit them with gongkai import",
    "robots_denied": "its robots.txt forbids the list: ask its owner, or deposit the files with gongkai import",
    "site_unreachable": "look at the site in a browser; if it moved, correct sites.csv",
    "column_dead": "the list is gone: look for the new one on the site, and correct list_url in columns.csv",
    "redesigned": "look at the list in a browser: correct list_url or the site's family; where the site takes old "
    "reports off, put year_from in columns.csv",
    "not_whole": "look at the list in a browser: correct its site's family where it goes on otherwise; get what it "
    "names on another host by hand and deposit it with gongkai import, or list that host in sites.csv",
}
_NO_ENTRIES = (
    "it shows no entry where its family has them; look at the list in a browser: where a script fills it, or its "
    "template is another one, correct list_url or the site's family and run gongkai registry check; one that is empty "
    "may stay"
)
#: Left out rows that are named in full.
_NAMED = 3


class Lost(NamedTuple):
    """The year that lost most of its reports: how many of them a list links now, and ever linked."""

    year: int
    shown: int
    known: int


class Health(NamedTuple):
    """A column as its list was read.

    read_at: when all of its list was last read; None: never. outcome: the last one of the page that stands worst,
    None: it was never asked for. shown, known: reports that it links now, and that it ever linked, told apart by the
    agency and year of their titles; without those that were only ever named beside its entries. lost: None where no
    year lost more than a fifth of its reports, from 5 on. short: a year of which it shows less than four fifths of the
    reports that ``columns.csv`` expects.
    left_out: what it shows and is not followed.
    """

    column_id: str
    read_at: datetime | None
    outcome: str | None
    shown: int
    known: int
    lost: Lost | None = None
    short: Lost | None = None
    left_out: tuple[LeftOut, ...] = ()

    @property
    def fault(self) -> Fault | None:
        """Why its list says nothing of what is missing; None: it does, or it was not asked for."""
        if self.outcome is None or self.outcome in _NO_FAULT:
            if self.lost or self.short or self.shown < FLOOR * self.known:
                return "redesigned"
            return "not_whole" if self.left_out else None
        # Any other answer is a page that is none.
        return _FAULTS.get(self.outcome) or ("site_unreachable" if self.outcome.startswith("http 5") else "column_dead")

    @property
    def what_to_do(self) -> str | None:
        """What a person can do about the fault."""
        if self.fault is None:
            return None
        if self.outcome == "no_entries":
            return _NO_ENTRIES
        return f"{self._seen(self.fault)}; {_TO_DO[self.fault]}"

    def _seen(self, fault: Fault) -> str:
        if self.outcome not in _NO_FAULT:
            return f"the list was answered: {self.outcome}"
        if fault == "not_whole":
            told = [
                f"{one.title or 'a further page'} ({one.url or 'no address'}): {one.reason}" for one in self.left_out
            ]
            more = [f"{len(told) - _NAMED} more"] * (len(told) > _NAMED)
            return f"it shows what is not followed: {', '.join([*told[:_NAMED], *more])}"
        if self.short and not self.lost and self.shown >= FLOOR * self.known:
            year, shown, expected = self.short
            return f"of {year} it links {shown} reports, and columns.csv expects {expected}"
        of_year = f", of {self.lost.year} {self.lost.shown} of {self.lost.known}" if self.lost else ""
        return f"it links {self.shown} of the {self.known} reports that it once linked{of_year}"


def health(ledger: Ledger, registry: Registry) -> dict[str, Health]:
    """column_id -> how its list is read, for every column that is not paused."""
    urls = {row["url"]: row for row in ledger.rows("SELECT url, kind, column_id, read_at FROM urls")}
    links: dict[str, list[Any]] = defaultdict(list)
    for row in ledger.rows("SELECT * FROM links ORDER BY parent, position, url"):
        links[row["parent"]].append(row)
    left_out: dict[str, list[Any]] = defaultdict(list)
    for row in ledger.rows(
        "SELECT left_out.* FROM left_out JOIN urls ON urls.url = parent AND read_at = last_seen ORDER BY left_out.rowid"
    ):
        left_out[row["parent"]].append(row)
    last = {
        row["source"]: row
        for row in ledger.rows(
            # What was put off to another night was not asked for.
            "SELECT source, outcome, time FROM fetches WHERE id IN (SELECT MAX(id) FROM fetches "
            "WHERE kind != 'robots' AND outcome != 'put_off' GROUP BY source)"
        )
    }
    linked = {row["url"] for rows in links.values() for row in rows}
    planned: dict[str, list[str]] = defaultdict(list)
    for url, row in urls.items():
        if row["kind"] == "detail" and url not in linked:
            planned[row["column_id"]].append(url)
    found = {}
    for column_id, column in sorted(registry.columns.items()):
        if column.state == "paused":
            continue
        if column.list_url in urls and urls[column.list_url]["kind"] == "list":
            found[column_id] = _of_list(column, urls, links, left_out, last)
        else:
            found[column_id] = _of_pages(column, planned[column_id], last)
    return found


def vanished(ledger: Ledger) -> frozenset[str]:
    """URLs of pages and files that were got once and are gone from their sites, as they were last asked for."""
    rows = ledger.rows(
        "SELECT source FROM fetches AS last WHERE kind IN ('detail', 'attachment') "
        f"AND outcome IN ({', '.join('?' * len(GONE))}) "
        "AND NOT EXISTS (SELECT 1 FROM fetches WHERE source = last.source AND id > last.id) "
        "AND EXISTS (SELECT 1 FROM fetches WHERE source = last.source AND outcome = 'ok')",
        *sorted(GONE),
    )
    return frozenset(row["source"] for row in rows)


def _of_list(
    column: Column,
    urls: Mapping[str, Any],
    links: Mapping[str, list[Any]],
    left_out: Mapping[str, list[Any]],
    last: Mapping[str, Any],
) -> Health:
    now = [page for page in _pages(column.list_url, links, urls, only_now=True) if page in urls]
    ever = _pages(column.list_url, links, urls, only_now=False)
    rows = [row for page in now for row in _standing(links.get(page, ()), urls[page]["read_at"])]
    # What a sidebar names is another one each night: it is no loss, unless it once was an entry.
    entries = [row for page in ever for row in _standing(links.get(page, ()), None) if not row["beside"]]
    known = set(_reports(column, entries))
    shown = set(_reports(column, rows)) & known
    times = [urls[page]["read_at"] for page in now]
    read_at = None if None in times else datetime.fromisoformat(min(times))
    outcomes = [last[page]["outcome"] for page in now if page in last]
    worst = next((outcome for outcome in outcomes if outcome not in _NO_FAULT), next(iter(outcomes), None))
    if read_at is not None and not rows and worst in _NO_FAULT:
        # All of its pages only lead to one another, or it was read before an empty list was told.
        read_at, worst = None, "no_entries"
    beside = [one for page in now for one in left_out_of(column, left_out.get(page, ()))]
    return Health(
        column_id=column.column_id,
        read_at=read_at,
        outcome=worst,
        shown=len(shown),
        known=len(known),
        lost=_lost(shown, known),
        short=_short(column, rows, read_at) if read_at else None,
        left_out=tuple(beside),
    )


def left_out_of(column: Column | None, rows: Iterable[Any]) -> Iterator[LeftOut]:
    """What a page shows and is not followed; reports of years that the column does not have are nothing to it."""
    for row in rows:
        year = read_title(row["title"]).year
        if row["kind"] == "page" or year is None or column is None or _is_of(column, year):
            yield LeftOut(row["url"], row["kind"], row["title"], row["reason"])


def _short(column: Column, rows: Iterable[Any], read_at: datetime) -> Lost | None:
    """The year of which a list shows far fewer reports than expected: its last one that was over when it was read.

    Of a list of few it is the best year: one report that is not there makes no fault of it.
    """
    if column.expected is None:
        return None
    day = today(read_at)
    last = min(day.year - (1 if (day.month, day.day) > SEASON_END else 2), column.year_to or day.year)
    found: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        title = read_title(row["title"] or "")
        if title.kind != "other" and title.year is not None:
            found[title.year].add(title.agency or row["url"])
    years = [last] if column.expected >= LEAST else sorted(found, reverse=True) or [last]
    best = max(years, key=lambda year: len(found[year]))
    is_short = (column.year_from or last) <= last and len(found[best]) < FLOOR * column.expected
    return Lost(best, len(found[best]), column.expected) if is_short else None


def _lost(shown: Iterable[tuple[str | None, int]], known: Iterable[tuple[str | None, int]]) -> Lost | None:
    now, ever = Counter(year for _, year in shown), Counter(year for _, year in known)
    years = [Lost(year, now[year], count) for year, count in ever.items() if count >= LEAST]
    worst = min(years, key=lambda one: (one.shown / one.known, -one.year), default=None)
    return worst if worst and worst.shown < FLOOR * worst.known else None


def _of_pages(column: Column, pages: list[str], last: Mapping[str, Any]) -> Health:
    """A column whose pages are its reports, one or one a year; a year's page that is not there was looked for."""
    answers = [last[page] for page in pages if page in last]
    failed = [row["outcome"] for row in answers if row["outcome"] not in SUCCESSES | GONE]
    read_at = None
    if answers and not failed and len(answers) == len(pages):
        read_at = datetime.fromisoformat(min(row["time"] for row in answers))
    outcome = failed[0] if failed else "ok" if answers else None
    return Health(column.column_id, read_at, outcome, 0, 0)


def _pages(list_url: str, links: Mapping[str, list[Any]], urls: Mapping[str, Any], only_now: bool) -> list[str]:
    """The list's first page and those that it leads to, now or ever."""
    pages = [list_url]
    for page in pages:
        read_at = urls[page]["read_at"] if page in urls else None
        for row in links.get(page, ()):
            stands = not only_now or row["last_seen"] == read_at
            if row["kind"] == "list" and stands and row["url"] not in pages:
                pages.append(row["url"])
    return pages


def _standing(rows: Iterable[Any], read_at: str | None) -> Iterator[Any]:
    """What a page lists: links that stood there at a time, or (None) ever."""
    return (row for row in rows if row["kind"] != "list" and read_at in (None, row["last_seen"]))


def _reports(column: Column, rows: Iterable[Any]) -> Iterator[tuple[str | None, int]]:
    """Agency and year of the reports among links.

    The URL of a report changes with a site's redesign, its title stays.
    """
    for row in rows:
        title = read_title(row["title"] or "")
        if title.kind == "annual_report" and title.year is not None and _is_of(column, title.year):
            yield title.agency, title.year


def _is_of(column: Column, year: int) -> bool:
    return (column.year_from or 0) <= year <= (column.year_to or year)
