"""Commands of the pipeline: ``gongkai run``, ``gongkai import`` and ``gongkai backfill``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click

from gongkai.cli.home import Home
from gongkai.errors import GongkaiError
from gongkai.lake.at_work import commanding
from gongkai.settings import READERS, Readers, Settings
from pipelines import stopping

_STRICT = click.option(
    "--strict",
    is_flag=True,
    help="Admit only tables that are consistent; those whose publisher broke a sum are held too. Holds for this run: "
    "the next one without it admits them again.",
)


def _stated(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    """A reason, that is, if the option is given, some words. Raises BadParameter."""
    if value is not None and not value.strip():
        raise click.BadParameter("say why what is there tonight is all there is; it is recorded")
    return (value or "").strip()


@click.command()
@click.option("--site", "sites", multiple=True, metavar="ID", help="Only this site, even if unverified (repeatable).")
@click.option("--region", metavar="CODE", help="Only this region: two digits, 00 = central.")
@click.option("--year", type=click.IntRange(2008, 2030), help="Judge only reports of this year.")
@click.option(
    "--readers",
    type=click.Choice(READERS),
    help="How PDFs are read: by all readers (both), or by as few as suffice with an audit (fast). "
    "Default: GONGKAI_READERS, else both.",
)
@click.option(
    "--accept-drop",
    callback=_stated,
    metavar="REASON",
    help="Take what lists show tonight although it is far less than at the last good night; the reason is recorded.",
)
@click.option(
    "--rebuild",
    is_flag=True,
    help="Fetch and change nothing: make the current release once more, from the bodies and the log, and compare.",
)
@_STRICT
@click.pass_obj
def run(
    home: Home,
    sites: tuple[str, ...],
    region: str | None,
    year: int | None,
    readers: Readers | None,
    accept_drop: str,
    rebuild: bool,
    strict: bool,
) -> None:
    """Crawl, read, judge, load and release; what is current already is skipped.

    With --rebuild: exit 1 where a Parquet file of the release is not what the bodies and the log give, byte for byte.

    With --sample: the sample province is made, its sites are served on this machine and crawled on two nights.
    """
    settings = replace(home.settings(), strict=strict)
    if readers is not None:
        settings = replace(settings, readers=readers)
    if rebuild:
        _rebuild(settings)
    with _over(settings, "gongkai run"):
        # Dagster takes seconds to import.
        from pipelines import console, sample
        from pipelines.run import run as run_home
        from pipelines.wanted import Wanted

        wanted = Wanted(
            frozenset(sites) or None,
            frozenset({region}) if region else None,
            (str(year), str(year)) if year else None,
            accept_drop=accept_drop,
        )
        with console.Progress() as progress:
            if settings.kind == "sample":
                outcome = sample.run_nights(settings, wanted, progress)
            else:
                outcome = run_home(settings, datetime.now(UTC), wanted, progress.step)
        console.summary(settings, outcome)
    sys.exit(1 if outcome.failures else 0)


@contextmanager
def _over(settings: Settings, command: str) -> Iterator[None]:
    """Nothing else is commanded over the home meanwhile; a signal ends the command. Raises GongkaiError when something
    is.
    """
    settings.create()
    remedy = "run the same command again: what was done is kept, and it goes on from there; the last release stands"
    with stopping.told(remedy), commanding(settings.lake, command, datetime.now(UTC)):
        yield


def _rebuild(settings: Settings) -> NoReturn:
    """Make the current release once more, beside the home, and end."""
    from pipelines import console
    from pipelines.rebuild import rebuild

    with stopping.told("nothing in the home was changed; run it again"), console.Progress() as progress:
        made = rebuild(settings, progress.step)
        console.rebuilt(made)
    sys.exit(1 if made.differing else 0)


@click.command("import")
@click.argument("path", metavar="DIR|ZIP|WARC", type=click.Path(path_type=Path))
@_STRICT
@click.pass_obj
def import_(home: Home, path: Path, strict: bool) -> None:
    """Take the files of a folder, a zip file or a web archive (WARC) into the home, through the same gate as crawled
    ones.

    An optional deposits.csv in a folder or zip file (file, agency_id, year, scope, source, retrieved) says what the
    files do not; a web archive states URL and time of each capture itself.
    """
    from gongkai import registry
    from gongkai.crawl.deposits import deposit
    from gongkai.lake.shared import claim

    settings, now = replace(home.settings(), strict=strict), datetime.now(UTC)
    if settings.kind == "sample":
        raise GongkaiError(
            "the sample's home takes no deposits",
            str(settings.home),
            "",
            "leave out --sample: real data has its own home",
        )
    with _over(settings, "gongkai import"):
        from pipelines import console
        from pipelines.run import run as run_home
        from pipelines.wanted import Wanted

        claim(settings)
        found = deposit(settings, registry.load(settings.registry), path, now)
        click.echo(f"{found.files} files: {found.new} new, {found.known} known already")
        for told in found.left_out:
            click.echo(told)
        with console.Progress() as progress:
            outcome = run_home(settings, now, Wanted(first="read"), progress.step)
        console.summary(settings, outcome)
    sys.exit(1 if outcome.failures else 0)


def _years(_context: click.Context, _option: click.Parameter, text: str | None) -> tuple[str, str] | None:
    """``2008-2023`` or ``2021``; the year ``0000`` is that of reports whose year is unknown."""
    from pipelines.partitions import YEARS

    if text is None:
        return None
    first, mark, last = text.partition("-")
    last = last if mark else first
    if not {first, last} <= set(YEARS) or first > last:
        raise click.BadParameter(
            f"{text!r} is no range of years: write 2008-2023 or 2021, within {YEARS[1]}-{YEARS[-1]}, "
            f"or {YEARS[0]} for reports whose year is unknown"
        )
    return first, last


def _regions(_context: click.Context, _option: click.Parameter, text: str | None) -> frozenset[str] | None:
    """``41,31``."""
    from pipelines.partitions import REGIONS

    if text is None:
        return None
    codes = frozenset(code.strip() for code in text.split(","))
    if strangers := sorted(codes - set(REGIONS)):
        raise click.BadParameter(f"{strangers[0]!r} is no province-level code: write such as 41,31")
    return codes


@click.command()
@click.option(
    "--years",
    metavar="FROM-TO",
    callback=_years,
    help="Report years that are made anew (default: all); 0000: reports whose year is unknown.",
)
@click.option("--regions", metavar="CODES", callback=_regions, help="Province-level codes, comma separated.")
@click.option(
    "--from",
    "since",
    type=click.Choice(("documents", "grids", "cells")),
    default="documents",
    show_default=True,
    help="Where to begin: read what the present code has not read; make reports of it; judge them.",
)
@click.option("--dry-run", is_flag=True, help="Show the plan alone.")
@click.option("--yes", is_flag=True, help="Publish without asking when the changes have been shown.")
@_STRICT
@click.pass_obj
def backfill(
    home: Home,
    years: tuple[str, str] | None,
    regions: frozenset[str] | None,
    since: str,
    dry_run: bool,
    yes: bool,
    strict: bool,
) -> None:
    """Make past years anew from what is kept, without crawling: only what is stale, at low priority.

    What was done stays done when it is stopped. Before anything is loaded, every verdict and cell that would change
    is counted and shown (all of them: gongkai diff, afterwards).
    """
    # A log in the home would make a home of a folder that was mistyped.
    home.settings(log=False).require()
    settings = replace(home.settings(), strict=strict)
    # A plan alone reads, and is refused beside nothing.
    with nullcontext() if dry_run else _over(settings, "gongkai backfill"):
        from pipelines import backfill as job
        from pipelines import console
        from pipelines.plan import plan

        wanted = job.wanted(since, regions, years)
        console.planned(settings, plan(settings, datetime.now(UTC), wanted), wanted)
        if dry_run:
            return
        with console.Progress() as progress:
            done = job.run(settings, datetime.now(UTC), wanted, progress, lambda: yes or progress.confirm("Publish?"))
        console.summary(settings, done)
    sys.exit(1 if done.failures else 0)
