"""``gongkai review``: look at held and admitted tables and decide on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import click

from gongkai import review as tables
from gongkai.cli.home import Home
from gongkai.cli.who import who
from gongkai.decisions import Decision
from gongkai.records import Finding
from gongkai.review import Author, Judged, label_of, name_of
from gongkai.text_table import text_table

_BY = click.option("--by", help="Who decides; the user's name when left out.")
_REASON = click.option("--reason", required=True, help="Why, in one sentence; kept with the decision.")
_SUPERSEDES = click.option(
    "--supersedes", default="", metavar="DECISION", help="A decision on this table that is to be replaced by this one."
)
#: So many doubted cells are shown; the rest are counted.
_CELLS = 40


@click.group()
def review() -> None:
    """Look at the tables that the gate held, or admitted, and decide on them. A decision takes effect in the next run.

    CELL is an indicator, in table 3 with its applicant: review_total, req_new/total.
    """


@review.command("list")
@click.option("--rule", help="Only those that this rule holds.")
@click.option("--year", type=int, help="Only reports of this year.")
@click.pass_obj
def list_held(home: Home, rule: str | None, year: int | None) -> None:
    """All held tables, with why and where they stand."""
    rows = [
        (
            one.report.report_id or "",
            one.table.table,
            one.verdict or "",
            one.reason,
            one.report.agency or "",
            one.report.sources[0].source if one.report.sources else "",
        )
        for one in tables.held(home.settings())
        if (rule is None or rule in one.reason.split(", ")) and (year is None or one.report.year == year)
    ]
    if not rows:
        click.echo("No table is held.")
        return
    click.echo(text_table(("report", "table", "verdict", "reason", "agency", "source"), rows), nl=False)


@review.command()
@click.argument("report_id")
@click.argument("table")
@click.pass_obj
def show(home: Home, report_id: str, table: str) -> None:
    """One table: what was found, and the cells that are doubted with what each reader saw; of an admitted one all."""
    one = tables.find(home.settings(), report_id, table)
    click.echo(_told(one), nl=False)


@review.command()
@click.argument("report_id")
@click.argument("table")
@click.option("--cell", "cells", multiple=True, help="Only this cell; may be given again. All doubted ones otherwise.")
@click.option("--value", help="Which number a cell holds that was read in two ways.")
@_REASON
@_BY
@_SUPERSEDES
@click.pass_obj
def accept(
    home: Home,
    report_id: str,
    table: str,
    cells: tuple[str, ...],
    value: str | None,
    reason: str,
    by: str | None,
    supersedes: str,
) -> None:
    """Say that you looked at the page and the doubted cells of a held table were read as they stand there.

    With --supersedes: that what the other decision rejected or corrected was read as it stands.
    """
    one = tables.find(home.settings(), report_id, table)
    _write(home, tables.accepted(one, cells, value, _author(by, reason, supersedes)))


@review.command()
@click.argument("report_id")
@click.argument("table")
@_REASON
@_BY
@_SUPERSEDES
@click.pass_obj
def reject(home: Home, report_id: str, table: str, reason: str, by: str | None, supersedes: str) -> None:
    """Say that you looked at the table and that it is out, whatever the rules say of it; an admitted one too."""
    one = tables.find(home.settings(), report_id, table)
    _write(home, tables.rejected(one, _author(by, reason, supersedes)))


@review.command(context_settings={"ignore_unknown_options": True})  # VALUE may be -5
@click.argument("report_id")
@click.argument("table")
@click.argument("cell")
@click.argument("value")
@_REASON
@_BY
@_SUPERSEDES
@click.pass_obj
def correct(
    home: Home, report_id: str, table: str, cell: str, value: str, reason: str, by: str | None, supersedes: str
) -> None:
    """Say which number a cell of a held or admitted table holds; what was read stays beside it."""
    one = tables.find(home.settings(), report_id, table)
    _write(home, tables.corrected(one, cell, value, _author(by, reason, supersedes)))


def _write(home: Home, rows: Sequence[Decision]) -> None:
    settings = home.settings()
    tables.write(settings, rows)
    first, last = rows[0].decision_id, rows[-1].decision_id
    what = f"decision {first}" if len(rows) == 1 else f"{len(rows)} decisions, {first} to {last}"
    click.echo(f"Written to {settings.decisions}: {what}. They are applied in the next run (gongkai run).")


def _told(one: Judged) -> str:
    report, table = one.report, one.table
    lines = [
        f"{report.report_id} revision {report.revision}: {report.agency}, {report.year}, table {table.table}",
        f"admitted: {one.verdict}" if one.admitted else f"held: {one.reason}",
        f"read by {', '.join(table.readers)}, on the form of {table.form}, at {table.place or 'no place'}",
        *(f"document {s.sha256} ({s.media_type}) from {s.source}" for s in report.sources),
        "",
        *(_finding(finding) for finding in one.findings if finding.outcome == "broken"),
        *(f"decision {d.decision_id}: {d.action} by {d.by}, {d.reason}" for d in one.decided),
        "",
    ]
    # In an admitted table nothing tells what is to be looked at but the reader.
    shown = one.cells if one.admitted else one.doubted[:_CELLS]
    rows = [
        (
            name_of(fact),
            label_of(fact, table.form),
            "" if fact.value is None else f"{fact.value:f}",
            fact.raw,
            "; ".join(f"{reader}: {text!r}" for reader, text in (fact.readings or {}).items()),
            fact.status,
            fact.place or "",
        )
        for fact in shown
    ]
    left = 0 if one.admitted else len(one.doubted) - len(shown)
    more = f"and {left} cells more\n" if left else ""
    return "\n".join(lines) + text_table(("cell", "label", "value", "raw", "readings", "status", "place"), rows) + more


def _finding(finding: Finding) -> str:
    return f"{finding.severity} {finding.identity or finding.rule}: {finding.message}"


def _author(by: str | None, reason: str, supersedes: str) -> Author:
    return Author(who(by), reason, datetime.now(UTC), supersedes)
