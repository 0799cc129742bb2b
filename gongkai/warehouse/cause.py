"""Why a table version is written by a load: what is known from before, and the eight causes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

import simplejson

from gongkai.errors import GongkaiError
from gongkai.warehouse.before import REMOVED, Before
from gongkai.warehouse.decided_on import Named, named
from gongkai.warehouse.flatten import ReportKey, ReportVersion, Row, TableDigests

#: Key of ``versions`` -> the cause that a change of it gives.
_OF_VERSION = {
    "reader": "reader changed",
    "codebook": "codebook changed",
    "rules": "rule changed",
    "registry": "registry changed",
    "decisions": "decision",
}
_FIRST, _REVISED = "first seen", "source revised"
#: Which of them to blame first, when what was read differs ...
_READ = ("reader", "codebook", "decisions", "registry", "rules")
#: ... and when only the judgement of it does.
_JUDGED = ("decisions", "rules", "registry", "codebook", "reader")


class Tonight(NamedTuple):
    """What a load is made from, as far as it tells why something changed.

    versions: of reader, codebook, rules, registry and decisions. decisions: CSV file name -> bytes.
    reports:  the report revisions that differ from the log in anything, tables included.
    partition_of: the partition of the lake of each report revision that was looked at.
    """

    versions: Mapping[str, str]
    decisions: Mapping[str, bytes]
    reports: Mapping[ReportKey, ReportVersion]
    partition_of: Mapping[ReportKey, str]


class _Changed(NamedTuple):
    """versions: those that differ from an earlier load's. decided: on what decisions came, changed or went."""

    versions: frozenset[str]
    decided: Named


class Causes:
    """Of each change its cause, by what the log says and what the load is made from."""

    def __init__(self, before: Before, now: Tonight) -> None:
        self._before = before
        self._now = now
        self._changed: dict[int, _Changed] = {}

    def of_table(self, key: ReportKey, now: TableDigests, before: Row | None) -> str:
        """One of: first seen, source revised, reader/codebook/rule/registry changed, decision, document removed.

        key: of the table's report. before: the table's last record in the log; None where it has none. Raises
        GongkaiError where cells changed and nothing that they are made from did.
        """
        if key[0] in self._before.removed:
            return REMOVED
        if before is None:
            return self._of_new(key)
        judged_only = before["cells_digest"] == now.cells
        why = self._of_versions(key, judged_only)
        if why is None and not judged_only and self._stands_on_the_same(key):
            raise GongkaiError(
                "its cells changed, but neither its documents nor any version did, nor a decision on it",
                "",
                f"report {key[0]} table {before['table_kind']}",
                "code was changed without raising its version: raise it, so that the log can say why",
            )
        return why or _REVISED

    def of_report(self, key: ReportKey) -> str:
        """The cause of a change of a report that none of its tables tells; of a report or table that is gone."""
        if key[0] in self._before.removed:
            return REMOVED
        if key in self._now.reports and key not in self._before.reports:
            return self._of_new(key)
        return self._of_versions(key, judged_only=key in self._now.reports) or _REVISED

    def _of_new(self, key: ReportKey) -> str:
        """The cause of a report revision, or of a table of it, that the log does not have."""
        if key in self._before.reports:
            return self._of_versions(key) or (_FIRST if self._stands_on_the_same(key) else _REVISED)
        why = self._of_versions(key) if self._was_of(key) else None
        return why or (_REVISED if key[0] in self._ids else _FIRST)

    def _of_versions(self, key: ReportKey, judged_only: bool = False) -> str | None:
        """The cause that the changed versions give; None where none changed that can concern this report."""
        changed = self._since(key)
        for name in _JUDGED if judged_only else _READ:
            if name not in changed.versions:
                continue
            if name != "decisions" or self._is_decided(key, changed.decided, judged_only):
                return _OF_VERSION[name]
        return None

    def _stands_on_the_same(self, key: ReportKey) -> bool:
        """The report revision stands on the documents on which it stood."""
        now = self._now.reports[key].documents
        return [row["document"] for row in self._before.documents.get(key, ())] == [row["document"] for row in now]

    def _is_decided(self, key: ReportKey, decided: Named, judged_only: bool) -> bool:
        """Whether a decision names the report or a source of it; where what is printed stands as it stood, also a
        report that one of its findings compares it with: rejecting a copy frees the original."""
        concerned = {key[0]}
        if judged_only and any(decided) and self._stands_on_the_same(key):
            concerned |= self._compared.get(key, set()) | _compared(self._now.reports[key].findings)
        return any(
            name in decided.report_ids or not decided.sources.isdisjoint(self._sources.get(name, set()))
            for name in concerned
        )

    def _since(self, key: ReportKey) -> _Changed:
        """What changed since the log last took the report, and those whose document it has now, as they were to be,
        whatever they have waited for since."""
        log, names = self._before.log, self._partitions.get(key[0], ())
        load = min((*map(self._before.since_of, {key[0], *self._was_of(key)}), *map(self._before.since, names)))
        if load not in self._changed:
            # Before the first load nothing was decided.
            before = log.manifest(load).versions if load else {**self._now.versions, "decisions": ""}
            versions = {name for name in _OF_VERSION if before.get(name) != self._now.versions.get(name)}
            decided = named(log.snapshot("decisions", load), self._now.decisions)
            self._changed[load] = _Changed(frozenset(versions), decided)
        return self._changed[load]

    def _was_of(self, key: ReportKey) -> set[str]:
        """Ids of the reports that were read from the document of a report revision which the log does not have."""
        if key in self._before.reports or key not in self._now.reports:
            return set()
        return self._read_from.get(self._now.reports[key].record["document"], set())

    @cached_property
    def _partitions(self) -> dict[str, set[str]]:
        """Partitions of every report that was looked at."""
        return _by_id(self._now.partition_of.items())

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(report_id for report_id, _ in self._before.reports)

    @cached_property
    def _read_from(self) -> dict[str, set[str]]:
        """Document -> ids of the reports that were read from it."""
        found: dict[str, set[str]] = defaultdict(set)
        for (report_id, _), row in self._before.reports.items():
            if row["document"]:
                found[row["document"]].add(report_id)
        return dict(found)

    @cached_property
    def _sources(self) -> dict[str, set[str]]:
        """Sources of every report, then and now."""
        then = ((key, row["source"]) for key, rows in self._before.documents.items() for row in rows)
        now = ((key, row["source"]) for key, one in self._now.reports.items() for row in one.documents)
        return _by_id((*then, *now))

    @cached_property
    def _compared(self) -> dict[ReportKey, set[str]]:
        """Ids of the reports that the findings of the last record of a report revision name."""
        rows = self._before.of_last("findings", ["report_id", "revision", "cells"])
        return {key: _compared(own) for key, own in rows.items()}


def _by_id(pairs: Iterable[tuple[ReportKey, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for (report_id, _), value in pairs:
        found[report_id].add(value)
    return found


def _compared(findings: Iterable[Row]) -> set[str]:
    """Ids of the other reports that findings name."""
    cells = (cell for row in findings for cell in simplejson.loads(row["cells"] or "[]"))
    return {cell["report_id"] for cell in cells if cell.get("report_id")}
