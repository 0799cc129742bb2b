"""The analyst's way in: the current release, read-only, without any way to the disk."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import simplejson

from gongkai.errors import GongkaiError
from gongkai.settings import Settings
from gongkai.text_table import text_table
from gongkai.warehouse import engine
from gongkai.warehouse.release import CURRENT, LET_READ, Release, current, no_current, releases, to_another


@dataclass(frozen=True)
class Result:
    """Columns and rows of a query; numbers are Decimal, times without zone are UTC."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def is_before_first(settings: Settings) -> bool:
    """Whether there is no release yet. A link to one that is damaged or gone tells of it."""
    return not releases(settings.releases) and not os.path.lexists(settings.releases / CURRENT)


def current_release(settings: Settings) -> Release:
    """The release that a reader gets, by its real path. Raises GongkaiError before the first, and where ``current``
    leads to none: with the releases that there are, and how to point it to one."""
    root = settings.releases
    release = current(root)
    if release is not None:
        return release
    known = releases(root)
    if is_before_first(settings):
        how = "make run" if settings.kind == "sample" else "gongkai import FOLDER, or gongkai run"
        raise GongkaiError("there is no release yet", str(root), "", f"make one: {how}")
    names = [one.name for one in known]
    problem = f"readers get no release: {no_current(root)}"
    if known:
        problem = f"{problem}; there are releases here: {', '.join(names)}"
        remedy = f"{to_another(names)}; or gongkai run publishes the last load"
    else:
        remedy = "gongkai run publishes the last load; there is none here for gongkai release rollback"
    if (root / CURRENT).is_dir() and not (root / CURRENT).is_symlink():
        remedy = f"move the folder away; {remedy}"
    raise GongkaiError(problem, str(root), "", remedy)


def connect(settings: Settings) -> engine.Connection:
    """A DuckDB connection to the current release; it stays on that release when a newer one is published.

    Reading and writing files, ATTACH, INSTALL and SET fail on it. Raises GongkaiError when there is no release.
    Beside it the same program may hold other connections to the release (:func:`connect_freely`, DuckDB's own).
    """
    return _opened(settings, engine.reader)


def _opened(settings: Settings, how: Callable[[Path], engine.Connection]) -> engine.Connection:
    release = current_release(settings)
    try:
        return how(release.database)
    except engine.Error as error:
        raise GongkaiError(
            f"the release cannot be opened: {error}", str(release.database), "", _remedy(error)
        ) from error


def _remedy(error: engine.Error) -> str:
    if engine.clash(error):
        return (
            "a connection that is open already has the file in another way: close it (con.close()), query through it, "
            "or open it with read_only=True and no other settings"
        )
    if "Permission denied" in str(error):
        return LET_READ
    return "gongkai release verify says whether it is damaged, and what to do"


def connect_freely(settings: Settings) -> engine.Connection:
    """As :func:`connect`, for the analyst's own programs: files can be read and written beside the release."""
    return _opened(settings, engine.analyst)


def release_name(con: engine.Connection) -> str:
    """The release that a connection reads, which ``current`` may not point to any more."""
    return str(engine.fetch(con, "SELECT release FROM main.releases ORDER BY load DESC, made DESC LIMIT 1")[0][0])


def run(settings: Settings, sql: str) -> Result:
    """Columns and rows of a query on the current release. Raises GongkaiError with DuckDB's words for a wrong one."""
    with connect(settings) as con:
        return ask(con, sql)


def ask(con: engine.Connection, sql: str) -> Result:
    """As :func:`run`, of several queries on one connection: they see one release, and opening it takes longest."""
    try:
        relation = con.sql(sql)
        return Result((), []) if relation is None else Result(tuple(relation.columns), relation.fetchall())
    except engine.Error as error:
        remedy = 'see dictionary.md of the release, or gongkai sql "SHOW TABLES"'
        raise GongkaiError(str(error).strip(), "", "the query", remedy) from error


def as_table(result: Result) -> str:
    """Aligned columns; Chinese characters take two places."""
    return text_table(result.columns, [[_text(value) for value in row] for row in result.rows])


def as_csv(result: Result) -> str:
    """RFC 4180 with a header; NULL is an empty field."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(result.columns)
    writer.writerows([["" if value is None else _text(value) for value in row] for row in result.rows])
    return stream.getvalue()


def as_json(result: Result) -> str:
    """An array with an object a row; numbers keep their digits, times are ISO text."""
    rows = [dict(zip(result.columns, map(_plain, row), strict=True)) for row in result.rows]
    return simplejson.dumps(rows, use_decimal=True, ensure_ascii=False, indent=1, default=str) + "\n"


def _plain(value: Any) -> Any:
    """A DECIMAL without the zeros that only fill its scale: 2411, not 2411.000000."""
    if not isinstance(value, Decimal):
        return value
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _text(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return simplejson.dumps(value, use_decimal=True, ensure_ascii=False, default=str)
    return f"{_plain(value):f}" if isinstance(value, Decimal) else str(value)
