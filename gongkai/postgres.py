"""The PostgreSQL database that GONGKAI_POSTGRES names: reached, and its failures told without its password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from gongkai.errors import GongkaiError

#: Seconds after which a server that does not answer is not there.
_TIMEOUT_S = 5
_PLAIN = "postgresql://"
#: As SQLAlchemy names the driver that is installed; without it its releases from 2.1 on look for another one.
_WITH_DRIVER = "postgresql+psycopg2://"


def with_driver(url: str) -> str:
    """The URL with its driver, as Dagster's own processes need it in GONGKAI_POSTGRES; plain ones are libpq's."""
    return url.replace(_PLAIN, _WITH_DRIVER, 1)


@contextmanager
def connected(url: str) -> Iterator[Any]:
    """A cursor on the database, each statement a transaction of its own.

    Raises GongkaiError, also for what fails in the block: not a URL, no driver, no such server, user or database.
    """
    plain = url.replace(_WITH_DRIVER, _PLAIN, 1)
    if not plain.startswith(_PLAIN):
        raise refused(
            "not the URL of a PostgreSQL database", "write postgresql+psycopg2://user:password@host:5432/database"
        )
    try:
        import psycopg2
    except ModuleNotFoundError as error:
        raise refused("the driver of PostgreSQL is not installed", "pip install gongkai[scale]") from error
    try:
        with closing(psycopg2.connect(plain, connect_timeout=_TIMEOUT_S)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                yield cursor
    except psycopg2.Error as error:
        raise refused(
            f"the PostgreSQL database cannot be used: {' '.join(str(error).split())}",
            "start the server, or correct the URL (user, password, host, database)",
        ) from error


def refused(problem: str, remedy: str) -> GongkaiError:
    """What is wrong with the database; without the URL, which may hold a password."""
    return GongkaiError(problem, "GONGKAI_POSTGRES", "", remedy)
