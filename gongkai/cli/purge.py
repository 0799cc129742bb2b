"""``gongkai purge``: remove a document and its text from this home, for good."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime

import click

from gongkai.cli.home import Home


@click.command()
@click.argument("sha256")
@click.option("--reason", required=True, help="Why, in one sentence; kept with the tombstone.")
@click.option("--by", help="Who removes it; the user's name when left out.")
@click.pass_obj
def purge(home: Home, sha256: str, reason: str, by: str | None) -> None:
    """Remove the body SHA256 and all that was read from it: body, cache, stages, log, and every release that holds it.

    A tombstone stays (who, when, why): it is never kept here again. Decisions and backups are left to you.
    """
    from gongkai.purge import purge as remove

    settings = home.settings()
    done = remove(settings, sha256.lower(), reason, by or getpass.getuser(), datetime.now(UTC))
    click.echo(f"{sha256.lower()}: {done.stone}")
    click.echo(f"reports read from it: {', '.join(done.reports) or 'none'}")
    if done.loads:
        click.echo(f"loads rewritten: {', '.join(map(str, done.loads))}")
    if done.dropped:
        click.echo(
            f"releases dropped: {', '.join(done.dropped)}" + (f"; now: {done.released}" if done.released else "")
        )
    for other in done.also:
        click.echo(f"the same source also delivered {other}, which is still kept")
    click.echo("gongkai run reads again what other documents say of these reports.")
