"""The one module that knows DuckDB: files written whole, files read without a way to the disk."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from gongkai.errors import GongkaiError
from gongkai.lake.atomic import write_error
from gongkai.warehouse import spill as spills

Connection = duckdb.DuckDBPyConnection
Error = duckdb.Error

#: What 1.x clients still open; DuckDB 2 refuses none of it.
_STORAGE = "v1.2.0"
_NAME = "gongkai"
#: Rows that a Parquet file tells the least and greatest values of: a query on one agency reads one or two of them.
_ROW_GROUP = 122_880
#: DuckDB's own folder for overflow: the database file's name and this.
BESIDE = ".tmp"
_CLASHES = ("different configuration", "Unique file handle conflict", "Conflicting lock is held")
#: What a build may hold in memory, in bytes, before it spills; what DuckDB does not count comes on top, up to 2 GB.
_MEMORY = 6_000_000_000


def writer(path: Path, spill: Path) -> Connection:
    """A connection that writes a new database file; end it with :func:`close`. ``spill``: folder for overflow."""
    memory = min(_MEMORY, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * 3 // 4)
    con = duckdb.connect(":memory:", config={"temp_directory": str(spill), "memory_limit": f"{memory}B"})
    con.execute(f"ATTACH '{quoted(path)}' AS {_NAME} (STORAGE_VERSION '{_STORAGE}')")
    con.execute(f"USE {_NAME}")
    return con


def close(con: Connection) -> None:
    """Write everything into the file and let go of it."""
    con.execute("CHECKPOINT")
    con.execute("USE memory")
    con.execute(f"DETACH {_NAME}")
    con.close()


def reader(path: Path) -> Connection:
    """A connection that reads one database file and can reach nothing else.

    ``enable_external_access=false`` still allows the database's own file and its ``.wal`` (COPY could write that one),
    so the local file system is taken away too, after the file is open; nothing spills to disk.
    """
    # Inside one process a second connection to a file shares the first one's instance. DuckDB knows it by its path with
    # this prefix: readers share one, locked already, and connections that are free to do more have another.
    con = duckdb.connect(f"duckdb:{path.absolute()}", read_only=True, config={"temp_directory": ""})
    locked = con.execute("SELECT value FROM duckdb_settings() WHERE name = 'lock_configuration'").fetchall()
    if locked != [("true",)]:
        con.execute("SET enable_external_access = false")
        con.execute("SET disabled_filesystems = 'LocalFileSystem'")
        con.execute("SET lock_configuration = true")
    return con


def analyst(path: Path) -> Connection:
    """A connection that cannot change the database file, and is free to work with other files.

    What overflows memory goes to a folder of this process in the system's temporary one, not beside the file.
    """
    con = duckdb.connect(str(path), read_only=True)
    found = con.execute("SELECT current_setting('temp_directory')").fetchall()[0][0]
    # A connection that this process has opened before may have one of its own, or have spilled: then it stays.
    if Path(str(found)).name == f"{path.name}{BESIDE}":
        folder = spills.fresh()
        with contextlib.suppress(Error):
            con.execute(f"SET temp_directory = '{quoted(folder) if folder else ''}'")
    return con


def clash(error: duckdb.Error) -> bool:
    """Whether a file was not opened as it is open already, in this program or in another, in another way."""
    return any(words in str(error) for words in _CLASHES)


def scratch() -> Connection:
    """A connection of its own to no file, for queries over Parquet."""
    return duckdb.connect(":memory:")


def exporter(path: Path) -> Connection:
    """A connection of the release's own making: it reads a finished database file and may write others."""
    return duckdb.connect(str(path), read_only=True)


def copier(path: Path, spill: Path) -> Connection:
    """Like :func:`exporter`, for many files at once: each query is done by the thread that asks for it (a cursor of
    its own each), so that the bytes of a file do not depend on how many there are. ``spill``: folder for overflow."""
    con = duckdb.connect(str(path), read_only=True)
    con.execute(f"SET temp_directory = '{quoted(spill)}'")
    con.execute("SET threads = 1")
    # By statistics a column is told to have no NULL, in all files of a table or in none: a row elsewhere changed all.
    con.execute("SET disabled_optimizers = 'statistics_propagation'")
    return con


def insert(con: Connection, table: str, rows: Any) -> None:
    """Append an Arrow table whose columns are the table's, in its order."""
    con.register("incoming", rows)
    con.execute(f"INSERT INTO {table} SELECT * FROM incoming")
    con.unregister("incoming")


def run(con: Connection, statements: Iterable[str]) -> None:
    """Statements in one transaction: five times as fast as one each, and a view has 200 comments."""
    con.execute("BEGIN")
    for statement in statements:
        con.execute(statement)
    con.execute("COMMIT")


def fetch(con: Connection, query: str) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    return con.execute(query).fetchall()


def export(con: Connection, query: str, path: Path, said: Mapping[str, str]) -> None:
    """Rows of a query as a Parquet file (zstd), in the query's order. said: key -> text in the file's metadata."""
    metadata = ", ".join(f"'{key}': '{_escaped(text)}'" for key, text in said.items())
    con.execute(
        f"COPY ({query}) TO '{quoted(path)}' "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}, KV_METADATA {{{metadata}}})"
    )


def export_text(con: Connection, query: str, path: Path, head: str) -> None:
    """Rows of a query as a CSV file (UTF-8), in the query's order, below ``head`` (whole lines)."""
    con.execute(
        f"COPY ({query}) TO '{quoted(path)}' (FORMAT csv, HEADER false, PREFIX '{_escaped(head)}', SUFFIX '\n')"
    )
    # DuckDB ends the last row with the suffix, and writes it where there is no row, too.
    if path.stat().st_size == len(head.encode()) + 1:
        path.write_text(head, encoding="utf-8", newline="")


def quoted(path: Path) -> str:
    """A path inside a SQL string literal."""
    return _escaped(str(path))


def _escaped(text: str) -> str:
    return text.replace("'", "''")


def fault(error: duckdb.Error, path: Path) -> GongkaiError:
    """What DuckDB could not write, told to a person; a full disk is named as such."""
    text = str(error).splitlines()[0]
    for code in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
        if os.strerror(code) in str(error):
            return write_error(OSError(code, os.strerror(code)), path)
    return GongkaiError(
        f"cannot write the warehouse: {text}", str(path), "", "run again; if it stays, tell the maintainers"
    )
