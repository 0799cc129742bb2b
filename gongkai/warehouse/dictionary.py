"""Data dictionary in Markdown and HTML, made from the declarations and the marts' comments."""

from __future__ import annotations

from gongkai.warehouse import engine
from gongkai.warehouse.data_docs import html
from gongkai.warehouse.declare import Column, Table
from gongkai.warehouse.functions import FUNCTIONS
from gongkai.warehouse.reference import mart_key, marts
from gongkai.warehouse.tables import TABLES

_MADE = (
    "Made from the declarations of the warehouse; the same texts are COMMENTs in it. An ENUM of gongkai.duckdb "
    "compares, sorts and joins as the text that it is in Parquet, but pandas gets it as category, polars as "
    "Categorical, R as factor: cast it to VARCHAR where text is wanted."
)


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
    lines = [f"# {title}", "", _MADE, ""]
    for table in tables:
        lines += [f"## {table.full_name}", "", f"{table.en}", "", f"{table.zh}", ""]
        if table.key:
            lines += [f"Key: {', '.join(f'`{name}`' for name in table.key)}", ""]
        lines += ["| column | type | unit | meaning | 含义 |", "|---|---|---|---|---|"]
        for column in table.columns:
            cells = (f"`{column.name}`", column.told_type, column.unit or "", column.en, column.zh)
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        lines.append("")
    lines += ["## Functions", "", "| function | gives | meaning | 含义 |", "|---|---|---|---|"]
    lines += [f"| `{one.call}` | {one.gives} | {one.en} | {one.zh} |" for one in FUNCTIONS]
    return "\n".join([*lines, ""])


def page(tables: list[Table], title: str, sample: bool) -> str:
    """The same dictionary as one HTML page, with a list of the tables at its head."""
    parts: list[html.Markup] = [
        html.paragraph(_MADE),
        html.table(("table", "what it holds", "内容"), map(_entry, tables)),
    ]
    for table in tables:
        parts += [html.Markup(f'<h2 id="{html.text(table.full_name)}">{html.text(table.full_name)}</h2>')]
        parts += [html.paragraph(table.en), html.paragraph(table.zh, name="zh")]
        if table.key:
            parts.append(html.paragraph("Key: ", *_codes(table.key)))
        parts.append(html.table(("column", "type", "unit", "meaning", "含义"), map(_line, table.columns)))
    functions = ((html.code(one.call), one.gives, one.en, html.classed("zh", one.zh)) for one in FUNCTIONS)
    parts += [html.Markup('<h2 id="functions">Functions</h2>')]
    parts.append(html.table(("function", "gives", "meaning", "含义"), functions))
    return html.page(title, sample, *parts)


def _entry(table: Table) -> tuple[object, ...]:
    return html.link(f"#{table.full_name}", table.full_name), table.en, html.classed("zh", table.zh)


def _line(column: Column) -> tuple[object, ...]:
    whole = html.classed("whole", column.told_type)
    return html.code(column.name), whole, column.unit, column.en, html.classed("zh", column.zh)


def _codes(names: tuple[str, ...]) -> list[html.Markup]:
    return [html.Markup(f"{', ' if position else ''}{html.code(name)}") for position, name in enumerate(names)]


def declared_tables() -> list[Table]:
    """Tables and views in the order of the dictionary."""
    return list(TABLES)


def _halves(comment: str) -> tuple[str, str]:
    english, _, chinese = comment.partition(" | ")
    return english, chinese
