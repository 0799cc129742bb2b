"""A removed document in the log: the table versions read from it stand as withdrawn, without a fact, in its loads.

The log is append-only but for this. The rows that say what was read from which document stay (digests and addresses),
so that a removal that was interrupted finds again what it has to take back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import simplejson

from gongkai.crawl.tombstones import Tombstone
from gongkai.lake.log import Log
from gongkai.warehouse.before import REMOVED
from gongkai.warehouse.flatten import ReportKey, Row

#: Load -> report revisions of which something was read from the document, as the load found or wrote them.
Touched = Mapping[int, frozenset[ReportKey]]
#: What the text of a document says in its row of table ``documents``.
_OF_TEXT = ("kind", "other_kind", "notes", "pages")
_FACTS = ("admitted", "held")


def touched(log: Log, sha256: str) -> Touched:
    """What of each load is to be taken back. Raises GongkaiError when the log has a hole."""
    holds: dict[ReportKey, bool] = {}
    found: dict[int, frozenset[ReportKey]] = {}
    for load in log.loads():
        documents: dict[ReportKey, set[str]] = defaultdict(set)
        for row in log.of_load("report_documents", load):
            documents[_key(row)].add(row["document"])
        holds |= {_key(row): sha256 in documents[_key(row)] for row in log.of_load("reports", load)}
        found[load] = frozenset(key for key, is_held in holds.items() if is_held)
    return found


def forget(log: Log, stone: Tombstone, found: Touched) -> tuple[int, ...]:
    """Rewrite the loads that hold the document's text; their numbers. Raises GongkaiError when the disk refuses."""
    live: dict[ReportKey, set[tuple[str, int]]] = defaultdict(set)
    ids = frozenset(report_id for keys in found.values() for report_id, _ in keys)
    rewritten = []
    for load in sorted(found):
        tables = {name: one for name in _CHANGES if (one := _read(log, load, name)) is not None}
        fresh = {name: _CHANGES[name](one, found[load], ids, stone) for name, one in tables.items()}
        fresh["reports"] = _to_write_again(fresh["reports"], tables["findings"], found[load], ids)
        fresh["tables"] = _with_withdrawn(fresh["tables"], live, found[load], load)
        changed = {name: one for name, one in fresh.items() if not one.equals(tables[name])}
        if changed:
            log.rewrite(load, changed, stone.sha256)
            rewritten.append(load)
    return tuple(rewritten)


def _read(log: Log, load: int, name: str) -> Any:
    path = log.folder(load) / f"{name}.parquet"
    return pq.ParquetFile(path).read() if path.exists() else None


def _facts(table: Any, keys: frozenset[ReportKey], ids: frozenset[str], stone: Tombstone) -> Any:
    """Without those of the table versions that are taken back."""
    own = zip(table["report_id"].to_pylist(), table["revision"].to_pylist(), strict=True)
    kept = [key not in keys for key in own]
    return table if all(kept) else table.filter(pa.array(kept))


def _versions(table: Any, keys: frozenset[ReportKey], ids: frozenset[str], stone: Tombstone) -> Any:
    """Those that are taken back as withdrawn."""
    return _mapped(table, lambda row: _withdrawn(row) if _key(row) in keys else row)


def _findings(table: Any, keys: frozenset[ReportKey], ids: frozenset[str], stone: Tombstone) -> Any:
    """Without those on what is taken back; those of other reports that name it say so without its numbers."""
    rows = [_without_numbers(row, ids) for row in table.to_pylist() if _key(row) not in keys]
    return pa.Table.from_pylist(rows, schema=table.schema)


def _documents(table: Any, keys: frozenset[ReportKey], ids: frozenset[str], stone: Tombstone) -> Any:
    """The document's row says who removed it and why, and nothing of what it said."""
    gone = dict.fromkeys(_OF_TEXT) | {"error": str(stone)}
    return _mapped(table, lambda row: row | gone if row["document"] == stone.sha256 else row)


_CHANGES = dict.fromkeys(_FACTS, _facts) | {
    "tables": _versions,
    "reports": _versions,
    "findings": _findings,
    "documents": _documents,
}


def _mapped(table: Any, change: Any) -> Any:
    return pa.Table.from_pylist([change(row) for row in table.to_pylist()], schema=table.schema)


def _withdrawn(row: Row) -> Row:
    if row["change"] == "withdrawn":
        return row
    names = ("report_id", "revision", "table_kind", "n", "load")
    kept = {name: row[name] for name in names if name in row}
    digests = {name: "" for name in ("digest", "cells_digest") if name in row}
    return dict.fromkeys(row) | kept | digests | {"change": "withdrawn", "cause": REMOVED}


def _without_numbers(row: Row, ids: frozenset[str]) -> Row:
    if not _compares(row, ids):
        return row
    told = "it was compared with a report whose document was removed on purpose"
    return row | {"message": told, "left_sum": None, "right_sum": None, "suggestion": None, "cells": "[]"}


def _compares(finding: Row, ids: frozenset[str]) -> bool:
    return not ids.isdisjoint(cell.get("report_id") for cell in simplejson.loads(finding["cells"] or "[]"))


def _to_write_again(reports: Any, findings: Any, keys: frozenset[ReportKey], ids: frozenset[str]) -> Any:
    """Without the digest of reports that a finding compares with one taken back: the next load writes what is left."""
    others = {_key(row) for row in findings.to_pylist() if _key(row) not in keys and _compares(row, ids)}
    return _mapped(reports, lambda row: row | {"digest": ""} if _key(row) in others else row)


def _with_withdrawn(
    table: Any, live: dict[ReportKey, set[tuple[str, int]]], keys: frozenset[ReportKey], load: int
) -> Any:
    """With the tables of earlier loads withdrawn whose report is taken back in this one; ``live`` goes forward."""
    rows = table.to_pylist()
    for row in rows:
        standing = live[_key(row)]
        (standing.discard if row["change"] == "withdrawn" else standing.add)((row["table_kind"], row["n"]))
    gone = [
        {"report_id": key[0], "revision": key[1], "table_kind": kind, "n": n, "load": load}
        for key in sorted(keys)
        for kind, n in sorted(live.pop(key, ()))
    ]
    if not gone:
        return table
    empty = dict.fromkeys(table.schema.names)
    state = {"change": "withdrawn", "cause": REMOVED, "digest": "", "cells_digest": ""}
    return pa.Table.from_pylist([*rows, *(empty | row | state for row in gone)], schema=table.schema)


def _key(row: Row) -> ReportKey:
    return row["report_id"], row["revision"]
