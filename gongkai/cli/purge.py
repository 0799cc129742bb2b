"""``gongkai purge``: remove a document and its text from this home, for good."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from gongkai.cli.home import Home
from gongkai.cli.who import who

if TYPE_CHECKING:
    from gongkai.purge import Purged


@click.command()
@click.argument("sha256")
@click.option("--reason", required=True, help="Why, in one sentence; kept with the tombstone.")
@click.option("--by", help="Who removes it; the user's name when left out.")
@click.option("--siblings", is_flag=True, help="Every other body that its page or file delivered goes with it.")
@click.pass_obj
def purge(home: Home, sha256: str, reason: str, by: str | None, siblings: bool) -> None:
    """Remove the body SHA256 and all that was read from it: body, cache, stages, log, every release that holds it, what
    lies in the inbox, and the lines that tell of it in the nights' reports and in Dagster's records.

    A tombstone stays (who, when, why): it is never kept here again. Decisions and backups are left to you.
    """
    from gongkai.purge import purge as remove

    done = remove(home.settings(), sha256.lower(), reason, who(by), datetime.now(UTC), siblings)
    for one in (done, *done.with_it):
        _tell(one)
    for other in sorted({other for one in (done, *done.with_it) for other in one.also}):
        click.echo(f"the same source also delivered {other}, which is still kept: purge it too, or use --siblings")
    click.echo("gongkai run reads again what other documents say of these reports.")


def _tell(done: Purged) -> None:
    click.echo(f"{done.stone.sha256}: {done.stone}")
    click.echo(f"reports read from it: {', '.join(done.reports) or 'none'}")
    if done.loads:
        click.echo(f"loads rewritten: {', '.join(map(str, done.loads))}")
    if done.dropped:
        click.echo(
            f"releases dropped: {', '.join(done.dropped)}" + (f"; now: {done.released}" if done.released else "")
        )
    for what in done.brought:
        click.echo(what)
    if done.told:
        click.echo(f"lines taken out: {', '.join(done.told)}")
    for what in done.left:
        click.echo(f"left to you: {what}")
