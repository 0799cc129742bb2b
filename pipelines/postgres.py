"""The PostgreSQL database that holds Dagster's runs, events and schedules, where GONGKAI_POSTGRES names one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from gongkai.errors import GongkaiError

#: Seconds after which a server that does not answer is not there.
_TIMEOUT_S = 5
#: Of the advisory lock under which tables are made.
_LOCK = 0x676F6E67
_PLAIN = "postgresql://"
#: As SQLAlchemy names the driver that is installed; without it its releases from 2.1 on look for another one.
_WITH_DRIVER = "postgresql+psycopg2://"


def for_dagster(url: str) -> str:
    """The URL with its driver, as Dagster's own processes need it in GONGKAI_POSTGRES; plain ones are libpq's."""
    return url.replace(_PLAIN, _WITH_DRIVER, 1)


@contextmanager
def claimed(url: str, home: str) -> Iterator[None]:
    """Alone in the database, on any machine, which is the home's (by its id) from now on: Dagster may make its tables.

    Raises GongkaiError: not a URL, no driver, no such server, user or database, or the database of another home.
    """
    plain = url.replace(_WITH_DRIVER, _PLAIN, 1)
    if not plain.startswith(_PLAIN):
        raise _refused(
            "not the URL of a PostgreSQL database", "write postgresql+psycopg2://user:password@host:5432/database"
        )
    try:
        import psycopg2
    except ModuleNotFoundError as error:
        raise _refused("the driver of PostgreSQL is not installed", "pip install gongkai[scale]") from error
    try:
        with closing(psycopg2.connect(plain, connect_timeout=_TIMEOUT_S)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
                cursor.execute("CREATE TABLE IF NOT EXISTS gongkai_home (id text NOT NULL)")
                cursor.execute(
                    "INSERT INTO gongkai_home SELECT %s WHERE NOT EXISTS (SELECT FROM gongkai_home)", (home,)
                )
                cursor.execute("SELECT id FROM gongkai_home")
                if cursor.fetchall() != [(home,)]:
                    raise _refused(
                        "this database holds the runs of another home",
                        "give each home a database of its own (for the sample: unset the variable)",
                    )
                yield
    except psycopg2.Error as error:
        raise _refused(
            f"the PostgreSQL database cannot be used: {' '.join(str(error).split())}",
            "start the server, or correct the URL (user, password, host, database)",
        ) from error


def _refused(problem: str, remedy: str) -> GongkaiError:
    # Without the URL: it may hold a password.
    return GongkaiError(problem, "GONGKAI_POSTGRES", "", remedy)
