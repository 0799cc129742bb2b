"""``gongkai read``: what stands in documents, without any home or network."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from gongkai.documents import from_path
from gongkai.errors import GongkaiError
from gongkai.read import read_document, read_with_grids
from gongkai.records import DocumentReading, to_json
from gongkai.settings import Readers

#: Exit codes of the contract; 2 (usage) is click's.
_UNREADABLE, _NOT_CONSISTENT = 1, 3


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "jsonl", "csv"]), default="table", show_default=True
)
@click.option("--strict", is_flag=True, help="Exit with 3 when any verdict is not consistent.")
@click.option(
    "--readers",
    type=click.Choice(["both", "fast"]),
    default="both",
    show_default=True,
    help="How PDFs are read: by all readers, or by as few as suffice.",
)
@click.option(
    "--show",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw what was read of one FILE: OUT.png or OUT.html.",
)
def read(files: tuple[Path, ...], form: str, strict: bool, readers: Readers, show: Path | None) -> None:
    """Read annual reports (HTML, PDF, Word, Excel, text, zip) and judge them.

    One JSON object a document with json or jsonl.

    Exit code 0 when every document was opened, 1 when one is unreadable, 2 for wrong usage, 3 see --strict.
    """
    if show is not None:
        _check_show(show, files)
    write = _writer(form)
    unreadable = doubtful = False
    for path in files:
        reading = _read(path, readers, show)
        unreadable |= reading.kind == "unreadable"
        doubtful |= any(report.verdict != "consistent" for report in reading.reports)
        click.echo(write(reading), nl=False)
    if unreadable:
        sys.exit(_UNREADABLE)
    if strict and doubtful:
        sys.exit(_NOT_CONSISTENT)


def _check_show(show: Path, files: tuple[Path, ...]) -> None:
    """Raises UsageError unless one document is to be drawn into another file of a kind that can be drawn."""
    if show.suffix.lower() not in (".png", ".html"):
        raise click.UsageError("--show needs a file named *.png or *.html")
    if len(files) != 1:
        raise click.UsageError("--show draws exactly one FILE")
    if show.resolve() == files[0].resolve():
        raise click.UsageError("--show would write over FILE")


def _read(path: Path, readers: Readers, show: Path | None) -> DocumentReading:
    """The reading of a file, drawn into ``show`` where one is named; what cannot be opened is unreadable.

    Raises GongkaiError when it cannot be drawn.
    """
    try:
        document = from_path(path)
    except GongkaiError as error:
        return DocumentReading(str(path), "", "", 0, None, "unreadable", error=str(error))
    if show is None:
        return read_document(document, readers)
    from gongkai.show.write import write

    reading, found = read_with_grids(document, readers)
    sheets = write(document, reading, found, show)
    click.echo(f"{show}: {sheets} {'sheet' if sheets == 1 else 'sheets'} drawn", err=True)
    return reading


def _writer(form: str) -> Callable[[DocumentReading], str]:
    if form == "json":
        return lambda reading: to_json(reading.to_contract(), indent=2) + "\n"
    if form == "jsonl":
        return lambda reading: to_json(reading.to_contract()) + "\n"
    from gongkai.cli import reading_text

    if form == "table":
        return reading_text.view
    heads: Iterator[bool] = iter([True])
    return lambda reading: reading_text.csv_rows(reading, head=next(heads, False))
