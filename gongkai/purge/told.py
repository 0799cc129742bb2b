"""A removed document in what tells of runs: the nights' reports, and the records of whoever starts the runs.

Lines that say or name it are taken out; in a database the same, in every text, be it JSON. The files themselves stay:
the next night's report begins where the last one ended.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from gongkai.lake.atomic import write_text
from gongkai.purge.words import Words
from gongkai.settings import Settings

#: Where the runs' records are; whoever keeps them there, they are databases of SQLite, JSON and lines of text.
_RECORDS = "dagster"
_SQLITE = b"SQLite format 3\0"
#: What a person wrote, or is to write into: told, not touched.
_OF_PEOPLE = ("decisions/*", "registry_suggestions.csv")


def forget(settings: Settings, words: Words) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(files that it was taken out of, what may say it still, in words); names are relative to the home."""
    changed: list[str] = []
    left: list[str] = []
    home = settings.home
    records = (path for path in sorted((home / _RECORDS).rglob("*")) if path.is_file() and not path.is_symlink())
    for path in (*sorted(settings.nights.glob("*.md")), *records):
        name = path.relative_to(home).as_posix()
        try:
            if _cleaned(path, words):
                changed.append(name)
        except (OSError, sqlite3.Error, UnicodeDecodeError) as error:
            left.append(f"{name}: {error}; end what uses it and purge again, or remove the file")
            continue
        if path.exists() and words.are_said_in(path.read_bytes()):
            left.append(f"{name}: it says something of the document still; remove the file")
    for pattern in _OF_PEOPLE:
        left += [
            f"{path.relative_to(home).as_posix()}: it names the document or quotes it; it is yours to correct"
            for path in sorted(home.glob(pattern))
            if path.is_file() and words.are_said_in(path.read_bytes())
        ]
    if settings.postgres:
        left.append("the records of runs in PostgreSQL are not looked into: remove the runs that told of it there")
    return tuple(changed), tuple(left)


def _cleaned(path: Path, words: Words) -> bool:
    data = path.read_bytes()
    if data.startswith(_SQLITE):
        return _clean_database(path, words)
    if not words.stand_in(data.decode("utf-8", "replace")):
        return False
    text = data.decode("utf-8")
    kept = words.without(text)
    if kept != text:
        write_text(path, kept)
    return kept != text


def _clean_database(path: Path, words: Words) -> bool:
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as db:
        # What is overwritten is overwritten with zeros.
        db.execute("PRAGMA secure_delete=ON")
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        changed = sum(_clean_table(db, table, words) for table in tables)
        if changed:
            # Pages that were freed before, and the log beside the file, hold former states.
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return changed > 0


def _clean_table(db: sqlite3.Connection, table: str, words: Words) -> int:
    columns = [row[1] for row in db.execute(f'PRAGMA table_info("{table}")').fetchall()]
    changed = 0
    for column in columns:
        rows = db.execute(f'SELECT rowid, "{column}" FROM "{table}" WHERE typeof("{column}") = \'text\'')
        fresh = [(kept, row) for row, text in rows if (kept := _without(text, words)) != text]
        for values in fresh:
            db.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', values)
        changed += len(fresh)
    return changed


def _without(text: str, words: Words) -> str:
    """The text without the words; where it is JSON, that of each string in it."""
    if not words.stand_in(text):
        return text
    if text[:1] in ("{", "["):
        try:
            value = json.loads(text)
        except ValueError:
            return words.without(text)
        kept = _walked(value, words)
        return text if kept == value else json.dumps(kept)
    return words.without(text)


def _walked(value: Any, words: Words) -> Any:
    if isinstance(value, str):
        return _without(value, words)
    if isinstance(value, list):
        return [_walked(one, words) for one in value]
    if isinstance(value, dict):
        return {key: _walked(one, words) for key, one in value.items()}
    return value
