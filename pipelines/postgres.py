"""The PostgreSQL database that holds Dagster's runs, events and schedules, where GONGKAI_POSTGRES names one."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from typing import Any, TextIO

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from gongkai.errors import GongkaiError
from gongkai.postgres import connected, refused, shown, unusable

#: Of the advisory lock under which tables are made.
_LOCK = 0x676F6E67
#: How Dagster begins what it tells of a database that fails: tried again, and of each event that it cannot keep.
_RETRY, _NO_EVENT = "Retrying failed database ", "Exception while writing logger call to event log"


@contextmanager
def claimed(url: str, home: str) -> Iterator[None]:
    """Alone in the database, on any machine, which is the home's (by its id) from now on: Dagster may make its tables.

    Raises GongkaiError: not a URL, no driver, no such server, user or database, or the database of another home.
    """
    with connected(url) as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        cursor.execute("CREATE TABLE IF NOT EXISTS gongkai_home (id text NOT NULL)")
        cursor.execute("INSERT INTO gongkai_home SELECT %s WHERE NOT EXISTS (SELECT FROM gongkai_home)", (home,))
        cursor.execute("SELECT id FROM gongkai_home")
        if cursor.fetchall() != [(home,)]:
            raise refused(
                "this database holds the runs of another home",
                "give each home a database of its own (for the sample: unset the variable)",
            )
        yield


class DatabaseLost(GongkaiError):
    """The database was there and fails: no part of the work can go on, unlike where one region does."""


@contextmanager
def reached(url: str) -> Iterator[None]:
    """What Dagster does with the database; nothing without a URL (Dagster's runs are in SQLite).

    Raises DatabaseLost for what its driver raises in the block; what Dagster itself tells of it is not shown.
    """
    if not url:
        yield
        return
    from dagster_postgres.utils import DagsterPostgresException

    root = logging.getLogger()
    root.addFilter(_is_no_retry)
    try:
        with redirect_stderr(_Errors(sys.stderr)):
            yield
        return
    except (SQLAlchemyError, DagsterPostgresException) as error:
        told = shown(_driver(error), url)
    finally:
        root.removeFilter(_is_no_retry)
    lost = unusable(told, "; then run again: what was done stays done, and the last release stands")
    raise DatabaseLost(lost.problem, lost.file, lost.place, lost.remedy) from None


class _Errors:
    """The error output without the driver's words, which Dagster writes there past all loggers."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return len(text) if text.startswith(_NO_EVENT) else self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _is_no_retry(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith(_RETRY)


def _driver(error: BaseException) -> str:
    """What the driver said, without SQLAlchemy's words around it; else the kind of what was raised."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, DBAPIError):
            return str(cause.orig)
        cause = cause.__cause__
    return type(error).__name__
