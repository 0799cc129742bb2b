"""``gongkai release``: the published releases, whether they are as published, and going back to an earlier one."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime

import click

from gongkai.cli.home import Home
from gongkai.errors import GongkaiError
from gongkai.text_table import text_table
from gongkai.warehouse import rollback as shelf
from gongkai.warehouse.query import current_release
from gongkai.warehouse.release import releases


@click.group()
def release() -> None:
    """The published releases: list them, verify them, go back to an earlier one."""


@release.command("list")
@click.pass_obj
def list_releases(home: Home) -> None:
    """All releases, the newest first; * is the one that readers get."""
    settings = home.settings()
    current = current_release(settings)
    rows = [
        (
            "*" if one.name == current.name else "",
            one.name,
            str(one.load),
            f"{one.made:%Y-%m-%d %H:%M} UTC",
            f"{sum(path.stat().st_size for path in one.folder.rglob('*') if path.is_file()) / 1e6:.1f}",
        )
        for one in reversed(releases(settings.releases))
    ]
    click.echo(text_table(("", "release", "load", "made", "MB"), rows), nl=False)
    taken_back = shelf.withdrawn(settings)
    if taken_back is not None:
        click.echo(
            f"Taken back by {taken_back.by} on {taken_back.time}: {taken_back.reason}\n"
            f"Nothing is published before there is a load after {taken_back.load}."
        )


@release.command()
@click.argument("name", required=False)
@click.pass_obj
def verify(home: Home, name: str | None) -> None:
    """Compare every file of the release NAME (the current one when left out) with its checksum."""
    settings = home.settings()
    one = current_release(settings) if name is None else shelf.named(settings, name)
    wrong = shelf.faults(one)
    if wrong:
        remedy = "gongkai release rollback to another one; the log has all that is needed to build it again"
        raise GongkaiError(f"not as published: {'; '.join(wrong)}", str(one.folder), "", remedy)
    click.echo(f"{one.name}: all files are as published.")


@release.command()
@click.argument("name")
@click.option("--reason", required=True, help="Why, in one sentence; kept beside the releases.")
@click.option("--by", help="Who goes back; the user's name when left out.")
@click.pass_obj
def rollback(home: Home, name: str, reason: str, by: str | None) -> None:
    """Give readers the release NAME again. Later loads stay in the log; the next new one is published as usual."""
    settings = home.settings()
    done = shelf.roll_back(settings, name, by or getpass.getuser(), reason, datetime.now(UTC))
    click.echo(f"Readers get {done.name} (load {done.load}) from now on.")
