"""``gongkai status``: the current release in one screen, with what a person can do."""

from __future__ import annotations

import click

from gongkai.cli.home import Home
from gongkai.settings import Settings
from gongkai.warehouse import query, standing


@click.command()
@click.pass_obj
def status(home: Home) -> None:
    """Last release, what was found, admitted and held, what is missing or late, and what to do."""
    settings = home.settings()
    click.echo(render(settings), nl=False)


def render(settings: Settings) -> str:
    """The text of ``gongkai status``. Raises GongkaiError when there is no release."""
    release = query.current_release(settings)
    sample = "SAMPLE: all data is invented\n" if release.home == "sample" else ""
    head = f"{sample}Release {release.name} (load {release.load}, {release.made:%Y-%m-%d %H:%M} UTC)\n"
    with query.connect(settings) as con:
        return "\n".join([head, *(_section(title, result) for title, result in standing.sections(con))])


def _section(title: str, result: query.Result) -> str:
    return f"{title}\n{query.as_table(result)}" if result.rows else f"{title}: none\n"
