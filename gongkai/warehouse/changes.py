"""What of tonight's reports differs from the log: partition by partition, each report held no longer than it takes.

The facts of what differs wait compressed until they are written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pyarrow as pa

from gongkai.errors import GongkaiError
from gongkai.records import Report
from gongkai.reports.twice import Twice
from gongkai.warehouse.before import Before
from gongkai.warehouse.declare import arrow_schema, arrow_table
from gongkai.warehouse.flatten import ReportKey, ReportVersion, Row, TableDigests, TableKey, flatten
from gongkai.warehouse.tables_facts import FACT_COLUMNS

#: Facts that wait as rows; from so many on they are compressed, and so many are a row group of the log's file.
_ROWS = 50_000


class Facts:
    """Facts in the order in which they come; those that wait are compressed Arrow batches."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._sink = pa.BufferOutputStream()
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        self._stream = pa.ipc.new_stream(self._sink, arrow_schema(FACT_COLUMNS), options=options)

    def add(self, rows: Iterable[Row]) -> None:
        """Take facts, as log rows."""
        self._rows.extend(rows)
        if len(self._rows) >= _ROWS:
            self._compress()

    def batches(self) -> Any:
        """All of them as an Arrow reader; nothing can be added after it."""
        self._compress()
        self._stream.close()
        return pa.ipc.open_stream(self._sink.getvalue())

    def _compress(self) -> None:
        if self._rows:
            self._stream.write_table(arrow_table(FACT_COLUMNS, self._rows))
            self._rows = []


class Changes:
    """What differs, of the partitions that were looked at.

    reports:      revisions that differ from the log in anything, tables included.
    tables:       record and digests of the table versions that differ.
    partition_of: the partition of every report revision, differing or not.
    admitted, held: facts of those tables.
    """

    def __init__(
        self,
        before: Before,
        regions: Mapping[str, str],
        left_alone: Collection[str],
        kept: Collection[str],
        copies: Twice,
    ) -> None:
        """regions: agency id -> the agency's own region code. left_alone: partitions that stand as they stood. kept:
        ids of reports of which nothing is taken."""
        self._before, self._regions, self._kept, self._copies = before, regions, kept, copies
        self._left_alone = before.in_partitions(left_alone)
        self._tables: set[TableKey] = set()
        self.reports: dict[ReportKey, ReportVersion] = {}
        self.tables: dict[TableKey, tuple[Row, TableDigests]] = {}
        self.partition_of: dict[ReportKey, str] = {}
        self.admitted, self.held = Facts(), Facts()

    def look(self, partition: str, reports: Iterable[Report], gate: Iterable[Row]) -> None:
        """Compare a partition's reports, by the gate's lines. Raises GongkaiError for contradictory input."""
        lines = {(line["report_id"], line["revision"]): line for line in gate}
        for report in reports:
            key = report.report_id or "", report.revision
            if self._copies.is_passed_over(key[0], partition):
                continue
            line = lines.get(key)
            if line is None:
                raise _contradiction("the gate has not judged this report", report)
            if key in self.partition_of or key in self._left_alone:
                raise _contradiction("the report stands twice in stage reports", report)
            self.partition_of[key] = partition
            if key[0] not in self._kept:
                self._compare(report, line, partition)

    def gone_tables(self) -> set[TableKey]:
        """Table versions that the log has, and tonight has not."""
        return {
            key
            for key in self._before.tables.keys() - self._tables
            if key[:2] not in self._left_alone and key[0] not in self._kept
        }

    def gone_reports(self) -> set[ReportKey]:
        """Report revisions that the log has, and tonight has not."""
        gone = self._before.reports.keys() - self._left_alone - self.partition_of.keys()
        return {key for key in gone if key[0] not in self._kept}

    def _compare(self, report: Report, line: Row, partition: str) -> None:
        version, tables = flatten(report, line, self._regions)
        known = self._before.reports.get(version.key)
        # Where it stands is written too: of a partition that is left alone nothing is withdrawn.
        differs = known is None or (known["digest"], known.get("partition")) != (version.digest, partition)
        for table in sorted(tables, key=lambda table: table.key):
            self._tables.add(table.key)
            whole, before = table.digest(), self._before.tables.get(table.key)
            if before is None or before["digest"] != whole:
                self.tables[table.key] = (table.record, TableDigests(whole, table.cells_digest()))
                (self.admitted if table.record["admitted"] else self.held).add(table.facts)
                differs = True
        if differs:
            self.reports[version.key] = version


def _contradiction(problem: str, report: Report) -> GongkaiError:
    where = f"revision {report.revision} of {report.report_id}"
    return GongkaiError(problem, report.sources[0].source if report.sources else "", where, "run the stages again")
