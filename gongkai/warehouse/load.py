"""Writing a load: the stages' results against the log; only what was added, changed or withdrawn, with its cause."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow.compute as pc

from gongkai import events
from gongkai.errors import GongkaiError
from gongkai.guards.floors import Series
from gongkai.guards.stage import last_load
from gongkai.lake.log import SNAPSHOTS, LoadManifest, Log
from gongkai.records import Report
from gongkai.warehouse.cause import Known, Tonight, cause
from gongkai.warehouse.declare import Column, arrow_batches, arrow_table
from gongkai.warehouse.flatten import ReportKey, ReportVersion, Row, TableKey, TableVersion, flatten
from gongkai.warehouse.held import coverage_of_held, reports_of_held
from gongkai.warehouse.rows import EXCHANGE
from gongkai.warehouse.tables_facts import FACT_COLUMNS
from gongkai.warehouse.tables_loads import PARTITIONS, SERIES_COLUMNS
from gongkai.warehouse.tables_reference import DOCUMENTS, FETCHES
from gongkai.warehouse.tables_reports import (
    COVERAGE,
    FINDINGS,
    LISTS,
    REPORT_COLUMNS,
    REPORT_DOCUMENTS,
    TABLE_COLUMNS,
)

#: Beside each record of the log: what the load did to it and why.
_CHANGE = (
    Column("change", "VARCHAR", "added, changed or withdrawn", "变化", required=True),
    Column("cause", "VARCHAR", "Why", "变化原因", required=True),
    Column("digest", "VARCHAR", "Of its content", "内容摘要", required=True),
)
_PARTITION = Column("partition", "VARCHAR", "Partition of the lake that it was read in", "数据湖分区")
_CELLS = Column("cells_digest", "VARCHAR", "Of what was read, whatever was judged", "读数摘要", required=True)


def _optional(columns: tuple[Column, ...], key: int) -> tuple[Column, ...]:
    """The columns, only the first ``key`` required: a withdrawn record holds nothing else."""
    return columns[:key] + tuple(Column(c.name, c.type, c.en, c.zh, c.unit) for c in columns[key:])


LOG_TABLES: dict[str, tuple[Column, ...]] = {
    "admitted": FACT_COLUMNS,
    "held": FACT_COLUMNS,
    "tables": (*_optional(TABLE_COLUMNS, 4), *_CHANGE, _CELLS),
    "reports": (*_optional(REPORT_COLUMNS, 2), *_CHANGE, _PARTITION),
    "report_documents": REPORT_DOCUMENTS.columns,
    "findings": FINDINGS.columns,
    "documents": DOCUMENTS.columns,
    "fetches": FETCHES.columns,
    "lists": LISTS.columns,
    "coverage": COVERAGE.columns,
    "partitions": PARTITIONS.columns,
    "series": SERIES_COLUMNS,
}


#: Of each table that a load writes, for the log of events.
_TOLD = ("report_id", "revision", "table_kind", "n", "verdict", "admitted", "change", "cause")


@dataclass(frozen=True)
class LoadInput:
    """What one load is made from.

    reports:   every revision of every report of stage ``reports``, by the partition that holds it.
    gate:      the lines of stage ``gate``.
    regions:   agency id -> the agency's own region code.
    documents, lists, coverage: rows of those tables (:mod:`gongkai.warehouse.rows`, :mod:`gongkai.coverage`).
    fetches:   given the number of an exchange, rows of those behind it, by their numbers, and of all deposits'
               deliveries; there may be millions, so they are asked for when they are written.
    partitions, series: what stage ``guard`` says (:mod:`gongkai.guards.stage`); of a held partition nothing is taken.
    registry, decisions: CSV file name -> bytes.
    versions:  of reader, codebook, rules, registry and decisions: digests or numbers as text.
    """

    reports: Mapping[str, Sequence[Report]]
    gate: Sequence[Row]
    regions: Mapping[str, str]
    documents: Sequence[Row]
    fetches: Callable[[int], Iterable[Row]]
    lists: Sequence[Row]
    coverage: Sequence[Row]
    partitions: Sequence[Row]
    series: Sequence[Row]
    registry: Mapping[str, bytes]
    decisions: Mapping[str, bytes]
    versions: Mapping[str, str]


def write_load(log: Log, given: LoadInput, home: str, now: datetime) -> int | None:
    """Append a load of what changed; returns its number, None when nothing but clock and fetches did.

    Raises GongkaiError for contradictory input, for a log of another kind of home, and when the disk refuses.
    """
    last = log.latest()
    previous = log.manifest(last) if last else None
    if previous is not None and previous.home != home:
        raise GongkaiError(
            f"the log holds {previous.home} data, the load is {home}", str(log.folder(last)), "", "use another home"
        )
    partition_of = {_key(report): name for name, reports in given.reports.items() for report in reports}
    reports, tables = _versions(given)
    known = Known(log, last, Tonight(given.versions, given.decisions, reports, partition_of))
    kept = reports_of_held(given.partitions, partition_of, known.reports)
    changes = _table_changes(known, tables, kept)
    written = {(row["report_id"], row["revision"], row["table_kind"], row["n"]) for row in changes}
    rows = {
        "admitted": _facts(tables, written, admitted=True),
        "held": _facts(tables, written, admitted=False),
        "tables": changes,
        **_report_changes(known, reports, changes, kept, partition_of),
        "documents": _new_documents(log, last, given.documents),
        "lists": sorted(given.lists, key=lambda row: str(row["column_id"])),
        "coverage": coverage_of_held(given.coverage, log.of_load("coverage", last), kept),
        "partitions": sorted(given.partitions, key=lambda row: str(row["partition"])),
        "series": _new_series(log, given.series),
    }
    if previous is not None and not _differs(log, last, rows, given):
        return None
    manifest = LoadManifest(last + 1, now.isoformat(), home, dict(given.versions), _counts(changes))
    snapshots = {"registry": given.registry, "decisions": given.decisions}
    written_as = {name: arrow_table(LOG_TABLES[name], found) for name, found in rows.items()}
    fetches = arrow_batches(LOG_TABLES["fetches"], _new_fetches(log, last, given.fetches))
    load = log.append(manifest, written_as | {"fetches": fetches}, snapshots)
    for row in changes:
        events.tell("table_loaded", load=load, **{name: row.get(name) for name in _TOLD})
    return load


def _versions(given: LoadInput) -> tuple[dict[ReportKey, ReportVersion], dict[TableKey, TableVersion]]:
    gate = {(line["report_id"], line["revision"]): line for line in given.gate}
    reports: dict[ReportKey, ReportVersion] = {}
    tables: dict[TableKey, TableVersion] = {}
    for report in (report for reports in given.reports.values() for report in reports):
        line = gate.get((report.report_id, report.revision))
        if line is None:
            raise _contradiction("the gate has not judged this report", report)
        version, parts = flatten(report, line, given.regions)
        if version.key in reports:
            raise _contradiction("the report stands twice in stage reports", report)
        reports[version.key] = version
        tables |= {part.key: part for part in parts}
    return reports, tables


def _key(report: Report) -> ReportKey:
    return report.report_id or "", report.revision


def _contradiction(problem: str, report: Report) -> GongkaiError:
    where = f"revision {report.revision} of {report.report_id}"
    return GongkaiError(problem, report.sources[0].source if report.sources else "", where, "run the stages again")


def _table_changes(known: Known, tables: dict[TableKey, TableVersion], kept: Collection[str]) -> list[Row]:
    rows: list[Row] = []
    for key in sorted(key for key in tables.keys() | known.tables.keys() if key[0] not in kept):
        now, before = tables.get(key), known.tables.get(key)
        if now is None:
            names = ("report_id", "revision", "table_kind", "n")
            empty: Row = dict.fromkeys((c.name for c in LOG_TABLES["tables"]), None)
            gone = {"change": "withdrawn", "cause": known.report_cause(key[:2]), "digest": "", "cells_digest": ""}
            rows.append(empty | dict(zip(names, key, strict=True)) | gone)
        elif before is None or before["digest"] != now.digest:
            how = {"change": "changed" if before else "added", "cause": cause(known, now, before)}
            rows.append(now.record | how | {"digest": now.digest, "cells_digest": now.cells_digest})
    return rows


def _report_changes(
    known: Known,
    reports: dict[ReportKey, ReportVersion],
    table_changes: list[Row],
    kept: Collection[str],
    partition_of: Mapping[ReportKey, str],
) -> dict[str, list[Row]]:
    """Rows of ``reports``, ``report_documents``, ``findings``. A report's cause is that of its first changed table."""
    causes: dict[ReportKey, str] = {}
    for row in table_changes:
        causes.setdefault((row["report_id"], row["revision"]), row["cause"])
    rows: list[Row] = []
    documents: list[Row] = []
    findings: list[Row] = []
    for key in sorted(key for key in reports.keys() | known.reports.keys() if key[0] not in kept):
        now, before = reports.get(key), known.reports.get(key)
        why = causes.get(key) or known.report_cause(key)
        if now is None:
            empty: Row = dict.fromkeys((c.name for c in LOG_TABLES["reports"]), None)
            gone = {"change": "withdrawn", "cause": why, "digest": ""}
            rows.append(empty | {"report_id": key[0], "revision": key[1]} | gone)
        elif before is None or before["digest"] != now.digest:
            how = {"change": "changed" if before else "added", "cause": why, "digest": now.digest}
            rows.append(now.record | how | {"partition": partition_of[key]})
            documents += now.documents
            findings += now.findings
    return {"reports": rows, "report_documents": documents, "findings": findings}


def _facts(tables: dict[TableKey, TableVersion], written: set[TableKey], admitted: bool) -> list[Row]:
    keys = (key for key in sorted(tables) if key in written and tables[key].record["admitted"] is admitted)
    return [fact for key in keys for fact in tables[key].facts]


def _new_documents(log: Log, last: int, documents: Iterable[Row]) -> list[Row]:
    known = {row["document"]: row for row in log.read("documents", last)}
    columns = [column.name for column in DOCUMENTS.columns]
    return [
        row
        for row in sorted(documents, key=lambda row: str(row["document"]))
        if row["document"] not in known or any(known[row["document"]].get(name) != row[name] for name in columns)
    ]


def _new_fetches(log: Log, last: int, fetches: Callable[[int], Iterable[Row]]) -> Iterator[Row]:
    """Exchanges behind the last one in the log, and deliveries of deposits that it does not know."""
    newest, known = 0, set[str]()
    for keys in log.values("fetches", last, "fetch"):
        is_exchange = pc.starts_with(keys, EXCHANGE)
        numbers = pc.utf8_slice_codeunits(keys.filter(is_exchange), len(EXCHANGE)).cast("int64")
        newest = max(newest, pc.max(numbers).as_py() or 0)
        known |= set(keys.filter(pc.invert(is_exchange)).to_pylist())
    for row in fetches(newest):
        if row["fetch"] not in known:
            known |= set() if row["fetch"].startswith(EXCHANGE) else {row["fetch"]}
            yield row


def _new_series(log: Log, series: Iterable[Row]) -> list[Row]:
    known = last_load(log).good
    fresh = [row for row in series if known.get(Series(row["column_id"], row["what"], row["year"])) != row["good"]]
    return sorted(fresh, key=lambda row: (row["column_id"], row["what"], row["year"] or 0))


def _differs(log: Log, last: int, rows: Mapping[str, list[Row]], given: LoadInput) -> bool:
    if any(rows[name] for name in ("tables", "reports", "documents", "series")):
        return True
    if any(log.of_load(name, last) != rows[name] for name in ("lists", "coverage", "partitions")):
        return True
    return any(log.snapshot(name, last) != dict(getattr(given, name)) for name in SNAPSHOTS)


def _counts(changes: list[Row]) -> dict[str, int]:
    return {name: sum(row["change"] == name for row in changes) for name in ("added", "changed", "withdrawn")}
