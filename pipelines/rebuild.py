"""A release made once more from bodies, ledger and log alone, beside the home, and held against what was published.

Nothing is fetched: no stage of it opens a connection. Nothing in the home changes.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from gongkai import events
from gongkai.crawl.places import body_store, ledger_path
from gongkai.errors import GongkaiError
from gongkai.lake.at_work import running
from gongkai.lake.atomic import remove, write_bytes
from gongkai.lake.lock import Lock
from gongkai.lake.log import SNAPSHOTS, Log
from gongkai.settings import Settings
from gongkai.warehouse import query
from gongkai.warehouse.release import Release, current
from pipelines import progress
from pipelines.run import run
from pipelines.wanted import Wanted

#: Which releases there were stands in the folder of releases, not in the log.
_NOT_OF_THE_LOG = ("releases.parquet",)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """release: the published one. files: Parquet files compared. differing: those whose bytes differ, or that lack."""

    release: str
    files: int
    differing: tuple[str, ...]


def rebuild(settings: Settings, listener: progress.Listener) -> Rebuilt:
    """Read every body again and build the current release from what that gives and from the log.

    Raises GongkaiError: the lake is elsewhere, there is no release, the bodies say something else than the log (a
    document, the code, the registry or a decision changed since), or a stage fails.
    """
    if settings.lake_url:
        raise GongkaiError(
            "a release is made anew only of bodies on the home's own disk",
            settings.lake_url,
            "GONGKAI_LAKE",
            "put a copy of the home and of its bodies (lake/bodies) on one disk, without the variable",
        )
    published = query.current_release(settings)
    log = Log(settings.lake)
    with _workshop(settings, published.load) as workshop:
        clock = datetime.fromisoformat(log.manifest(published.load).made)
        with events.untold():
            run(workshop, clock, Wanted(first="read", all_kept=True), listener)
        _raise_if_more(Log(workshop.lake), published)
        made = current(workshop.releases)
        if made is None:
            raise GongkaiError("the run published nothing", str(workshop.releases), "", "tell the maintainers")
        return _compared(published, made)


@contextmanager
def _workshop(settings: Settings, load: int) -> Iterator[Settings]:
    """A home of the same bodies, ledger and loads, with nothing that was made of them; gone afterwards."""
    root = settings.home / ".rebuild"
    log = Log(settings.lake)
    with running(settings.lake), Lock(settings.home / ".rebuild.lock"):
        remove(root)
        made = replace(settings, home=root, registry=root / "registry", postgres="")
        made.create()
        try:
            for name in SNAPSHOTS:
                for file, data in log.snapshot(name, load).items():
                    write_bytes(root / name / file, data)
            for number in range(1, load + 1):
                # A load never changes in place: the same files under another name cost nothing.
                shutil.copytree(log.folder(number), Log(made.lake).folder(number), copy_function=os.link)
            # A partition that looks as the log took it may hold what the log lost.
            Log(made.lake).forget_made_from(load)
            body_store(made).root.symlink_to(body_store(settings).root.resolve())
            ledger_path(made).parent.mkdir()
            with (
                closing(sqlite3.connect(ledger_path(settings))) as kept,
                closing(sqlite3.connect(ledger_path(made))) as copy,
            ):
                kept.backup(copy)
            yield made
        finally:
            remove(root)


def _raise_if_more(log: Log, published: Release) -> None:
    """The run found something to load that the published release does not have."""
    if log.latest() == published.load:
        return
    causes = sorted({row["cause"] for row in log.of_load("tables", log.latest())})
    raise GongkaiError(
        f"what is kept says something else than release {published.name}: " + (", ".join(causes) or "no table changed"),
        str(published.folder),
        "",
        "of a release made with --strict: gongkai run --rebuild --strict; else gongkai run first, so that everything "
        "kept is loaded with the present code, then try again",
    )


def _compared(published: Release, made: Release) -> Rebuilt:
    files = sorted({path.relative_to(one.folder) for one in (published, made) for path in _parquet(one)})
    differing = tuple(name.as_posix() for name in files if _bytes(published, name) != _bytes(made, name))
    return Rebuilt(published.name, len(files), differing)


def _parquet(release: Release) -> Iterator[Path]:
    return (path for path in (release.folder / "parquet").rglob("*.parquet") if path.name not in _NOT_OF_THE_LOG)


def _bytes(release: Release, name: Path) -> bytes | None:
    path = release.folder / name
    return path.read_bytes() if path.is_file() else None
