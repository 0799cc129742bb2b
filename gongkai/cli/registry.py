"""``gongkai registry``: check the files, add a list page, suggest what is lacking."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from gongkai.cli.home import Home
from gongkai.errors import GongkaiError


@click.group()
def registry() -> None:
    """Who must publish and where: the CSV files of the home's registry. No command here uses the network."""


@registry.command()
@click.pass_obj
def check(home: Home) -> None:
    """Every row that is wrong or stops something: file, line, what to do. Exit code 1 where one is wrong."""
    from gongkai.crawl.columns import lack_of
    from gongkai.registry.check import doubts
    from gongkai.registry.load import loaded_rows
    from gongkai.registry.rows import BadRow

    folder = home.settings().registry
    loaded, bad = loaded_rows(folder)
    told = [("wrong", row) for row in bad] + [("doubt", row) for row in (doubts(loaded) if not bad else [])]
    known = {site.site_id: site for _, site in loaded.sites}
    for row, column in loaded.columns:
        lack = lack_of(column, known[column.site_id]) if column.site_id in known else None
        if lack is not None:
            what = "wrong" if lack.is_wrong else "doubt"
            told.append((what, BadRow(row.file, row.line, lack.reason, lack.remedy)))
    for what, one in told:
        click.echo(f"{what}: {one.file}, line {one.line}: {one.reason}\n  What to do: {one.remedy}")
    counts = (len(loaded.regions), len(loaded.agencies), len(loaded.links), len(loaded.sites), len(loaded.columns))
    click.echo("{} regions, {} agencies, {} links, {} sites, {} columns".format(*counts))
    wrong = sum(what == "wrong" for what, _ in told)
    click.echo(f"{wrong} wrong, {len(told) - wrong} doubts")
    if wrong:
        sys.exit(1)


@registry.command()
@click.argument("url")
@click.option("--family", help="The site's family; without it told by marks in the URL and the page.")
@click.option("--region", help="Code of the site's division; without it the page's SiteIDCode or a code in the URL.")
@click.option("--agency", help="Id or name of the one agency whose reports it lists; without it those of many.")
@click.option("--page", type=click.Path(path_type=Path), help="The list page, saved to a file.")
@click.option("--year-from", type=int, help="Of a family with one page a year: the year of the oldest report.")
@click.option("--write", is_flag=True, help="Append the rows; without it they are shown only.")
@click.pass_obj
def add(
    home: Home,
    url: str,
    family: str | None,
    region: str | None,
    agency: str | None,
    page: Path | None,
    year_from: int | None,
    write: bool,
) -> None:
    """Rows for the list page at URL: its site, where that is new, and its column, both unverified.

    Nothing is fetched: `gongkai run --site` visits an unverified site, and nothing else does.
    """
    from gongkai.crawl.columns import families_of_years
    from gongkai.crawl.families import detect, family_names
    from gongkai.registry import load
    from gongkai.registry.add import proposed
    from gongkai.registry.write import append

    folder = home.settings().registry
    text = _text(page) if page else ""
    if family is not None and family not in family_names():
        remedy = f"use one of: {', '.join(family_names())}"
        raise GongkaiError(f"no site family is called {family!r}", "--family", "", remedy)
    families = [family] if family else detect(url, text)
    made = proposed(url, load(folder), families, region, agency, text, families_of_years(), year_from)
    rows = {"sites.csv": [made.site] if made.site else [], "columns.csv": [made.column]}
    for note in made.notes:
        click.echo(note)
    for name, values in rows.items():
        for row in values:
            click.echo(f"{name}: " + ", ".join(f"{column}={value}" for column, value in row.items() if value))
    if not write:
        click.echo("Nothing is written; --write appends these rows.")
        return
    append(folder, rows)
    site_id = made.column["site_id"]
    click.echo(f"Written to {folder}. Next: gongkai run --site {site_id}, look at what came, then state: verified.")


@registry.command()
@click.option(
    "--out", type=click.Path(path_type=Path), help="File to write; default: registry_suggestions.csv at home."
)
@click.pass_obj
def suggest(home: Home, out: Path | None) -> None:
    """Write what the registry may lack, from reports that could not be resolved, to a CSV for review.

    The registry itself is never changed.
    """
    from gongkai.lake import atomic
    from gongkai.registry import load
    from gongkai.review import current_reports
    from gongkai.suggest import suggestions, to_csv

    settings = home.settings()
    rows = suggestions(current_reports(settings), load(settings.registry))
    target = out or settings.home / "registry_suggestions.csv"
    if target.resolve().parent == settings.registry.resolve():
        raise GongkaiError("suggestions are no part of the registry", str(target), "", "name a file elsewhere")
    atomic.write_text(target, to_csv(rows))
    click.echo(f"{len(rows)} suggestions in {target}")


def _text(page: Path) -> str:
    from gongkai.crawl.markup import UnreadablePage, decode

    try:
        data = page.read_bytes()
    except OSError as error:
        raise GongkaiError(f"cannot be read: {error.strerror}", str(page), "", "name a saved page") from error
    try:
        return decode(data)
    except UnreadablePage as error:
        raise GongkaiError(str(error), str(page), "", "save the page again, as it came") from error
