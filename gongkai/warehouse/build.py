"""The warehouse file as a function of the log: built anew each time, never updated."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gongkai.lake.log import Log
from gongkai.warehouse import engine, fold, rule_failures, slices
from gongkai.warehouse.declare import Table, arrow_table, comment_statements, create_statement
from gongkai.warehouse.functions import FUNCTIONS, statements
from gongkai.warehouse.reference import marts, reference_rows
from gongkai.warehouse.tables import TABLES
from gongkai.warehouse.verify import verify

Row = dict[str, Any]
#: Facts that are put in order at a time: 2.4 GB.
_SORTED = 4_000_000


def build(log: Log, load: int, path: Path, releases: Sequence[Row]) -> None:
    """Build and verify the database file ``path`` of the state at ``load``; ``path`` must not exist.

    releases: rows of table ``releases``. Raises GongkaiError when the log is damaged, the result does not hold together
    or the disk refuses; what was written of ``path`` is then of no use.
    """
    for number in range(1, load + 1):
        log.verify(number)
    given = reference_rows(log, load) | {"releases": list(releases)}
    con: engine.Connection | None = None
    try:
        con = engine.writer(path, path.with_suffix(".spill"))
        _fill(con, log, load, given)
        verify(con, log, load)
        engine.close(con)
    except engine.Error as error:
        raise engine.fault(error, path) from error
    finally:
        if con is not None:
            con.close()


def _fill(con: engine.Connection, log: Log, load: int, given: dict[str, list[Row]]) -> None:
    con.execute("CREATE SCHEMA quarantine")
    con.execute("CREATE SCHEMA history")
    for statement in fold.temporaries(log, load):
        con.execute(statement)
    for statement in fold.word_types():
        con.execute(statement)
    queries, facts = _queries(log, load), _fact_queries(log, load)
    for table in TABLES:
        con.execute(create_statement(table))
        if table.view is None and table.full_name in facts:
            _insert_facts(con, table, facts[table.full_name])
        elif table.view is None and table.full_name in queries:
            _insert_query(con, table, queries[table.full_name])
        elif table.view is None:
            engine.insert(con, table.full_name, arrow_table(table.columns, _sorted(table, given[table.name])))
        engine.run(con, comment_statements(table))
    for _, sql in marts():
        con.execute(sql)
    for function in FUNCTIONS:
        engine.run(con, statements(function))


def _queries(log: Log, load: int) -> dict[str, str]:
    """Table -> the SELECT that gives its rows from the log."""
    return {
        "main.documents": fold.latest_rows(log, "documents", "document", load),
        "main.fetches": fold.latest_rows(log, "fetches", "fetch", load),
        "main.reports": fold.REPORTS,
        "main.report_tables": fold.REPORT_TABLES,
        "history.report_tables": fold.REPORT_TABLES_THEN,
        "main.report_documents": fold.of_current_reports(log, "report_documents", load),
        "main.findings": fold.of_current_reports(log, "findings", load),
        "main.rule_failures": rule_failures.rows(log, load),
        "main.lists": fold.of_load(log, "lists", load),
        "main.coverage": fold.of_load(log, "coverage", load),
        "main.partitions": fold.of_load(log, "partitions", load),
        "main.accepted_drops": f"SELECT * FROM {fold.scan(log, 'partitions', load)} WHERE accepted IS NOT NULL",
    }


def _fact_queries(log: Log, load: int) -> dict[str, str]:
    """The same of tables of facts, which are sorted by year and region before all else."""
    return {
        "main.facts": fold.current_facts(log, load, admitted=True, prose=(False,)),
        "main.prose_facts": fold.current_facts(log, load, admitted=True, prose=(True,)),
        "quarantine.facts": fold.current_facts(log, load, admitted=False, prose=(False, True)),
        "history.facts": fold.superseded_facts(log, load),
    }


def _insert_facts(con: engine.Connection, table: Table, query: str) -> None:
    """In parts, by what a table of facts is sorted by before all else."""
    of_place = f"SELECT year, region, count(*) FROM ({query}) GROUP BY ALL ORDER BY ALL"
    counts = [slices.Count(*row) for row in engine.fetch(con, of_place)]
    for part in slices.conditions(counts, _SORTED):
        _insert_query(con, table, f"SELECT * FROM ({query}) WHERE {part}")


def _insert_query(con: engine.Connection, table: Table, query: str) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    order = ", ".join(f'"{name}"' for name in table.sort)
    # A column that no load had yet is NULL: the empty table brings its name.
    rows = f"SELECT * FROM ({query}) UNION ALL BY NAME SELECT * FROM {table.full_name} WHERE false"
    con.execute(f"INSERT INTO {table.full_name} SELECT {names} FROM ({rows}) ORDER BY {order}")


def _sorted(table: Table, rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: [(row[name] is None, row[name] or 0) for name in table.sort])
