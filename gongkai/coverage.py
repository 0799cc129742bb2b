"""What is expected of each agency and year, and what became of it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from gongkai.crawl.recognise import read_title
from gongkai.records import Report
from gongkai.registry.load import Registry
from gongkai.registry.model import Agency, Column

Row = dict[str, Any]
#: (agency_id, report year)
Expected = tuple[str, int]

#: The Regulation on open government information took effect in this year.
FIRST_YEAR = 2008
#: A list that was not read for longer says nothing about what is missing.
FRESH = timedelta(days=7)
_CHINA = timezone(timedelta(hours=8))

_TO_DO = {
    "missing": "the list was read and does not hold it: ask the agency, or deposit the report with gongkai import",
    "unknown": "the list was not read within 7 days: see why in table fetches, then run the crawl again",
    "held": "see its held tables and their reasons in report_tables; a decision may free them",
    "unreadable": "get a readable copy and deposit it with gongkai import",
}
#: Of an agency that no report is of yet.
_UNVERIFIED = "no report of it was ever seen: look whether it publishes here, then put state verified in agencies.csv"


def coverage(
    registry: Registry,
    reports: Iterable[Report],
    gate: Iterable[Row],
    sources: Sequence[Row],
    lists_read: Mapping[str, datetime],
    now: datetime,
) -> list[Row]:
    """Rows of table ``coverage``, sorted by agency and year: everything that the registry's columns expect.

    sources:    lines of stage ``documents``; those that brought nothing are told as unreadable.
    lists_read: column_id -> when its list was last read without fault (:func:`lists_read_at`).
    """
    admitted = {line["report_id"] for line in gate if any(table["admitted"] for table in line["tables"])}
    found: dict[Expected, list[Report]] = defaultdict(list)
    for report in reports:
        if report.agency_id is not None and report.year is not None:
            found[report.agency_id, report.year].append(report)
    failed = _failures(registry, sources)
    columns = _expected(registry, now)
    seen = {agency_id for agency_id, _ in (*found, *failed)}
    rows = []
    for key in sorted(columns):
        agency = registry.agencies[key[0]]
        # That an agency publishes on a list of many is a guess until a person says so or one report of it is there.
        is_sure = agency.state == "verified" or agency.agency_id in seen
        is_sure |= any(registry.columns[c].agency_id == agency.agency_id for c in columns[key])
        fresh = is_sure and all(now - lists_read[c] <= FRESH if c in lists_read else False for c in columns[key])
        row = _row(agency, key[1], found[key], admitted, failed.get(key), fresh, now)
        rows.append(row if is_sure or row["status"] != "unknown" else row | {"what_to_do": _UNVERIFIED})
    return rows


def lists_read_at(registry: Registry, fetches: Iterable[Row]) -> dict[str, datetime]:
    """column_id -> last time that its list page was read without fault, from the ledger's exchanges."""
    columns = {column.list_url: column.column_id for column in registry.columns.values()}
    read: dict[str, datetime] = {}
    for fetch in fetches:
        column_id = columns.get(fetch["source"])
        if column_id is not None and fetch["kind"] == "list" and fetch["outcome"] in ("ok", "not_modified"):
            time = datetime.fromisoformat(fetch["time"])
            read[column_id] = max(read.get(column_id, time), time)
    return read


def deadline(agency: Agency, year: int) -> date | None:
    """Last lawful day: 31 March for governments, 31 January for their departments; None where none is claimed."""
    if agency.level == "township" or agency.kind in ("township", "public_body"):
        return None
    return date(year + 1, 3, 31) if agency.kind == "government" else date(year + 1, 1, 31)


def _expected(registry: Registry, now: datetime) -> dict[Expected, set[str]]:
    """(agency, year) -> columns on which the report must appear."""
    last = today(now).year - 1
    expected: dict[Expected, set[str]] = defaultdict(set)
    for column in registry.columns.values():
        if column.state == "paused":
            continue
        years = range(column.year_from or FIRST_YEAR, min(column.year_to or last, last) + 1)
        for agency in _agencies_of(column, registry):
            for year in years:
                if (agency.valid_from or year) <= year <= (agency.valid_to or year):
                    expected[agency.agency_id, year].add(column.column_id)
    return expected


def _agencies_of(column: Column, registry: Registry) -> tuple[Agency, ...]:
    if column.agency_id is not None:
        return (registry.agencies[column.agency_id],) if column.agency_id in registry.agencies else ()
    return registry.agencies_within(column.within) if column.within is not None else ()


def _failures(registry: Registry, sources: Sequence[Row]) -> dict[Expected, str]:
    """What was listed or deposited and brought nothing, with the reason."""
    failed: dict[Expected, str] = {}
    for source in sources:
        if not source["failure"]:
            continue
        title = read_title(source["listed_title"] or "")
        column = registry.columns.get(source["column_id"] or "")
        year = source["year"] or title.year
        agency_id = source["agency_id"]
        if agency_id is None and title.agency:
            agency_id = registry.resolve(title.agency, year, column.within if column else None).agency_id
        if agency_id is not None and year is not None:
            failed.setdefault((agency_id, year), f"{source['source']}: {source['failure']}")
    return failed


def _row(
    agency: Agency,
    year: int,
    reports: list[Report],
    admitted: set[str],
    failure: str | None,
    fresh: bool,
    now: datetime,
) -> Row:
    due = deadline(agency, year)
    best = min(reports, key=lambda r: (r.report_id not in admitted, r.report_id or ""), default=None)
    # A page that is published again later was not late the first time.
    days = [
        date.fromisoformat(r.published[:10]) for r in reports if best and r.report_id == best.report_id and r.published
    ]
    published = min(days, default=None)
    if best is None:
        status = "unreadable" if failure else _absent(due or date(year + 1, 3, 31), fresh, now)
    elif best.report_id in admitted:
        status = "found_late" if due and published and published > due else "found"
    else:
        status = "unreadable" if best.verdict == "unreadable" else "held"
    to_do = _TO_DO.get(status)
    return {
        "agency_id": agency.agency_id,
        "year": year,
        "region": agency.region_code or None,
        "status": status,
        "report_id": best.report_id if best else None,
        "published": published,
        "deadline": due,
        "what_to_do": f"{failure}; {to_do}" if failure and best is None else to_do,
    }


def _absent(due: date, fresh: bool, now: datetime) -> str:
    if today(now) <= due:
        return "not_due"
    return "missing" if fresh else "unknown"


def today(now: datetime) -> date:
    """The day in China."""
    return now.astimezone(_CHINA).date()
