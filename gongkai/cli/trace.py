"""``gongkai trace``: where a number of the current release comes from."""

from __future__ import annotations

import click

from gongkai.cli.home import Home
from gongkai.warehouse import trace as way


@click.command()
@click.argument("report_id")
@click.argument("cell")
@click.pass_obj
def trace(home: Home, report_id: str, cell: str) -> None:
    """Where a number comes from: fetch, document, place, cell, rules, decisions, load, release.

    CELL is an indicator, in table 3 with its applicant: review_total, req_new/total; a local one is named by its label.
    """
    numbers = way.trace(home.settings(), report_id, cell)
    click.echo("\n\n".join("\n".join(f"{step.name:<9} {step.text}" for step in steps) for steps in numbers))
