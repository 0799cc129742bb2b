"""Files that a person brings: kept like fetched ones, with what the person says about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from gongkai import documents, records
from gongkai.crawl.exchange import Body
from gongkai.crawl.places import body_store, open_ledger
from gongkai.errors import GongkaiError
from gongkai.registry import Registry
from gongkai.registry.rows import BadRow, BadValue, Row, bad_rows_error, parse_rows
from gongkai.settings import Settings

#: What is said about the files of a folder; optional, and all columns but the first may be empty.
STATEMENTS = "deposits.csv"
COLUMNS = ("file", "agency_id", "year", "scope", "source", "retrieved")


@dataclass(frozen=True, slots=True)
class DepositSummary:
    """files = new + known. new: files that brought a content or a statement not known yet."""

    new: int
    known: int
    files: int


@dataclass(frozen=True, slots=True)
class _Statement:
    file: str
    agency_id: str | None = None
    year: int | None = None
    scope: str | None = None
    source: str | None = None
    retrieved: str | None = None


def deposit(settings: Settings, registry: Registry, folder: Path, now: datetime) -> DepositSummary:
    """Keep every regular file under ``folder`` as source ``deposit:<relative path>``.

    Hidden files and deposits.csv are left out. Depositing the same again changes nothing; another content under the
    same name is a further delivery. Raises GongkaiError, before anything is kept, when the folder cannot be read, a
    file in it is empty or too large, or a row of deposits.csv is bad.
    """
    files = _files(folder)
    stated = _statements(folder, files, registry)
    store = body_store(settings)
    new = 0
    with open_ledger(settings) as ledger:
        for name, path in files.items():
            document = documents.from_path(path)
            body = Body(store.put(document.data), len(document.data), document.media_type)
            said = stated.get(name, _Statement(name))
            statement = (said.agency_id, said.year, said.scope, said.source)
            new += ledger.deposit(f"deposit:{name}", body, said.retrieved, statement, now)
    return DepositSummary(new, len(files) - new, len(files))


def _files(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        raise GongkaiError("no such folder", str(folder), "", "name a folder with the files to be imported")
    found = {path.relative_to(folder): path for path in sorted(folder.rglob("*")) if path.is_file()}
    files = {
        relative.as_posix(): path
        for relative, path in found.items()
        if relative.as_posix() != STATEMENTS and not any(part.startswith(".") for part in relative.parts)
    }
    if not files:
        raise GongkaiError("no files in it", str(folder), "", "put the files to be imported into it")
    for name, path in files.items():
        # Names unpacked from an archive made elsewhere may be in another encoding.
        if not name.isprintable():
            shown = repr(name.encode("utf-8", "surrogateescape"))[2:-1]
            raise GongkaiError("the file's name is not UTF-8 text", f"{folder}/{shown}", "", "rename the file")
        size = path.stat().st_size
        if not 0 < size <= documents.MAX_BYTES:
            problem = "the file is empty" if size == 0 else f"the file has more than {documents.MAX_BYTES} bytes"
            raise GongkaiError(problem, str(path), "", "get it again, or take it out of the folder")
    return files


def _statements(folder: Path, files: dict[str, Path], registry: Registry) -> dict[str, _Statement]:
    path = folder / STATEMENTS
    if not path.exists():
        return {}
    bad: list[BadRow] = []
    rows = parse_rows(path, COLUMNS, lambda row: _statement(row, files, registry), bad)
    first: dict[str, int] = {}
    for row, said in rows:
        line = first.setdefault(said.file, row.line)
        if line != row.line:
            bad.append(BadRow(path, row.line, f"file {said.file} stands in line {line} already"))
    if bad:
        raise bad_rows_error(bad)
    return {said.file: said for _, said in rows}


def _statement(row: Row, files: dict[str, Path], registry: Registry) -> _Statement:
    file, agency_id = row.text("file"), row.optional("agency_id")
    if file not in files:
        raise BadValue(f"file {file!r} is not in the folder")
    if agency_id is not None and agency_id not in registry.agencies:
        raise BadValue(f"agency_id {agency_id} is not in agencies.csv")
    return _Statement(
        file=file,
        agency_id=agency_id,
        year=row.year("year"),
        scope=row.choice("scope", get_args(records.Scope)) if row.values["scope"] else None,
        source=row.optional("source"),
        retrieved=_time(row),
    )


def _time(row: Row) -> str | None:
    """``retrieved`` as ISO 8601 in UTC; a day alone is its beginning, a time without zone is UTC."""
    text = row.optional("retrieved")
    if text is None:
        return None
    if re.match(r"\d{4}-\d\d-\d\d", text):
        try:
            time = datetime.fromisoformat(text)
        except ValueError as error:
            raise BadValue(f"retrieved is {text!r}: {error}") from error
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds")
    raise BadValue(f"retrieved is {text!r}, must be a day or time such as 2025-01-20 or 2025-01-20T09:00:00+08:00")
