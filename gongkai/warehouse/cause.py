"""Why a table version is written by a load: what is known from before, and the eight causes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from gongkai.errors import GongkaiError
from gongkai.lake.log import Log
from gongkai.warehouse.flatten import ReportKey, Row, TableKey, TableVersion

#: Key of ``versions`` -> the cause that a change of it gives.
_OF_VERSION = {
    "reader": "reader changed",
    "codebook": "codebook changed",
    "rules": "rule changed",
    "registry": "registry changed",
    "decisions": "decision",
}
#: The cause of what :mod:`gongkai.purge` took back, and of what a load then writes of the same report.
REMOVED = "document removed"
#: What is known of a report from before.
_REPORT = ("report_id", "revision", "change", "cause", "digest", "document", "partition")
#: Which of them to blame first, when what was read differs ...
_READ = ("reader", "codebook", "decisions", "registry", "rules")
#: ... and when only the judgement of it does.
_JUDGED = ("decisions", "rules", "registry", "codebook", "reader")


class Known:
    """The state of the log before a load, and the versions then and now."""

    def __init__(self, log: Log, load: int, before: Mapping[str, str], now: Mapping[str, str]) -> None:
        self._log = log
        self._load = load
        self._changed = {name for name in _OF_VERSION if before and before.get(name) != now.get(name)}

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
    def _tables(self) -> dict[TableKey, Row]:
        names = ["report_id", "revision", "table_kind", "n", "change", "cause", "digest", "cells_digest"]
        rows = self._log.read("tables", self._load, names)
        return {(row["report_id"], row["revision"], row["table_kind"], row["n"]): row for row in rows}

    @cached_property
    def _reports(self) -> dict[ReportKey, Row]:
        return {(row["report_id"], row["revision"]): row for row in self._log.read("reports", self._load, [*_REPORT])}

    @cached_property
    def documents(self) -> frozenset[str]:
        """Documents that reports were read from."""
        return frozenset(row["document"] for row in self.reports.values() if row["document"])

    def versions_cause(self, judged_only: bool = False) -> str:
        """The cause that the changed versions give; ``source revised`` when none changed."""
        order = _JUDGED if judged_only else _READ
        return next((_OF_VERSION[name] for name in order if name in self._changed), "source revised")

    def report_cause(self, report_id: str, is_new: bool = False) -> str:
        """The cause of a change of a report that none of its tables tells; of one taken back altogether."""
        if report_id in self.removed:
            return REMOVED
        return "first seen" if is_new else self.versions_cause()

    @property
    def same_versions(self) -> bool:
        """Nothing changed but what was delivered."""
        return not self._changed


def cause(known: Known, now: TableVersion, before: Row | None) -> str:
    """One of: first seen, source revised, reader/codebook/rule/registry changed, decision, document removed."""
    report_id, revision, _, _ = now.key
    if report_id in known.removed:
        return REMOVED
    if before is None:
        if revision > 0 and (report_id, revision) not in known.reports:
            return "source revised"
        old = (report_id, revision) in known.reports or _document(now) in known.documents
        return known.versions_cause() if old and not known.same_versions else "first seen"
    judged_only = before["cells_digest"] == now.cells_digest
    if not judged_only and known.same_versions and _document(now) == known.reports[report_id, revision]["document"]:
        raise GongkaiError(
            "its cells changed, but neither its document nor any version did",
            "",
            f"report {report_id} table {now.key[2]}",
            "code was changed without raising its version: raise it, so that the log can say why",
        )
    return known.versions_cause(judged_only)


def _document(table: TableVersion) -> str | None:
    return table.facts[0]["document"] if table.facts else None
