"""``gongkai backup`` and ``gongkai restore``: a whole copy of the home, and a home of such a copy."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from gongkai.cli.home import Home


@click.command()
@click.argument("dest", type=click.Path(path_type=Path))
@click.pass_obj
def backup(home: Home, dest: Path) -> None:
    """Copy the home to the folder DEST, with the digest of each file; refused while a run is at work over the home.

    Not in it: the cache, which can be made anew, and Dagster's runs and switches.
    """
    from gongkai.backup import back_up

    settings = home.settings()
    made = back_up(settings, dest, datetime.now(UTC))
    click.echo(f"{dest}: {len(made.files)} files of {settings.home}")


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.pass_obj
def restore(home: Home, source: Path) -> None:
    """Make the home (GONGKAI_HOME, which must be empty or not there) of the backup SOURCE, each file verified."""
    from gongkai import backup as backups

    settings = home.settings(log=False)
    made = backups.restore(settings, source)
    click.echo(f"{settings.home}: {len(made.files)} files as backed up on {made.made}")
