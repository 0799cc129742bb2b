"""What is expected of each agency and year, and what became of it. Pure.

The status says what the publisher did, as far as its lists were read; the gap, why we do not have it:

============== =================================================================================================
not_due        the report year is not over, or an agency that is gone has a successor's report
due            the year is over, its last lawful day (where none is claimed: 31 March) is not
found          a report of it is known
published_late so it is, and it was published after its last lawful day
late           its last lawful day is over, its lists were read well within 7 days and do not hold it, and reports
               may still be coming (until 15 April)
missing        so it is, and they came
unknown        its lists were not read well within 7 days, or nothing is known of its publishing there
============== =================================================================================================
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple

from gongkai.crawl.calendar import SEASON_END, today
from gongkai.crawl.health import Fault, Health
from gongkai.crawl.sources import NOT_FETCHED, UNCHANGED
from gongkai.crawl.tombstones import REMOVED
from gongkai.deadlines import FIRST_YEAR, deadline
from gongkai.forms.codebook import PROSE
from gongkai.left_out import agencies_of, may_name, worth_telling
from gongkai.nobodys import Nobodys, listed_as
from gongkai.registry.load import Registry
from gongkai.registry.model import Agency
from gongkai.reports.briefs import Brief
from gongkai.reports.foreign import may_be

Row = dict[str, Any]
#: (agency_id, report year)
Expected = tuple[str, int]
Status = Literal["not_due", "due", "found", "published_late", "late", "missing", "unknown"]
#: Why it is not there, or not admitted: as of lists, and ``dead_link`` (listed, but its page or file is not there).
Gap = Fault | Literal["held", "abolished", "published_elsewhere", "dead_link"]


class Failure(NamedTuple):
    """A page or file that was listed or deposited and brought nothing: outcome of its last exchange, and why."""

    source: str
    reason: str


#: A list that was not read for longer says nothing about what is missing.
FRESH = timedelta(days=7)

_TO_DO = {
    "late": "the list was read and does not hold it yet: nothing to do before mid-April but to ask the agency",
    "missing": "the list was read and does not hold it: ask the agency, or deposit the report with gongkai import",
    "unknown": "the list was not read whole within 7 days: see why in table fetches, then run the crawl again",
}
#: Earlier reports may be words alone.
_TABLES_SINCE = 2019
_HELD = "see its held tables and their reasons in report_tables; a decision may free them"
_NO_TABLE = "no official table stands in it: look whether it is the report, and deposit the one that is"
_UNREADABLE = "no reader could open it: get a readable copy and deposit it with gongkai import"
_REMOVED = "nothing: it is not to be kept here"
_ABOLISHED = "the agency ended in {year}: look for its report with its successors, see table agency_links"
_ELSEWHERE = "its own list does not hold it: correct columns.csv if it publishes there for good"
_NOBODYS = "{report}: a report that may be it has no {what} that is certain: see its findings; a decision may settle it"
#: Of an agency that no report is of yet.
_UNVERIFIED = "no report of it was ever seen: look whether it publishes here, then put state verified in agencies.csv"


def coverage(
    registry: Registry,
    reports: Iterable[Brief],
    gate: Iterable[Row],
    sources: Sequence[Row],
    lists: Mapping[str, Health],
    gone: Collection[str],
    now: datetime,
) -> list[Row]:
    """Rows of table ``coverage``, sorted by agency and year: everything that the registry's columns expect.

    sources: lines of stage ``documents``; those that brought nothing are told.
    lists:   column_id -> how its list was read (:func:`gongkai.crawl.health.health`).
    gone:    URLs that were got once and are there no longer (:func:`gongkai.crawl.health.vanished`).
    """
    reports = list(reports)
    judged = [(line["report_id"], table) for line in gate for table in line["tables"]]
    admitted = {report_id for report_id, table in judged if table["admitted"]}
    printed = {report_id for report_id, table in judged if table["table"] != PROSE}
    found: dict[Expected, list[Brief]] = defaultdict(list)
    for report in reports:
        if report.agency_id is not None and report.year is not None:
            found[report.agency_id, report.year].append(report)
    failed, lost = _failures(registry, sources)
    vanished = _vanished(reports, sources, gone)
    nobodys = Nobodys(registry, reports, sources)
    columns = _expected(registry, now)
    seen = {agency_id for agency_id, _ in (*found, *failed)}
    successors: dict[str, list[str]] = defaultdict(list)
    for link in registry.links:
        successors[link.predecessor_id].append(link.agency_id)
    rows = []
    for key in sorted(columns):
        agency, own = registry.agencies[key[0]], sorted(columns[key])
        if found[key]:
            rows.append(_found(agency, key[1], found[key], admitted, printed, columns[key], vanished))
        elif nobody := nobodys.that_may_be(agency, key[1], own):
            rows.append(_of_nobody(agency, key[1], nobody, now))
        elif agency.valid_to is not None and agency.valid_to <= key[1]:
            heirs = [heir for heir in successors[agency.agency_id] if found.get((heir, key[1]))]
            rows.append(_of_abolished(agency, key[1], heirs, now))
        else:
            # That an agency publishes on a list of many is a guess until a person says so or one report of it is there.
            is_sure = agency.state == "verified" or agency.agency_id in seen
            is_sure |= any(registry.columns[c].agency_id == agency.agency_id for c in own)
            health = [_as_to(key, lists.get(c) or Health(c, None, None, 0, 0), registry) for c in own]
            failure = failed.get(key) or failed.get((key[0], None)) or _unnamed(key, lost, own, registry)
            rows.append(_absent(agency, key[1], failure, health, is_sure, now))
    return rows


def list_rows(registry: Registry, lists: Mapping[str, Health], reports: Iterable[Brief] = ()) -> list[Row]:
    """Rows of table ``lists``, sorted by column: those of the columns that are crawled.

    reports: what a list names and does not lead to is nothing amiss where it is known from elsewhere.
    """
    found = {(report.agency_id, report.year) for report in reports}
    return [
        {
            "column_id": column_id,
            "site_id": registry.columns[column_id].site_id,
            "region": registry.columns[column_id].region,
            "list_url": registry.columns[column_id].list_url,
            "read_whole": one.read_at is not None and not one.left_out,
            "shown": one.shown,
            "known": one.known,
            "fault": one.fault,
            "what_to_do": one.what_to_do,
        }
        for column_id, one in sorted((c, _worth_telling(one, found, registry)) for c, one in lists.items())
        if one.outcome is not None
    ]


def _worth_telling(health: Health, found: Collection[tuple[str | None, int | None]], registry: Registry) -> Health:
    column = registry.columns.get(health.column_id)
    return health._replace(left_out=tuple(worth_telling(health.left_out, column, found, registry)))


def _as_to(key: Expected, health: Health, registry: Registry) -> Health:
    """How a list was read as far as an agency and year go: rows that name others say nothing of them."""
    agency, column = registry.agencies[key[0]], registry.columns.get(health.column_id)
    return health._replace(
        left_out=tuple(one for one in health.left_out if may_name(one, agency, key[1], column, registry))
    )


def _expected(registry: Registry, now: datetime) -> dict[Expected, set[str]]:
    """(agency, year) -> columns on which the report must appear; the running year is among them."""
    last = today(now).year
    expected: dict[Expected, set[str]] = defaultdict(set)
    for column in registry.columns.values():
        if column.state == "paused":
            continue
        years = range(column.year_from or FIRST_YEAR, min(column.year_to or last, last) + 1)
        for agency in agencies_of(column, registry):
            for year in years:
                if (agency.valid_from or year) <= year <= (agency.valid_to or year):
                    expected[agency.agency_id, year].add(column.column_id)
    return expected


def _failures(
    registry: Registry, sources: Sequence[Row]
) -> tuple[dict[tuple[str, int | None], Failure], dict[str, list[tuple[str, int | None, Failure]]]]:
    """What was listed or deposited and brought nothing, with the reason: by agency and year (None: of any), and of
    names that are nobody's by the column that lists them, with the name and year."""
    failed: dict[tuple[str, int | None], Failure] = {}
    lost: dict[str, list[tuple[str, int | None, Failure]]] = defaultdict(list)
    for source in sources:
        if not source["failure"]:
            continue
        agency_id, year, name = listed_as(source, registry)
        failure = Failure(source["source"], source["failure"])
        if agency_id is not None:
            failed.setdefault((agency_id, year), failure)
        elif name is not None and source["column_id"] is not None:
            lost[source["column_id"]].append((name, year, failure))
    return failed, lost


def _unnamed(
    key: Expected,
    lost: Mapping[str, list[tuple[str, int | None, Failure]]],
    columns: Sequence[str],
    registry: Registry,
) -> Failure | None:
    """What was listed on one of the columns under a name that may be a variant of the agency's and brought nothing."""
    agency = registry.agencies[key[0]]
    own = (
        (name, failure) for column in columns for name, year, failure in lost.get(column, ()) if year in (key[1], None)
    )
    return next((failure for name, failure in own if may_be(name, agency, key[1], registry)), None)


def _row(agency: Agency, year: int, status: Status, gap: Gap | None, what_to_do: str | None) -> Row:
    due = deadline(agency.kind, agency.level, year)
    return {
        "agency_id": agency.agency_id,
        "year": year,
        "region": agency.region_code or None,
        "status": status,
        "gap": gap,
        "report_id": None,
        "vanished": False,
        "published": None,
        "deadline": due.day if due else None,
        "deadline_basis": due.basis if due else None,
        "what_to_do": what_to_do,
    }


def _found(
    agency: Agency,
    year: int,
    reports: list[Brief],
    admitted: set[str],
    printed: set[str],
    columns: set[str],
    vanished: Collection[str | None],
) -> Row:
    best = min(reports, key=lambda r: (r.report_id not in admitted, r.report_id or ""))
    # A page that is published again later was not late the first time.
    same = [report for report in reports if report.report_id == best.report_id]
    published = min((date.fromisoformat(r.published[:10]) for r in same if r.published), default=None)
    # A report's own deadline is left out where its shown date proves nothing.
    due = best.deadline and date.fromisoformat(best.deadline)
    status: Status = "published_late" if due and published and published > due else "found"
    listed = {source.column_id for report in same for source in report.sources if source.column_id}
    gap: Gap | None = None
    to_do = None
    if best.report_id not in admitted or (best.report_id not in printed and year >= _TABLES_SINCE):
        gap = "held"
        to_do = _UNREADABLE if best.verdict == "unreadable" else _HELD if best.report_id in printed else _NO_TABLE
    elif listed and not listed & columns:
        gap, to_do = "published_elsewhere", _ELSEWHERE
    read_from = {"report_id": best.report_id, "vanished": best.report_id in vanished}
    return _row(agency, year, status, gap, to_do) | read_from | {"published": published}


def _vanished(reports: Iterable[Brief], sources: Sequence[Row], gone: Collection[str]) -> set[str | None]:
    """Reports of which what they were read from is gone, or holds a later year's report, and no other page has them."""
    newest: dict[str | None, Brief] = {}
    for report in reports:
        if report.report_id not in newest or report.revision > newest[report.report_id].revision:
            newest[report.report_id] = report
    years: dict[str, int] = {}
    for report in newest.values():
        for source in report.sources[:1]:
            years[source.source] = max(report.year or 0, years.get(source.source, 0))
    parents = {line["source"]: line["parent"] for line in sources if line["origin"] != "deposit"}

    def is_gone(source: str, year: int | None) -> bool:
        return source in gone or years.get(source, 0) > (year or 9999)

    def is_elsewhere(report: Brief) -> bool:
        first, *others = (source.source for source in report.sources)
        pages = (one for one in others if one in parents and parents[one] is None and one != parents.get(first))
        return any(not is_gone(page, report.year) for page in pages)

    return {
        report_id
        for report_id, report in newest.items()
        if report.sources and is_gone(report.sources[0].source, report.year) and not is_elsewhere(report)
    }


def _of_nobody(agency: Agency, year: int, report: Brief, now: datetime) -> Row:
    """Of an agency of which a report is there that may be it: nobody can say that it is missing."""
    status = _status(agency, year, False, now)
    if status in ("not_due", "due"):
        return _row(agency, year, status, None, None)
    what = "agency" if report.agency_id is None else "year"
    return _row(agency, year, status, "held", _NOBODYS.format(report=report.report_id, what=what))


def _of_abolished(agency: Agency, year: int, heirs: list[str], now: datetime) -> Row:
    """Of an agency that was gone when its report was due: nobody can be said to have failed."""
    if today(now).year <= year:
        return _row(agency, year, "not_due", None, None)
    if heirs:
        to_do = f"the agency ended in {agency.valid_to}: {', '.join(heirs)} published a report of that year"
        return _row(agency, year, "not_due", "published_elsewhere", to_do)
    return _row(agency, year, "unknown", "abolished", _ABOLISHED.format(year=agency.valid_to))


def _absent(
    agency: Agency, year: int, failure: Failure | None, lists: list[Health], is_sure: bool, now: datetime
) -> Row:
    status = _status(agency, year, failure is None and is_sure and all(_is_read(one, now) for one in lists), now)
    if status in ("not_due", "due"):
        return _row(agency, year, status, None, None)
    if failure is not None:
        # It is listed, so it is not missing.
        remedy = _REMOVED if _is_removed(failure) else "get it by hand and deposit it with gongkai import"
        to_do = f"{failure.source}: {failure.reason}; {remedy}"
        return _row(agency, year, status, _gap_of(failure), to_do)
    if not is_sure:
        return _row(agency, year, status, None, _UNVERIFIED)
    faulty = next((one for one in lists if one.fault), None)
    if status == "unknown" and faulty:
        return _row(agency, year, status, faulty.fault, f"column {faulty.column_id}: {faulty.what_to_do}")
    return _row(agency, year, status, None, _TO_DO[status])


def _status(agency: Agency, year: int, is_read: bool, now: datetime) -> Status:
    day, claimed = today(now), deadline(agency.kind, agency.level, year)
    if day.year <= year:
        return "not_due"
    if day <= (claimed.day if claimed else date(year + 1, 3, 31)):
        return "due"
    if not is_read:
        return "unknown"
    return "late" if claimed and day <= date(year + 1, *SEASON_END) else "missing"


def _is_read(health: Health, now: datetime) -> bool:
    return health.fault is None and health.read_at is not None and now - health.read_at <= FRESH


def _is_removed(failure: Failure) -> bool:
    return failure.reason.startswith(REMOVED)


def _gap_of(failure: Failure) -> Gap | None:
    """The class of a page or file that was listed and not got: as of a list that is answered so."""
    if failure.reason in (NOT_FETCHED, UNCHANGED) or _is_removed(failure):
        return None
    fault = Health("", None, failure.reason.partition(": ")[0], 0, 0).fault
    return "dead_link" if fault in ("column_dead", "redesigned") else fault
