"""Does the warehouse hold together? Keys, references, one place a fact, as many rows as the log has, marts' keys."""

from __future__ import annotations

from gongkai.errors import GongkaiError
from gongkai.lake.log import Log
from gongkai.warehouse import engine
from gongkai.warehouse.declare import Table
from gongkai.warehouse.fold import scan
from gongkai.warehouse.reference import mart_key, marts
from gongkai.warehouse.tables import TABLES
from gongkai.warehouse.tables_facts import FACT_KEY_COLUMNS

_PLACES = ("main.facts", "main.prose_facts", "quarantine.facts")


def verify(con: engine.Connection, log: Log, load: int) -> None:
    """Raises GongkaiError that names every fault. The temporary tables of the fold must still be there."""
    tables = [table for table in TABLES if table.view is None]
    # A fact that stands once in all its places together stands once in each.
    places = _two_places(con)
    keyed = [t for t in tables if places or t.full_name not in _PLACES]
    faults = [fault for t in keyed for fault in _twice(con, t.full_name, t.key)]
    faults += [fault for t in tables for fault in _dangling(con, t)]
    faults += [fault for name, sql in marts() for fault in _twice(con, f"main.{name}", mart_key(sql))]
    faults += places + _lost(con, log, load)
    if faults:
        raise GongkaiError(
            "the warehouse does not hold together: " + "; ".join(faults),
            f"load {load}",
            "",
            "nothing was published; tell the maintainers what is named here",
        )


def _count(con: engine.Connection, query: str) -> int:
    return int(engine.fetch(con, f"SELECT count(*) FROM ({query})")[0][0])


def _counted(con: engine.Connection, query: str) -> tuple[int, str]:
    """Rows of a query, and the first of them in their order as text."""
    count = _count(con, query)
    first = engine.fetch(con, f"FROM ({query}) ORDER BY ALL LIMIT 1")[0] if count else ()
    return count, ", ".join("NULL" if value is None else str(value) for value in first)


def _columns(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _twice(con: engine.Connection, table: str, key: tuple[str, ...]) -> list[str]:
    count, example = _repeated(con, f"SELECT {_columns(key)} FROM {table}", _columns(key))
    return [f"{count} keys of {table} stand twice, as {example}"] if count else []


def _repeated(con: engine.Connection, rows: str, key: str) -> tuple[int, str]:
    """Keys that stand more than once among rows, and the first of them.

    First by a hash of each: a number is grouped in half the time of eight texts, and in a fraction of their memory.
    """
    if not _count(con, f"SELECT 1 FROM ({rows}) GROUP BY hash({key}) HAVING count(*) > 1"):
        return 0, ""
    return _counted(con, f"SELECT {key} FROM ({rows}) GROUP BY {key} HAVING count(*) > 1")


def _dangling(con: engine.Connection, table: Table) -> list[str]:
    faults = []
    for column, other, its in table.references:
        count, example = _counted(
            con,
            f'SELECT t."{column}" FROM {table.full_name} AS t WHERE t."{column}" IS NOT NULL '
            f'AND t."{column}" NOT IN (SELECT "{its}" FROM main.{other} WHERE "{its}" IS NOT NULL)',
        )
        if count:
            faults.append(f"{count} rows of {table.full_name} have a {column} that is not in {other}, as {example}")
    return faults


def _two_places(con: engine.Connection) -> list[str]:
    key = _columns(tuple(column.name for column in FACT_KEY_COLUMNS))
    all_of_them = " UNION ALL ".join(f"SELECT {key} FROM {place}" for place in _PLACES)
    count, example = _repeated(con, all_of_them, key)
    return [f"{count} facts stand in two places, as {example}"] if count else []


def _lost(con: engine.Connection, log: Log, load: int) -> list[str]:
    """Every fact of the log stands somewhere, once; every table has as many as its record says."""
    logged = sum(_count(con, f"SELECT 1 FROM {scan(log, name, load)}") for name in ("admitted", "held"))
    built = sum(_count(con, f"SELECT 1 FROM {place}") for place in (*_PLACES, "history.facts"))
    stated = engine.fetch(con, "SELECT coalesce(sum(facts), 0)::BIGINT FROM main.report_tables")[0][0]
    current = sum(_count(con, f"SELECT 1 FROM {place}") for place in _PLACES)
    faults = [] if logged == built else [f"the log holds {logged} facts, the warehouse {built}"]
    return faults if stated == current else [*faults, f"current tables state {stated} facts, {current} stand there"]
