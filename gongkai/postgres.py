"""The PostgreSQL database that GONGKAI_POSTGRES names: reached, and its failures told without its password."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from gongkai.errors import GongkaiError

#: Seconds after which a server that does not answer is not there.
_TIMEOUT_S = 5
_PLAIN = "postgresql://"
#: As SQLAlchemy names the driver that is installed; without it its releases from 2.1 on look for another one.
_WITH_DRIVER = "postgresql+psycopg2://"
_FORM = "write postgresql+psycopg2://user:password@host:5432/database"
#: libpq takes a URL apart at other signs; a word is cut by none of them.
_WORD = re.compile(r"[^\W_]+")
#: The server cuts long names: shorter words of its messages stand in a password by chance.
_LONG = 4
#: What the driver says -> in our words, where its own are not shown.
_KNOWN = {
    "authentication failed": "the server refuses this user or password",
    "no password supplied": "the server asks for a password",
    "does not exist": "the server has no such user or database",
    "Connection refused": "nothing listens at this host and port",
    "could not translate host name": "this host is not known",
    "timeout expired": "the server does not answer",
}
_HIDDEN = "what the driver says holds a part of user or password and is not shown"


def with_driver(url: str) -> str:
    """The URL with its driver, as Dagster's own processes need it in GONGKAI_POSTGRES; plain ones are libpq's."""
    return url.replace(_PLAIN, _WITH_DRIVER, 1)


def is_postgres(url: str) -> bool:
    """Whether it begins as the URL of a PostgreSQL database does."""
    return with_driver(url).startswith(_WITH_DRIVER)


@contextmanager
def connected(url: str) -> Iterator[Any]:
    """A cursor on the database, each statement a transaction of its own.

    Raises GongkaiError, also for what fails in the block: not a URL, no driver, no such server, user or database.
    """
    if not is_postgres(url):
        raise refused("not the URL of a PostgreSQL database", _FORM)
    plain = url.replace(_WITH_DRIVER, _PLAIN, 1)
    try:
        import psycopg2
    except ModuleNotFoundError as error:
        raise refused("the driver of PostgreSQL is not installed", "pip install gongkai[scale]") from error
    if not _is_url(plain):
        signs = "encode signs like % / @ in the password (%25 %2F %40)"
        raise refused(f"the address is not a URL of PostgreSQL: {signs}", _FORM)
    try:
        with closing(psycopg2.connect(plain, connect_timeout=_TIMEOUT_S)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                yield cursor
        return
    except psycopg2.Error as error:
        told = shown(str(error), url)
    # Not from the driver's error: Dagster prints and keeps causes. In the block it is still being handled.
    raise unusable(told) from None


def unusable(told: str, then: str = "") -> GongkaiError:
    """The server, or what is asked of it, fails; ``told`` by :func:`shown`. then: what follows the remedy."""
    return refused(
        f"the PostgreSQL database cannot be used: {told}",
        "start the server, or correct the URL (user, password, host, database)" + then,
    )


def shown(told: str, url: str) -> str:
    """What the driver says, on one line; in other words where it holds a part of the URL's user or password."""
    secret = url.partition("://")[2].rpartition("@")[0]
    query = urllib.parse.parse_qs(url.partition("?")[2])
    secrets = [secret, urllib.parse.unquote(secret), *query.get("password", []), *query.get("sslpassword", [])]
    if not any(_holds(told.lower(), one.lower()) for one in secrets):
        return " ".join(told.split())
    return next((ours for theirs, ours in _KNOWN.items() if theirs in told), _HIDDEN)


def refused(problem: str, remedy: str) -> GongkaiError:
    """What is wrong with the database; without the URL, which may hold a password."""
    return GongkaiError(problem, "GONGKAI_POSTGRES", "", remedy)


def _is_url(plain: str) -> bool:
    """Whether libpq takes it apart as it was meant: a sign of the password that is not encoded ends it too early."""
    import psycopg2
    from psycopg2.extensions import parse_dsn

    authority = re.split(r"[/?]", plain.removeprefix(_PLAIN), maxsplit=1)[0]
    if plain.count("@") > 1 or plain.count("@") != authority.count("@"):
        return False
    try:
        port: str = parse_dsn(plain).get("port", "")
    except psycopg2.Error:
        return False
    return all(one.isdecimal() or not one for one in port.split(","))


def _holds(text: str, secret: str) -> bool:
    """Whether the text holds a word of the secret, or the secret a long word of the text: a part that was cut off."""
    words, parts = set(_WORD.findall(text)), set(_WORD.findall(secret))
    return (
        not words.isdisjoint(parts)
        or any(len(part) >= _LONG and part in text for part in parts)
        or any(len(word) >= _LONG and word in secret for word in words)
    )
