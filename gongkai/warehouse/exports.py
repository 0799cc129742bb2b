"""Files of a release beside its database: Parquet of every table, CSV of those that people open in a spreadsheet."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import simplejson

from gongkai.warehouse import engine, spreadsheet
from gongkai.warehouse.declare import Table, literal

#: In the name of a file whose rows have no value there: no real year.
_NONE = "0000"


@dataclass(frozen=True)
class Resource:
    """One table in one format: its files, relative to the release, sorted. More than one: parts of it, by rows."""

    table: Table
    format: Literal["parquet", "csv"]
    paths: tuple[str, ...]


@dataclass(frozen=True)
class _File:
    path: str
    table: Table
    query: str


def write(database: Path, folder: Path, tables: Sequence[Table], sheets: Sequence[Table]) -> list[Resource]:
    """Write ``parquet/`` of all ``tables`` that are no views and ``csv/`` of ``sheets`` into ``folder``.

    The bytes are a function of the database's rows and their order, however many files are written at a time. Raises
    duckdb.Error when the disk refuses.
    """
    con = engine.copier(database, folder / ".spill")
    try:
        parquet = [(table, list(_parquet_files(con, table))) for table in tables if table.view is None]
        csv = [_csv_file(table) for table in sheets]
        everything = [*(file for _, files in parquet for file in files), *csv]
        for parent in sorted({(folder / file.path).parent for file in everything}):
            parent.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            done = [pool.submit(_write_csv, con.cursor(), file, folder) for file in csv]
            done += [pool.submit(_write_parquet, con.cursor(), file, folder) for _, files in parquet for file in files]
            for one in done:
                one.result()
    finally:
        con.close()
    found = [Resource(table, "parquet", tuple(file.path for file in files)) for table, files in parquet]
    return found + [Resource(file.table, "csv", (file.path,)) for file in csv]


def _parquet_files(con: engine.Connection, table: Table) -> Iterator[_File]:
    """One file, or one for each value of the columns that the table is divided by: facts/form2021-year2023.parquet.

    No form=2021/year=2023: readers make columns of such names, in other types than those in the files.
    """
    rows = f"FROM {table.full_name}"
    place = f"parquet/{'' if table.schema == 'main' else table.schema + '/'}{table.name}"
    if not table.partition:
        yield _File(f"{place}.parquet", table, rows)
        return
    names = ", ".join(f'"{name}"' for name in table.partition)
    parts = engine.fetch(con, f"SELECT DISTINCT {names} FROM {table.full_name} ORDER BY {names}")
    if not parts:
        yield _File(f"{place}/empty.parquet", table, rows)
    for values in parts:
        pairs = list(zip(table.partition, values, strict=True))
        where = " AND ".join(
            f'"{name}" IS NULL' if value is None else f'"{name}" = {literal(str(value))}' for name, value in pairs
        )
        part = "-".join(f"{name}{_NONE if value is None else value}" for name, value in pairs)
        yield _File(f"{place}/{part}.parquet", table, f"{rows} WHERE {where}")


def _csv_file(table: Table) -> _File:
    order = table.sort if table.view is not None else ()
    return _File(f"csv/{table.name}.csv", table, spreadsheet.select(table.full_name, table.columns, order))


def _write_parquet(con: engine.Connection, file: _File, folder: Path) -> None:
    said = {"description": file.table.comment}
    said["columns"] = simplejson.dumps({c.name: c.comment for c in file.table.columns}, ensure_ascii=False)
    engine.export(con, file.query, folder / file.path, said)


def _write_csv(con: engine.Connection, file: _File, folder: Path) -> None:
    engine.export_text(con, file.query, folder / file.path, spreadsheet.heads(file.table.columns))
