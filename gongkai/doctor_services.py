"""What ``gongkai doctor`` tries beside a home: the shared lake, PostgreSQL, Dask, Dagster's schedule and daemon, and
the webhook's form."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gongkai.doctor_check import Check
from gongkai.doctor_home import unwritable
from gongkai.errors import GongkaiError
from gongkai.lake.identity import HOME_ID
from gongkai.postgres import connected
from gongkai.settings import Settings
from gongkai.webhook import VARIABLE, target

_NIGHTLY = "nightly"
#: The daemon's scheduler says once a minute that it is there.
_ALIVE = timedelta(minutes=5)
#: Seconds; more are told in minutes.
_MANY = 120
_ON = "SELECT instigator_body FROM instigators WHERE status = 'RUNNING'"
_HEARTBEAT = "SELECT body FROM daemon_heartbeats WHERE daemon_type = 'SCHEDULER'"
_START = "start it: make up; with Docker: docker compose up --detach daemon"


@dataclass(frozen=True)
class _Dagster:
    """on: schedules and sensors that were switched on. heartbeat: the last one of the daemon; None: there was none."""

    on: frozenset[str]
    heartbeat: datetime | None


def checks(settings: Settings, now: datetime) -> Iterator[Check]:
    """Every check; what is not set is not needed, and nothing is started or made."""
    yield _lake(settings)
    if settings.postgres:
        yield from _by_postgres(settings, now)
    else:
        yield Check("PostgreSQL", "ok", "not set (GONGKAI_POSTGRES): Dagster's runs are in SQLite")
        yield from _by_sqlite(settings, now)
    yield _dask(settings)
    yield _webhook(settings)


def _lake(settings: Settings) -> Check:
    name = "shared lake"
    try:
        # Its log is Parquet, which reading documents does not need.
        from gongkai.lake.shared import look

        place = look(settings)
    except ModuleNotFoundError:
        return Check(name, "without", "the pipeline is not installed: it was not tried; make setup in a checkout")
    except GongkaiError as error:
        where = ", ".join(part for part in (error.file, error.place) if part)
        return Check(name, "missing", f"{where}: {error.problem}; {error.remedy}")
    except OSError as error:
        text = f"{settings.lake_url} cannot be read: {error.strerror}; let this user read and write it (GONGKAI_LAKE)"
        return Check(name, "missing", text)
    if place is None:
        return Check(name, "ok", "not set (GONGKAI_LAKE): bodies, cache and log are in the home")
    if isinstance(place, Path) and (text := unwritable(place)):
        return Check(name, "missing", f"GONGKAI_LAKE: {text}")
    return Check(name, "ok", f"{place} can be read and written (GONGKAI_LAKE)")


def _by_postgres(settings: Settings, now: datetime) -> Iterator[Check]:
    try:
        with connected(settings.postgres) as cursor:
            cursor.execute("SHOW server_version")
            version = str(cursor.fetchone()[0]).split()[0]
            cursor.execute("SELECT to_regclass('gongkai_home'), to_regclass('daemon_heartbeats')")
            is_used = None not in cursor.fetchone()
            owner, found = "", _Dagster(frozenset(), None)
            if is_used:
                cursor.execute("SELECT id FROM gongkai_home")
                owner = str(cursor.fetchone()[0])
                cursor.execute(_ON)
                on = [row[0] for row in cursor.fetchall()]
                cursor.execute(_HEARTBEAT)
                found = _told(on, [row[0] for row in cursor.fetchall()])
    except GongkaiError as error:
        yield Check("PostgreSQL", "missing", f"{error.problem}; {error.remedy}")
        return
    marker = settings.home / HOME_ID
    if owner and marker.exists() and owner != marker.read_text(encoding="utf-8").strip():
        remedy = "give each home a database of its own"
        yield Check("PostgreSQL", "missing", f"{version} answers, with the runs of another home; {remedy}")
        return
    yield Check("PostgreSQL", "ok", f"{version} answers (GONGKAI_POSTGRES)")
    if is_used:
        yield from _dagster(found, now)
    else:
        yield Check("Dagster", "ok", f"not used yet: {_START}")


def _by_sqlite(settings: Settings, now: datetime) -> Iterator[Check]:
    """Dagster's databases as SQLite keeps them: Dagster takes seconds to import, and would make what is not there."""
    folder = settings.home / "dagster"
    if not folder.is_dir():
        yield Check("Dagster", "ok", "not used yet: make up starts it")
        return
    try:
        with closing(_opened(folder / "history" / "runs.db")) as db:
            beats = [row[0] for row in db.execute(_HEARTBEAT)]
        with closing(_opened(folder / "schedules" / "schedules.db")) as db:
            on = [row[0] for row in db.execute(_ON)]
    except sqlite3.Error as error:
        remedy = f"stop Dagster, move {folder} away and start it again: no data is in it, but its runs and switches"
        yield Check("Dagster", "missing", f"{error}; {remedy}")
        return
    yield from _dagster(_told(on, beats), now)


def _opened(path: Path) -> sqlite3.Connection:
    """A database that was looked through, to be read. Raises sqlite3.Error."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)
    (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        db.close()
        raise sqlite3.DatabaseError(f"{path.name}: {found}")
    return db


def _told(on: list[str], beats: list[str]) -> _Dagster:
    """From what Dagster writes into its tables, as JSON."""
    times = [datetime.fromtimestamp(json.loads(body)["timestamp"], UTC) for body in beats]
    return _Dagster(
        frozenset(json.loads(body)["origin"]["job_name"] for body in on),
        max(times, default=None),
    )


def _dagster(found: _Dagster, now: datetime) -> Iterator[Check]:
    if _NIGHTLY in found.on:
        yield Check("Dagster", "ok", f"its databases can be read; schedule {_NIGHTLY} is on")
    else:
        text = f"schedule {_NIGHTLY} is off: nothing runs by itself; switch it on under Automation"
        yield Check("Dagster", "without", text)
    yield _daemon(found, now)


def _daemon(found: _Dagster, now: datetime) -> Check:
    name = "Dagster's daemon"
    if found.heartbeat is None:
        last = "never was there"
    else:
        seconds = max(0, int((now - found.heartbeat).total_seconds()))
        last = f"was last there {seconds} s ago" if seconds < _MANY else f"was last there {seconds // 60} minutes ago"
        if now - found.heartbeat <= _ALIVE:
            return Check(name, "ok", last)
    if not found.on:
        return Check(name, "ok", f"{last}; not needed: no schedule and no sensor is on")
    return Check(name, "missing", f"{last}, and {', '.join(sorted(found.on))} is on: nothing runs; {_START}")


def _dask(settings: Settings) -> Check:
    if not settings.cluster:
        return Check("Dask", "ok", "not set (GONGKAI_DASK): processes of this machine read")
    from gongkai.lake.cluster import workers

    shared = [settings.lake.resolve()] if settings.lake.exists() and not settings.lake_url else []
    try:
        count = workers(settings.cluster, shared)
    except GongkaiError as error:
        return Check("Dask", "missing", f"{settings.cluster}: {error.problem}; {error.remedy}")
    return Check("Dask", "ok", f"{settings.cluster}: the scheduler answers, workers: {count}")


def _webhook(settings: Settings) -> Check:
    """Its form alone: nothing is sent."""
    if not settings.webhook:
        return Check("webhook", "ok", f"not set ({VARIABLE}): nobody is told of a round")
    try:
        target(settings.webhook)
    except GongkaiError as error:
        return Check("webhook", "missing", f"{error.problem}: nothing is sent; {error.remedy}")
    return Check("webhook", "ok", f"set ({VARIABLE}); its form is right, nothing was sent")
