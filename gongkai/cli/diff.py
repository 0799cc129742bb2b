"""``gongkai diff``: what differs between two loads or releases, cell by cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import asdict, astuple, fields

import click
import simplejson

from gongkai.cli.home import Home
from gongkai.lake.log import Log
from gongkai.settings import Settings
from gongkai.text_table import text_table
from gongkai.warehouse import diff_text
from gongkai.warehouse.diff import CellChange, Diff
from gongkai.warehouse.diff import diff as compared
from gongkai.warehouse.rollback import named

#: So many tables and cells are shown; the rest are counted.
_SHOWN = 40


@click.command()
@click.argument("before")
@click.argument("after", required=False)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.pass_obj
def diff(home: Home, before: str, after: str | None, form: str) -> None:
    """What differs from BEFORE to AFTER (the last load when left out): numbers of loads, or names of releases.

    Tables added, changed, withdrawn, held or admitted, each with its causes, and their cells; agencies and years that
    are covered otherwise. csv: all cells.
    """
    settings = home.settings()
    log = Log(settings.lake)
    found = compared(log, _load(settings, before), log.latest() if after is None else _load(settings, after))
    click.echo(_FORMATS[form](found), nl=False)


def _load(settings: Settings, name: str) -> int:
    return int(name) if name.isdecimal() else named(settings, name).load


def _as_table(found: Diff) -> str:
    head = f"From load {found.before} to load {found.after}."
    if not found.tables and not found.coverage:
        return f"{head} Nothing differs.\n"
    judged, cells = diff_text.judged_otherwise(found), diff_text.cells(found)
    causes = [text_table(diff_text.CAUSES, diff_text.causes(found))] if found.tables else []
    counted = [text_table(diff_text.COVERAGE, diff_text.coverage(found))] if found.coverage else []
    return "\n".join(
        [
            head,
            "",
            *causes,
            *_part("Tables", diff_text.TABLES, judged),
            *_part("Cells of changed tables", diff_text.CELLS, cells),
            *counted,
            *_part("Agencies and years that are covered otherwise", diff_text.COVERED, diff_text.covered(found)),
        ]
    )


def _part(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    """A table of at most so many rows, and how many there are; nothing without rows."""
    if not rows:
        return []
    more = f"; the first {_SHOWN} (--format json: all, csv: all cells)" if len(rows) > _SHOWN else ""
    return [f"{title}: {len(rows)}{more}", "", text_table(heads, rows[:_SHOWN])]


def _as_csv(found: Diff) -> str:
    """A line a cell."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([field.name for field in fields(CellChange)])
    writer.writerows(["" if value is None else value for value in astuple(one)] for one in found.cells)
    return stream.getvalue()


def _as_json(found: Diff) -> str:
    return simplejson.dumps(asdict(found), use_decimal=True, ensure_ascii=False, indent=1) + "\n"


_FORMATS: dict[str, Callable[[Diff], str]] = {"table": _as_table, "csv": _as_csv, "json": _as_json}
