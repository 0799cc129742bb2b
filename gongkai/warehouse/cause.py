"""Why a table version is written by a load: what is known from before, and the eight causes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

import simplejson

from gongkai.errors import GongkaiError
from gongkai.lake.log import Log
from gongkai.warehouse.decided_on import Named, named
from gongkai.warehouse.flatten import ReportKey, ReportVersion, Row, TableKey, TableVersion

#: Key of ``versions`` -> the cause that a change of it gives.
_OF_VERSION = {
    "reader": "reader changed",
    "codebook": "codebook changed",
    "rules": "rule changed",
    "registry": "registry changed",
    "decisions": "decision",
}
_FIRST, _REVISED = "first seen", "source revised"
#: The cause of what :mod:`gongkai.purge` took back, and of what a load then writes of the same report.
REMOVED = "document removed"
#: What is known of a report from before.
_REPORT = ("report_id", "revision", "change", "cause", "digest", "document", "partition")
#: Which of them to blame first, when what was read differs ...
_READ = ("reader", "codebook", "decisions", "registry", "rules")
#: ... and when only the judgement of it does.
_JUDGED = ("decisions", "rules", "registry", "codebook", "reader")


class Tonight(NamedTuple):
    """What a load is made from, as far as it tells why something changed.

    versions: of reader, codebook, rules, registry and decisions. decisions: CSV file name -> bytes.
    reports:  all report revisions. partition_of: of each the partition of the lake.
    """

    versions: Mapping[str, str]
    decisions: Mapping[str, bytes]
    reports: Mapping[ReportKey, ReportVersion]
    partition_of: Mapping[ReportKey, str]


class _Changed(NamedTuple):
    """versions: those that differ from an earlier load's. decided: on what decisions came, changed or went."""

    versions: frozenset[str]
    decided: Named


class Known:
    """The state of the log before a load, and what the load is made from."""

    def __init__(self, log: Log, load: int, now: Tonight) -> None:
        self._log = log
        self._load = load
        self._now = now
        self._changed: dict[int, _Changed] = {}

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

    def report_cause(self, key: ReportKey) -> str:
        """The cause of a change of a report that none of its tables tells; of a report or table that is gone."""
        if key[0] in self.removed:
            return REMOVED
        if key in self._now.reports and key not in self.reports:
            return self.cause_of_new(key)
        return self.versions_cause(key, judged_only=key in self._now.reports) or _REVISED

    def cause_of_new(self, key: ReportKey) -> str:
        """The cause of a report revision, or of a table of it, that the log does not have."""
        if key in self.reports:
            return self.versions_cause(key) or (_FIRST if self.same_documents(key) else _REVISED)
        is_moved = self._now.reports[key].record["document"] in self._read_from
        why = self.versions_cause(key) if is_moved else None
        return why or (_REVISED if key[0] in self._ids else _FIRST)

    def versions_cause(self, key: ReportKey, judged_only: bool = False) -> str | None:
        """The cause that the changed versions give; None where none changed that can concern this report."""
        changed = self._since(key[0])
        for name in _JUDGED if judged_only else _READ:
            if name not in changed.versions:
                continue
            if name != "decisions" or self._is_decided(key, changed.decided, judged_only):
                return _OF_VERSION[name]
        return None

    def same_documents(self, key: ReportKey) -> bool:
        """The report revision stands on the documents on which it stood."""
        now = self._now.reports[key].documents
        return [row["document"] for row in self._documents.get(key, ())] == [row["document"] for row in now]

    def _is_decided(self, key: ReportKey, decided: Named, judged_only: bool) -> bool:
        """Whether a decision names the report or a source of it; where what is printed stands as it stood, also a
        report that one of its findings compares it with: rejecting a copy frees the original."""
        concerned = {key[0]}
        if judged_only and any(decided) and self.same_documents(key):
            concerned |= self._compared.get(key, set()) | _compared(self._now.reports[key].findings)
        return any(
            name in decided.report_ids or not decided.sources.isdisjoint(self._sources.get(name, set()))
            for name in concerned
        )

    def _since(self, report_id: str) -> _Changed:
        """What changed since the log last took the report's partition as it was: the last load, or the one before a
        guard held it."""
        names = self._partitions.get(report_id, set())
        load = min((since for name in names if (since := self._stale_since.get(name))), default=self._load)
        if load not in self._changed:
            before = self._log.manifest(load).versions if load else self._now.versions
            versions = {name for name in _OF_VERSION if before.get(name) != self._now.versions.get(name)}
            decided = named(self._log.snapshot("decisions", load), self._now.decisions)
            self._changed[load] = _Changed(frozenset(versions), decided)
        return self._changed[load]

    @cached_property
    def _stale_since(self) -> dict[str, int | None]:
        return {row["partition"]: row["stale_since"] for row in self._log.of_load("partitions", self._load)}

    @cached_property
    def _partitions(self) -> dict[str, set[str]]:
        """Partitions of every report, then and now."""
        then = ((key, row["partition"]) for key, row in self.reports.items() if row.get("partition"))
        return _by_id((*then, *self._now.partition_of.items()))

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(report_id for report_id, _ in self.reports)

    @cached_property
    def _read_from(self) -> frozenset[str]:
        """Documents that reports were read from."""
        return frozenset(row["document"] for row in self.reports.values() if row["document"])

    @cached_property
    def _documents(self) -> dict[ReportKey, list[Row]]:
        """Documents of the last record of every report revision, in their order."""
        names = ["report_id", "revision", "position", "document", "source"]
        rows = self._of_last("report_documents", names)
        return {key: sorted(own, key=lambda row: int(row["position"])) for key, own in rows.items()}

    @cached_property
    def _sources(self) -> dict[str, set[str]]:
        """Sources of every report, then and now."""
        then = ((key, row["source"]) for key, rows in self._documents.items() for row in rows)
        now = ((key, row["source"]) for key, one in self._now.reports.items() for row in one.documents)
        return _by_id((*then, *now))

    @cached_property
    def _compared(self) -> dict[ReportKey, set[str]]:
        """Ids of the reports that the findings of the last record of a report revision name."""
        rows = self._of_last("findings", ["report_id", "revision", "cells"])
        return {key: _compared(own) for key, own in rows.items()}

    def _of_last(self, name: str, columns: list[str]) -> dict[ReportKey, list[Row]]:
        """Rows that were written with the last record of their report revision."""
        found: dict[ReportKey, list[Row]] = defaultdict(list)
        for row in self._log.read(name, self._load, columns):
            key = (row["report_id"], row["revision"])
            if key in self.reports and self.reports[key]["load"] == row["load"]:
                found[key].append(row)
        return found

    @cached_property
    def _tables(self) -> dict[TableKey, Row]:
        names = ["report_id", "revision", "table_kind", "n", "change", "cause", "digest", "cells_digest"]
        rows = self._log.read("tables", self._load, names)
        return {(row["report_id"], row["revision"], row["table_kind"], row["n"]): row for row in rows}

    @cached_property
    def _reports(self) -> dict[ReportKey, Row]:
        return {(row["report_id"], row["revision"]): row for row in self._log.read("reports", self._load, [*_REPORT])}


def cause(known: Known, now: TableVersion, before: Row | None) -> str:
    """One of: first seen, source revised, reader/codebook/rule/registry changed, decision, document removed."""
    key = now.key[:2]
    if key[0] in known.removed:
        return REMOVED
    if before is None:
        return known.cause_of_new(key)
    judged_only = before["cells_digest"] == now.cells_digest
    why = known.versions_cause(key, judged_only)
    if why is None and not judged_only and known.same_documents(key):
        raise GongkaiError(
            "its cells changed, but neither its documents nor any version did, nor a decision on it",
            "",
            f"report {key[0]} table {now.key[2]}",
            "code was changed without raising its version: raise it, so that the log can say why",
        )
    return why or _REVISED


def _by_id(pairs: Iterable[tuple[ReportKey, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for (report_id, _), value in pairs:
        found[report_id].add(value)
    return found


def _compared(findings: Iterable[Row]) -> set[str]:
    """Ids of the other reports that findings name."""
    cells = (cell for row in findings for cell in simplejson.loads(row["cells"] or "[]"))
    return {cell["report_id"] for cell in cells if cell.get("report_id")}
