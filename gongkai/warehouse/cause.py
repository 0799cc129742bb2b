"""Why a table version is written by a load: what is known from before, and the seven causes."""

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
#: What is known of a report from before.
_REPORT = ("report_id", "revision", "change", "digest", "document", "partition")
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
        names = ["report_id", "revision", "table_kind", "n", "change", "digest", "cells_digest"]
        state: dict[TableKey, Row] = {}
        for row in self._log.read("tables", self._load, names):
            state[row["report_id"], row["revision"], row["table_kind"], row["n"]] = row
        return {key: row for key, row in state.items() if row["change"] != "withdrawn"}

    @cached_property
    def reports(self) -> dict[ReportKey, Row]:
        """Last record of every report revision that is not withdrawn."""
        state: dict[ReportKey, Row] = {}
        for row in self._log.read("reports", self._load, [*_REPORT]):
            state[row["report_id"], row["revision"]] = row
        return {key: row for key, row in state.items() if row["change"] != "withdrawn"}

    @cached_property
    def documents(self) -> frozenset[str]:
        """Documents that reports were read from."""
        return frozenset(row["document"] for row in self.reports.values() if row["document"])

    def versions_cause(self, judged_only: bool = False) -> str:
        """The cause that the changed versions give; ``source revised`` when none changed."""
        order = _JUDGED if judged_only else _READ
        return next((_OF_VERSION[name] for name in order if name in self._changed), "source revised")

    @property
    def same_versions(self) -> bool:
        """Nothing changed but what was delivered."""
        return not self._changed


def cause(known: Known, now: TableVersion, before: Row | None) -> str:
    """One of: first seen, source revised, reader/codebook/rule/registry changed, decision."""
    report_id, revision, _, _ = now.key
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
