"""What a table of the warehouse is: declared once; DDL, comments, Arrow schema and dictionary are made from it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Literal

import pyarrow as pa

Type = Literal["VARCHAR", "INTEGER", "BIGINT", "BOOLEAN", "DATE", "TIMESTAMP", "DECIMAL(24,6)", "VARCHAR[]"]
Schema = Literal["main", "quarantine", "history"]

_ARROW: dict[str, Any] = {
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "DECIMAL(24,6)": pa.decimal128(24, 6),
    "VARCHAR[]": pa.list_(pa.string()),
}
#: In a batch: some 10 MB of exchanges.
_ROWS = 10_000


@dataclass(frozen=True)
class Column:
    """One column. ``unit``: of its numbers, or where the unit stands; ``required``: never NULL.

    stored: how DuckDB keeps it, where that is told: trying all its ways costs a third of what it takes to write a text.
    ``words``: as an ENUM of its ``vocabulary`` and of other words that occur, which compares, sorts and is given out as
    their text.
    """

    name: str
    type: Type
    en: str
    zh: str
    unit: str | None = None
    required: bool = False
    stored: Literal["dictionary", "zstd", "words"] | None = None

    @property
    def words_type(self) -> str:
        """Name of the type that a column of ``words`` has in the database file; columns of one name share it."""
        return f"{self.name}_words"

    @property
    def told_type(self) -> str:
        """The type as the dictionary tells it: Parquet has another one than the database where it holds ``words``."""
        return f"{self.type} (ENUM in the database)" if self.stored == "words" else self.type

    @property
    def comment(self) -> str:
        """English, Chinese, unit: what a COMMENT says."""
        unit = f" [unit: {self.unit}]" if self.unit else ""
        return f"{self.en}{unit} | {self.zh}"


@dataclass(frozen=True)
class Table:
    """One table (``view`` None) or view (its SELECT). ``key``: columns that name a row; ``order``: how rows are sorted.

    references: (column, table of main, its column): every value that is not NULL stands there too.
    partition: columns by whose values its rows lie in files of their own in a release.
    """

    name: str
    en: str
    zh: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    schema: Schema = "main"
    order: tuple[str, ...] = ()
    references: tuple[tuple[str, str, str], ...] = ()
    view: str | None = None
    partition: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """``schema.name``."""
        return f"{self.schema}.{self.name}"

    @property
    def sort(self) -> tuple[str, ...]:
        """Columns that rows are sorted by: one order for every build."""
        return tuple(dict.fromkeys((*self.order, *self.key)))

    @property
    def comment(self) -> str:
        """English and Chinese."""
        return f"{self.en} | {self.zh}"


def create_statement(table: Table) -> str:
    """``CREATE TABLE`` or ``CREATE VIEW`` of one declaration."""
    if table.view is not None:
        return f"CREATE VIEW {table.full_name} AS {table.view}"
    lines = [_definition(column) for column in table.columns]
    return f"CREATE TABLE {table.full_name} (\n  " + ",\n  ".join(lines) + "\n)"


def _definition(column: Column) -> str:
    kind: str = column.words_type if column.stored == "words" else column.type
    if column.stored not in (None, "words"):
        kind += f" USING COMPRESSION {column.stored}"
    return f'"{column.name}" {kind}{" NOT NULL" if column.required else ""}'


def comment_statements(table: Table) -> list[str]:
    """``COMMENT ON`` for the table and each column."""
    kind = "VIEW" if table.view is not None else "TABLE"
    found = [f"COMMENT ON {kind} {table.full_name} IS {literal(table.comment)}"]
    found += [f'COMMENT ON COLUMN {table.full_name}."{c.name}" IS {literal(c.comment)}' for c in table.columns]
    return found


def arrow_schema(columns: tuple[Column, ...]) -> Any:
    """Arrow (and so Parquet) schema of some columns, descriptions in the fields' metadata."""
    return pa.schema(
        [
            pa.field(c.name, _ARROW[c.type], nullable=not c.required, metadata={"description": c.comment})
            for c in columns
        ]
    )


def arrow_table(columns: tuple[Column, ...], rows: list[dict[str, Any]]) -> Any:
    """Rows as an Arrow table of the declared columns; raises KeyError when a row lacks one."""
    of_row = itemgetter(*(c.name for c in columns))
    values = zip(*map(of_row, rows), strict=True) if rows else ([] for _ in columns)
    arrays = [pa.array(own, _ARROW[c.type]) for c, own in zip(columns, values, strict=True)]
    return pa.Table.from_arrays(arrays, schema=arrow_schema(columns))


def arrow_batches(columns: tuple[Column, ...], rows: Iterable[dict[str, Any]]) -> Any:
    """Rows as an Arrow reader that takes them as it goes, so that they are never all in memory."""
    schema, left = arrow_schema(columns), iter(rows)
    batches = iter(lambda: list(itertools.islice(left, _ROWS)), [])
    return pa.RecordBatchReader.from_batches(
        schema, (batch for some in batches for batch in arrow_table(columns, some).to_batches())
    )


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
