"""``gongkai doctor``: one line a check."""

from __future__ import annotations

import sys

import click

from gongkai.cli.home import Home
from gongkai.doctor import checks


@click.command()
@click.pass_obj
def doctor(home: Home) -> None:
    """Try all that reading and running need: engines, tools, isolation, limits, memory, the home, services.

    Exit code 0 when all is there that nothing works without, and all that is set answers, else 1. `without` marks what
    is optional, with its cost.
    """
    lacking = False
    for check in checks(home.settings(log=False)):
        lacking |= check.state == "missing"
        click.echo(f"{check.state:<8} {check.name:<24} {check.text}")
    if lacking:
        sys.exit(1)
