"""The PostgreSQL database that holds Dagster's runs, events and schedules, where GONGKAI_POSTGRES names one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gongkai.postgres import connected, refused

#: Of the advisory lock under which tables are made.
_LOCK = 0x676F6E67


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
