"""Rows appended to the registry's files: all of them or none, and only where the registry stays sound."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from gongkai.lake import atomic
from gongkai.lake.lock import Lock
from gongkai.registry.load import load
from gongkai.registry.parse import COLUMNS, OPTIONAL


def append(folder: Path, rows: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
    """File name → rows by column name, appended to the files of a registry.

    A file whose header lacks an optional column that a row fills gets it. Raises GongkaiError where the registry with
    these rows would not load, or another process is writing; nothing is written then.
    """
    with Lock(folder / ".lock"), tempfile.TemporaryDirectory() as tried:
        for name in COLUMNS:
            shutil.copyfile(folder / name, Path(tried) / name)
        texts = {name: _appended((folder / name).read_text(encoding="utf-8-sig"), name, rows[name]) for name in rows}
        for name, text in texts.items():
            (Path(tried) / name).write_text(text, encoding="utf-8")
        load(Path(tried))
        for name, text in texts.items():
            atomic.write_text(folder / name, text)


def _appended(text: str, name: str, rows: Sequence[Mapping[str, str]]) -> str:
    lines = [line for line in csv.reader(io.StringIO(text, newline="")) if line]
    header, *values = lines
    filled = [c for c in OPTIONAL[name] if c not in header and any(row.get(c) for row in rows)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*header, *filled])
    writer.writerows([*line, *[""] * len(filled)] for line in values)
    writer.writerows([row.get(column, "") for column in (*header, *filled)] for row in rows)
    return out.getvalue()
