"""Writing a load: the stages' results against the log; only what was added, changed or withdrawn, with its cause.

Partitions whose stages are those of the last load are not read at all: a night without a change costs next to nothing.
One is taken as it would be made now, or stands as it stood: what a decision made that was taken back is never loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

import pyarrow.compute as pc

from gongkai import events
from gongkai.errors import GongkaiError
from gongkai.guards.floors import Series
from gongkai.guards.stage import last_load
from gongkai.lake.cache import digest
from gongkai.lake.log import SNAPSHOTS, LoadManifest, Log
from gongkai.records import Report, to_json
from gongkai.reports.twice import Twice
from gongkai.warehouse.before import Before
from gongkai.warehouse.cause import Causes, Tonight
from gongkai.warehouse.changes import Changes
from gongkai.warehouse.declare import Column, arrow_batches, arrow_table
from gongkai.warehouse.flatten import ReportKey, Row
from gongkai.warehouse.held import coverage_of_held, reports_in
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


#: A whole number that rises with every change of what a load makes of the same reports and judgements.
LOAD_VERSION = 2


@dataclass(frozen=True)
class LoadInput:
    """What one load is made from.

    made_from: partition of stage ``reports`` -> digest of its reports and of how they were judged. One that the last
               load took with the same digest is left alone.
    reports:   given a partition, every revision of every report in it.
    gate:      given a partition, its lines of stage ``gate``.
    regions:   agency id -> the agency's own region code.
    documents, lists, coverage: rows of those tables (:mod:`gongkai.warehouse.rows`, :mod:`gongkai.coverage`).
    fetches:   given the number of an exchange, rows of those behind it, by their numbers, and of all deposits'
               deliveries; there may be millions, so they are asked for when they are written.
    partitions, series: what stage ``guard`` says (:mod:`gongkai.guards.stage`); of a held partition nothing is taken.
    behind:    partitions of stage ``reports`` that were made with other decisions, registry or code than those below;
               nothing new of them is taken.
    copies:    reports that came in several regions (:mod:`gongkai.reports.twice`); of those that differ nothing is
               taken.
    registry, decisions: CSV file name -> bytes.
    versions:  of reader, codebook, rules, registry and decisions: digests or numbers as text.
    """

    made_from: Mapping[str, str]
    reports: Callable[[str], Iterable[Report]]
    gate: Callable[[str], Iterable[Row]]
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
    behind: frozenset[str]
    copies: Twice


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
    before = Before(log, last)
    made_from = _made_from(given)
    held = {row["partition"] for row in given.partitions if row["held"]}
    left_alone = _left_alone(before, previous.made_from if previous else {}, made_from) - held
    waiting = held | (given.behind - left_alone)
    kept = _kept(given, before, waiting)
    changes = Changes(before, given.regions, left_alone, kept, given.copies)
    for name in sorted(given.made_from.keys() - left_alone - waiting):
        changes.look(name, given.reports(name), given.gate(name))
    causes = Causes(before, Tonight(given.versions, given.decisions, changes.reports, changes.partition_of))
    tables = _table_rows(before, changes, causes)
    rows = {
        "tables": tables,
        **_report_rows(before, changes, causes, tables),
        "documents": _new_documents(log, last, given.documents),
        "lists": sorted(given.lists, key=lambda row: str(row["column_id"])),
        "coverage": coverage_of_held(given.coverage, log.of_load("coverage", last), kept),
        "partitions": sorted(_partitions(given, before), key=lambda row: str(row["partition"])),
        "series": _new_series(log, given.series),
    }
    if previous is not None and not _differs(log, last, rows, given, before):
        return None
    not_taken = waiting | {name for (one, _), name in changes.partition_of.items() if one in kept}
    not_taken |= {name for one in kept for name in before.partitions_of.get(one, ())}
    taken = {name: digest for name, digest in made_from.items() if name not in not_taken}
    manifest = LoadManifest(
        last + 1,
        now.isoformat(),
        home,
        dict(given.versions),
        _counts(tables),
        made_from=taken,
        kept=_kept_since(before, kept, waiting, given.copies),
    )
    snapshots = {"registry": given.registry, "decisions": given.decisions}
    written_as = {name: arrow_table(LOG_TABLES[name], found) for name, found in rows.items()}
    fetches = arrow_batches(LOG_TABLES["fetches"], _new_fetches(log, last, given.fetches))
    facts = {"admitted": changes.admitted.batches(), "held": changes.held.batches()}
    load = log.append(manifest, written_as | facts | {"fetches": fetches}, snapshots)
    for row in tables:
        events.tell("table_loaded", load=load, **{name: row.get(name) for name in _TOLD})
    return load


def _made_from(given: LoadInput) -> dict[str, str]:
    """Of each partition the digest of all that its records in the log would be made from."""
    others = (str(LOAD_VERSION), given.versions["codebook"], to_json(dict(sorted(given.regions.items()))))
    return {
        name: digest(made, *others, *sorted(given.copies.passed_over.get(name, ())))
        for name, made in sorted(given.made_from.items())
    }


def _left_alone(before: Before, then: Mapping[str, str], now: Mapping[str, str]) -> set[str]:
    """Partitions whose records in the log would come out as they are."""
    reports = before.reports.values()
    if not all(row.get("partition") for row in reports):
        # Of loads that did not note yet where a report stands.
        return set()
    # A removal took something out of these: what is left is written again.
    lost = {row["partition"] for row in reports if not row["digest"]}
    return {name for name, made in now.items() if then.get(name) == made} - lost


def _kept(given: LoadInput, before: Before, waiting: AbstractSet[str]) -> frozenset[str]:
    """Ids of the reports that the load leaves as they are: a partition that waits has them, or their copies differ."""
    names = [name for name in waiting if name in given.made_from]
    tonight = {(line["report_id"], line["revision"]): name for name in names for line in given.gate(name)}
    return reports_in(waiting, tonight, before.reports) | given.copies.differing


def _kept_since(before: Before, kept: Collection[str], waiting: AbstractSet[str], copies: Twice) -> dict[str, int]:
    """Of the reports that are left as they are those of which their partitions do not tell it, each with the last load
    that took it as it was to be."""
    stood = before.partitions_of
    told = {
        one for one in kept if one in before.kept or one in copies.differing or not stood.get(one, set()) <= waiting
    }
    return {one: before.since_of(one) for one in sorted(told)}


def _partitions(given: LoadInput, before: Before) -> Iterator[Row]:
    """Rows of ``partitions``, with what the load itself knows of them."""
    for row in given.partitions:
        name = row["partition"]
        told = [*row["findings"], *given.copies.told(name)]
        made_with = before.since(name) if name in given.behind else None
        if row["held"] and made_with is None:
            # What stands lacks what it lacked.
            made_with = before.partitions.get(name, {}).get("made_with")
        yield row | {"findings": told, "made_with": made_with}


def _table_rows(before: Before, changes: Changes, causes: Causes) -> list[Row]:
    """Rows of ``tables``, sorted by their keys."""
    rows: list[Row] = []
    for key in sorted(changes.tables.keys() | changes.gone_tables()):
        known = before.tables.get(key)
        if key in changes.tables:
            record, digests = changes.tables[key]
            how = {"change": "changed" if known else "added", "cause": causes.of_table(key[:2], digests, known)}
            rows.append(record | how | {"digest": digests.whole, "cells_digest": digests.cells})
        else:
            names = ("report_id", "revision", "table_kind", "n")
            empty: Row = dict.fromkeys((c.name for c in LOG_TABLES["tables"]), None)
            gone = {"change": "withdrawn", "cause": causes.of_report(key[:2]), "digest": "", "cells_digest": ""}
            rows.append(empty | dict(zip(names, key, strict=True)) | gone)
    return rows


def _report_rows(before: Before, changes: Changes, causes: Causes, tables: list[Row]) -> dict[str, list[Row]]:
    """Rows of ``reports``, ``report_documents``, ``findings``. A report's cause is that of its first changed table."""
    of_tables: dict[ReportKey, str] = {}
    for row in tables:
        of_tables.setdefault((row["report_id"], row["revision"]), row["cause"])
    rows: list[Row] = []
    documents: list[Row] = []
    findings: list[Row] = []
    for key in sorted(changes.reports.keys() | changes.gone_reports()):
        known, now = before.reports.get(key), changes.reports.get(key)
        why = of_tables.get(key) or causes.of_report(key)
        if now is None:
            empty: Row = dict.fromkeys((c.name for c in LOG_TABLES["reports"]), None)
            gone = {"change": "withdrawn", "cause": why, "digest": ""}
            rows.append(empty | {"report_id": key[0], "revision": key[1]} | gone)
        elif known is None or (known["digest"], known.get("partition")) != (now.digest, changes.partition_of[key]):
            how = {"change": "changed" if known else "added", "cause": why, "digest": now.digest}
            rows.append(now.record | how | {"partition": changes.partition_of[key]})
            documents += now.documents
            findings += now.findings
    return {"reports": rows, "report_documents": documents, "findings": findings}


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


def _settled(row: Row, before: Before) -> Row:
    """A row of ``partitions`` as far as it calls for a load: what one lacks of the last load's versions is told by the
    load that has them."""
    then = before.partitions.get(row["partition"], {})
    return row if row["made_with"] is None or "made_with" not in then else row | {"made_with": then["made_with"]}


def _differs(log: Log, last: int, rows: Mapping[str, list[Row]], given: LoadInput, before: Before) -> bool:
    if any(rows[name] for name in ("tables", "reports", "documents", "series")):
        return True
    if any(log.of_load(name, last) != rows[name] for name in ("lists", "coverage")):
        return True
    if log.of_load("partitions", last) != [_settled(row, before) for row in rows["partitions"]]:
        return True
    return any(log.snapshot(name, last) != dict(getattr(given, name)) for name in SNAPSHOTS)


def _counts(tables: list[Row]) -> dict[str, int]:
    return {name: sum(row["change"] == name for row in tables) for name in ("added", "changed", "withdrawn")}
