"""Partitions of which nothing is taken: the reports that a load leaves as they are, and their coverage. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from gongkai.warehouse.flatten import ReportKey, Row

_WAITS = (
    "nothing new of it is taken: its partition is held or waits for a run, or its copies differ, see table partitions"
)


def reports_in(
    partitions: Collection[str], now: Mapping[ReportKey, str], known: Mapping[ReportKey, Row]
) -> frozenset[str]:
    """Ids of the reports that stand in some partitions, tonight or in the log.

    now: report revision -> its partition tonight. known: -> its record in the log.
    """
    tonight = {report_id for (report_id, _), partition in now.items() if partition in partitions}
    return frozenset(
        tonight | {report_id for (report_id, _), row in known.items() if row.get("partition") in partitions}
    )


def coverage_of_held(now: Iterable[Row], before: Iterable[Row], kept: Collection[str]) -> list[Row]:
    """Rows of table ``coverage``, sorted; where a report is left as it was, the row is that of the load before.

    A report that came tonight into a held partition is in no table yet: its gap is ``held``, and its row says why.
    """
    earlier = {(row["agency_id"], row["year"]): row for row in before}
    rows = []
    for row in now:
        last = earlier.get((row["agency_id"], row["year"]))
        if row["report_id"] in kept or (last is not None and last["report_id"] in kept):
            waiting = {
                "status": "unknown",
                "gap": "held",
                "report_id": None,
                "vanished": False,
                "published": None,
                "what_to_do": _WAITS,
            }
            rows.append(last if last is not None and last["report_id"] else row | waiting)
        else:
            rows.append(row)
    return sorted(rows, key=lambda row: (row["agency_id"], row["year"]))
