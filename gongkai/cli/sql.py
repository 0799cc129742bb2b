"""``gongkai sql``: one query on the current release."""

from __future__ import annotations

import click

from gongkai.cli.home import Home
from gongkai.warehouse import query

_FORMATS = {"table": query.as_table, "csv": query.as_csv, "json": query.as_json}


@click.command()
@click.argument("statement", metavar="SQL")
@click.option("--format", "form", type=click.Choice(list(_FORMATS)), default="table", show_default=True)
@click.pass_obj
def sql(home: Home, statement: str, form: str) -> None:
    """Query the current release (DuckDB's SQL); it can neither read nor write files.

    Totals and their parts stand side by side in facts: filter role, applicant and scope before summing.
    """
    click.echo(_FORMATS[form](query.run(home.settings(), statement)), nl=False)
