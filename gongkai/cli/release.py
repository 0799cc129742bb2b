"""``gongkai release``: the published releases, whether they are as published, and going back to an earlier one."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from gongkai.cli.home import Home
from gongkai.cli.who import who
from gongkai.errors import GongkaiError
from gongkai.text_table import text_table
from gongkai.warehouse import rollback as shelf
from gongkai.warehouse.query import current_release
from gongkai.warehouse.release import current, releases, size


@click.group()
def release() -> None:
    """The published releases: list them, verify them, go back to an earlier one."""


@release.command("list")
@click.pass_obj
def list_releases(home: Home) -> None:
    """All releases, the newest first; * is the one that readers get."""
    settings = home.settings()
    now = current(settings.releases)
    rows = [
        (
            "*" if now is not None and one.name == now.name else "",
            one.name,
            str(one.load),
            f"{one.made:%Y-%m-%d %H:%M} UTC",
            f"{size(one) / 1e6:.1f}",
        )
        for one in reversed(releases(settings.releases))
    ]
    if not rows:
        current_release(settings)
    click.echo(text_table(("", "release", "load", "made", "MB"), rows), nl=False)
    taken_back = shelf.withdrawn(settings)
    if taken_back is not None:
        click.echo(
            f"Taken back by {taken_back.by} on {taken_back.time}: {taken_back.reason}\n"
            f"Nothing is published before there is a load after {taken_back.load}."
        )
    # Last, so that the list stands above what it says where readers get none.
    current_release(settings)


@release.command()
@click.argument("name", required=False)
@click.pass_obj
def verify(home: Home, name: str | None) -> None:
    """Compare every file of the release NAME (the current one when left out) with its checksum."""
    settings = home.settings()
    one = shelf.readers_get(settings) if name is None else shelf.named(settings, name)
    wrong = shelf.faults(one)
    if wrong:
        raise GongkaiError(
            f"not as published: {'; '.join(wrong)}", str(one.folder), "", shelf.mend(settings, one, wrong)
        )
    click.echo(f"{one.name}: all files are as published.")


@release.command()
@click.argument("name")
@click.option("--reason", required=True, help="Why, in one sentence; kept beside the releases.")
@click.option("--by", help="Who goes back; the user's name when left out.")
@click.pass_obj
def rollback(home: Home, name: str, reason: str, by: str | None) -> None:
    """Give readers the release NAME again. Later loads stay in the log; the next new one is published as usual."""
    settings = home.settings()
    done = shelf.roll_back(settings, name, who(by), reason, datetime.now(UTC))
    click.echo(f"Readers get {done.name} (load {done.load}) from now on.")
