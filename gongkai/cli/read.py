"""``gongkai read``: what stands in documents, without any home or network."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from gongkai.documents import from_path
from gongkai.errors import GongkaiError
from gongkai.read import read_document
from gongkai.records import DocumentReading, to_json

#: Exit codes of the contract; 2 (usage) is click's.
_UNREADABLE, _NOT_CONSISTENT = 1, 3


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "jsonl", "csv"]), default="table", show_default=True
)
@click.option("--strict", is_flag=True, help="Exit with 3 when any verdict is not consistent.")
def read(files: tuple[Path, ...], form: str, strict: bool) -> None:
    """Read annual reports (HTML, PDF, Word, text) and judge them; one JSON object a document with json or jsonl.

    Exit code 0 when every document was opened, 1 when one is unreadable, 2 for wrong usage, 3 see --strict.
    """
    write = _writer(form)
    unreadable = doubtful = False
    for path in files:
        reading = _read(path)
        unreadable |= reading.kind == "unreadable"
        doubtful |= any(report.verdict != "consistent" for report in reading.reports)
        click.echo(write(reading), nl=False)
    if unreadable:
        sys.exit(_UNREADABLE)
    if strict and doubtful:
        sys.exit(_NOT_CONSISTENT)


def _read(path: Path) -> DocumentReading:
    """The reading of a file; a file that cannot be opened is an unreadable document like any other."""
    try:
        document = from_path(path)
    except GongkaiError as error:
        return DocumentReading(str(path), "", "", 0, None, "unreadable", error=str(error))
    return read_document(document)


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
