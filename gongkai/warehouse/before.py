"""What the log says before a load: the last record of every table version and report revision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from functools import cached_property

from gongkai.lake.log import Log
from gongkai.warehouse.flatten import ReportKey, Row, TableKey

#: The cause of what :mod:`gongkai.purge` took back, and of what a load then writes of the same report.
REMOVED = "document removed"
#: What is known of a report from before.
_REPORT = ("report_id", "revision", "change", "cause", "digest", "document", "partition")
_TABLE = ("report_id", "revision", "table_kind", "n", "change", "cause", "digest", "cells_digest")


class Before:
    """The state of a log at its last load (0: before the first)."""

    def __init__(self, log: Log, load: int) -> None:
        self.log, self.load = log, load

    @cached_property
    def tables(self) -> dict[TableKey, Row]:
        """Last record of every table version that is not withdrawn."""
        return {key: row for key, row in self._tables.items() if row["change"] != "withdrawn"}

    @cached_property
    def reports(self) -> dict[ReportKey, Row]:
        """Last record of every report revision that is not withdrawn."""
        return {key: row for key, row in self._reports.items() if row["change"] != "withdrawn"}

    @cached_property
    def removed(self) -> frozenset[str]:
        """Ids of the reports of which something was taken back with a removed document, and not written again since."""
        rows = (*self._tables.values(), *self._reports.values())
        taken = {row["report_id"] for row in rows if row["change"] == "withdrawn" and row["cause"] == REMOVED}
        # A record whose digest was taken away has lost a finding that named a removed document's numbers.
        return frozenset(taken | {row["report_id"] for row in self.reports.values() if not row["digest"]})

    @cached_property
    def documents(self) -> dict[ReportKey, list[Row]]:
        """Documents of the last record of every report revision, in their order."""
        names = ["report_id", "revision", "position", "document", "source"]
        return {
            key: sorted(own, key=lambda row: int(row["position"]))
            for key, own in self.of_last("report_documents", names).items()
        }

    @cached_property
    def partitions(self) -> dict[str, Row]:
        """Partition -> its row of the last load."""
        return {row["partition"]: row for row in self.log.of_load("partitions", self.load)}

    @cached_property
    def partitions_of(self) -> dict[str, set[str]]:
        """Report -> partitions that its revisions stand in; of loads that did not note it there are none."""
        found: dict[str, set[str]] = defaultdict(set)
        for (report_id, _), row in self.reports.items():
            if row.get("partition"):
                found[report_id].add(row["partition"])
        return dict(found)

    @cached_property
    def kept(self) -> dict[str, int]:
        """Report of which the last load took nothing new, though its partitions do not say so -> the last load that
        took it as it was to be."""
        return self.log.manifest(self.load).kept if self.load else {}

    def since(self, partition: str) -> int:
        """The last load that took a partition as it was to be: as it came, with all that the load had."""
        row = self.partitions.get(partition, {})
        # Loads from before a column was kept do not have it.
        known = (row.get("stale_since"), row.get("made_with"))
        return min((load for load in known if load is not None), default=self.load)

    def since_of(self, report_id: str) -> int:
        """The last load that took a report as it was to be, whatever it has waited for since."""
        names = self.partitions_of.get(report_id, ())
        return min((self.kept.get(report_id, self.load), *map(self.since, names)))

    def of_last(self, name: str, columns: list[str]) -> dict[ReportKey, list[Row]]:
        """Rows of a table that were written with the last record of their report revision."""
        found: dict[ReportKey, list[Row]] = defaultdict(list)
        for row in self.log.read(name, self.load, columns):
            key = (row["report_id"], row["revision"])
            if key in self.reports and self.reports[key]["load"] == row["load"]:
                found[key].append(row)
        return found

    def in_partitions(self, names: Collection[str]) -> frozenset[ReportKey]:
        """Report revisions that stand in some partitions."""
        return frozenset(key for key, row in self.reports.items() if row.get("partition") in names)

    @cached_property
    def _tables(self) -> dict[TableKey, Row]:
        rows = self.log.read("tables", self.load, [*_TABLE])
        return {(row["report_id"], row["revision"], row["table_kind"], row["n"]): row for row in rows}

    @cached_property
    def _reports(self) -> dict[ReportKey, Row]:
        return {(row["report_id"], row["revision"]): row for row in self.log.read("reports", self.load, [*_REPORT])}
