"""Data dictionary (Markdown) and ``datapackage.json``, made from the declarations and the marts' comments."""

from __future__ import annotations

from typing import Any

import simplejson

from gongkai.warehouse import engine
from gongkai.warehouse.declare import Column, Table
from gongkai.warehouse.functions import FUNCTIONS
from gongkai.warehouse.reference import mart_key, marts
from gongkai.warehouse.tables import TABLES

_FIELD_TYPES = {
    "VARCHAR": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "VARCHAR[]": "array",
}


def mart_tables(con: engine.Connection) -> list[Table]:
    """The marts as they stand in a built warehouse, with the comments that their SQL gives."""
    found = []
    for name, sql in marts():
        columns = engine.fetch(
            con,
            "SELECT column_name, data_type, coalesce(comment, '') FROM duckdb_columns() "
            f"WHERE schema_name = 'main' AND table_name = '{name}' AND NOT internal ORDER BY column_index",
        )
        comment = engine.fetch(
            con,
            f"SELECT coalesce(comment, '') FROM duckdb_tables() WHERE schema_name = 'main' AND table_name = '{name}'",
        )
        declared = tuple(Column(column, kind, *_halves(text)) for column, kind, text in columns)
        found.append(Table(name, *_halves(comment[0][0]), declared, mart_key(sql)))
    return found


def markdown(tables: list[Table], title: str) -> str:
    """The dictionary: a section a table, a line a column; the functions at its end."""
    lines = [f"# {title}", "", "Made from the declarations of the warehouse; the same texts are COMMENTs in it.", ""]
    for table in tables:
        lines += [f"## {table.full_name}", "", f"{table.en}", "", f"{table.zh}", ""]
        if table.key:
            lines += [f"Key: {', '.join(f'`{name}`' for name in table.key)}", ""]
        lines += ["| column | type | unit | meaning | 含义 |", "|---|---|---|---|---|"]
        for column in table.columns:
            cells = (f"`{column.name}`", column.type, column.unit or "", column.en, column.zh)
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        lines.append("")
    lines += ["## Functions", "", "| function | gives | meaning | 含义 |", "|---|---|---|---|"]
    lines += [f"| `{one.call}` | {one.gives} | {one.en} | {one.zh} |" for one in FUNCTIONS]
    return "\n".join([*lines, ""])


def datapackage(name: str, title: str, files: dict[str, Table], created: str) -> str:
    """``datapackage.json`` (Data Package 1): ``files`` are the Parquet files, path -> their table."""
    resources = [_resource(path, table) for path, table in sorted(files.items())]
    package = {"profile": "data-package", "name": name, "title": title, "created": created, "resources": resources}
    return simplejson.dumps(package, ensure_ascii=False, indent=1) + "\n"


def declared_tables() -> list[Table]:
    """Tables and views in the order of the dictionary."""
    return list(TABLES)


def _resource(path: str, table: Table) -> dict[str, Any]:
    fields = [
        {
            "name": column.name,
            "type": _FIELD_TYPES.get(column.type, "number"),
            "description": column.comment,
            "constraints": {"required": column.required},
        }
        for column in table.columns
    ]
    return {
        "name": path.removesuffix(".parquet").removeprefix("parquet/").replace("/", "-").lower().replace("_", "-"),
        "path": path,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "description": table.comment,
        "schema": {"fields": fields, "primaryKey": list(table.key)} if table.key else {"fields": fields},
    }


def _halves(comment: str) -> tuple[str, str]:
    english, _, chinese = comment.partition(" | ")
    return english, chinese
