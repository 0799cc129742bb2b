"""``duplicate_tables``: one table 3 in two reports is a copy; the report whose agency is less well proved is held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from gongkai.across.found import Found
from gongkai.across.seen import Seen
from gongkai.findings import finding
from gongkai.records import Finding, FindingCell

_TABLE = "3"


def duplicates(reports: Iterable[Seen]) -> Iterator[Found]:
    """Reports whose table 3 is another agency's or another year's, where none is better proved than all others.

    Reports of one agency and year in several scopes may print one table.
    """
    alike: dict[object, list[Seen]] = defaultdict(list)
    for report in reports:
        if report.requests is not None:
            alike[report.requests].append(report)
    for group in alike.values():
        best = min(report.proof for report in group)
        for report in group:
            others = [other for other in group if (other.agency_id, other.year) != (report.agency_id, report.year)]
            is_best = report.proof == best and all(other.proof > best for other in others)
            if others and not is_best:
                yield Found(report, _finding(report, others))


def _finding(report: Seen, others: list[Seen]) -> Finding:
    first = others[0]
    more = f" and of {len(others) - 1} more" if len(others) > 1 else ""
    message = (
        f"table 3 is that of {first.agency_id} of {first.year} (report {first.report_id}){more}, cell by cell: one of "
        "them is a copy, and this report's agency is no better proved; see both pages, then accept or reject it"
    )
    cells = [FindingCell(_TABLE, None, None, report_id=other.report_id, place=other.place) for other in others]
    return finding("duplicate_tables", message, table=_TABLE, n=1, cells=cells)
